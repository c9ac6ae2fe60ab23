"""Working calendars that the first start offers: registered by the calendars, which stand above people."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass

from portal.core.errors import Text
from portal.people.models import User


@dataclass(frozen=True)
class FirstCalendar:
    """`load(by, now)` makes it the company's default; it runs in the set-up's transaction."""

    label: Text
    load: Callable[[User, dt.datetime], None]


CALENDARS: dict[str, FirstCalendar] = {}


def register_first_calendar(code: str, calendar: FirstCalendar) -> None:
    CALENDARS[code] = calendar
