"""The same questions answered by walking through every minute: slow, and without a line of the real calculator.

It has its own idea of the local clock (from the zone's offsets a day before and after) and asks for each minute of UTC
whether any block of a nearby date covers it. Pauses must begin and end on whole minutes.
"""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from portal.calendars.rules import CalendarSpec, Pause

MINUTE = timedelta(minutes=1)
DAY = timedelta(days=1)
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def number_of(moment: datetime) -> int:
    """The minute of UTC that contains the moment, counted from 1970."""
    return (moment - EPOCH) // MINUTE


def instant_of(zone: ZoneInfo, day: date, minute: int) -> datetime:
    """Local wall time to UTC: the earlier of two candidates, or later by the gap if the clocks skip it."""
    wall = datetime(day.year, day.month, day.day, tzinfo=UTC) + minute * MINUTE
    candidates = [wall - offset_at(zone, wall - DAY), wall - offset_at(zone, wall + DAY)]
    real = [moment for moment in candidates if moment + offset_at(zone, moment) == wall]
    return min(real) if real else max(candidates)


def offset_at(zone: ZoneInfo, moment: datetime) -> timedelta:
    local = moment.astimezone(zone)
    return local.replace(tzinfo=UTC) - moment


def hours_on(spec: CalendarSpec, day: date) -> list[tuple[int, int]]:
    if day in spec.shifts:
        return [tuple(block) for block in spec.shifts[day]]
    if day in spec.holidays or (day.month, day.day) in spec.yearly_holidays:
        return []
    return [tuple(block) for block in spec.week[day.weekday()]]


class Oracle:
    """Open minutes of a calendar, worked out date by date as they are asked for."""

    def __init__(self, spec: CalendarSpec, pauses: Sequence[Pause] = ()) -> None:
        self.spec, self.pauses = spec, pauses
        self.zone = ZoneInfo(spec.timezone)
        self.open_minutes: set[int] = set()
        self.known: set[date] = set()

    def exists(self, day: date) -> bool:
        noon = datetime(day.year, day.month, day.day, 12, tzinfo=UTC)
        return any((noon + n * timedelta(hours=1)).astimezone(self.zone).date() == day for n in range(-26, 27))

    def learn(self, day: date) -> None:
        if day in self.known:
            return
        self.known.add(day)
        if not self.exists(day):
            return
        for opens, closes in hours_on(self.spec, day):
            first = number_of(instant_of(self.zone, day, opens))
            self.open_minutes.update(range(first, number_of(instant_of(self.zone, day, closes))))

    def counts(self, minute: int) -> bool:
        moment = EPOCH + minute * MINUTE
        local = moment.astimezone(self.zone).date()
        for day in (local - DAY, local, local + DAY):
            self.learn(day)
        paused = any(begins <= moment < ends for begins, ends in self.pauses)
        return minute in self.open_minutes and not paused

    def due(self, start: datetime, minutes: int) -> datetime:
        left = minutes * MINUTE
        minute, cursor = number_of(start), start
        while True:
            following = EPOCH + (minute + 1) * MINUTE
            if self.counts(minute):
                if following - cursor >= left:
                    return cursor + left
                left -= following - cursor
            minute, cursor = minute + 1, following

    def elapsed(self, start: datetime, end: datetime) -> timedelta:
        total = timedelta(0)
        for minute in range(number_of(start), number_of(end) + 1):
            if self.counts(minute):
                begins = EPOCH + minute * MINUTE
                total += max(timedelta(0), min(end, begins + MINUTE) - max(start, begins))
        return total
