"""Calendars and instants in few words."""

from datetime import datetime, timedelta
from typing import Any

from portal.calendars.rules import CalendarSpec, Code, Problem, parse, with_official_days

NINE_TO_SIX = [["09:00", "18:00"]]
WEEKDAYS = ("0", "1", "2", "3", "4")


def calendar_json(**changes: Any) -> dict[str, Any]:
    """Monday to Friday 09:00 to 18:00 in Shanghai, with whatever is changed."""
    hours = dict.fromkeys(WEEKDAYS, NINE_TO_SIX)
    return {"name": "Office", "timezone": "Asia/Shanghai", "hours": hours} | changes


def calendar(**changes: Any) -> CalendarSpec:
    return parse(calendar_json(**changes))


def around_the_clock(timezone: str) -> CalendarSpec:
    return calendar(timezone=timezone, hours={str(n): [["00:00", "24:00"]] for n in range(7)})


def china() -> CalendarSpec:
    """The office calendar with China's official holidays and make-up days of 2025 and 2026."""
    return with_official_days(calendar(), {2025, 2026})


def at(text: str) -> datetime:
    """An instant from ISO text; without an offset it is Shanghai's wall time."""
    moment = datetime.fromisoformat(text)
    return moment if moment.tzinfo else datetime.fromisoformat(text + "+08:00")


def minutes(count: float) -> timedelta:
    return timedelta(minutes=count)


def problem(field: str, code: Code, **params: int | str) -> Problem:
    return Problem(field, code, params)
