"""Who keeps the answer promise: one row for each department that had something to answer."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Aggregate, Count, FloatField, Q

from initiatives import rules
from initiatives.choices import IdeaState
from initiatives.models import AnswerBoard, Idea, IdeaDecision, IdeaObjection
from initiatives.queries.answering import overdue
from portal.people.access import access_of
from portal.people.models import Department, Role

PERIODS = (30, 90, 365)  # days
FIRST_TO_SEE = (Role.DEPARTMENT_HEAD, Role.PROGRAMME_OFFICE, Role.EXECUTIVE)


class Median(Aggregate):
    function = "percentile_cont"
    template = "%(function)s(0.5) WITHIN GROUP (ORDER BY %(expressions)s)"
    output_field = FloatField()


@dataclass(frozen=True)
class BoardRow:
    department: Department
    answered: int
    in_time: int
    overdue: int
    open: int
    median_days: float | None
    objected: int
    oldest_reference: str
    oldest_at: dt.datetime | None

    @property
    def share(self) -> float | None:
        return rules.share_in_time(self.in_time, self.answered, self.overdue)


@dataclass(frozen=True)
class BoardState:
    """Whether it is on, since when, from which day everybody sees it, and whether this reader does now."""

    since: dt.date | None
    for_all: dt.date | None
    shown: bool


def board_state(user: Any, today: dt.date) -> BoardState:
    since = AnswerBoard.objects.values_list("since", flat=True).first()
    to_heads = access_of(user).has_role(*FIRST_TO_SEE)
    for_all = since + rules.HEADS_FIRST if since else None
    return BoardState(since, for_all, rules.board_is_open(since, today, to_heads=to_heads))


def scoreboard(*, days: int, now: dt.datetime) -> list[BoardRow]:
    """Best kept first. Five queries, at any size."""
    since = now - dt.timedelta(days=days)
    answers = {row["department"]: row for row in _answers(since)}
    waiting = {row["answering"]: row for row in _waiting(now)}
    objected = dict(_objected(since))
    oldest = {row["answering"]: row for row in _oldest()}
    departments = Department.objects.in_bulk([*{*answers, *waiting, *objected}])
    rows = [
        _row(each, answers.get(pk, {}), waiting.get(pk, {}), objected.get(pk, 0), oldest.get(pk, {}))
        for pk, each in departments.items()
    ]
    return sorted(rows, key=lambda row: (-(row.share if row.share is not None else -1), row.department.code))


def _row(
    department: Department, answers: dict[str, Any], waiting: dict[str, Any], objected: int, oldest: dict[str, Any]
) -> BoardRow:
    return BoardRow(
        department=department,
        answered=answers.get("answered", 0),
        in_time=answers.get("kept", 0),
        median_days=answers.get("median"),
        overdue=waiting.get("overdue", 0),
        open=waiting.get("open", 0),
        objected=objected,
        oldest_reference=oldest.get("reference", ""),
        oldest_at=oldest.get("created_at"),
    )


def _answers(since: dt.datetime) -> Iterable[Any]:
    rows = IdeaDecision.objects.filter(at__gte=since, in_time__isnull=False, department__isnull=False)
    grouped = rows.values("department").order_by()
    return grouped.annotate(answered=Count("id"), kept=Count("id", filter=Q(in_time=True)), median=Median("days"))


def _waiting(now: dt.datetime) -> Iterable[dict[str, Any]]:
    rows = Idea.objects.filter(state=IdeaState.OPEN, canonical=None).values("answering").order_by()
    return rows.annotate(open=Count("id"), overdue=Count("id", filter=overdue(now)))


def _objected(since: dt.datetime) -> Iterable[tuple[int, int]]:
    rows = IdeaObjection.objects.filter(at__gte=since, decision__department__isnull=False)
    return rows.values("decision__department").annotate(n=Count("id")).values_list("decision__department", "n")


def _oldest() -> Iterable[dict[str, Any]]:
    rows = (
        Idea.objects.filter(state=IdeaState.OPEN, canonical=None)
        .order_by("answering", "created_at")
        .distinct("answering")
    )
    return rows.values("answering", "reference", "created_at")
