"""Whole working days: a date counts when it has any hours, so make-up days do and holidays do not."""

from collections.abc import Iterator
from datetime import date

from .problems import Code, refused
from .spans import HORIZON, HORIZON_YEARS, ONE_DAY
from .spec import FIRST_YEAR, LAST_YEAR, CalendarSpec

MAX_WORKING_DAYS = 5 * 366


def is_working_day(spec: CalendarSpec, day: date) -> bool:
    return bool(spec.blocks_on(day))


def working_days(spec: CalendarSpec, start: date, count: int) -> list[date]:
    """The first `count` working days on or after `start`; none for zero.

    Raises CalendarRefused when `count` is negative or above MAX_WORKING_DAYS, `start` lies outside the known years,
    or HORIZON_YEARS do not hold that many.
    """
    if not 0 <= count <= MAX_WORKING_DAYS:
        raise refused("count", Code.BAD_DAY_COUNT, limit=MAX_WORKING_DAYS)
    _check_year("start", start)
    found: list[date] = []
    if count == 0:
        return found
    for day in _working_days_until(spec, start, start + HORIZON):
        found.append(day)
        if len(found) == count:
            return found
    raise refused("start", Code.NO_WORKING_TIME_AHEAD, start=start.isoformat(), years=HORIZON_YEARS)


def add_working_days(spec: CalendarSpec, start: date, count: int) -> date:
    """The working day that comes `count` working days after `start`; refuses as `working_days` does.

    Zero gives `start` itself, or the next working day where `start` is none. A start that is no working day counts from
    the last one before it: Saturday plus one is Monday.
    """
    extra = 1 if count == 0 or is_working_day(spec, start) else 0
    return working_days(spec, start, count + extra)[-1]


def working_dates(spec: CalendarSpec, first: date, last: date) -> list[date]:
    """The working days from `first` to `last`, both included. Refuses a reversed or too long period."""
    _check_year("first", first)
    _check_year("last", last)
    if last < first:
        raise refused("last", Code.END_BEFORE_START)
    if last - first > HORIZON:
        raise refused("last", Code.SPAN_TOO_LONG, years=HORIZON_YEARS)
    return list(_working_days_until(spec, first, last))


def _working_days_until(spec: CalendarSpec, first: date, last: date) -> Iterator[date]:
    day = first
    while day <= last:
        if is_working_day(spec, day):
            yield day
        day += ONE_DAY


def _check_year(field: str, day: date) -> None:
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise refused(field, Code.DATE_OUT_OF_RANGE, value=day.isoformat(), first=FIRST_YEAR, last=LAST_YEAR)
