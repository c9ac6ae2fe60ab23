"""The desk report: how much came and went, how long it took where, how old is what lies there."""

from __future__ import annotations

from typing import Any, NamedTuple

from django.db.models import Count, Q, Sum
from django.db.models.functions import TruncMonth, TruncWeek
from django.utils import timezone

from feedback.tickets.choices import Kind, State
from feedback.tickets.models import Resolution, StateSpan, Step, Ticket
from feedback.tickets.queries.reporting import Asked, Percentile, in_reach, minutes_of
from feedback.tickets.rules import OPEN
from feedback.tickets.rules.desk import AGES, rate
from portal.core.names import in_language

GROUPS = ("month", "week", "department", "service", "kind")


class Volume(NamedTuple):
    """`group` is the first day of a month or week, a name, or a kind."""

    group: Any
    opened: int
    resolved: int
    reopened: int

    @property
    def rate(self) -> float | None:
        return rate(self.reopened, self.resolved)


def volumes(user: Any, asked: Asked, by: str) -> list[Volume]:
    """Opened, resolved and reopened in the period by one of GROUPS: two queries."""
    first = Step.objects.filter(in_reach(user), asked.within("started_at"), number=1)
    opened = _grouped(asked.narrowed(first, service="ticket__service"), by, "started_at", service="ticket__service")
    ended = Resolution.objects.visible_to(user).filter(asked.within("at"))
    resolved = _grouped(
        asked.narrowed(ended, service="service"),
        by,
        "at",
        service="service",
        again=Count("id", filter=~Q(reopened_at=None)),
    )
    keys = opened.keys() | resolved.keys()
    rows = [
        Volume(key, opened.get(key, {}).get("n", 0), *(resolved.get(key, {}).get(name, 0) for name in ("n", "again")))
        for key in keys
    ]
    return sorted(rows, key=lambda row: row.group if by in ("month", "week") else (-row.opened, str(row.group)))


def _grouped(rows: Any, by: str, at: str, *, service: str, **counts: Any) -> dict[Any, dict[str, Any]]:
    """Group -> counts; `n` is the number of rows."""
    counts = {"n": Count("id")} | counts
    if by in ("month", "week"):
        cut = TruncMonth if by == "month" else TruncWeek
        rows = rows.annotate(g=cut(at, tzinfo=timezone.get_current_timezone())).values("g")
        return {timezone.localdate(row["g"]): row for row in rows.annotate(**counts).order_by()}
    if by == "kind":
        found = rows.values("ticket__kind").annotate(**counts).order_by()
        return {str(Kind(row["ticket__kind"]).label): row for row in found}
    stem = "department__name" if by == "department" else f"{service}__name"
    found = rows.values(f"{stem}_en", f"{stem}_zh").annotate(**counts).order_by()
    return {in_language(row, stem): row for row in found}


class Spent(NamedTuple):
    """Working time of stays that ended in the period. `what`: a state, or the number of the step."""

    department: str
    what: Any
    stays: int
    median: int | None
    p90: int | None
    total: int


def time_in_states(user: Any, asked: Asked) -> list[Spent]:
    """By department and state, as the department's calendar counts: one query."""
    spans = StateSpan.objects.filter(in_reach(user), asked.within("ended_at")).exclude(state=State.RESOLVED)
    rows = asked.narrowed(spans, service="ticket__service")
    return [row._replace(what=str(State(row.what).label)) for row in _spent(rows, "state", tuple(State.values).index)]


def time_in_steps(user: Any, asked: Asked) -> list[Spent]:
    """By department and the number of the step, waiting for the requester left out: one query."""
    steps = Step.objects.filter(in_reach(user), asked.within("ended_at"))
    return _spent(asked.narrowed(steps, service="ticket__service"), "number", int)


def _spent(rows: Any, what: str, place: Any) -> list[Spent]:
    names = ("department__name_en", "department__name_zh")
    found = (
        rows.values(*names, what)
        .annotate(
            n=Count("id"),
            median=Percentile("working_seconds", 0.5),
            p90=Percentile("working_seconds", 0.9),
            total=Sum("working_seconds"),
        )
        .order_by()
    )
    spent = [
        Spent(
            in_language(row, "department__name"),
            row[what],
            row["n"],
            minutes_of(row["median"]),
            minutes_of(row["p90"]),
            minutes_of(row["total"]) or 0,
        )
        for row in found
    ]
    return sorted(spent, key=lambda row: (row.department, place(row.what)))


class Backlog(NamedTuple):
    """Open tickets of one department by AGES."""

    department: str
    ages: tuple[int, ...]
    late: int

    @property
    def open(self) -> int:
        return sum(self.ages)


def backlog(user: Any, asked: Asked) -> list[Backlog]:
    """What is open now, by where it is and how long ago it was opened: one query over the index of open rows."""
    tickets = Ticket.objects.filter(in_reach(user), state__in=OPEN)
    counts = {f"age_{number}": Count("id", filter=_of_age(age, asked)) for number, age in enumerate(AGES)}
    rows = (
        asked.narrowed(tickets, service="service")
        .values("department__name_en", "department__name_zh")
        .annotate(**counts, late=Count("id", filter=Q(next_due_at__lt=asked.now)))
        .order_by()
    )
    found = [
        Backlog(
            in_language(row, "department__name"),
            tuple(row[f"age_{number}"] for number in range(len(AGES))),
            row["late"],
        )
        for row in rows
    ]
    return sorted(found, key=lambda row: (-row.open, row.department))


def _of_age(age: Any, asked: Asked) -> Q:
    after, until = age.opened_between(asked.now)
    # The youngest band has whatever was opened since, also by a server whose clock is ahead.
    limit = Q() if age.least == 0 else Q(opened_at__lte=until)
    return limit if after is None else limit & Q(opened_at__gt=after)
