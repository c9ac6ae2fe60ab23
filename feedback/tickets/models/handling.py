"""The appropriate handling time of a service, where somebody set it by hand."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from feedback.tickets.models.catalogue import CatalogueService


class HandlingBand(models.Model):
    """A version of a service's band; the newest counts. Without minutes: back to what the cases say."""

    service = models.ForeignKey(CatalogueService, on_delete=models.CASCADE, related_name="bands")
    number = models.PositiveIntegerField()
    low = models.PositiveIntegerField(_("from"), null=True)
    high = models.PositiveIntegerField(_("to"), null=True)
    reason = models.CharField(_("why"), max_length=1000)
    source = models.CharField(_("what it is taken from"), max_length=500)
    set_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    set_at = models.DateTimeField()

    class Meta:
        verbose_name = _("appropriate handling time")
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["service", "number"], name="ticket_band_number"),
            models.CheckConstraint(
                condition=Q(low=None, high=None) | Q(low__gte=0, high__gt=F("low")), name="ticket_band_minutes"
            ),
        ]

    @property
    def version(self) -> int:
        return self.number


class HandlingNorm(models.Model):
    """What the cases of a service say, worked out anew every hour: percentiles of seconds in progress."""

    service = models.OneToOneField(CatalogueService, on_delete=models.CASCADE, related_name="norm")
    cases = models.PositiveIntegerField()
    low = models.FloatField(null=True)
    high = models.FloatField(null=True)
    median = models.FloatField(null=True)
    worked_out_at = models.DateTimeField()
