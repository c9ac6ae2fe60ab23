"""Scorecards: the sums, who reads them when, and the days. Plain functions, tested with literals.

Formulas: docs/mechanisms/evaluations.md.
"""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

from portal.calendars.rules import CalendarSpec, is_working_day

CRITERIA = ("customers", "colleagues", "effort", "reach")
LOWEST, HIGHEST = 1, 5
MOST_REVIEWERS, MOST_IDEAS = 10, 50
# From this range on the reviewers are of two minds about a criterion.
DIVIDED_FROM = 3
CENT = Decimal("0.01")
LOOK_BACK = 30


@dataclass(frozen=True)
class CriterionSum:
    """`mean` is rounded to two places; without cards it and the spread are None."""

    name: str
    mean: Decimal | None
    low: int | None
    high: int | None
    divided: bool


@dataclass(frozen=True)
class Sums:
    cards: int
    criteria: tuple[CriterionSum, ...]
    overall: Decimal | None
    divided: bool


def sums(cards: Sequence[Mapping[str, int]]) -> Sums:
    """Of cards that were sent: each criterion by itself, and the mean of the four unrounded means."""
    found = tuple(_criterion(name, [card[name] for card in cards]) for name in CRITERIA)
    overall = None
    if cards:
        overall = _rounded(sum(_mean([card[name] for card in cards]) for name in CRITERIA) / Fraction(len(CRITERIA)))
    return Sums(len(cards), found, overall, any(each.divided for each in found))


def _criterion(name: str, scores: list[int]) -> CriterionSum:
    if not scores:
        return CriterionSum(name, None, None, None, False)
    low, high = min(scores), max(scores)
    return CriterionSum(name, _rounded(_mean(scores)), low, high, high - low >= DIVIDED_FROM)


def _mean(scores: list[int]) -> Fraction:
    return Fraction(sum(scores), len(scores))


def _rounded(value: Fraction) -> Decimal:
    return (Decimal(value.numerator) / Decimal(value.denominator)).quantize(CENT, ROUND_HALF_UP)


def reads_results(*, decides: bool, card: str, ready: bool, over: bool) -> bool:
    """Whether somebody reads what others sent. `card`: the state of their own, empty without one.

    Whoever may still send reads nothing of the others, a decider neither; whoever has sent reads what is there.
    """
    if card == "sent":
        return True
    if card == "waiting" and not over:
        return False
    return decides and ready


def is_ready(*, over: bool, due_on: dt.date, today: dt.date) -> bool:
    """For deciders: all have sent or declined, or it was closed (`over`), or the due day has passed."""
    return over or today > due_on


def reminder_on(spec: CalendarSpec, *, due_on: dt.date, asked_on: dt.date) -> dt.date | None:
    """The working day before the due day; None where it isn't after the day of asking, which was notice enough."""
    for back in range(1, LOOK_BACK):
        day = due_on - dt.timedelta(days=back)
        if day <= asked_on:
            return None
        if is_working_day(spec, day):
            return day
    return None


def after_due(due_on: dt.date) -> dt.date:
    """The first day on which it has passed."""
    return due_on + dt.timedelta(days=1)
