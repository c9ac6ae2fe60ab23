"""What a row of contacts holds, and which rule each column keeps. The export writes the same columns."""

import datetime as dt
from zoneinfo import ZoneInfo

from django.conf import settings

from feedback.customers.choices import Channel, Kind, Outcome
from feedback.customers.services.common import phone_digits
from portal.people.services.importing.columns import Broken, Column, choice, lowered, text, yes_no

ZONE = ZoneInfo(settings.TIME_ZONE)


def instant(value: str) -> dt.datetime | None:
    """An ISO time; without an offset it is the company's own."""
    if not value:
        return None
    try:
        found = dt.datetime.fromisoformat(value)
    except ValueError:
        raise Broken("bad_instant") from None
    if not 2000 <= found.year < 2100:
        raise Broken("bad_instant")
    return found.astimezone(dt.UTC) if found.tzinfo else found.replace(tzinfo=ZONE).astimezone(dt.UTC)


def code(value: str) -> str:
    return text(40)(value).upper()


def dialled(value: str) -> str:
    """Its digits; what is none, such as the name of a chat window, stays as it is."""
    return phone_digits(text(40)(value)) or value


def phone(value: str) -> str:
    if value and not phone_digits(text(40)(value)):
        raise Broken("bad_phone")
    return value


def tri_state(value: str) -> bool | None:
    return yes_no(value) if value else None


def ticket(value: str) -> str:
    return text(12)(value).upper()


def kind(value: str) -> str:
    return choice("", *Kind.values)(value) or Kind.REQUEST


def ignored(value: str) -> None:
    return None


CONTACTS: tuple[Column, ...] = (
    Column("source", code, required=True),
    Column("external_id", text(120), required=True),
    Column("channel", choice(*Channel.values), required=True),
    Column("offered_at", instant, required=True),
    Column("answered_at", instant),
    Column("ended_at", instant),
    Column("number", dialled),
    Column("agent", lowered),
    Column("customer_source", code),
    Column("customer", text(120)),
    Column("customer_name", text(120)),
    Column("customer_phone", phone),
    Column("customer_email", text(254)),
    Column("service", text(80)),
    Column("kind", kind),
    Column("outcome", choice("", *Outcome.values)),
    Column("solved", tri_state),
    Column("ticket", ticket),
)
# What the export has for people to read; an import passes over it.
SHOWN = ("id", "department", "line", "in_hours", "handling_seconds")
TABLES = {"contacts": (*CONTACTS, *(Column(name, ignored) for name in SHOWN))}
