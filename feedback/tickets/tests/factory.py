"""The scene of most tests: a front office that asks, two back offices that serve, and the clock on the wall."""

import datetime as dt
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from feedback.tickets.models import CatalogueService, Ticket
from feedback.tickets.services import (
    service_create,
    ticket_merge,
    ticket_open,
    ticket_resolve,
    ticket_take,
    ticket_wait,
)
from portal.calendars.models import Calendar
from portal.people.models import Department, Role, Side, User
from tests.cast import make_department, make_head, make_user

SHANGHAI = ZoneInfo("Asia/Shanghai")
SPEC = {
    "name": "Office",
    "timezone": "Asia/Shanghai",
    "hours": {str(day): [["09:00", "12:00"], ["13:00", "18:00"]] for day in range(5)},
    "holidays": [],
    "shifts": {},
}


def at(text: str) -> dt.datetime:
    """`at("2026-11-16 09:30")` in Shanghai; that day is a Monday."""
    return dt.datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)


MONDAY = at("2026-11-16 09:00")


@dataclass(frozen=True)
class Scene:
    front: Department
    billing: Department
    logistics: Department
    calendar: Calendar
    service: CatalogueService
    agent: User  # front office, opens tickets
    agent_head: User
    clerk: User  # billing, takes them
    other_clerk: User
    clerk_head: User
    driver: User  # logistics
    driver_head: User
    outsider: User  # an employee elsewhere
    reader: User  # customer experience
    admin: User


def make_scene() -> Scene:
    """One service of billing: first response within 60, resolution within 240 working minutes."""
    front = make_department("front", side=Side.FRONT)
    billing, logistics, away = make_department("billing"), make_department("logistics"), make_department("away")
    calendar = Calendar.objects.filter(is_default=True).first()
    if calendar is None:
        calendar = Calendar(is_default=True, created_at=MONDAY)
    calendar.name, calendar.spec = "Office", SPEC
    calendar.save()
    clerk_head = make_head(billing, "clerkhead")
    return Scene(
        front=front,
        billing=billing,
        logistics=logistics,
        calendar=calendar,
        service=service_create(
            name_en="Refund",
            name_zh="退款",
            department=billing.reference,
            response_minutes=60,
            resolution_minutes=240,
            by=clerk_head,
            now=MONDAY,
        ),
        agent=make_user("agent", Role.FRONT_AGENT, department=front),
        agent_head=make_head(front, "agenthead"),
        clerk=make_user("clerk", Role.BACK_AGENT, department=billing),
        other_clerk=make_user("otherclerk", Role.BACK_AGENT, department=billing),
        clerk_head=clerk_head,
        driver=make_user("driver", Role.BACK_AGENT, department=logistics),
        driver_head=make_head(logistics, "driverhead"),
        outsider=make_user("outsider", department=away),
        reader=make_user("reader", Role.CUSTOMER_EXPERIENCE, department=away),
        admin=make_user("admin", Role.ADMINISTRATOR, department=away),
    )


def open_ticket(scene: Scene, *, now: dt.datetime = MONDAY, by: User | None = None, **values: Any) -> Ticket:
    values = {
        "title": "Refund is missing",
        "text": "Order 4711 was returned",
        "service": scene.service.reference,
    } | values
    return ticket_open(by=by or scene.agent, now=now, **values)


def taken_ticket(scene: Scene, *, now: dt.datetime = MONDAY, **values: Any) -> Ticket:
    return ticket_take(reference=open_ticket(scene, now=now, **values).reference, by=scene.clerk, now=now)


def waiting_ticket(scene: Scene, *, now: dt.datetime = MONDAY) -> Ticket:
    return ticket_wait(reference=taken_ticket(scene, now=now).reference, text="Which card?", by=scene.clerk, now=now)


def merged_ticket(scene: Scene, *, now: dt.datetime = MONDAY) -> Ticket:
    source, target = taken_ticket(scene, now=now), open_ticket(scene, now=now)
    return ticket_merge(reference=source.reference, into=target.reference, reason="Same", by=scene.clerk, now=now)


def resolved_ticket(scene: Scene, *, now: dt.datetime = MONDAY) -> Ticket:
    return ticket_resolve(reference=taken_ticket(scene, now=now).reference, text="Paid out", by=scene.clerk, now=now)
