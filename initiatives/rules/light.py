"""The computed light that stands beside the claimed one: plain functions, tested with literals.

The formula stands in docs/mechanisms/initiatives.md.
"""

import datetime as dt

# How far behind an even pace, and how many days a milestone may be late, before the light turns.
AMBER_GAP, RED_GAP = 1 / 6, 1 / 3
RED_DAYS = 14


def computed(
    *, progress: float, expected: float, due_on: dt.date, oldest_open: dt.date | None, fresh: bool, today: dt.date
) -> str:
    """Grey, red, amber or green, the first that holds.

    `progress` and `expected` are shares of 0 to 1; `oldest_open` is the day of the open milestone that is due
    first; `fresh` says whether the newest report came with a new number.
    """
    if not fresh:
        return "grey"
    late = max(0, (today - oldest_open).days) if oldest_open else 0
    behind = expected - progress
    if behind > RED_GAP or late > RED_DAYS or (due_on < today and progress < 1):
        return "red"
    return "amber" if behind > AMBER_GAP or late > 0 else "green"


def fresh(read_at: dt.datetime | None, report_before: dt.datetime | None) -> bool:
    """Whether a number came since the report before the newest one; without such a report, whether there is any."""
    return read_at is not None and (report_before is None or read_at > report_before)
