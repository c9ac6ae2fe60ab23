"""Customers as three sources know them, service lines, and contacts: a minute apart, back into the past."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

import psycopg
from django.db.models import Model

from bench.data.company import DEPARTMENTS, QUEUES, SURNAMES
from bench.data.copying import NULL, copy_rows, without_brakes
from bench.data.growth import Growth
from bench.data.texts import quoted, reference
from feedback.customers.models import Contact, Identity, LineNumber, ServiceLine, Source
from portal.calendars.models import Calendar
from portal.core.search import index_tokens

CONTACTS, IDENTITIES = 1_000_000, 300_000
SOURCES, LINES = 3, 5
CHANNELS = ("phone", "phone", "phone", "chat", "chat", "app", "web", "mail", "shop", "social")
KINDS = ("request", "request", "question", "complaint", "compliment")
OUTCOMES = ("solved", "solved", "passed_on", "call_back", "other", "")
CONTACT = (
    "id reference source_id external_id channel line_id number offered_at answered_at ended_at agent_id "
    "department_id identity_id kind outcome solved ticket handling"
)
HOUR = dt.timedelta(hours=1)


def fill(connection: psycopg.Connection[Any], growth: Growth) -> None:
    calendar = Calendar.objects.get(is_default=True).pk
    once: list[tuple[type[Model], str, Iterator[str]]] = [
        (Source, "id reference code name_en name_zh", sources()),
        (ServiceLine, "id reference name_en name_zh department_id calendar_id", lines(calendar)),
        (LineNumber, "id line_id number digits", numbers()),
    ]
    growing: list[tuple[type[Model], str, Iterator[str]]] = [
        (
            Identity,
            "id reference source_id key name phone phone_digits email created_at search",
            (identity(n, growth) for n in growth.numbers(IDENTITIES)),
        ),
        (
            Contact,
            CONTACT,
            (contact(n, growth) for n in growth.numbers(CONTACTS)),
        ),
    ]
    parts = [*once, *growing] if growth.first else growing
    with without_brakes(connection, *(model for model, _names, _rows in parts)):
        for model, names, rows in parts:
            copy_rows(connection, model, names.split(), rows)


def customer_of(n: int, mix: int) -> int:
    """The number of a customer that is there as soon as the ticket or contact number `n` is."""
    return mix % max(1, n * IDENTITIES // CONTACTS) + 1


def sources() -> Iterator[str]:
    for pk in range(1, SOURCES + 1):
        yield f"{pk}\t{reference('CS', pk)}\tSOURCE{pk}\tSource {pk}\t来源{pk}"


def lines(calendar: int) -> Iterator[str]:
    for pk in range(1, LINES + 1):
        yield f"{pk}\t{reference('SL', pk)}\tLine {pk}\t热线{pk}\t{QUEUES + pk}\t{calendar}"


def numbers() -> Iterator[str]:
    for pk in range(1, 2 * LINES + 1):
        yield f"{pk}\t{(pk + 1) // 2}\t4008{pk:06d}\t864008{pk:06d}"


def identity(n: int, growth: Growth) -> str:
    name = f"{SURNAMES[n % 20]}客户{n % 5000}"
    phone = f"138{n * 7919 % 10**8:08d}"
    tokens = quoted(index_tokens(name, f"C{n}", phone))
    made = (growth.now - (n % 20_000) * HOUR).isoformat()
    source = n % SOURCES + 1
    return f"{n}\t{reference('CU', n)}\t{source}\tC{n}\t{name}\t{phone}\t86{phone}\tc{n}@example.test\t{made}\t{tokens}"


def contact(n: int, growth: Growth) -> str:
    mix = n * 2_654_435_761 & 0xFFFFFFFF
    offered = growth.now - dt.timedelta(minutes=n, seconds=mix % 60)
    took = 60 + (mix >> 4) % 1200
    answered = offered + dt.timedelta(seconds=(mix >> 3) % 90) if mix % 12 else None
    ended = (answered or offered) + dt.timedelta(seconds=took)
    department = QUEUES + 1 + (mix >> 12) % (DEPARTMENTS - QUEUES)
    agent = str(department + (mix >> 5) % 90 * DEPARTMENTS) if answered else NULL
    line = (mix >> 6) % LINES + 1
    solved = ("t", "f", NULL)[(mix >> 9) % 3] if answered else NULL
    return "\t".join([
        str(n), reference("CT", n), str(n % SOURCES + 1), f"call-{n}", CHANNELS[mix % 10], str(line),
        f"4008{2 * line:06d}", offered.isoformat(), answered.isoformat() if answered else NULL, ended.isoformat(),
        agent, str(department), str(customer_of(n, mix >> 2)), KINDS[(mix >> 3) % 5],
        OUTCOMES[(mix >> 7) % 6] if answered else "abandoned", solved,
        reference("T", n) if n % 10 == 0 else "", f"{took} seconds" if answered else NULL,
    ])  # fmt: skip
