"""Three sources, two service lines, 120 customers and their 600 contacts of three months."""

import datetime as dt
import random
from typing import Any

from feedback.customers.choices import Channel, Kind, Outcome
from feedback.customers.models import Identity
from feedback.customers.services import contacts_import, customer_save, line_create, source_create
from feedback.insights.demo import customers as words
from feedback.insights.demo.company import DOMAIN, PEOPLE
from feedback.insights.demo.stage import Stage
from feedback.tickets.models import Ticket
from feedback.tickets.rules import OPEN
from feedback.tickets.services import ticket_edit
from portal.calendars.services import calendar_create
from portal.people.models import Role

CUSTOMERS, CONTACTS, DAYS = 120, 600, 90
HOURS = {str(day): [["08:00", "22:00"]] for day in range(7)}


def load_customers(stage: Stage) -> None:
    began, by = stage.days_ago(390), stage.admin
    for code, english, chinese in words.SOURCES:
        source_create(code=code, name_en=english, name_zh=chinese, by=by, now=began)
    spec = {"name": "热线 8–22", "timezone": "Asia/Shanghai", "hours": HOURS}
    calendar = calendar_create(by=by, now=began, spec=spec)
    for english, chinese, numbers, code in words.LINES:
        line_create(
            name_en=english, name_zh=chinese, numbers=numbers, department=stage.departments[code].reference,
            calendar=calendar.reference, by=by, now=began,
        )  # fmt: skip
    # A source of its own: the other stories stay as they are, whatever happens here.
    chance = random.Random(95570)  # noqa: S311
    people = _customers(stage, chance)
    contacts_import(contacts=_contacts(stage, chance, people), by=by, now=stage.now)
    _of_tickets(stage, chance)


def _customers(stage: Stage, chance: random.Random) -> list[dict[str, str]]:
    """Most are known to the customer management, some to the shops, a few only by their number."""
    found = []
    for number in range(CUSTOMERS):
        name = chance.choice(words.SURNAMES) + chance.choice(words.GIVEN)
        phone = f"13{chance.randint(0, 9)} {chance.randint(1000, 9999)} {chance.randint(1000, 9999)}"
        if number < len(words.FOREIGN):
            name, phone = words.FOREIGN[number]
        code = "SHOP" if number % 5 == 0 else "CRM"
        key = f"{code[0]}{80_000 + number}"
        person = {"customer_source": code, "customer": key, "customer_name": name, "customer_phone": phone}
        found.append(person)
        customer_save(source=code, key=key, name=name, phone=phone, by=stage.admin, now=stage.days_ago(380 - number))
    return found


def _contacts(stage: Stage, chance: random.Random, people: list[dict[str, str]]) -> list[dict[str, Any]]:
    agents = [person.login for person in PEOPLE if person.department == "CS" and Role.FRONT_AGENT in person.roles]
    rows: list[dict[str, Any]] = []
    while len(rows) < CONTACTS:
        rows += _story(stage, chance, chance.choice(people), agents, len(rows))
    return rows[:CONTACTS]


def _story(
    stage: Stage, chance: random.Random, person: dict[str, str], agents: list[str], number: int
) -> list[dict[str, Any]]:
    """A customer comes about something; one in five has to come again within days."""
    service = words.SERVICES[min(chance.randrange(8), chance.randrange(8))]
    kind = chance.choices(list(Kind), weights=[50, 30, 14, 9])[0]
    at = stage.now - dt.timedelta(days=chance.uniform(0.05, DAYS))
    at = at.replace(hour=chance.randrange(0, 14), minute=chance.randrange(60), second=0, microsecond=0)  # UTC
    again = kind != Kind.COMPLIMENT and chance.random() < 0.2
    rows = [_contact(chance, person, agents, at, service, kind, not again, number)]
    if again:
        later = at + dt.timedelta(days=chance.uniform(0.2, 5))
        rows.append(_contact(chance, person, agents, later, service, kind, True, number + 1))
    return [row for row in rows if dt.datetime.fromisoformat(row["ended_at"]) < stage.now]


def _contact(
    chance: random.Random, person: dict[str, str], agents: list[str], at: dt.datetime, service: str, kind: str,
    solved: bool, number: int,
) -> dict[str, Any]:  # fmt: skip
    channel = chance.choices(list(Channel), weights=[50, 20, 10, 6, 6, 5, 3])[0]
    answered = chance.random() < (0.92 if channel == Channel.PHONE else 0.97)
    waited = dt.timedelta(seconds=chance.randint(4, 90))
    took = dt.timedelta(minutes=chance.uniform(2, 14) * (2 if channel == Channel.CHAT else 1))
    numbers = [each for line in words.LINES for each in line[2]]
    outcome = Outcome.SOLVED if solved else chance.choice([Outcome.PASSED_ON, Outcome.CALL_BACK])
    return {
        "source": "SHOP" if channel == Channel.SHOP else "HOTLINE",
        "external_id": f"{at:%Y%m%d}-{number:05d}",
        "channel": channel,
        "offered_at": at.isoformat(),
        "answered_at": (at + waited).isoformat() if answered else "",
        "ended_at": (at + waited + (took if answered else dt.timedelta(0))).isoformat(),
        "number": chance.choices(numbers, weights=[5, 4, 2, 1])[0] if channel == Channel.PHONE else "",
        # Few of them share the chats, so that one often holds several at once.
        "agent": f"{chance.choice(agents[:3] if channel == Channel.CHAT else agents)}@{DOMAIN}" if answered else "",
        "service": service,
        "kind": kind,
        "outcome": outcome if answered else Outcome.ABANDONED,
        "solved": solved or chance.random() < 0.4 if answered else None,
        **person,
    }


def _of_tickets(stage: Stage, chance: random.Random) -> None:
    """The front office knows whose ticket it is: open ones, so that a call finds them."""
    known = list(Identity.objects.filter(contacts__isnull=False).distinct().order_by("id")[:40])
    for ticket in Ticket.objects.filter(state__in=OPEN).select_related("requester").order_by("id"):
        by = stage.fresh(ticket.requester.email.partition("@")[0])
        if Role.FRONT_AGENT in {Role(role) for role in by.role_assignments.values_list("role", flat=True)}:
            customer = chance.choice(known).reference
            ticket_edit(reference=ticket.reference, customer=customer, by=by, now=stage.now - dt.timedelta(minutes=2))
