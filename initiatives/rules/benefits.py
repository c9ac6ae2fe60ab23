"""Forecasts and sums of benefits: plain functions, tested with literals. Formulas: docs/mechanisms/benefits.md."""

import calendar
import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

PLACES = Decimal("0.0001")


def change(baseline: Decimal, value: Decimal, better: str) -> Decimal:
    """How far a value lies from the baseline in the better direction; below zero when it got worse."""
    return value - baseline if better == "higher" else baseline - value


def projected(
    *, baseline: Decimal, begun_on: dt.date, value: Decimal | None, as_of: dt.date | None, due_on: dt.date
) -> Decimal | None:
    """The value on the due day, on the straight line from the baseline's day through the newest reading.

    None while one point is missing, or both are of one day. A reading on the due day or later is the value itself.
    """
    if value is None or as_of is None or as_of <= begun_on:
        return None
    if as_of >= due_on:
        return value
    share = Decimal((due_on - begun_on).days) / Decimal((as_of - begun_on).days)
    return (baseline + (value - baseline) * share).quantize(PLACES)


# Months after closing at which a benefit's owner is asked for a newer actual.
CHECKS = (3, 6, 12)


def months_after(day: dt.date, months: int) -> dt.date:
    """The same day so many months later, or the last one of a shorter month."""
    year, month = divmod(day.month - 1 + months, 12)
    last = calendar.monthrange(day.year + year, month + 1)[1]
    return dt.date(day.year + year, month + 1, min(day.day, last))


@dataclass(frozen=True)
class Check:
    """A check that is due. A reading after `since` answers it; `following` is the day of the next one, if any."""

    months: int
    since: dt.date
    following: dt.date | None


def check_due(closed_on: dt.date, today: dt.date) -> Check | None:
    """The newest check whose day has come; those that were missed before it are not made up for."""
    passed = [months for months in CHECKS if months_after(closed_on, months) <= today]
    if not passed:
        return None
    before, after = CHECKS[: len(passed) - 1], CHECKS[len(passed) :]
    return Check(
        months=passed[-1],
        since=months_after(closed_on, before[-1]) if before else closed_on,
        following=months_after(closed_on, after[0]) if after else None,
    )


@dataclass(frozen=True)
class Counting:
    """What a benefit brings to a sum. `actual` is its newest reading, `realised` the reading that proves it."""

    unit: str
    better: str
    baseline: Decimal
    target: Decimal
    forecast: Decimal | None = None
    actual: Decimal | None = None
    realised: Decimal | None = None
    counted_elsewhere: bool = False


@dataclass
class Sum:
    """Changes in the better direction, added over the benefits of one unit."""

    unit: str
    benefits: int = 0
    target: Decimal = Decimal(0)
    forecast: Decimal = Decimal(0)
    actual: Decimal = Decimal(0)
    realised: Decimal = Decimal(0)
    realised_benefits: int = 0


def sums(rows: Iterable[Counting]) -> list[Sum]:
    """One sum per unit, in the order of the units; never across units. What another benefit counts is left out."""
    found: dict[str, Sum] = {}
    for row in rows:
        if row.counted_elsewhere:
            continue
        total = found.setdefault(row.unit, Sum(row.unit))
        total.benefits += 1
        total.target += change(row.baseline, row.target, row.better)
        total.forecast += _change(row, row.forecast)
        total.actual += _change(row, row.actual)
        total.realised += _change(row, row.realised)
        total.realised_benefits += row.realised is not None
    return [found[unit] for unit in sorted(found)]


def _change(row: Counting, value: Decimal | None) -> Decimal:
    return Decimal(0) if value is None else change(row.baseline, value, row.better)
