"""Back office first: what went wrong for a customer, and the minutes of it charged along the chain of steps."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from feedback.tickets.choices import FailureKind
from feedback.tickets.models.ticket import Step, Ticket
from portal.people.access import ScopedQuerySet
from portal.people.models import Department


class Failure(models.Model):
    """A failure that reached a customer. `ticket` is the one whose steps are charged.

    `source`: id of the promise, the resolving that was undone, the customer's second ticket, or the jump. While what
    came of it goes on, `settled` is false and the sweep works out its minutes anew.
    """

    kind = models.CharField(_("kind"), max_length=12, choices=FailureKind)
    source = models.BigIntegerField()
    ticket = models.ForeignKey(Ticket, on_delete=models.CASCADE, related_name="failures")
    at = models.DateTimeField()
    minutes = models.PositiveIntegerField(default=0)
    settled = models.BooleanField(default=False)

    class Meta:
        verbose_name = _("failure")
        constraints = [models.UniqueConstraint(fields=["kind", "source"], name="ticket_failure_once")]
        indexes = [models.Index(fields=["id"], name="ticket_failure_open", condition=models.Q(settled=False))]


class Charge(models.Model):
    """The share of a failure that a step answers for; `at` is the failure's."""

    failure = models.ForeignKey(Failure, on_delete=models.CASCADE, related_name="charges")
    step = models.ForeignKey(Step, on_delete=models.CASCADE, related_name="+")
    department = models.ForeignKey(Department, on_delete=models.PROTECT, related_name="+")
    number = models.PositiveSmallIntegerField()
    minutes = models.PositiveIntegerField()
    at = models.DateTimeField()

    objects: ClassVar[ScopedQuerySet] = ScopedQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        constraints = [models.UniqueConstraint(fields=["failure", "step"], name="ticket_charge_once")]
        indexes = [
            models.Index(fields=["at", "id"], name="ticket_charge_at"),
            models.Index(fields=["department", "at", "id"], name="ticket_charge_department"),
        ]
