"""When working time runs out, how much of it has passed, and when it begins again."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from .explain import Step, steps_between
from .problems import Code, refused
from .spans import HORIZON, HORIZON_YEARS, Pause, instant, merged_pauses, spans
from .spec import CalendarSpec

MAX_MINUTES = 5 * 366 * 24 * 60
"""Five years around the clock."""

Minutes = int | float | Decimal
_NO_TIME = timedelta(0)


@dataclass(frozen=True, slots=True)
class Due:
    """`at` is in UTC; `steps` tile the time from the start until then without gap or overlap."""

    at: datetime
    steps: tuple[Step, ...]


def due(spec: CalendarSpec, start: datetime, minutes: Minutes, pauses: Sequence[Pause] = ()) -> Due:
    """When `minutes` of working time after `start` have run out, and how that came about. Refuses as `due_at` does."""
    at = due_at(spec, start, minutes, pauses)
    return Due(at, steps_between(spec, instant("start", start), at, merged_pauses(pauses)))


def due_at(spec: CalendarSpec, start: datetime, minutes: Minutes, pauses: Sequence[Pause] = ()) -> datetime:
    """The instant (UTC) at which `minutes` of working time after `start` have run out, to the microsecond.

    Time that runs out at closing is due at closing; zero minutes are due at the first working instant.
    Raises CalendarRefused for naive or far-off instants, minutes that are no number, negative or more than MAX_MINUTES,
    reversed pauses, and when HORIZON_YEARS do not hold that much working time.
    """
    begin = instant("start", start)
    wanted = remaining = working_time(minutes)
    for span in spans(spec, begin, begin + HORIZON, merged_pauses(pauses)):
        if span.paused:
            continue
        if span.end - span.start >= remaining:
            return span.start + remaining
        remaining -= span.end - span.start
    if remaining == wanted:
        raise refused("start", Code.NO_WORKING_TIME_AHEAD, start=begin.isoformat(), years=HORIZON_YEARS)
    raise refused("minutes", Code.DUE_TOO_FAR, years=HORIZON_YEARS)


def elapsed(spec: CalendarSpec, start: datetime, end: datetime, pauses: Sequence[Pause] = ()) -> timedelta:
    """Exact working time between two instants. Refuses an end before the start and more than HORIZON_YEARS."""
    begin, until = _period(start, end)
    counted = (span.end - span.start for span in spans(spec, begin, until, merged_pauses(pauses)) if not span.paused)
    return sum(counted, _NO_TIME)


def explain(spec: CalendarSpec, start: datetime, end: datetime, pauses: Sequence[Pause] = ()) -> tuple[Step, ...]:
    """What counted between two instants and what did not; refuses as `elapsed` does."""
    begin, until = _period(start, end)
    return steps_between(spec, begin, until, merged_pauses(pauses))


def is_open(spec: CalendarSpec, at: datetime) -> bool:
    """Whether `at` is working time; the opening instant is, the closing instant is not."""
    moment = instant("at", at)
    return any(True for _ in spans(spec, moment, moment + timedelta.resolution, ()))


def next_opening(spec: CalendarSpec, at: datetime, pauses: Sequence[Pause] = ()) -> datetime:
    """The first working instant (UTC) that is not before `at`: `at` itself while open.

    Raises CalendarRefused (no_working_time_ahead) when the calendar does not open again within HORIZON_YEARS.
    """
    return due_at(spec, at, 0, pauses)


def working_time(minutes: Minutes) -> timedelta:
    """Minutes as a duration, rounded to the microsecond. Refuses what is no number, negative or above MAX_MINUTES."""
    if isinstance(minutes, bool) or not isinstance(minutes, int | float | Decimal):
        raise refused("minutes", Code.BAD_MINUTES)
    # Through Decimal, since math.isfinite() fails on huge integers and on signalling NaNs.
    if not Decimal(minutes).is_finite():
        raise refused("minutes", Code.BAD_MINUTES)
    if minutes < 0:
        raise refused("minutes", Code.MINUTES_NEGATIVE)
    if minutes > MAX_MINUTES:
        raise refused("minutes", Code.TOO_MANY_MINUTES, limit=MAX_MINUTES)
    return timedelta(microseconds=round(minutes * 60_000_000))


def _period(start: datetime, end: datetime) -> tuple[datetime, datetime]:
    begin, until = instant("start", start), instant("end", end)
    if until < begin:
        raise refused("end", Code.END_BEFORE_START)
    if until - begin > HORIZON:
        raise refused("end", Code.SPAN_TOO_LONG, years=HORIZON_YEARS)
    return begin, until
