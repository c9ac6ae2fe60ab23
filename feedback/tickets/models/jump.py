"""The fast lane (JUMPQUEUE): an authorised colleague lets a ticket overtake, within a budget, seen by everybody."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from feedback.tickets.choices import Harm, JumpState
from feedback.tickets.models.of_ticket import OfTicket
from feedback.tickets.models.ticket import Ticket
from feedback.tickets.rules.jumps import OPEN, Budget
from portal.core.refs import reference_default
from portal.people.access import ScopedQuerySet
from portal.people.models import Department


class JumpPolicy(models.Model):
    """How often a department's people may jump alone, and how quickly it acknowledges a jump of others.

    The one without a department holds for all that have none of their own. `acknowledge_minutes` are working minutes.
    """

    department = models.OneToOneField(Department, null=True, on_delete=models.PROTECT, related_name="+")
    per_person = models.PositiveSmallIntegerField(_("jumps per person"), default=2)
    per_department = models.PositiveSmallIntegerField(_("jumps per department"), default=10)
    days = models.PositiveSmallIntegerField(_("within days"), default=30)
    acknowledge_minutes = models.PositiveIntegerField(_("acknowledged within"), default=15)
    # Departments that needn't act, billing for example.
    informs = models.ManyToManyField(Department, related_name="+")
    version = models.PositiveIntegerField(default=1, editable=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["department"], name="ticket_jump_policy_default", nulls_distinct=False),
            models.CheckConstraint(
                condition=Q(days__gte=1, acknowledge_minutes__gte=1), name="ticket_jump_policy_days"
            ),
        ]

    @property
    def budget(self) -> Budget:
        return Budget(self.per_person, self.per_department, self.days)


class Jump(OfTicket):
    """One ticket's way through the fast lane. Beyond the budget it is only asked for, until another grants it."""

    reference = models.CharField(max_length=12, unique=True, default=reference_default("FL"), editable=False)
    ticket = models.ForeignKey(Ticket, on_delete=models.PROTECT, related_name="jumps")
    state = models.CharField(_("state"), max_length=12, choices=JumpState)
    harm = models.CharField(_("what is at stake"), max_length=16, choices=Harm)
    reason = models.CharField(_("why"), max_length=1000)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    # Whose budget it is, and where the ticket was: the step that causes jumps.
    department = models.ForeignKey(Department, null=True, on_delete=models.PROTECT, related_name="+")
    at_department = models.ForeignKey(Department, on_delete=models.PROTECT, related_name="+")
    at_position = models.PositiveSmallIntegerField(default=0)
    asked_at = models.DateTimeField()
    within_budget = models.BooleanField()
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    decision_reason = models.CharField(max_length=1000, blank=True)
    started_at = models.DateTimeField(null=True)
    expires_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    surcharge = models.DecimalField(_("surcharge"), max_digits=12, decimal_places=2, null=True)
    currency = models.CharField(_("currency"), max_length=3, blank=True)
    reviewed_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    reviewed_at = models.DateTimeField(null=True)
    justified = models.BooleanField(null=True)
    review = models.CharField(max_length=1000, blank=True)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects: ClassVar[ScopedQuerySet] = ScopedQuerySet.as_manager()  # type: ignore[assignment]

    class Meta(OfTicket.Meta):
        verbose_name = _("jump")
        indexes = [
            models.Index(fields=["asked_at", "id"], name="ticket_jump_asked"),
            models.Index(fields=["asked_by", "asked_at"], name="ticket_jump_person"),
            models.Index(fields=["department", "asked_at"], name="ticket_jump_department"),
            models.Index(fields=["expires_at"], name="ticket_jump_open", condition=Q(state__in=OPEN)),
        ]
        constraints = [
            models.UniqueConstraint(fields=["ticket"], condition=Q(state__in=OPEN), name="ticket_jump_once"),
            models.CheckConstraint(
                condition=Q(surcharge=None, currency="") | (Q(surcharge__gt=0) & ~Q(currency="")),
                name="ticket_jump_surcharge",
            ),
        ]

    def __str__(self) -> str:
        return self.reference

    def get_absolute_url(self) -> str:
        return f"{self.ticket.get_absolute_url()}#jump"


class JumpPass(models.Model):
    """A department on the ticket's way: it sees the jump on top at once and acknowledges it, or is informed only."""

    jump = models.ForeignKey(Jump, on_delete=models.CASCADE, related_name="passes")
    department = models.ForeignKey(Department, on_delete=models.PROTECT, related_name="+")
    must_acknowledge = models.BooleanField()
    due_at = models.DateTimeField(null=True)
    acknowledged_at = models.DateTimeField(null=True)
    acknowledged_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    late_at = models.DateTimeField(null=True)
    # Nobody works there when it starts: the next time at which somebody does.
    opens_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["jump", "department"], name="ticket_jump_pass_once")]
        indexes = [
            models.Index(
                fields=["due_at"],
                name="ticket_jump_pass_open",
                condition=Q(must_acknowledge=True, acknowledged_at=None, late_at=None),
            )
        ]


class Overtaken(models.Model):
    """A ticket that a jump went past in one department's queue, and by how many working minutes there."""

    jump = models.ForeignKey(Jump, on_delete=models.CASCADE, related_name="overtaken")
    ticket = models.ForeignKey(Ticket, on_delete=models.CASCADE, related_name="+")
    department = models.ForeignKey(Department, on_delete=models.PROTECT, related_name="+")
    minutes = models.PositiveIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["jump", "department", "ticket"], name="ticket_overtaken_once")]
