"""The roster: who is on duty now, when somebody is there next, one week as a page shows it."""

from __future__ import annotations

import datetime as dt
from itertools import pairwise
from typing import Any, NamedTuple

from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from feedback.tickets.models import Duty
from feedback.tickets.rules.duties import WEEK, served_from
from portal.calendars.rules import CalendarSpec
from portal.core.names import in_language, shown_name
from portal.core.wording import exact
from portal.people.handover import OpenWork
from portal.people.models import Department, User

MOST_ON_DUTY = 20
# A week of a page shows so many; the list has all.
MOST_IN_WEEK = 1000
VALUES = (
    "id", "reference", "starts_at", "ends_at", "note", "cancelled_at", "version",
    "department", "department__reference", "department__name_en", "department__name_zh",
    "person__reference", "person__full_name", "person__latin_name",
)  # fmt: skip


def on_duty(department: Department, *, now: dt.datetime) -> list[User]:
    """Who is on duty there at this moment, in the order in which they began."""
    rows = Duty.objects.filter(department=department, cancelled_at=None, starts_at__lte=now, ends_at__gt=now)
    return [row.person for row in rows.select_related("person").order_by("starts_at", "id")[:MOST_ON_DUTY]]


def is_on_duty(person: User, now: dt.datetime) -> bool:
    """At work at this moment, whatever the hours of their department are."""
    found: bool = Duty.objects.filter(person=person, cancelled_at=None, starts_at__lte=now, ends_at__gt=now).exists()
    return found


def served_next(department: Department, spec: CalendarSpec, *, now: dt.datetime) -> dt.datetime:
    """When somebody is there: `now`, or the next time that can honestly be promised."""
    rows = Duty.objects.filter(department=department, cancelled_at=None, ends_at__gt=now - WEEK)
    return served_from(spec, list(rows.order_by("starts_at").values_list("starts_at", "ends_at")), now)


def duties_ahead(person: User) -> list[OpenWork]:
    """What a leaver still has on the roster."""
    rows = Duty.objects.filter(person=person, cancelled_at=None, ends_at__gt=timezone.now())
    return [
        OpenWork(row.reference, _("On duty from %(time)s") % {"time": exact(row.starts_at)}, row.get_absolute_url())
        for row in rows.select_related("department").order_by("starts_at")
    ]


class DutyRow(NamedTuple):
    id: str
    person: dict[str, str]
    department: dict[str, str]
    starts_at: dt.datetime
    ends_at: dt.datetime
    note: str
    cancelled: bool
    version: int
    may_edit: bool


def duty_row(values: dict[str, Any], *, may_edit: bool = False) -> DutyRow:
    return DutyRow(
        id=values["reference"],
        person={
            "id": values["person__reference"],
            "name": shown_name(values["person__full_name"], values["person__latin_name"]),
        },
        department={"id": values["department__reference"], "name": in_language(values, "department__name")},
        starts_at=values["starts_at"],
        ends_at=values["ends_at"],
        note=values["note"],
        cancelled=values["cancelled_at"] is not None,
        version=values["version"],
        may_edit=may_edit,
    )


class WeekRow(NamedTuple):
    """One department: for each of the seven days those who are on duty on it."""

    department: dict[str, str]
    days: list[tuple[dt.date, list[DutyRow]]]


def week_rows(rows: QuerySet[Any], monday: dt.date) -> list[WeekRow]:
    """The departments that have a roster in this week of the reader's zone, by name. One query."""
    zone = timezone.get_current_timezone()
    days = (monday + dt.timedelta(days=number) for number in range(8))
    edges = [dt.datetime.combine(day, dt.time(), tzinfo=zone) for day in days]
    inside = Q(cancelled_at=None, starts_at__lt=edges[7], ends_at__gt=edges[0])
    found = [duty_row(each) for each in rows.filter(inside).order_by("starts_at", "id").values(*VALUES)[:MOST_IN_WEEK]]
    departments = {row.department["id"]: row.department for row in found}
    by_name = sorted(departments.values(), key=lambda department: department["name"])
    return [WeekRow(each, _days([row for row in found if row.department == each], edges)) for each in by_name]


def _days(found: list[DutyRow], edges: list[dt.datetime]) -> list[tuple[dt.date, list[DutyRow]]]:
    """A duty that lasts over midnight stands on both days."""
    return [
        (first.date(), [row for row in found if row.starts_at < until and row.ends_at > first])
        for first, until in pairwise(edges)
    ]
