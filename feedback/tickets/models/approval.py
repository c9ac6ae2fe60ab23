"""Somebody's yes without which a ticket does not go on: what a service demands, and what is asked."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from feedback.tickets.choices import ApprovalMode, ApprovalState, Approver, Kind
from feedback.tickets.models.catalogue import CatalogueService
from feedback.tickets.models.of_ticket import OfTicket
from feedback.tickets.models.ticket import Ticket
from feedback.tickets.rules.approvals import MINUTES
from portal.core.refs import reference_default
from portal.people.access import ScopedQuerySet
from portal.people.models import Named, Role

OPEN_APPROVAL = Q(state=ApprovalState.REQUESTED)
_WHO = Q(who=Approver.PERSON, person__isnull=False, role="") | Q(who=Approver.ROLE, person=None) & ~Q(role="")


class ApprovalRule(Named):
    """One yes that a service demands: on which level, of whom, within how many working minutes; the name says what."""

    service = models.ForeignKey(CatalogueService, on_delete=models.CASCADE, related_name="approval_rules")
    number = models.PositiveSmallIntegerField()
    level = models.PositiveSmallIntegerField(_("level"))
    mode = models.CharField(_("how many of a level"), max_length=4, choices=ApprovalMode, default=ApprovalMode.ALL)
    who = models.CharField(_("who approves"), max_length=16, choices=Approver)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    role = models.CharField(_("role"), max_length=24, choices=Role, blank=True)
    minutes = models.PositiveIntegerField(_("within"), default=MINUTES)
    # Only tickets of this kind; empty: of every kind.
    kind = models.CharField(_("only of this kind"), max_length=12, choices=Kind, blank=True)

    class Meta:
        verbose_name = _("demanded approval")
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["service", "number"], name="ticket_approval_rule_number"),
            models.CheckConstraint(
                condition=_WHO | Q(who__in=[Approver.REQUESTER_HEAD, Approver.SERVING_HEAD], person=None, role=""),
                name="ticket_approval_rule_who",
            ),
            models.CheckConstraint(condition=Q(level__gte=1, minutes__gte=1), name="ticket_approval_rule_minutes"),
        ]


class Approval(OfTicket):
    """Asked about a ticket, level by level; a ticket has at most one that is open."""

    reference = models.CharField(max_length=12, unique=True, default=reference_default("AP"), editable=False)
    ticket = models.ForeignKey(Ticket, on_delete=models.PROTECT, related_name="approvals")
    # What somebody asks; empty where the service demands it: then the level's name says it.
    text = models.TextField(_("what is to be approved"), blank=True)
    by_rule = models.BooleanField(default=False, editable=False)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    state = models.CharField(_("state"), max_length=12, choices=ApprovalState, default=ApprovalState.REQUESTED)
    # The level that is asked now, and until when: the last of its limits.
    level = models.PositiveSmallIntegerField(default=1, editable=False)
    due_at = models.DateTimeField(_("due"))
    ended_at = models.DateTimeField(null=True)
    reason = models.TextField(_("reason"), blank=True)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects: ClassVar[ScopedQuerySet] = ScopedQuerySet.as_manager()  # type: ignore[assignment]

    class Meta(OfTicket.Meta):
        verbose_name = _("approval")
        indexes = [
            models.Index(fields=["asked_at", "id"], name="ticket_approval_asked"),
            models.Index(fields=["due_at", "id"], name="ticket_approval_due", condition=OPEN_APPROVAL),
            models.Index(fields=["ended_at"], name="ticket_approval_ended"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["ticket"], condition=OPEN_APPROVAL, name="ticket_approval_open_once"),
            models.CheckConstraint(
                condition=Q(state=ApprovalState.REQUESTED, ended_at=None)
                | (~Q(state=ApprovalState.REQUESTED) & ~Q(ended_at=None)),
                name="ticket_approval_ended",
            ),
            models.CheckConstraint(condition=Q(by_rule=True) | ~Q(text=""), name="ticket_approval_text"),
        ]

    def __str__(self) -> str:
        return self.reference

    def get_absolute_url(self) -> str:
        return reverse("tickets:approval", args=[self.reference])


class ApprovalSeat(models.Model):
    """One yes of an approval. Who gives it is found when its level is asked: `person`, or anybody with `role`.

    `stand_in` may answer as well, since it fell due. `next_at`: when the sweep has to look at it next: to remind, then
    to tell the next one up.
    """

    approval = models.ForeignKey(Approval, on_delete=models.CASCADE, related_name="seats")
    number = models.PositiveSmallIntegerField()
    level = models.PositiveSmallIntegerField()
    mode = models.CharField(max_length=4, choices=ApprovalMode)
    who = models.CharField(max_length=16, choices=Approver)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    role = models.CharField(max_length=24, choices=Role, blank=True)
    name_en = models.CharField(max_length=120, blank=True)
    name_zh = models.CharField(max_length=120, blank=True)
    minutes = models.PositiveIntegerField()
    asked_at = models.DateTimeField(null=True)
    due_at = models.DateTimeField(null=True)
    next_at = models.DateTimeField(null=True)
    reminded_at = models.DateTimeField(null=True)
    late_at = models.DateTimeField(null=True)
    stand_in = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    given_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    answered_at = models.DateTimeField(null=True)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    agreed = models.BooleanField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["approval", "number"], name="ticket_approval_seat_number"),
            models.CheckConstraint(
                condition=Q(answered_at=None, answered_by=None, agreed=None)
                | Q(answered_at__isnull=False, answered_by__isnull=False, agreed__isnull=False, next_at=None),
                name="ticket_approval_seat_answered",
            ),
            models.CheckConstraint(
                condition=Q(asked_at=None, due_at=None, next_at=None) | Q(due_at__gt=F("asked_at")),
                name="ticket_approval_seat_ahead",
            ),
        ]
        indexes = [
            models.Index(fields=["next_at"], name="ticket_approval_sweep", condition=Q(next_at__isnull=False)),
            models.Index(fields=["person"], name="ticket_approval_person", condition=Q(answered_at=None)),
        ]
