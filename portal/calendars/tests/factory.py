from __future__ import annotations

import datetime as dt
from typing import Any

from portal.calendars.models import Calendar
from portal.calendars.services import calendar_create
from portal.people.models import Role, User
from tests.cast import make_user

NOW = dt.datetime(2026, 11, 20, 9, 0, tzinfo=dt.UTC)
OFFICE = {str(day): [["09:00", "18:00"]] for day in range(5)}


def spec(name: str = "Office", **changes: Any) -> dict[str, Any]:
    return {"name": name, "timezone": "Asia/Shanghai", "hours": OFFICE} | changes


def make_admin() -> User:
    return make_user("", Role.ADMINISTRATOR)


def make_calendar(name: str = "Office", **changes: Any) -> Calendar:
    return calendar_create(by=make_admin(), spec=spec(name, **changes), now=NOW)
