"""A problem: tickets that failed customers by one cause at one step, and the change that two departments agree on."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from feedback.tickets.choices import FailureKind, ProblemState
from feedback.tickets.models.ticket import Ticket
from feedback.tickets.rules.problems import ALIVE
from initiatives.models import Initiative
from portal.core.refs import reference_default
from portal.people.access import ScopedQuerySet
from portal.people.models import Department

ALIVE_PROBLEM = Q(state__in=ALIVE)
WAITING_PROBLEM = Q(state=ProblemState.PROPOSED)


class Problem(models.Model):
    """`department` and `step` are where it begins, `cause` what it does to customers, `suffering` who tells them so.

    `week` is the Monday of the hot week in which the sweep found it, with its `count` and the `mean` of the twelve
    weeks before; all three are empty when a person proposed it. Each side's consent counts for the present text.
    """

    reference = models.CharField(max_length=12, unique=True, default=reference_default("PB"), editable=False)
    title = models.CharField(_("in one line"), max_length=200, blank=True)
    cause = models.CharField(_("what went wrong"), max_length=12, choices=FailureKind)
    department = models.ForeignKey(Department, on_delete=models.PROTECT, related_name="+")
    step = models.PositiveSmallIntegerField(_("step"))
    suffering = models.ForeignKey(Department, on_delete=models.PROTECT, related_name="+")
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(_("state"), max_length=12, choices=ProblemState, default=ProblemState.PROPOSED)
    proposed_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField()
    week = models.DateField(null=True)
    count = models.PositiveIntegerField(null=True)
    mean = models.FloatField(null=True)
    # The decision about a proposal: until when, by whom, and that the level above was told.
    due_at = models.DateTimeField(_("decide until"))
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(null=True)
    reason = models.TextField(_("reason"), blank=True)
    escalated_at = models.DateTimeField(null=True)
    # The process change, and the consent of the head of either side to its present text.
    change = models.TextField(_("agreed process change"), blank=True)
    effective_on = models.DateField(_("in force from"), null=True)
    step_consent_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    step_consent_at = models.DateTimeField(null=True)
    suffering_consent_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    suffering_consent_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    result = models.TextField(_("what came of it"), blank=True)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects: ClassVar[ScopedQuerySet] = ScopedQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("problem")
        indexes = [
            models.Index(fields=["proposed_at", "id"], name="ticket_problem_newest"),
            models.Index(fields=["due_at", "id"], name="ticket_problem_waiting", condition=WAITING_PROBLEM),
            models.Index(
                fields=["effective_on", "id"], name="ticket_problem_agreed", condition=Q(state=ProblemState.AGREED)
            ),
        ]
        constraints = [
            # Two workers, or a worker and a person, propose the same: one of them is first.
            models.UniqueConstraint(
                fields=["department", "step", "cause"], condition=ALIVE_PROBLEM, name="ticket_problem_alive"
            ),
            models.UniqueConstraint(
                fields=["department", "step", "cause", "week"],
                condition=Q(week__isnull=False),
                name="ticket_problem_week",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=[ProblemState.AGREED, ProblemState.IN_FORCE])
                | (
                    ~Q(change="")
                    & Q(effective_on__isnull=False, step_consent_at__isnull=False)
                    & Q(suffering_consent_at__isnull=False)
                ),
                name="ticket_problem_agreed",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.reference} {self.title}"

    def get_absolute_url(self) -> str:
        return reverse("tickets:problem", args=[self.reference])


class ProblemTicket(models.Model):
    """A ticket joins a problem once. Who took it out again is kept, so that the sweep doesn't bring it back."""

    problem = models.ForeignKey(Problem, on_delete=models.CASCADE, related_name="links")
    ticket = models.ForeignKey(Ticket, on_delete=models.CASCADE, related_name="problem_links")
    joined_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    joined_at = models.DateTimeField()
    left_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["problem", "ticket"], name="ticket_problem_ticket_once")]


class ProblemInitiative(models.Model):
    """The initiative that a problem became: one each."""

    problem = models.OneToOneField(Problem, on_delete=models.CASCADE, related_name="became")
    initiative = models.OneToOneField(Initiative, on_delete=models.CASCADE, related_name="+")
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
