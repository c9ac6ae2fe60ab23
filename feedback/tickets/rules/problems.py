"""When a step's failures are out of the ordinary, how a problem goes on, before and after. Plain values in and out."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import NamedTuple

from portal.core.transitions import TransitionTable

PROPOSED, OPEN, AGREED, IN_FORCE = "proposed", "open", "agreed", "in_force"
CLOSED, DECLINED = "closed", "declined"
ALIVE = (PROPOSED, OPEN, AGREED, IN_FORCE)
WORKED_ON = (OPEN, AGREED, IN_FORCE)
TRANSITIONS = TransitionTable(
    [
        ("accept", (PROPOSED,), OPEN),
        ("decline", (PROPOSED,), DECLINED),
        ("change", (OPEN, AGREED), OPEN),
        ("consent", (OPEN,), OPEN),
        ("agree", (OPEN,), AGREED),
        ("start", (AGREED,), IN_FORCE),
        ("close", WORKED_ON, CLOSED),
    ]
)
EVENTS = {
    "propose": "problem.proposed",
    "accept": "problem.accepted",
    "decline": "problem.declined",
    "join": "problem.joined",
    "gather": "problem.gathered",
    "leave": "problem.left",
    "change": "problem.changed",
    "consent": "problem.consented",
    "agree": "problem.agreed",
    "start": "problem.started",
    "escalate": "problem.escalated",
    "turn": "problem.turned",
    "close": "problem.closed",
}
STEP, SUFFERING = "step", "suffering"
SIDES = (STEP, SUFFERING)
WEEK = timedelta(days=7)
TRAILING = 12
LEAST = 3
LIMIT = 2.0
DECISION_DAYS = 5


def monday_of(day: date) -> date:
    return day - timedelta(days=day.weekday())


def last_full_week(today: date) -> date:
    """The Monday of the week that ended before today's."""
    return monday_of(today) - WEEK


def mean_of(trailing: Sequence[int]) -> float:
    return sum(trailing) / len(trailing) if trailing else 0.0


def hot(count: int, trailing: Sequence[int]) -> bool:
    """Whether a week's failures lie above the upper warning limit of a Poisson count: mean + 2·sqrt(mean).

    Where a step has hardly any, the mean counts as 1 under the root, and fewer than three are never hot.
    """
    mean = mean_of(trailing)
    return count >= LEAST and count > mean + LIMIT * math.sqrt(max(mean, 1.0))


class Hot(NamedTuple):
    """A hot week of one spot, and the twelve full weeks before it."""

    failures: int
    mean: float


def hot_week(counts: Mapping[date, int], week: date) -> Hot | None:
    """None when the week that began on this Monday is not hot; weeks without a failure are absent from `counts`."""
    count = counts.get(week, 0)
    trailing = [counts.get(week - WEEK * back, 0) for back in range(1, TRAILING + 1)]
    return Hot(count, mean_of(trailing)) if hot(count, trailing) else None


class Span(NamedTuple):
    """Failures and minutes lost over some days."""

    days: int
    failures: int
    minutes: int

    @property
    def per_week(self) -> float | None:
        return self.failures * 7 / self.days if self.days else None

    @property
    def minutes_per_week(self) -> float | None:
        return self.minutes * 7 / self.days if self.days else None


class Effect(NamedTuple):
    """The twelve weeks before the day of a change, what came since, and the failures of each week around it."""

    before: Span
    since: Span
    # Weeks counted from the day: -12 to -1 before it, 0 and on since.
    weeks: list[tuple[int, int]]


def effect_of(daily: Mapping[date, tuple[int, int]], *, effective_on: date, today: date) -> Effect:
    """`daily`: failures and minutes by day. The day itself and today count as since; today has begun, so it is full."""
    first = effective_on - WEEK * TRAILING
    since_days = max((today - effective_on).days + 1, 0)
    inside = {day: values for day, values in daily.items() if first <= day <= today}
    before = [values for day, values in inside.items() if day < effective_on]
    since = [values for day, values in inside.items() if day >= effective_on]
    last = (today - effective_on).days // 7
    weeks = dict.fromkeys(range(-TRAILING, max(last, -1) + 1), 0)
    for day, (failures, _minutes) in inside.items():
        weeks[(day - effective_on).days // 7] += failures
    return Effect(_span(TRAILING * 7, before), _span(since_days, since), list(weeks.items()))


def _span(days: int, values: Sequence[tuple[int, int]]) -> Span:
    return Span(days, sum(failures for failures, _minutes in values), sum(minutes for _failures, minutes in values))
