"""The sweep over problems: propose hot spots, gather their new tickets, start what is due, ask the level above."""

import datetime as dt
from typing import Any

from django.db import transaction

from feedback.tickets.models import WAITING_PROBLEM, Problem
from feedback.tickets.queries.problems import HotSpot, day_of, ended_since, hot_spots, starts_of, suffering_of
from feedback.tickets.rules import problems as rules
from feedback.tickets.services.common import heads_of
from feedback.tickets.services.confirming import end_of_working_day
from feedback.tickets.services.problems import begin, gather, locked_department, save, tell, write
from portal.people.models import Department, Role, User

BATCH = 100


def propose_hot_spots(*, now: dt.datetime) -> int:
    """Propose a problem for every hot spot of the last full week that has none; how many.

    Repeated, by one worker or several, it proposes none twice: each looks again under the department's lock.
    """
    return sum(propose_spot(spot, now=now) for spot in hot_spots(now=now))


def propose_spot(spot: HotSpot, *, now: dt.datetime) -> bool:
    """False when somebody was quicker, or a problem about it ended after that week."""
    with transaction.atomic():
        place = locked_department(spot.department)
        problem = Problem(
            cause=spot.cause,
            department=place,
            step=spot.step,
            proposed_at=now,
            week=spot.week,
            count=spot.hot.failures,
            mean=spot.hot.mean,
            due_at=end_of_working_day(place, now=now, days=rules.DECISION_DAYS),
        )
        known = Problem.objects.filter(department=place, step=spot.step, cause=spot.cause)
        if known.filter(state__in=rules.ALIVE).exists() or known.filter(ended_since(spot.week)).exists():
            return False
        since = starts_of(spot.week)
        problem.suffering = suffering_of(problem, since)
        problem.save()
        joined = gather(problem, since=since, now=now)
        facts: dict[str, Any] = {"week": spot.week.isoformat(), "count": spot.hot.failures, "tickets": joined}
        event = write(problem, "propose", by=None, now=now, **facts)
        people = heads_of(place, now=now) or above(place)
        tell(problem, "problem.found", people, event=event, by=None, now=now)
    return True


def gather_new_tickets(*, now: dt.datetime, limit: int = BATCH, after: int = 0) -> tuple[int, int]:
    """One batch of living problems behind the id `after`: what failed there since the last full week began joins.

    How many tickets, and the last id looked at, 0 at the end. What another worker holds is left to it.
    """
    since = starts_of(rules.last_full_week(day_of(now)))
    with transaction.atomic():
        rows = Problem.objects.filter(state__in=rules.ALIVE, pk__gt=after).order_by("pk")
        problems = list(rows.select_for_update(skip_locked=True)[:limit])
        found = 0
        for problem in problems:
            joined = gather(problem, since=since, now=now)
            if joined:
                save(problem, "gather", by=None, now=now, tickets=joined)
            found += joined
    return found, problems[-1].pk if len(problems) == limit else 0


def start_due_changes(*, now: dt.datetime, limit: int = BATCH) -> int:
    """One batch of agreed changes whose day has come: they are in force."""
    with transaction.atomic():
        rows = Problem.objects.filter(state=rules.AGREED, effective_on__lte=day_of(now)).order_by("effective_on", "id")
        problems = list(rows.select_for_update(of=("self",), skip_locked=True)[:limit])
        for problem in problems:
            begin(problem, now=now)
    return len(problems)


def escalate_overdue(*, now: dt.datetime, limit: int = BATCH) -> int:
    """One batch of proposals that nobody decided in time: the head above is told, once."""
    with transaction.atomic():
        rows = Problem.objects.filter(WAITING_PROBLEM, due_at__lt=now, escalated_at=None).order_by("due_at", "id")
        problems = list(rows.select_for_update(of=("self",), skip_locked=True)[:limit])
        for problem in problems:
            problem.escalated_at = now
            event = save(problem, "escalate", by=None, now=now)
            tell(problem, "problem.overdue", above(problem.department), event=event, by=None, now=now)
    return len(problems)


def above(department: Department) -> list[User]:
    """The head of the nearest department above that another person heads, else the executives."""
    silent = {department.head_id, department.deputy_id}
    rows = Department.objects.filter(pk__in=department.path[:-1], active=True).select_related("head", "deputy")
    for each in sorted(rows, key=lambda row: len(row.path), reverse=True):
        heads = [person for person in heads_of(each) if person.is_active and person.pk not in silent]
        if heads:
            return heads
    executives = User.objects.active().filter(role_assignments__role=Role.EXECUTIVE)
    return list(executives.distinct())
