"""The curve of a company target: plain functions, tested with literals. Stated in docs/mechanisms/programmes.md."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True)
class Point:
    as_of: dt.date
    value: Decimal


def curve(readings: Iterable[tuple[int, dt.date, Decimal]]) -> list[Point]:
    """One point per day, oldest first, of (id, day, value): of several of one day the one added last."""
    newest: dict[dt.date, tuple[int, Decimal]] = {}
    for number, day, value in readings:
        if day not in newest or number > newest[day][0]:
            newest[day] = (number, value)
    return [Point(day, newest[day][1]) for day in sorted(newest)]


def reached(target: Decimal, value: Decimal | None, better: str) -> bool:
    """Whether the newest value is the target value or beyond."""
    if value is None:
        return False
    return value >= target if better == "higher" else value <= target
