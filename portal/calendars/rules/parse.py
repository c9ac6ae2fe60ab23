"""From the calendar's JSON to a CalendarSpec and back. Strict: what is not understood is refused."""

import re
import unicodedata
from collections.abc import Mapping
from datetime import date, datetime
from functools import cache
from itertools import pairwise
from typing import Any
from zoneinfo import available_timezones

from .clock import next_opening
from .problems import CalendarRefused, Code, Param, Problem
from .spec import FIRST_YEAR, LAST_YEAR, MINUTES_OF_DAY, Block, Blocks, CalendarSpec

MAX_NAME = 120
MAX_BLOCKS_PER_DAY = 48
MAX_DATES = 4000

KEYS = ("name", "timezone", "hours", "holidays", "shifts")
WEEKDAYS = tuple("0123456")
# Lists of zones that are not places: the machine's own zone and the placeholder of an unset one.
NOT_A_PLACE = frozenset({"localtime", "Factory"})

TIME = re.compile(r"([01][0-9]|2[0-3]):([0-5][0-9])|24:00")
DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
YEARLY = re.compile(r"([0-9]{2})-([0-9]{2})")
LEAP_YEAR = 2000


def parse(data: object, *, now: datetime | None = None) -> CalendarSpec:
    """Check a calendar's JSON and make a CalendarSpec of it.

    Raises CalendarRefused with all problems found. With `now` the calendar must also open again at some time after it:
    use that when a calendar is saved, so that one whose only hours lie in the past is refused there.
    """
    reader = _Reader()
    spec = reader.calendar(data)
    if reader.problems or spec is None:
        raise CalendarRefused(*reader.problems)
    if now is not None:
        next_opening(spec, now)
    return spec


def as_json(spec: CalendarSpec) -> dict[str, Any]:
    """The JSON that `parse` reads; hours and dates sorted, so that equal calendars read alike."""
    yearly = [f"{month:02}-{day:02}" for month, day in sorted(spec.yearly_holidays)]
    return {
        "name": spec.name,
        "timezone": spec.timezone,
        "hours": {str(n): _blocks_json(blocks) for n, blocks in enumerate(spec.week) if blocks},
        "holidays": yearly + [day.isoformat() for day in sorted(spec.holidays)],
        "shifts": {day.isoformat(): _blocks_json(blocks) for day, blocks in sorted(spec.shifts.items())},
    }


def _blocks_json(blocks: Blocks) -> list[list[str]]:
    return [[clock_text(block.opens), clock_text(block.closes)] for block in blocks]


def clock_text(minute: int) -> str:
    """Minutes since midnight as "HH:MM"; the end of the day is "24:00"."""
    return f"{minute // 60:02}:{minute % 60:02}"


@cache
def known_timezones() -> frozenset[str]:
    """IANA names that a calendar may use; read from disk once per process."""
    return frozenset(available_timezones()) - NOT_A_PLACE


class _Reader:
    """Reads on after a problem, so that a form can show all of them at once."""

    def __init__(self) -> None:
        self.problems: list[Problem] = []

    def refuse(self, field: str, code: Code, **params: Param) -> None:
        self.problems.append(Problem(field, code, params))

    def calendar(self, data: object) -> CalendarSpec | None:
        if not isinstance(data, Mapping):
            self.refuse("", Code.NOT_AN_OBJECT)
            return None
        for key in data:
            if key not in KEYS:
                self.refuse(_short(key), Code.UNKNOWN_KEY, key=_short(key))
        name = self.name(data.get("name"))
        timezone = self.timezone(data.get("timezone"))
        week = self.week(data.get("hours"))
        holidays, yearly = self.holidays(data.get("holidays", []))
        shifts = self.shifts(data.get("shifts", {}))
        spec = CalendarSpec(name, timezone, week, holidays, yearly, shifts)
        if not self.problems and not spec.has_working_time():
            self.refuse("hours", Code.NO_WORKING_TIME)
        return spec

    def name(self, value: object) -> str:
        if value is None:
            self.refuse("name", Code.REQUIRED)
        elif not isinstance(value, str) or not value.strip() or _has_control_characters(value):
            self.refuse("name", Code.BAD_NAME)
        elif len(value.strip()) > MAX_NAME:
            self.refuse("name", Code.NAME_TOO_LONG, limit=MAX_NAME)
        else:
            return value.strip()
        return ""

    def timezone(self, value: object) -> str:
        if value is None:
            self.refuse("timezone", Code.REQUIRED)
        elif not isinstance(value, str) or value not in known_timezones():
            self.refuse("timezone", Code.UNKNOWN_TIMEZONE, value=_short(value))
        else:
            return value
        return ""

    def week(self, value: object) -> tuple[Blocks, ...]:
        days: dict[str, Blocks] = {}
        if value is None:
            self.refuse("hours", Code.REQUIRED)
        elif not isinstance(value, Mapping):
            self.refuse("hours", Code.NOT_AN_OBJECT)
        else:
            for key, blocks in value.items():
                if key in WEEKDAYS:
                    days[key] = self.blocks(f"hours.{key}", blocks)
                else:
                    self.refuse(f"hours.{_short(key)}", Code.BAD_WEEKDAY, value=_short(key))
        return tuple(days.get(key, ()) for key in WEEKDAYS)

    def holidays(self, value: object) -> tuple[frozenset[date], frozenset[tuple[int, int]]]:
        dates: set[date] = set()
        yearly: set[tuple[int, int]] = set()
        for field, text in self.items_of("holidays", value):
            found = self.holiday(field, text)
            if isinstance(found, date):
                self.add_once(dates, found, field, text)
            elif found is not None:
                self.add_once(yearly, found, field, text)
        return frozenset(dates), frozenset(yearly)

    def items_of(self, field: str, value: object) -> list[tuple[str, object]]:
        if not isinstance(value, list | tuple):
            self.refuse(field, Code.NOT_A_LIST)
        elif len(value) > MAX_DATES:
            self.refuse(field, Code.TOO_MANY_DATES, limit=MAX_DATES)
        else:
            return [(f"{field}.{n}", item) for n, item in enumerate(value)]
        return []

    def add_once(self, known: set[Any], found: object, field: str, text: object) -> None:
        if found in known:
            self.refuse(field, Code.DUPLICATE_DATE, value=_short(text))
        known.add(found)

    def holiday(self, field: str, value: object) -> date | tuple[int, int] | None:
        """A date, or "MM-DD" for the same day of every year."""
        match = YEARLY.fullmatch(value) if isinstance(value, str) else None
        if match is None:
            return self.single_date(field, value)
        month, day = int(match[1]), int(match[2])
        try:
            date(LEAP_YEAR, month, day)
        except ValueError:
            self.refuse(field, Code.BAD_DATE, value=_short(value))
            return None
        return month, day

    def single_date(self, field: str, value: object) -> date | None:
        # fromisoformat alone would also take week dates and dates without hyphens.
        if not isinstance(value, str) or not DATE.fullmatch(value):
            self.refuse(field, Code.BAD_DATE, value=_short(value))
            return None
        try:
            found = date.fromisoformat(value)
        except ValueError:
            self.refuse(field, Code.BAD_DATE, value=value)
            return None
        if not FIRST_YEAR <= found.year <= LAST_YEAR:
            self.refuse(field, Code.DATE_OUT_OF_RANGE, value=value, first=FIRST_YEAR, last=LAST_YEAR)
            return None
        return found

    def shifts(self, value: object) -> dict[date, Blocks]:
        found: dict[date, Blocks] = {}
        if not isinstance(value, Mapping):
            self.refuse("shifts", Code.NOT_AN_OBJECT)
        elif len(value) > MAX_DATES:
            self.refuse("shifts", Code.TOO_MANY_DATES, limit=MAX_DATES)
        else:
            for key, blocks in value.items():
                field = f"shifts.{_short(key)}"
                day = self.single_date(field, key)
                hours = self.blocks(field, blocks)
                if day is not None:
                    found[day] = hours
        return found

    def blocks(self, field: str, value: object) -> Blocks:
        if not isinstance(value, list | tuple):
            self.refuse(field, Code.NOT_A_LIST)
            return ()
        if len(value) > MAX_BLOCKS_PER_DAY:
            self.refuse(field, Code.TOO_MANY_BLOCKS, limit=MAX_BLOCKS_PER_DAY)
            return ()
        read = [(self.block(f"{field}.{n}", item), n) for n, item in enumerate(value)]
        found = sorted((block, n) for block, n in read if block is not None)
        for (earlier, _), (later, n) in pairwise(found):
            if later.opens < earlier.closes:
                self.refuse(f"{field}.{n}", Code.BLOCKS_OVERLAP, **_times(later), **_times(earlier, "other_"))
        return tuple(block for block, _ in found)

    def block(self, field: str, value: object) -> Block | None:
        if not isinstance(value, list | tuple) or len(value) != 2:
            self.refuse(field, Code.BAD_BLOCK)
            return None
        opens, closes = self.time(f"{field}.0", value[0]), self.time(f"{field}.1", value[1])
        if opens is None or closes is None:
            return None
        if opens == MINUTES_OF_DAY:
            self.refuse(f"{field}.0", Code.BAD_TIME, value="24:00")
            return None
        block = Block(opens, closes)
        if opens >= closes:
            code = Code.BLOCK_EMPTY if opens == closes else Code.BLOCK_REVERSED
            self.refuse(field, code, **_times(block))
            return None
        return block

    def time(self, field: str, value: object) -> int | None:
        if not isinstance(value, str) or not TIME.fullmatch(value):
            self.refuse(field, Code.BAD_TIME, value=_short(value))
            return None
        return int(value[:2]) * 60 + int(value[3:])


def _times(block: Block, prefix: str = "") -> dict[str, str]:
    return {f"{prefix}opens": clock_text(block.opens), f"{prefix}closes": clock_text(block.closes)}


def _short(value: object) -> str:
    """Input repeated in a refusal, cut so that a hostile one cannot fill logs and pages."""
    text = value if isinstance(value, str) else type(value).__name__
    return text if len(text) <= 40 else text[:39] + "…"


def _has_control_characters(text: str) -> bool:
    # NUL and lone surrogates cannot be stored, line breaks do not belong into a name.
    return any(unicodedata.category(character) in {"Cc", "Cs"} for character in text)
