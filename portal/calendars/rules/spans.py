"""Open time as spans of UTC, so that a clock change never lengthens or shortens what is counted."""

from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import NamedTuple

from .problems import Code, refused
from .spec import FIRST_YEAR, LAST_YEAR, MINUTES_OF_DAY, Blocks, CalendarSpec

MAX_PAUSES = 10_000
HORIZON_YEARS = 40
HORIZON = timedelta(days=366 * HORIZON_YEARS)
"""No search looks further, so every search ends, whatever the calendar and the pauses are."""

ONE_DAY = timedelta(days=1)
_MINUTE = tuple(timedelta(minutes=minute) for minute in range(MINUTES_OF_DAY + 1))

Pause = tuple[datetime, datetime]


class Span(NamedTuple):
    """UTC, from `start` until before `end`. `day` is the local date whose hours these are."""

    start: datetime
    end: datetime
    day: date
    paused: bool


def instant(field: str, value: datetime) -> datetime:
    """The same instant in UTC. Refuses naive times and years outside FIRST_YEAR to LAST_YEAR."""
    if value.tzinfo is None or value.utcoffset() is None:
        raise refused(field, Code.NAIVE_INSTANT)
    # The year is looked at before any arithmetic: converting 0001-01-01T00:00+14:00 would overflow.
    if not FIRST_YEAR <= value.year <= LAST_YEAR:
        raise refused(field, Code.INSTANT_OUT_OF_RANGE, first=FIRST_YEAR, last=LAST_YEAR)
    return value.astimezone(UTC)


def merged_pauses(pauses: Sequence[Pause]) -> list[Pause]:
    """Sorted, in UTC, touching and overlapping ones joined, empty ones dropped. Refuses reversed ones."""
    if len(pauses) > MAX_PAUSES:
        raise refused("pauses", Code.TOO_MANY_PAUSES, limit=MAX_PAUSES)
    merged: list[Pause] = []
    for start, end in sorted(_checked_pause(n, pause) for n, pause in enumerate(pauses)):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        elif start < end:
            merged.append((start, end))
    return merged


def _checked_pause(position: int, pause: Pause) -> Pause:
    start = instant(f"pauses.{position}.0", pause[0])
    end = instant(f"pauses.{position}.1", pause[1])
    if end < start:
        raise refused(f"pauses.{position}", Code.PAUSE_REVERSED)
    return start, end


def spans(spec: CalendarSpec, start: datetime, until: datetime, pauses: Sequence[Pause]) -> Iterator[Span]:
    """Open time between two UTC instants in order, cut where merged `pauses` begin and end."""
    position = 0
    for opens, closes, day in _open_spans(spec, start, until):
        while position < len(pauses) and pauses[position][1] <= opens:
            position += 1
        cursor, ahead = opens, position
        while ahead < len(pauses) and pauses[ahead][0] < closes:
            begins, ends = max(pauses[ahead][0], cursor), min(pauses[ahead][1], closes)
            if cursor < begins:
                yield Span(cursor, begins, day, False)
            yield Span(begins, ends, day, True)
            cursor, ahead = ends, ahead + 1
        if cursor < closes:
            yield Span(cursor, closes, day, False)


def _open_spans(spec: CalendarSpec, start: datetime, until: datetime) -> Iterator[tuple[datetime, datetime, date]]:
    zone = spec.zone
    # A day more on both sides: a clock change near midnight can carry a block into its neighbour.
    day = start.astimezone(zone).date() - ONE_DAY
    last = until.astimezone(zone).date() + ONE_DAY
    cursor = start
    midnight = datetime(day.year, day.month, day.day, tzinfo=zone)
    offset = midnight.utcoffset()
    while day <= last:
        following = midnight + ONE_DAY
        next_offset = following.utcoffset()
        blocks = spec.blocks_on(day)
        if blocks:
            hours = _even_day(midnight, blocks) if offset == next_offset else _uneven_day(midnight, blocks)
            for opens, closes in hours:
                # Clipping at the cursor counts only once what a clock change made overlap.
                opens, closes = max(opens, cursor), min(closes, until)
                if opens < closes:
                    yield opens, closes, day
                    cursor = closes
        day, midnight, offset = day + ONE_DAY, following, next_offset


def _even_day(midnight: datetime, blocks: Blocks) -> list[Pause]:
    """The hours, in UTC, of a date on which the clocks are left alone: quicker than asking the zone each time."""
    begins = midnight.astimezone(UTC)
    return [(begins + _MINUTE[opens], begins + _MINUTE[closes]) for opens, closes in blocks]


def _uneven_day(midnight: datetime, blocks: Blocks) -> list[Pause]:
    """The hours, in UTC and sorted, of a date on which the clocks change.

    A local time that the clocks skip maps forward by the length of the gap, one that comes twice means its first
    occurrence (both are what fold=0 stands for). A block that turns out reversed by that is dropped by the caller.
    """
    if midnight.astimezone(UTC) >= (midnight + ONE_DAY).astimezone(UTC):
        return []  # The zone skipped this date as a whole, as Samoa did with 30 December 2011.
    return sorted(
        ((midnight + _MINUTE[opens]).astimezone(UTC), (midnight + _MINUTE[closes]).astimezone(UTC))
        for opens, closes in blocks
    )
