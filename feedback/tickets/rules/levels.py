"""When a level of a clock is reached and when it is told. Plain values in, plain values out."""

import datetime as dt
from decimal import Decimal

OWNER, FIRST_OWNER, HEAD, HEAD_ABOVE, EXECUTIVE = "owner", "first_owner", "head", "head_above", "executive"
BEFORE, DUE, AFTER = "before", "due", "after"


def minutes_until(minutes: int, *, percent: int, minutes_after: int) -> Decimal:
    """Working minutes from the clock's start until the level."""
    return Decimal(minutes) * percent / 100 + minutes_after


def side_of(*, percent: int, minutes_after: int) -> str:
    """Before the due time, at it, or after it."""
    if percent < 100:
        return BEFORE
    return AFTER if minutes_after else DUE


def is_pending(level_at: dt.datetime, *, since: dt.datetime, told_at: dt.datetime | None) -> bool:
    """Whether it is still to be told: reached after the level was there, and after it was told last.

    A pause behind the level leaves its instant where it was, so nobody is told again; a due time that moves to later
    takes the level along, and it is told by the new one.
    """
    return level_at > since and (told_at is None or level_at > told_at)
