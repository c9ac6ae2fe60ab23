"""Shares of people in steps that are too wide to tell one person. Plain functions, tested with literals."""

import datetime as dt
from collections.abc import Iterator

from initiatives.rules.partition import LEAST


def step(people: int) -> int:
    """How wide a step is, in percent: the narrowest of which each holds five people; quarters for few."""
    return 5 if people >= 100 else 10 if people >= 50 else 25


def share_from(count: int, people: int) -> int | None:
    """Where the step begins in which a share lies; None for fewer than five people, of whom nothing is told.

    Nobody and one person are the same step, everybody and all but one as well.
    """
    if people < LEAST:
        return None
    steps = 100 // step(people)
    return min(count * steps // people, steps - 1) * step(people)


def month_of(day: dt.date) -> dt.date:
    return day.replace(day=1)


def next_month(month: dt.date) -> dt.date:
    return (month.replace(day=1) + dt.timedelta(days=32)).replace(day=1)


def months_between(first: dt.date, end: dt.date) -> Iterator[dt.date]:
    """From `first` on, without `end`."""
    while first < end:
        yield first
        first = next_month(first)
