"""A ticket, its way through the departments, and how long it was where."""

from __future__ import annotations

from typing import ClassVar

import pgtrigger
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from feedback.customers.models import Identity
from feedback.tickets.choices import CameBy, ChildrenRule, Kind, Outcome, State
from feedback.tickets.models.catalogue import CatalogueService
from feedback.tickets.models.of_ticket import PASS_ON
from feedback.tickets.rules import OPEN
from portal.core.refs import reference_default
from portal.people.access import ScopedQuerySet
from portal.people.models import Department

OPEN_ROWS = Q(state__in=OPEN)


class Ticket(models.Model):
    """An internal service request. It is new exactly as long as nobody has it."""

    reference = models.CharField(max_length=12, unique=True, default=reference_default("T"), editable=False)
    title = models.CharField(_("title"), max_length=200)
    text = models.TextField(_("what it is about"))
    kind = models.CharField(_("kind"), max_length=12, choices=Kind, default=Kind.REQUEST)
    service = models.ForeignKey(
        CatalogueService, verbose_name=_("service"), on_delete=models.PROTECT, related_name="tickets"
    )
    requester = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("requester"), on_delete=models.PROTECT, related_name="+"
    )
    requester_department = models.ForeignKey(Department, null=True, on_delete=models.PROTECT, related_name="+")
    department = models.ForeignKey(Department, verbose_name=_("department"), on_delete=models.PROTECT, related_name="+")
    # Every department that it is or was in: they all keep seeing it.
    departments = ArrayField(models.BigIntegerField(), default=list, editable=False)
    first_owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("first owner"), null=True, on_delete=models.PROTECT, related_name="+"
    )
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("owner"), null=True, on_delete=models.PROTECT, related_name="+"
    )
    state = models.CharField(_("state"), max_length=12, choices=State, default=State.NEW)
    customer = models.ForeignKey(
        Identity, verbose_name=_("customer"), null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    customer_key = models.CharField(_("customer number"), max_length=120, blank=True)
    external_id = models.CharField(_("external id"), max_length=120, null=True, blank=True, unique=True)
    came_by = models.CharField(_("opened by way of"), max_length=8, choices=CameBy, blank=True, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)
    opened_at = models.DateTimeField(_("opened"))
    resolved_at = models.DateTimeField(_("resolved"), null=True)
    # While it runs: the earliest due time. While the clock is paused: none. Resolved: what the resolution was due at.
    next_due_at = models.DateTimeField(_("due"), null=True)
    paused_at = models.DateTimeField(null=True)
    # While it is in the fast lane: since when.
    jumped_at = models.DateTimeField(null=True, editable=False)
    # The first owner asked whoever has it how far it is: how often, and when last.
    chases = models.PositiveSmallIntegerField(default=0, editable=False)
    chased_at = models.DateTimeField(null=True, editable=False)
    # The stage of the service's way that it has reached; 0 where the service has none.
    position = models.PositiveSmallIntegerField(default=0, editable=False)
    # Of a child that does one of several parallel parts: the number of that part; 0: it is a ticket of its own.
    part = models.PositiveSmallIntegerField(default=0, db_default=0, editable=False)
    # Of a merged ticket: where it is told on, always the last of a chain, and since when.
    merged_into = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="merged")
    merged_at = models.DateTimeField(null=True, editable=False)
    # Who asked for the tickets that were merged into this one: it is theirs as well.
    joined = ArrayField(models.BigIntegerField(), default=list, editable=False)
    # The ticket out of which this one was made.
    split_from = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="splits")
    # The ticket for which this one does a part; and what a ticket does about those under it.
    parent = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="children")
    children_rule = models.CharField(max_length=12, choices=ChildrenRule, blank=True, editable=False)
    queue_at = models.DateTimeField(editable=False)  # rules.queue_place
    search = SearchVectorField(null=True, editable=False)

    objects: ClassVar[ScopedQuerySet] = ScopedQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("ticket")
        indexes = [
            GinIndex(fields=["search"], name="ticket_search"),
            GinIndex(fields=["departments"], name="ticket_departments"),
            GinIndex(fields=["joined"], name="ticket_joined"),
            models.Index(fields=["opened_at", "id"], name="ticket_opened"),
            models.Index(fields=["queue_at", "id"], name="ticket_queue"),
            # Whether a customer came again about the same.
            models.Index(
                fields=["customer_key", "service", "opened_at"], name="ticket_again", condition=~Q(customer_key="")
            ),
            models.Index(fields=["department", "queue_at", "id"], name="ticket_dep_queue"),
            models.Index(fields=["department", "state", "next_due_at"], name="ticket_open_dep", condition=OPEN_ROWS),
            models.Index(fields=["next_due_at"], name="ticket_open_due", condition=OPEN_ROWS),
            models.Index(fields=["owner"], name="ticket_open_owner", condition=OPEN_ROWS),
            models.Index(fields=["requester"], name="ticket_open_requester", condition=OPEN_ROWS),
            models.Index(
                fields=["service", "resolved_at"], name="ticket_resolved_service", condition=Q(state=State.RESOLVED)
            ),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="departments_passed_on",
                when=pgtrigger.After,
                operation=pgtrigger.UpdateOf("departments"),
                condition=pgtrigger.AnyChange("departments"),
                func=f"{PASS_ON}RETURN NULL;",
            )
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(state=State.NEW, owner=None)
                | Q(state=State.MERGED)
                | (~Q(state=State.NEW) & Q(owner__isnull=False)),
                name="ticket_new_without_owner",
            ),
            models.CheckConstraint(
                condition=Q(state=State.RESOLVED, resolved_at__isnull=False)
                | (~Q(state=State.RESOLVED) & Q(resolved_at=None)),
                name="ticket_resolved_at",
            ),
            models.CheckConstraint(
                condition=Q(state=State.WAITING, paused_at__isnull=False)
                | (~Q(state=State.WAITING) & Q(paused_at=None)),
                name="ticket_paused_at",
            ),
            models.CheckConstraint(
                condition=Q(state=State.MERGED, merged_into__isnull=False, merged_at__isnull=False)
                | (~Q(state=State.MERGED) & Q(merged_into=None, merged_at=None)),
                name="ticket_merged_into",
            ),
            models.CheckConstraint(condition=~Q(parent=F("id")), name="ticket_parent_elsewhere"),
            models.CheckConstraint(condition=Q(part=0) | Q(parent__isnull=False), name="ticket_part_of_parent"),
            models.CheckConstraint(condition=~Q(merged_into=F("id")), name="ticket_merged_elsewhere"),
        ]

    def __str__(self) -> str:
        return f"{self.reference} {self.title}"

    def get_absolute_url(self) -> str:
        return reverse("tickets:detail", args=[self.reference])

    @property
    def is_open(self) -> bool:
        return self.state in OPEN


class Step(models.Model):
    """A ticket's stay in one department. `owner` took it there."""

    ticket = models.ForeignKey(Ticket, on_delete=models.CASCADE, related_name="steps")
    department = models.ForeignKey(Department, on_delete=models.PROTECT, related_name="+")
    number = models.PositiveSmallIntegerField()
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    outcome = models.CharField(max_length=12, choices=Outcome, blank=True)
    # Working time there without what the requester was waited for; grows with each span that ends.
    working_seconds = models.PositiveIntegerField(default=0, editable=False)

    class Meta:
        verbose_name = _("step")
        constraints = [
            models.UniqueConstraint(fields=["ticket", "number"], name="ticket_step_number"),
            models.UniqueConstraint(fields=["ticket"], condition=Q(ended_at=None), name="ticket_step_open_once"),
        ]
        indexes = [
            models.Index(fields=["ended_at"], name="ticket_step_ended"),
            models.Index(fields=["department", "ended_at"], name="ticket_step_department"),
            # What was opened when, in which department.
            models.Index(fields=["started_at"], name="ticket_step_first", condition=Q(number=1)),
        ]


class StateSpan(models.Model):
    """How long a ticket was in one state with one department and owner: every time-in-state report is a GROUP BY.

    `working_seconds` counts on the department's own calendar, written when the span ends.
    """

    ticket = models.ForeignKey(Ticket, on_delete=models.CASCADE, related_name="spans")
    # The stay in which it was; none while the ticket is resolved.
    step = models.ForeignKey(Step, null=True, on_delete=models.CASCADE, related_name="spans")
    state = models.CharField(max_length=12, choices=State)
    department = models.ForeignKey(Department, on_delete=models.PROTECT, related_name="+")
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    working_seconds = models.PositiveIntegerField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["ticket"], condition=Q(ended_at=None), name="ticket_span_open_once")
        ]
        indexes = [
            models.Index(fields=["ended_at"], name="ticket_span_ended"),
            models.Index(fields=["department", "ended_at"], name="ticket_span_department"),
        ]
