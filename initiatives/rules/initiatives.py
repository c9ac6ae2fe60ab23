"""Progress, expected progress and what needs attention: plain functions, tested with literals.

Their formulas stand in docs/mechanisms/initiatives.md.
"""

import datetime as dt
from collections.abc import Sequence
from decimal import Decimal

from initiatives.rules import types
from portal.core.transitions import TransitionTable

INITIATIVE = TransitionTable(
    [
        ("start", ("draft",), "running"),
        ("close", ("running",), "closed"),
    ]
)

# Without a report for this long nobody knows how an initiative stands.
REPORT_EVERY = dt.timedelta(days=30)


def better_of(baseline: Decimal, target: Decimal) -> str:
    """The direction that a pair of numbers means, where nobody says it."""
    return "lower" if target < baseline else "higher"


def target_fits(baseline: Decimal, target: Decimal, better: str) -> bool:
    """Whether the target lies beyond the baseline in the direction that is better."""
    return target > baseline if better == "higher" else target < baseline


def progress(baseline: Decimal, target: Decimal, value: Decimal | None) -> float:
    """How much of the way from baseline to target is done, 0 to 1; the direction is that of the target.

    No reading is no progress; a value behind the baseline counts as 0, beyond the target as 1.
    """
    way = target - baseline
    if value is None or way == 0:
        return 0.0
    return float(min(Decimal(1), max(Decimal(0), (value - baseline) / way)))


def expected(starts_on: dt.date, due_on: dt.date, today: dt.date) -> float:
    """How much would be done today at an even pace, 0 to 1."""
    days = (due_on - starts_on).days
    if days <= 0:
        return 1.0 if today >= due_on else 0.0
    return min(1.0, max(0.0, (today - starts_on).days / days))


def attention(
    *,
    light: str,
    due_on: dt.date,
    overdue_milestones: int,
    reported_on: dt.date,
    today: dt.date,
    pilot_until: dt.date | None = None,
) -> Sequence[str]:
    """Why a running initiative needs somebody's eye, worst first. Without a report `reported_on` is its start."""
    reasons = [
        ("red", light == "red"),
        ("pilot_over", types.over(pilot_until, today)),
        ("overdue", due_on < today),
        ("milestones", overdue_milestones > 0),
        ("amber", light == "amber"),
        ("silent", today - reported_on > REPORT_EVERY),
    ]
    return [reason for reason, holds in reasons if holds]
