"""The answer promise: when an answer is due, how long it took, who holds the idea. Plain functions."""

import datetime as dt
from collections.abc import Sequence
from decimal import Decimal

from portal.calendars.rules import CalendarSpec, add_working_days, due_at, elapsed, parse, working_dates

Pause = tuple[dt.datetime, dt.datetime]

DEFAULT_DAYS = 10  # working days, until the company says otherwise
MOST_DAYS = 90
# Who holds an open idea: the answering department, the one above it, the programme office.
HERE, ABOVE, OFFICE = 0, 1, 2
# Heads see the scoreboard this much earlier than everybody else.
HEADS_FIRST = dt.timedelta(days=30)


def plain_week(timezone: str) -> CalendarSpec:
    """What counts while the company has no calendar: Monday to Friday from nine to six."""
    hours = {str(day): [["09:00", "18:00"]] for day in range(5)}
    return parse({"name": "-", "timezone": timezone, "hours": hours, "holidays": [], "shifts": {}})


def answer_due(spec: CalendarSpec, start: dt.datetime, days: int, pauses: Sequence[Pause] = ()) -> dt.datetime:
    """The close of the last of `days` working days; the day of the start is not one of them, a pause doesn't count.

    A start on a day off counts from the working day before it: Saturday plus one is Monday.
    """
    last = add_working_days(spec, start.astimezone(spec.zone).date(), days)
    midnight = dt.datetime.combine(last + dt.timedelta(days=1), dt.time(), tzinfo=spec.zone)
    worked = elapsed(spec, start, midnight)
    return due_at(spec, start, Decimal(worked // dt.timedelta(microseconds=1)) / 60_000_000, pauses)


def joined(pauses: Sequence[Pause]) -> list[Pause]:
    """Pauses in their order, those that overlap as one, so that no day is left out twice."""
    found: list[Pause] = []
    for first, last in sorted(pauses):
        if found and first <= found[-1][1]:
            found[-1] = (found[-1][0], max(found[-1][1], last))
        else:
            found.append((first, last))
    return found


def days_taken(spec: CalendarSpec, start: dt.datetime, end: dt.datetime, pauses: Sequence[Pause] = ()) -> int:
    """Working days after that of the start up to that of the end, without those of pauses that don't overlap."""
    paused = sum(_days_between(spec, first, last) for first, last in pauses)
    return max(_days_between(spec, start, end) - paused, 0)


def _days_between(spec: CalendarSpec, start: dt.datetime, end: dt.datetime) -> int:
    first, last = (moment.astimezone(spec.zone).date() for moment in (start, end))
    if last <= first:
        return 0
    return len(working_dates(spec, first + dt.timedelta(days=1), last))


def level_up(level: int, *, has_above: bool) -> int:
    """One level higher, and never higher than the programme office; a department at the top has nobody above it."""
    return ABOVE if level == HERE and has_above else OFFICE


def share_in_time(in_time: int, answered: int, overdue: int) -> float | None:
    """Answered in time, of all that were answered or should have been: what is overdue counts as late."""
    promised = answered + overdue
    return in_time / promised if promised else None


def board_is_open(since: dt.date | None, today: dt.date, *, to_heads: bool) -> bool:
    """Heads see the scoreboard from the day it was switched on, everybody else thirty days later."""
    return since is not None and today >= (since if to_heads else since + HEADS_FIRST)
