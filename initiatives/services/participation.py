"""The fixed partition of the company, and the count of a month that is over. Both by the nightly task, by nobody."""

import datetime as dt
from collections import Counter
from typing import Any

from django.db import connection, transaction
from django.db.models import Count, Max, Min, Q
from django.utils import timezone

from initiatives import rules
from initiatives.choices import Anonymity
from initiatives.models import DepartmentPart, Idea, PartMonth, Vote
from initiatives.rules.partition import Unit
from portal.people.models import Department, User
from portal.records.models import Comment


def partition_keep(*, now: dt.datetime) -> int:
    """Write a partition where there is none or the last one can't go on; gives how many departments it has, or 0.

    The first counts from this month on, every other from the next: what has begun is not cut anew, since the
    difference of two cuts could be a single person.
    """
    with transaction.atomic():
        _one_at_a_time()
        units = _units()
        newest = DepartmentPart.objects.aggregate(since=Max("since"))["since"]
        rows = DepartmentPart.objects.filter(since=newest).values_list("department", "lead")
        if rules.partition.holds(dict(rows), units):
            return 0
        month = rules.participation.month_of(timezone.localdate(now))
        since = rules.participation.next_month(month) if newest else month
        DepartmentPart.objects.filter(since=since).delete()  # not begun yet: nobody was counted by it
        made = rules.partition.leads(rules.partition.partition(units))
        DepartmentPart.objects.bulk_create(
            DepartmentPart(since=since, department_id=department, lead_id=lead) for department, lead in made.items()
        )
        return len(made)


def _units() -> list[Unit]:
    people = Count("people", filter=Q(people__is_active=True))
    rows: Any = Department.objects.active().annotate(headcount=people)
    return [Unit(*row) for row in rows.values_list("id", "parent", "code", "headcount")]


def participation_count(*, now: dt.datetime) -> int:
    """Count the months that are over and weren't counted yet, each once and for good; gives how many."""
    with transaction.atomic():
        _one_at_a_time()
        begun = DepartmentPart.objects.aggregate(first=Min("since"))["first"]
        counted = PartMonth.objects.aggregate(last=Max("month"))["last"]
        first = rules.participation.next_month(counted) if counted else begun
        if first is None:
            return 0
        months = list(rules.participation.months_between(first, timezone.localdate(now).replace(day=1)))
        for month in months:
            _count(month)
        return len(months)


def _one_at_a_time() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('initiatives.participation'))")


def _count(month: dt.date) -> None:
    """What hidden authors wrote counts for the whole company alone, whichever of the two levels they chose."""
    since = DepartmentPart.objects.filter(since__lte=month).aggregate(newest=Max("since"))["newest"]
    lead_of = dict(DepartmentPart.objects.filter(since=since).values_list("department", "lead"))
    people = {pk: lead_of.get(unit) for pk, unit in User.objects.active().values_list("id", "department")}
    start, end = (_midnight(day) for day in (month, rules.participation.next_month(month)))
    ideas = Idea.objects.filter(created_at__gte=start, created_at__lt=end)
    named = list(ideas.filter(anonymity=Anonymity.NAMED).values_list("author", flat=True))
    votes = Vote.objects.filter(at__gte=start, at__lt=end, gathered=False)
    comments = Comment.objects.filter(
        subject_type=Idea._meta.label_lower, at__gte=start, at__lt=end, author__isnull=False
    )
    did = {
        "submitted": set(named),
        "voted": set(votes.values_list("user", flat=True)),
        "commented": set(comments.values_list("author", flat=True)),
    }
    everybody = frozenset(people)
    rows = [_row(month, None, everybody, ideas.count(), did)]
    by_part = Counter(people.get(author) for author in named)
    for lead in set(lead_of.values()):
        members = frozenset(pk for pk, part in people.items() if part == lead)
        rows.append(_row(month, lead, members, by_part[lead], did))
    PartMonth.objects.bulk_create(rows)


def _row(month: dt.date, lead: int | None, people: frozenset[int], ideas: int, did: dict[str, set[int]]) -> PartMonth:
    shares = {name: rules.participation.share_from(len(who & people), len(people)) for name, who in did.items()}
    shown = ideas if len(people) >= rules.partition.LEAST else None
    return PartMonth(month=month, lead_id=lead, people=len(people), ideas=shown, **shares)


def _midnight(day: dt.date) -> dt.datetime:
    return timezone.make_aware(dt.datetime.combine(day, dt.time()))
