"""What a change of a calendar would do elsewhere, asked before it is saved. Areas above say it for what they keep."""

import datetime as dt
from collections.abc import Callable
from typing import NamedTuple

from portal.calendars.models import Calendar
from portal.calendars.rules import CalendarSpec
from portal.core.errors import Text


class Effect(NamedTuple):
    """`moved` get another due time, `late` of them would be late that are not now."""

    what: Text
    moved: int
    late: int


Count = Callable[[Calendar, CalendarSpec, dt.datetime], Effect]
_COUNTS: list[Count] = []


def register_effect(count: Count) -> None:
    """`count` is called with the calendar, what it would become, and the present instant; it changes nothing."""
    _COUNTS.append(count)


def effects_of(calendar: Calendar, spec: CalendarSpec, *, now: dt.datetime) -> list[Effect]:
    """One of each area, those that nothing happens to included."""
    return [count(calendar, spec, now) for count in _COUNTS]
