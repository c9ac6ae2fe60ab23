"""Who answers an idea, by when, and what waits for whom."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import F, Q, QuerySet

from initiatives import rules
from initiatives.choices import IdeaState
from initiatives.models import AnswerTime, Idea
from initiatives.queries.people import heads_of
from portal.calendars.models import Calendar
from portal.calendars.queries import calendar_of
from portal.calendars.rules import CalendarSpec
from portal.core.keyset import Ordering
from portal.people.access import access_of
from portal.people.models import Department, Role, User

ANSWER_TIME_ORDERINGS = [
    Ordering("days", ("days", "id"), descending=False),
    Ordering("newest", ("id",)),
]
ANSWER_TIME_ROW = (
    *("id", "reference", "days", "version"),
    *("department", "department__reference", "department__name_en", "department__name_zh"),
)


def answer_days_of(department: Department) -> int:
    """The answer time of the nearest department, from this one upward, that has one; else the company's."""
    whose = Q(department__in=department.path) | Q(department=None)
    rows = AnswerTime.objects.filter(whose).order_by(F("department__path__len").desc(nulls_last=True))
    days: int | None = rows.values_list("days", flat=True).first()
    return days or rules.DEFAULT_DAYS


def working_week(department: Department) -> CalendarSpec:
    """The department's calendar; a plain week while the company has none, since an idea is taken all the same."""
    if not Calendar.objects.exists():
        return rules.plain_week("Asia/Shanghai")
    return calendar_of(department).rules()


def pauses_of(idea: Idea, until: dt.datetime) -> list[rules.Pause]:
    """The spans in which the author was asked, or the idea was merged into another one, since the clock began.

    An open one ends at `until`.
    """
    asked = idea.questions.filter(asked_at__gte=idea.clock_started_at).values_list("asked_at", "ended_at")
    merged = idea.merges.filter(at__gte=idea.clock_started_at).values_list("at", "undone_at")
    return rules.joined([(begun, ended or until) for begun, ended in [*asked, *merged]])


def holders_of(idea: Idea) -> list[User]:
    """The people who owe the answer now: heads here, heads above, or the programme office.

    Of a call that a colleague answers in person: that colleague, then the heads of their department.
    """
    if idea.escalation == rules.HERE:
        in_person = idea.answerer if idea.answerer_id else None
        return [in_person] if in_person and in_person.is_active else heads_of(idea.answering)
    above = idea.answering if idea.answerer_id else idea.answering.parent
    if idea.escalation == rules.ABOVE and above:
        return heads_of(above)
    return programme_office()


def programme_office() -> list[User]:
    return list(User.objects.active().filter(role_assignments__role=Role.PROGRAMME_OFFICE).distinct().order_by("id"))


def answers_for(user: Any) -> list[int]:
    """Departments whose ideas wait for this person first: those with nobody in office nearer than they are.

    One query, kept on the instance for the length of the request as `access_of` is.
    """
    kept: list[int] | None = getattr(user, "_answers_for", None)
    if kept is None:
        kept = _nearest_to(user)
        setattr(user, "_answers_for", kept)  # noqa: B010  as access_of does, from outside the class
    return kept


def _nearest_to(user: Any) -> list[int]:
    led = Department.objects.filter(Q(head=user) | Q(deputy=user), active=True)
    below = Department.objects.filter(path__overlap=ArraySubquery(led.values("pk")))
    rows = list(below.values("id", "path", "active", "head", "deputy", "head__is_active", "deputy__is_active"))
    manned = {row["id"] for row in rows if row["active"] and (row["head__is_active"] or row["deputy__is_active"])}
    mine = {row["id"] for row in rows if row["id"] in manned and user.pk in (row["head"], row["deputy"])}
    return [row["id"] for row in rows if _nearest(row["path"], manned) in mine]


def _nearest(path: Sequence[int], manned: set[int]) -> int | None:
    return next((pk for pk in reversed(path) if pk in manned), None)


def overdue(now: dt.datetime) -> Q:
    """Open, and promised for earlier; while the author is asked nothing is late that wasn't before.

    What was merged into another idea is answered there.
    """
    late = Q(breached_at__isnull=False) | Q(answer_due_at__lte=now, asked_at=None)
    return Q(state=IdeaState.OPEN, canonical=None) & late


def waiting_for(user: Any, rows: QuerySet[Any]) -> QuerySet[Any]:
    """Those of `rows` that this person owes an answer now, by the level that each has reached."""
    mine = answers_for(user)
    headed = Q(escalation=rules.HERE, answering__in=mine) | Q(escalation=rules.ABOVE, answering__parent__in=mine)
    owed = Q(answerer=None) & headed
    owed |= Q(escalation=rules.HERE, answerer=user) | Q(answering__in=mine, answerer__isnull=False) & (
        Q(escalation=rules.ABOVE) | Q(escalation=rules.HERE, answerer__is_active=False)
    )
    if access_of(user).has_role(Role.PROGRAMME_OFFICE):
        owed |= Q(escalation=rules.OFFICE)
    return rows.filter(owed, canonical=None)
