"""Programmes above initiatives, and the company's targets with their curves of readings."""

from __future__ import annotations

from typing import Any, ClassVar

import pgtrigger
from django.conf import settings
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from initiatives.choices import Better
from initiatives.models.ideas import TEXT_MAX, TITLE_MAX
from initiatives.models.parts import DIGITS, PLACES
from portal.core.refs import reference_default
from portal.people.access import ScopedQuerySet, scope_q

EXTERNAL_ID_MAX = 120


class Programme(models.Model):
    """A bold aim of the whole company with a sponsor and dates; its initiatives and its targets point to it."""

    reference = models.CharField(max_length=12, unique=True, default=reference_default("PM"), editable=False)
    name = models.CharField(_("name"), max_length=TITLE_MAX)
    aim = models.TextField(_("bold aim"), max_length=TEXT_MAX)
    sponsor = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("sponsor"), on_delete=models.PROTECT, related_name="programmes"
    )
    starts_on = models.DateField(_("starts on"))
    due_on = models.DateField(_("due on"))
    created_at = models.DateTimeField()
    external_id = models.CharField(_("external id"), max_length=EXTERNAL_ID_MAX, null=True, blank=True, unique=True)
    version = models.PositiveIntegerField(default=1, editable=False)
    search = SearchVectorField(null=True, editable=False)

    objects: ClassVar[ScopedQuerySet] = ScopedQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("programme")
        constraints = [
            models.CheckConstraint(condition=Q(due_on__gte=models.F("starts_on")), name="programme_due_after_start")
        ]
        indexes = [
            models.Index(fields=["created_at", "id"], name="programme_newest"),
            GinIndex(fields=["search"], name="programme_search"),
        ]

    def __str__(self) -> str:
        return self.reference

    def get_absolute_url(self) -> str:
        return reverse("initiatives:programme", args=[self.reference])


class CompanyTargetQuerySet(ScopedQuerySet):
    def visible_to(self, user: Any) -> CompanyTargetQuerySet:
        """Whoever sees the programme sees its targets."""
        rows: CompanyTargetQuerySet = self.filter(scope_q(user, "programmes.view", self.model))
        return rows


class CompanyTarget(models.Model):
    """A number of the whole company that the programme is to move from its baseline to its target value."""

    reference = models.CharField(max_length=12, unique=True, default=reference_default("CG"), editable=False)
    programme = models.ForeignKey(Programme, on_delete=models.CASCADE, related_name="targets")
    metric = models.CharField(_("metric"), max_length=120)
    unit = models.CharField(_("unit"), max_length=30, blank=True)
    better = models.CharField(_("direction"), max_length=10, choices=Better, default=Better.HIGHER)
    baseline = models.DecimalField(_("baseline"), max_digits=DIGITS, decimal_places=PLACES)
    target_value = models.DecimalField(_("target value"), max_digits=DIGITS, decimal_places=PLACES)
    due_on = models.DateField(_("reached by"))
    external_id = models.CharField(_("external id"), max_length=EXTERNAL_ID_MAX, null=True, blank=True, unique=True)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects: ClassVar[CompanyTargetQuerySet] = CompanyTargetQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("company target")
        constraints = [
            models.CheckConstraint(
                condition=Q(better="higher", target_value__gt=models.F("baseline"))
                | Q(better="lower", target_value__lt=models.F("baseline")),
                name="company_target_beyond_baseline",
            )
        ]

    def __str__(self) -> str:
        return self.reference

    def get_absolute_url(self) -> str:
        return reverse("initiatives:company-target", args=[self.reference])


class CompanyReading(models.Model):
    """What a company target stood at on a day, and where that was read. Added, never changed.

    Of several of one day the one added last is the curve's point: a correction is another reading.
    """

    target = models.ForeignKey(CompanyTarget, on_delete=models.CASCADE, related_name="readings")
    value = models.DecimalField(_("value"), max_digits=DIGITS, decimal_places=PLACES)
    as_of = models.DateField(_("as of"))
    source = models.CharField(_("source"), max_length=200)
    # The other system's name of it; unique, so that a repeated delivery makes no twin.
    external_id = models.CharField(_("external id"), max_length=EXTERNAL_ID_MAX, null=True, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("reading of a company target")
        constraints = [models.UniqueConstraint(fields=["target", "external_id"], name="company_reading_external_id")]
        indexes = [models.Index(fields=["target", "as_of", "id"], name="company_reading_curve")]
        triggers = [pgtrigger.Protect(name="company_reading_append_only", operation=pgtrigger.Update)]
