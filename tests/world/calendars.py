"""Working calendars."""

from __future__ import annotations

from portal.calendars.services import calendar_create
from tests.world.base import World

HOURS = {str(day): [["09:00", "18:00"]] for day in range(5)}


def add(world: World) -> None:
    made = [
        calendar_create(
            by=world.visitor,
            now=world.now,
            spec={"name": name, "timezone": "Asia/Shanghai", "hours": HOURS, "holidays": ["2027-01-01"], "shifts": {}},
            make_default=name == "办公时间",
        )
        for name in ("办公时间", "客服热线", "仓库")
    ]
    reference = made[1].reference
    world.samples |= {
        "calendars:*": (reference,),
        "calendars:year": (reference, str(world.now.year)),
        "api:calendar-*": (reference,),
    }
