"""The same questions answered by walking through every minute: slow, and without a line of the real calculator.

`Oracle` asks minute by minute; `Strip` lays the minutes of some weeks out as bytes and counts them, for thousands of
cases. Both have their own idea of the local clock (from the zone's offsets a day before and after) and ask for each
minute of UTC whether any block of a nearby date covers it. Pauses must begin and end on whole minutes.
"""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from functools import cache
from zoneinfo import ZoneInfo

from portal.calendars.rules import CalendarSpec, Pause

MINUTE = timedelta(minutes=1)
DAY = timedelta(days=1)
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def number_of(moment: datetime) -> int:
    """The minute of UTC that contains the moment, counted from 1970."""
    return (moment - EPOCH) // MINUTE


@cache
def instant_of(zone: ZoneInfo, day: date, minute: int) -> datetime:
    """Local wall time to UTC: the earlier of two candidates, or later by the gap if the clocks skip it."""
    wall = datetime(day.year, day.month, day.day, tzinfo=UTC) + minute * MINUTE
    candidates = [wall - offset_at(zone, wall - DAY), wall - offset_at(zone, wall + DAY)]
    real = [moment for moment in candidates if moment + offset_at(zone, moment) == wall]
    return min(real) if real else max(candidates)


def offset_at(zone: ZoneInfo, moment: datetime) -> timedelta:
    local = moment.astimezone(zone)
    return local.replace(tzinfo=UTC) - moment


@cache
def exists(zone: ZoneInfo, day: date) -> bool:
    """Not so where a zone skipped a whole date."""
    noon = datetime(day.year, day.month, day.day, 12, tzinfo=UTC)
    return any((noon + n * timedelta(hours=1)).astimezone(zone).date() == day for n in range(-26, 27))


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

    def learn(self, day: date) -> None:
        if day in self.known:
            return
        self.known.add(day)
        if not exists(self.zone, day):
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


class Strip:
    """The minutes of a stretch of time, one byte each: 1 is open, 0 is closed or paused."""

    def __init__(self, spec: CalendarSpec, pauses: Sequence[Pause], start: datetime, days: int) -> None:
        self.first = number_of(start) - 1440
        self.minutes = bytearray(1440 * (days + 2))
        oracle = Oracle(spec)
        today = start.astimezone(oracle.zone).date()
        for away in range(-2, days + 3):
            oracle.learn(today + timedelta(days=away))
        for minute in oracle.open_minutes:
            if 0 <= minute - self.first < len(self.minutes):
                self.minutes[minute - self.first] = 1
        for begins, ends in pauses:
            low, high = (min(max(number_of(each) - self.first, 0), len(self.minutes)) for each in (begins, ends))
            self.minutes[low:high] = bytes(max(high - low, 0))

    def due(self, start: datetime, asked: int) -> datetime | None:
        """None: not within this stretch."""
        place = number_of(start) - self.first
        following = EPOCH + (place + 1 + self.first) * MINUTE
        left = asked * MINUTE
        if self.minutes[place]:
            if left <= following - start:
                return start + left
            left -= following - start
        whole, rest = divmod(left, MINUTE)
        # Time that runs out with a minute ends with it; nothing asked ends where the next open minute begins.
        number = whole if whole and not rest else whole + 1
        found = self._place_of(place + 1, number)
        if found is None:
            return None
        begins = EPOCH + (found + self.first) * MINUTE
        return begins + (rest or (MINUTE if whole else rest))

    def _place_of(self, place: int, count: int) -> int | None:
        """Where the count-th open minute from `place` on stands: day by day by counting, then step by step."""
        while place + 1440 < len(self.minutes) and (found := self.minutes.count(1, place, place + 1440)) < count:
            count, place = count - found, place + 1440
        for _each in range(count):
            at = self.minutes.find(1, place)
            if at < 0:
                return None
            place = at + 1
        return place - 1
