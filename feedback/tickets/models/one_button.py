"""What the front office may do by one button: actions of a service that were authorised in advance."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from feedback.tickets.models.catalogue import CatalogueService
from feedback.tickets.models.ticket import Ticket
from portal.core.refs import reference_default
from portal.people.access import ScopedQuerySet
from portal.people.models import Named


class OneButton(Named):
    """Of a service that is marked; `text` is what the requester reads when somebody presses it."""

    reference = models.CharField(max_length=12, unique=True, default=reference_default("OB"), editable=False)
    service = models.ForeignKey(CatalogueService, on_delete=models.CASCADE, related_name="buttons")
    text = models.CharField(_("what is noted"), max_length=1000)
    resolves = models.BooleanField(_("resolves the ticket"), default=True)
    # Up to how much it may cost each time; none: no money is in it.
    limit = models.DecimalField(_("up to"), max_digits=12, decimal_places=2, null=True)
    currency = models.CharField(_("currency"), max_length=3, blank=True)
    active = models.BooleanField(_("available"), default=True)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects: ClassVar[ScopedQuerySet] = ScopedQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("one-button resolution")
        constraints = [
            models.CheckConstraint(
                condition=Q(limit=None, currency="") | (Q(limit__gt=0) & ~Q(currency="")), name="ticket_button_limit"
            )
        ]


class Settlement(models.Model):
    """A button that was pressed on a ticket; `resolved`: it was the solution."""

    ticket = models.ForeignKey(Ticket, on_delete=models.CASCADE, related_name="settlements")
    button = models.ForeignKey(OneButton, on_delete=models.PROTECT, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    resolved = models.BooleanField()
    amount = models.DecimalField(max_digits=12, decimal_places=2, null=True)
    currency = models.CharField(max_length=3, blank=True)
