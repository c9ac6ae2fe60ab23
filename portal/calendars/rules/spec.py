"""The working calendar as a value: hours of the week, holidays, and dates with hours of their own."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple
from zoneinfo import ZoneInfo

FIRST_YEAR, LAST_YEAR = 1900, 2200
"""Years in which calendars and calculations live; zone arithmetic at the ends of the era would overflow."""

MINUTES_OF_DAY = 24 * 60


class Block(NamedTuple):
    """Open from `opens` until before `closes`, in minutes since local midnight; 1440 is the end of the day."""

    opens: int
    closes: int


Blocks = tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class CalendarSpec:
    """A checked calendar. Make one with `parse`, which refuses what could not be calculated with."""

    name: str
    timezone: str
    week: tuple[Blocks, ...]
    """Seven entries, Monday first, each sorted and without overlap."""
    holidays: frozenset[date] = frozenset()
    yearly_holidays: frozenset[tuple[int, int]] = frozenset()
    """(month, day) that is a holiday in every year."""
    shifts: Mapping[date, Blocks] = field(default_factory=dict, hash=False)
    """Replaces that date's hours, on a weekend or holiday too; an empty entry closes the date."""

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.timezone)

    def is_holiday(self, day: date) -> bool:
        """A holiday by date, whether or not a shift opens it after all."""
        return day in self.holidays or (day.month, day.day) in self.yearly_holidays

    def blocks_on(self, day: date) -> Blocks:
        """The hours of one local date."""
        shift = self.shifts.get(day)
        if shift is not None:
            return shift
        return () if self.is_holiday(day) else self.week[day.weekday()]

    def has_working_time(self) -> bool:
        """False when no date at all could have hours; says nothing about when they come."""
        return any(self.week) or any(self.shifts.values())
