"""What somebody at the telephone needs of a customer, and what tickets tell of them on their page."""

from __future__ import annotations

import datetime as dt
from typing import Any, NamedTuple

from django.db.models import BooleanField, Case, F, Value, When
from django.db.models.functions import Coalesce

from feedback.customers.models import Contact, Identity
from feedback.customers.queries.rows import CONTACT_VALUES, ContactRow, contact_row
from feedback.customers.related import Entry
from feedback.tickets.choices import LOOKS, PromiseState
from feedback.tickets.models import CatalogueService, Promise, Ticket
from feedback.tickets.rules import OPEN
from portal.core.states import Look
from portal.core.wording import is_chinese
from portal.people.access import scope_q

CONTACTS, TICKETS, STORY = 5, 10, 50


class CallTicket(NamedTuple):
    id: str
    title: str
    look: Look
    department: str
    due_at: dt.datetime | None
    open_to_reader: bool


class CallPromise(NamedTuple):
    text: str
    due_at: dt.datetime
    ticket: str
    open_to_reader: bool


class Call(NamedTuple):
    """Whoever has the number, in any source, and what is between them and us."""

    identities: list[Identity]
    promises: list[CallPromise]
    tickets: list[CallTicket]
    contacts: list[ContactRow]
    service: str  # reference of what it was about last; else of what this reader opened last


def call_of(user: Any, identities: list[Identity]) -> Call:
    """Four queries. Open tickets and promises are named whoever works on them; who may open them finds a link."""
    return Call(
        identities=identities,
        promises=_promises(user, identities),
        tickets=_tickets(user, identities),
        contacts=_contacts(identities),
        service=_last_service(user, identities),
    )


def _may_open(user: Any, path: str = "") -> Case:
    mine = Ticket.objects.filter(scope_q(user, "tickets.view", Ticket)).values("pk")
    return Case(When(**{f"{path}pk__in": mine}, then=Value(True)), default=Value(False), output_field=BooleanField())


def _promises(user: Any, identities: list[Identity]) -> list[CallPromise]:
    rows = Promise.objects.filter(ticket__customer__in=identities, state=PromiseState.OPEN, outer=None)
    rows = rows.annotate(may=_may_open(user, "ticket__")).order_by("due_at", "id")
    return [CallPromise(*row) for row in rows.values_list("text", "due_at", "ticket__reference", "may")[:TICKETS]]


def _tickets(user: Any, identities: list[Identity]) -> list[CallTicket]:
    name = f"department__name_{'zh' if is_chinese() else 'en'}"
    rows = Ticket.objects.filter(customer__in=identities, state__in=OPEN)
    rows = rows.annotate(may=_may_open(user)).order_by("-opened_at", "-id")
    found = rows.values_list("reference", "title", "state", name, "next_due_at", "may")[:TICKETS]
    return [CallTicket(ref, title, LOOKS[state], *rest) for ref, title, state, *rest in found]


def _contacts(identities: list[Identity]) -> list[ContactRow]:
    rows = Contact.objects.filter(identity__in=identities).annotate(personal=Value(True))
    found = rows.order_by("-offered_at", "-id").values(*CONTACT_VALUES)[:CONTACTS]
    return [contact_row(values) for values in found]


def _last_service(user: Any, identities: list[Identity]) -> str:
    theirs = Ticket.objects.filter(customer__in=identities)
    mine = Ticket.objects.filter(requester=user)
    open_for_new = CatalogueService.objects.filter(active=True)
    newest = (rows.filter(service__in=open_for_new).order_by("-opened_at", "-id") for rows in (theirs, mine))
    wanted = [rows.values("service__reference")[:1] for rows in newest]
    row = CatalogueService.objects.values(found=Coalesce(*wanted))[:1]
    return next((str(each["found"] or "") for each in row), "")


def tickets_of(user: Any, identities: list[Identity]) -> list[Entry]:
    """Tickets and promises that this reader may see, for the customer's page: two queries."""
    tickets = Ticket.objects.visible_to(user).filter(customer__in=identities).order_by("-opened_at", "-id")
    entries = [
        Entry(row["opened_at"], "ticket", str(Ticket._meta.verbose_name), row["title"], _url(row["reference"]),
              str(LOOKS[row["state"]].label))
        for row in tickets.values("reference", "title", "state", "opened_at")[:STORY]
    ]  # fmt: skip
    promises = Promise.objects.visible_to(user).filter(ticket__customer__in=identities).order_by("-made_at", "-id")
    return entries + [
        Entry(row["made_at"], "hourglass", str(Promise._meta.verbose_name), row["text"],
              f"{_url(row['of'])}#promises", str(PromiseState(row["state"]).label))
        for row in promises.values("text", "state", "made_at", of=F("ticket__reference"))[:STORY]
    ]  # fmt: skip


def _url(reference: str) -> str:
    return f"/tickets/{reference}/"
