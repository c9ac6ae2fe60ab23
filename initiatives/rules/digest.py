"""The weekly digest: which week, since when, and what fits into one mail. Plain functions, tested with literals."""

import datetime as dt
from collections.abc import Sequence
from typing import TypeVar

Item = TypeVar("Item")
ITEMS, CHANGES = 10, 3
WEEK = dt.timedelta(days=7)
# After a long silence nobody reads everything.
LONGEST = dt.timedelta(days=28)


def week_of(day: dt.date) -> str:
    year, week, _weekday = day.isocalendar()
    return f"{year}-W{week:02d}"


def monday_of(day: dt.date) -> dt.date:
    return day - dt.timedelta(days=day.weekday())


def since(last_until: dt.datetime | None, now: dt.datetime) -> dt.datetime:
    """Where the last digest ended, so that a missed week is told later; a week back for the first one."""
    if last_until is None:
        return now - WEEK
    return max(last_until, now - LONGEST)


def cut(items: Sequence[Item], most: int = ITEMS) -> tuple[Sequence[Item], int]:
    """The first so many, and how many more there are."""
    return items[:most], max(0, len(items) - most)
