"""What each date of a month is, as a person reads it."""

import calendar
from datetime import date
from enum import StrEnum
from typing import NamedTuple

from .spec import Blocks, CalendarSpec


class DayKind(StrEnum):
    WORKING = "working"
    WEEKEND = "weekend"  # a weekday without hours
    HOLIDAY = "holiday"
    MAKE_UP = "make_up"  # open by its own hours, closed without them
    SPECIAL = "special"  # other hours than its weekday has
    DAY_OFF = "day_off"  # closed by its own, empty hours


class Day(NamedTuple):
    day: date
    kind: DayKind
    blocks: Blocks
    in_month: bool


def kind_of(spec: CalendarSpec, day: date) -> DayKind:
    usual = () if spec.is_holiday(day) else spec.week[day.weekday()]
    shift = spec.shifts.get(day)
    if shift is not None:
        if not shift:
            return DayKind.DAY_OFF
        return DayKind.SPECIAL if usual else DayKind.MAKE_UP
    if spec.is_holiday(day):
        return DayKind.HOLIDAY
    return DayKind.WORKING if usual else DayKind.WEEKEND


def month_of(spec: CalendarSpec, year: int, month: int) -> list[list[Day]]:
    """Weeks from Monday, the neighbours' days at the edges included."""
    weeks = calendar.Calendar().monthdatescalendar(year, month)
    return [[Day(day, kind_of(spec, day), spec.blocks_on(day), day.month == month) for day in week] for week in weeks]


def dated_days(spec: CalendarSpec, year: int) -> list[Day]:
    """The dates of a year that differ from the week: holidays, make-up days, special hours, days off; in order."""
    yearly = {found for month, day in spec.yearly_holidays if (found := _date(year, month, day))}
    dates = {day for day in {*spec.holidays, *spec.shifts} if day.year == year} | yearly
    return [Day(day, kind_of(spec, day), spec.blocks_on(day), True) for day in sorted(dates)]


def _date(year: int, month: int, day: int) -> date | None:
    """None for 29 February of a common year."""
    try:
        return date(year, month, day)
    except ValueError:
        return None
