"""What was promised, to the minute. Unlike a clock it follows no calendar and no pause."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from feedback.tickets.choices import Channel, PromiseKind, PromiseState
from feedback.tickets.models.of_ticket import OfTicket
from feedback.tickets.models.ticket import Step, Ticket
from portal.core.refs import reference_default
from portal.people.access import ScopedQuerySet
from portal.people.models import Department

OPEN_PROMISE = Q(state=PromiseState.OPEN)


class Promise(OfTicket):
    """A word given about a ticket. It is kept, broken, or replaced by a later one before it fell due.

    An inner promise is what a department promises for an outer one, and ends before it. `fulfilled_at` is when what
    was promised was done, also after it was broken.
    """

    PERSONAL: ClassVar = ("customer", "consent")

    reference = models.CharField(max_length=12, unique=True, default=reference_default("PR"), editable=False)
    ticket = models.ForeignKey(Ticket, on_delete=models.PROTECT, related_name="promises")
    outer = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="inner")
    kind = models.CharField(_("kind"), max_length=12, choices=PromiseKind)
    text = models.CharField(_("what is promised"), max_length=500)
    customer = models.CharField(_("to whom"), max_length=120, blank=True)
    channel = models.CharField(_("on which channel"), max_length=12, choices=Channel, blank=True)
    promised_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    department = models.ForeignKey(Department, on_delete=models.PROTECT, related_name="+")
    due_at = models.DateTimeField(_("until"))
    made_at = models.DateTimeField()
    state = models.CharField(_("state"), max_length=12, choices=PromiseState, default=PromiseState.OPEN)
    # Of its end: when, and where the ticket was then.
    ended_at = models.DateTimeField(null=True)
    ended_step = models.ForeignKey(Step, null=True, on_delete=models.PROTECT, related_name="+")
    fulfilled_at = models.DateTimeField(null=True)
    consent = models.CharField(_("how the customer agreed"), max_length=500, blank=True)
    replaced_by = models.OneToOneField("self", null=True, on_delete=models.PROTECT, related_name="replaces")
    endangered_at = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects: ClassVar[ScopedQuerySet] = ScopedQuerySet.as_manager()  # type: ignore[assignment]

    class Meta(OfTicket.Meta):
        verbose_name = _("promise")
        indexes = [
            models.Index(fields=["due_at", "id"], name="ticket_promise_open", condition=OPEN_PROMISE),
            models.Index(fields=["due_at", "id"], name="ticket_promise_due"),
            models.Index(fields=["department", "due_at"], name="ticket_promise_department"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(due_at__gt=F("made_at")), name="ticket_promise_ahead"),
            models.CheckConstraint(
                condition=Q(kind=PromiseKind.INNER, outer__isnull=False) | (~Q(kind=PromiseKind.INNER) & Q(outer=None)),
                name="ticket_promise_outer",
            ),
            models.CheckConstraint(
                condition=Q(state=PromiseState.OPEN, ended_at=None) | (~Q(state=PromiseState.OPEN) & ~Q(ended_at=None)),
                name="ticket_promise_ended",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.reference} {self.text}"

    def get_absolute_url(self) -> str:
        return f"{self.ticket.get_absolute_url()}#promises"
