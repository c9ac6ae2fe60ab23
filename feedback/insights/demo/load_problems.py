"""Problems: the sweep's own proposals, one by a head, and one whose change is in force as an initiative."""

import datetime as dt
from decimal import Decimal
from typing import Any

from django.db.models import Count
from django.utils import timezone

from feedback.insights.demo import problems as words
from feedback.insights.demo.stage import Stage
from feedback.tickets.models import Charge
from feedback.tickets.queries.problems import recent_per_week
from feedback.tickets.services import (
    gather_new_tickets,
    problem_accept,
    problem_change,
    problem_consent,
    problem_make_initiative,
    problem_propose,
    propose_hot_spots,
)
from feedback.tickets.services.common import heads_of
from initiatives.choices import Better
from initiatives.services.initiatives import Plan
from portal.people.models import Role, RoleAssignment, User

# The change is in force for so many days.
SINCE = 9


def load_problems(stage: Stage) -> None:
    """After the failures were charged: the place where most failed has been dealt with, another is proposed."""
    places = _places()
    if not places:
        return
    first, *others = places
    _dealt_with(stage, first)
    if others:
        reader = _reader(stage)
        problem_propose(title=words.PROPOSED, by=reader, now=stage.days_ago(0.3), **others[0])
    propose_hot_spots(now=stage.now)
    gather_new_tickets(now=stage.now)


def _places() -> list[dict[str, Any]]:
    """Where most failed, among departments that somebody heads."""
    rows = (
        Charge.objects.filter(department__head__isnull=False)
        .values("department__reference", "number", "failure__kind")
        .annotate(n=Count("failure", distinct=True))
        .order_by("-n", "department__reference", "number", "failure__kind")
    )
    return [
        {"department": row["department__reference"], "step": row["number"], "cause": row["failure__kind"]}
        for row in rows[:2]
    ]


def _dealt_with(stage: Stage, place: dict[str, Any]) -> None:
    begun = stage.days_ago(SINCE + 3)
    suffering = stage.departments["CS"].reference
    problem = problem_propose(title=words.TITLE, suffering=suffering, by=_reader(stage), now=begun, **place)
    step_head, suffering_head = (_head(stage, each) for each in (problem.department, problem.suffering))
    given: dict[str, Any] = {"reference": problem.reference}
    problem_accept(by=step_head, now=stage.days_ago(SINCE + 2), **given)
    day = timezone.localdate(stage.days_ago(SINCE))
    problem_change(change=words.CHANGE, effective_on=day, by=step_head, now=stage.days_ago(SINCE + 1), **given)
    problem_consent(side="step", by=step_head, now=stage.days_ago(SINCE + 0.5), **given)
    problem_consent(side="suffering", by=suffering_head, now=stage.days_ago(SINCE), **given)
    executive = User.objects.filter(role_assignments__role=Role.EXECUTIVE).order_by("pk").first()
    baseline = Decimal(str(round(recent_per_week(problem, now=stage.now), 1))) or Decimal(1)
    plan = Plan(
        title=words.INITIATIVE,
        summary=words.CHANGE,
        owner=step_head,
        sponsor=executive or step_head,
        department=problem.department,
        due_on=timezone.localdate(stage.now) + dt.timedelta(days=75),
        metric=words.METRIC,
        unit=words.UNIT,
        baseline=baseline,
        target_value=baseline / 2,
        better=Better.LOWER,
    )
    problem_make_initiative(plan=plan, by=step_head, now=stage.days_ago(SINCE - 1), **given)


def _reader(stage: Stage) -> User:
    row = (
        RoleAssignment.objects.filter(role=Role.CUSTOMER_EXPERIENCE).exclude(user=stage.admin).order_by("pk")[:1].get()
    )
    return _fresh(stage, row.user)


def _head(stage: Stage, department: Any) -> User:
    return _fresh(stage, heads_of(department)[0])


def _fresh(stage: Stage, person: User) -> User:
    return stage.fresh(person.email.partition("@")[0])
