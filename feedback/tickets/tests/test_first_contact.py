"""Solved at first contact: three views with literals, undecided shown apart."""

import datetime as dt
from typing import Any

from feedback.tickets.models import Ticket
from feedback.tickets.queries.contact import first_contacts
from feedback.tickets.queries.reporting import Asked
from feedback.tickets.rules.contact import View
from feedback.tickets.services import ticket_confirm, ticket_reopen, ticket_resolve
from feedback.tickets.tests.factory import MONDAY, Scene, at, open_ticket, taken_ticket
from feedback.tickets.tests.test_api import client_of

LATER = at("2026-11-27 09:00")


def asked(**values: Any) -> Asked:
    return Asked(**({"now": LATER, "days": 30} | values))


def resolved(scene: Scene, *, word: bool = False, key: str = "", now: dt.datetime = MONDAY) -> Ticket:
    ticket = taken_ticket(scene, customer_key=key, now=now)
    return ticket_resolve(reference=ticket.reference, text="Paid", first_contact=word, by=scene.clerk, now=now)


def test_a_view_counts_what_nobody_decided_as_not_solved() -> None:
    view = View(3, 1, 10)
    assert (view.undecided, view.rate, view.rate_decided) == (6, 0.3, 0.75)
    assert (View(0, 0, 0).rate, View(0, 0, 4).rate_decided) == (None, None)


def test_three_views(scene: Scene) -> None:
    good = resolved(scene, word=True, key="C1")
    ticket_confirm(reference=good.reference, solved=True, by=scene.agent, now=MONDAY)
    resolved(scene, word=True, key="C2")  # came again on the seventh day, and said nothing
    open_ticket(scene, customer_key="C2", now=at("2026-11-23 09:00"))
    resolved(scene, key="C3")  # came again after more than seven days
    open_ticket(scene, customer_key="C3", now=at("2026-11-23 09:01"))
    undone = resolved(scene, word=True)  # nobody knows the customer
    ticket_reopen(reference=undone.reference, reason="No", by=scene.agent, now=at("2026-11-17 09:00"))
    (row,) = first_contacts(scene.reader, asked(), "service")
    assert (row.group, row.resolved) == ("Refund", 4)
    assert row.agent == View(3, 1, 4)
    assert row.requester == View(1, 1, 4)
    assert row.repeat == View(2, 2, 4)
    assert row.contradicted == 2


def test_before_seven_days_are_over_nobody_knows(scene: Scene) -> None:
    resolved(scene, key="C1", now=at("2026-11-24 09:00"))
    resolved(scene)
    (row,) = first_contacts(scene.reader, asked(), "department")
    assert (row.group, row.repeat.undecided, row.requester.undecided) == ("Billing", 2, 2)
    (month,) = first_contacts(scene.reader, asked(), "month")
    assert month.group == dt.date(2026, 11, 1)


def test_a_ticket_counts_once_however_often_it_is_resolved(scene: Scene) -> None:
    ticket = resolved(scene)
    ticket_reopen(reference=ticket.reference, reason="No", by=scene.clerk, now=MONDAY)
    ticket_resolve(reference=ticket.reference, text="Paid", by=scene.clerk, now=MONDAY)
    (row,) = first_contacts(scene.reader, asked(), "service")
    assert row.resolved == 1


def test_scope_page_files_and_rest(scene: Scene) -> None:
    resolved(scene, word=True, now=dt.datetime.now(dt.UTC) - dt.timedelta(hours=1))
    assert first_contacts(scene.driver_head, asked(days=1000), "service") == []
    client = client_of(scene.clerk_head)
    assert "The agent&#x27;s word" in client.get("/tickets/reports/first-contact/").content.decode()
    table = client.get("/tickets/reports/first-contact/?export=csv").content.decode().splitlines()
    assert table[0].lstrip("\ufeff").startswith("group,resolved,agent_yes,agent_rate,requester_yes")
    assert table[1].startswith("Refund,1,1,1.0,0,0,0.0,1")
    (row,) = client.get("/api/v1/ticket-reports/first-contact/?by=department").json()
    assert (row["agent"]["yes"], row["repeat"]["undecided"]) == (1, 1)
    assert client_of(scene.clerk).get("/tickets/reports/first-contact/").status_code == 403


def test_ticked_on_the_page_that_resolves(scene: Scene) -> None:
    ticket = taken_ticket(scene, now=dt.datetime.now(dt.UTC))
    form = {"text": "Paid", "first_contact": "on"}
    assert client_of(scene.clerk).post(f"{ticket.get_absolute_url()}resolve/", form).status_code == 302
    assert ticket.resolutions.get().first_contact
