"""A hotline of two numbers, open on working days from nine to six, and the people who answer it."""

import datetime as dt
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from feedback.customers.models import Contact, ServiceLine, Source
from feedback.customers.services import Imported, contacts_import, line_create, source_create
from portal.calendars.models import Calendar
from portal.people.models import Department, Role, Side, User
from tests.cast import make_department, make_head, make_user

SHANGHAI = ZoneInfo("Asia/Shanghai")
SPEC = {
    "name": "Hotline",
    "timezone": "Asia/Shanghai",
    "hours": {str(day): [["09:00", "18:00"]] for day in range(5)},
    "holidays": [],
    "shifts": {},
}


def at(text: str) -> dt.datetime:
    """`at("2026-11-16 09:30")` in Shanghai; that day is a Monday."""
    return dt.datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)


NOW = at("2026-11-20 18:00")  # a Friday


@dataclass(frozen=True)
class Scene:
    front: Department
    back: Department
    line: ServiceLine
    source: Source
    shop: Source
    calendar: Calendar
    agent: User
    colleague: User
    head: User
    clerk: User  # of the back office
    outsider: User
    experience: User
    steward: User
    executive: User
    admin: User


def make_scene() -> Scene:
    front, back = make_department("front", side=Side.FRONT), make_department("back")
    experience = make_user("experience", Role.CUSTOMER_EXPERIENCE, department=back)
    calendar = Calendar.objects.create(name="Hotline", spec=SPEC, created_at=NOW)
    source = source_create(code="hotline", name_en="Hotline", name_zh="热线", by=experience, now=NOW)
    shop = source_create(code="SHOP", name_en="Shop", name_zh="门店", by=experience, now=NOW)
    line = line_create(
        name_en="Service line", name_zh="服务热线", department=front.reference, calendar=calendar.reference,
        numbers=["400-820-8888", "021 6666 1234"], by=experience, now=NOW,
    )  # fmt: skip
    return Scene(
        front=front,
        back=back,
        line=line,
        source=source,
        shop=shop,
        calendar=calendar,
        agent=make_user("agent", Role.FRONT_AGENT, department=front),
        colleague=make_user("colleague", Role.FRONT_AGENT, department=front),
        head=make_head(front, "head"),
        clerk=make_user("clerk", Role.BACK_AGENT, department=back),
        outsider=make_user("outsider", department=back),
        experience=experience,
        steward=make_user("steward", Role.DATA_STEWARD, department=back),
        executive=make_user("executive", Role.EXECUTIVE, department=back),
        admin=make_user("admin", Role.ADMINISTRATOR, department=back),
    )


def row(external_id: str = "1", **values: Any) -> dict[str, Any]:
    """A call of Monday at ten, answered after half a minute and ended after ten."""
    given = {
        "source": "HOTLINE",
        "external_id": external_id,
        "channel": "phone",
        "offered_at": "2026-11-16 10:00:00",
        "answered_at": "2026-11-16 10:00:30",
        "ended_at": "2026-11-16 10:10:30",
        "number": "4008208888",
        "agent": "agent@example.test",
        "customer": "C1",
        "customer_name": "李女士",
        "customer_phone": "138 0013 8000",
        "service": "refund",
        "kind": "request",
        "outcome": "solved",
        "solved": True,
    }
    return given | values


def send(scene: Scene, *rows: dict[str, Any], now: dt.datetime = NOW) -> Imported:
    return contacts_import(contacts=rows, by=scene.experience, now=now)


def contact(external_id: str = "1") -> Contact:
    return Contact.objects.select_related("identity", "line", "agent", "department").get(external_id=external_id)
