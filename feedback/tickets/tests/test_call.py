"""A customer is on the line: who they are, what is open, and a ticket in one line."""

from typing import Any

import pytest
from django.test import Client

from feedback.customers.models import Identity, Source
from feedback.customers.services import contacts_import, customer_save, source_create
from feedback.tickets.models import Ticket
from feedback.tickets.services import call_ticket_open, ticket_edit, ticket_promise, ticket_resolve, ticket_take
from feedback.tickets.tests.check import refused
from feedback.tickets.tests.factory import MONDAY, Scene, at, open_ticket, taken_ticket
from feedback.tickets.tests.test_api import client_of as rest_of
from portal.people.models import Role, User
from tests.api.ask import check_problem
from tests.api.ask import send as ask
from tests.cast import make_user
from tests.crowd import at_once

PHONE = "138 0013 8000"
TEN, FOUR = at("2026-11-16 10:00"), at("2026-11-16 16:00")


@pytest.fixture
def known(scene: Scene) -> Identity:
    """李女士, whom the hotline's system knows by C1."""
    source_create(code="HOTLINE", name_en="Hotline", name_zh="热线", by=scene.reader, now=MONDAY)
    return customer_save(source="HOTLINE", key="C1", name="李女士", phone=PHONE, by=scene.reader, now=MONDAY)[0]


def page_of(user: User, phone: str) -> str:
    client = Client()
    client.force_login(user)
    answer = client.get("/pop/", {"phone": phone})
    assert answer.status_code == 200
    return answer.content.decode()


def call(scene: Scene, **values: Any) -> Ticket:
    given = {"phone": PHONE, "title": "Card lost", "service": scene.service.reference, "by": scene.agent, "now": TEN}
    return call_ticket_open(**given | values)


def test_it_works(scene: Scene, known: Identity) -> None:
    ticket = call(scene, kind="complaint")
    assert (ticket.customer, ticket.title, ticket.text, ticket.kind) == (known, "Card lost", "Card lost", "complaint")
    assert ticket.requester == scene.agent
    assert Identity.objects.count() == 1


def test_an_unknown_number_is_written_down_with_the_ticket(scene: Scene) -> None:
    ticket = call(scene, phone="+86 139 0000 0000", name="王先生")
    assert ticket.customer is not None
    assert (ticket.customer.source.code, ticket.customer.key) == ("TELEPHONE", "8613900000000")
    assert (ticket.customer.name, ticket.customer.created_by) == ("王先生", scene.agent)
    again = call(scene, phone="013900000000")
    assert again.customer == ticket.customer
    assert Source.objects.count() == 1


def test_one_of_several_who_share_a_number(scene: Scene, known: Identity) -> None:
    other = customer_save(source="HOTLINE", key="C2", name="李先生", phone=PHONE, by=scene.reader, now=TEN)[0]
    assert call(scene, customer=known.reference).customer == known
    assert call(scene).customer == other, "the newest unless told"
    stranger = customer_save(source="HOTLINE", key="C3", phone="95530", by=scene.reader, now=TEN)[0]
    refused("unknown_customer", call, scene=scene, customer=stranger.reference)


def test_what_is_refused_leaves_nobody_behind(scene: Scene) -> None:
    refused("unknown_service", call, scene=scene, service="S-0")
    refused("malformed", call, scene=scene, title="  ")
    refused("bad_phone", call, scene=scene, phone="chat")
    assert not Identity.objects.exists()
    assert not Ticket.objects.exists()


def test_who_may(scene: Scene, known: Identity) -> None:
    seller = make_user("seller", Role.SALESPERSON, department=scene.front)
    for person in (scene.agent, scene.clerk, seller, scene.reader):
        assert call(scene, by=person).customer == known
    for person in (scene.outsider, scene.admin):
        refused("not_allowed", call, scene=scene, by=person)
        client = Client()
        client.force_login(person)
        assert client.get("/pop/", {"phone": PHONE}).status_code == 403


@pytest.mark.django_db(transaction=True)
def test_two_agents_answer_the_same_new_number(scene: Scene) -> None:
    agents = [scene.agent.pk, scene.clerk.pk, scene.agent.pk, scene.clerk.pk]
    made = at_once(4, lambda number: call(scene, phone="95530", by=User.objects.get(pk=agents[number])))
    assert {ticket.customer_id for ticket in made} == {Identity.objects.get().pk}
    assert Ticket.objects.count() == 4


def test_the_page(scene: Scene, known: Identity) -> None:
    """However the number is written; what is open and what was."""
    ticket = taken_ticket(scene, customer=known.reference, title="Parcel is gone")
    done = open_ticket(scene, customer=known.reference, title="An old story", by=scene.agent)
    ticket_take(reference=done.reference, by=scene.clerk, now=MONDAY)
    ticket_resolve(reference=done.reference, text="Done", by=scene.clerk, now=TEN)
    ticket_promise(
        reference=ticket.reference, text="We ring back", due_at=FOUR, channel="phone", by=scene.agent, now=MONDAY
    )
    rows = [{"source": "HOTLINE", "external_id": "1", "channel": "chat", "offered_at": "2026-11-16 08:00",
             "customer": "C1", "service": "tracing"}]  # fmt: skip
    contacts_import(contacts=rows, by=scene.reader, now=MONDAY)
    for phone in (PHONE, "+8613800138000", " 8613800138000", "013800138000", "0086 138 0013 8000"):
        page = page_of(scene.agent, phone)
        for text in ("李女士", "Parcel is gone", "We ring back", "tracing"):
            assert text in page, (phone, text)
        assert "An old story" not in page, "resolved"
    assert f"/tickets/{ticket.reference}/" in page_of(scene.clerk, PHONE)
    far = page_of(scene.driver, PHONE)
    assert "Parcel is gone" in far
    assert f'href="/tickets/{ticket.reference}/' not in far, "named, but not open to them"


def test_the_service_is_that_of_the_last_time(scene: Scene, known: Identity) -> None:
    chosen = f'value="{scene.service.reference}" selected'
    assert chosen not in page_of(scene.agent, PHONE)
    open_ticket(scene, customer=known.reference, by=scene.clerk)
    assert chosen in page_of(scene.agent, PHONE)
    assert chosen in page_of(scene.clerk, "95530"), "of a stranger: what this colleague opened last"


def test_one_post_saves_and_leads_to_the_ticket(scene: Scene, known: Identity) -> None:
    client = Client()
    client.force_login(scene.agent)
    body = {"title": "Card lost", "kind": "request", "service": scene.service.reference,
            "customer": known.reference, "idempotency_key": "k1"}  # fmt: skip
    saved = client.post("/pop/?phone=13800138000", body)
    ticket = Ticket.objects.get()
    assert (saved.status_code, saved["Location"]) == (302, ticket.get_absolute_url())
    assert client.post("/pop/?phone=13800138000", body)["Location"] == ticket.get_absolute_url()
    assert Ticket.objects.count() == 1, "a second click is none"
    assert client.post("/pop/?phone=13800138000", body | {"title": ""}).status_code == 422
    assert client.post("/pop/?phone=95530", body | {"idempotency_key": "k2", "name": "王"}).status_code == 302
    assert Identity.objects.get(key="8695530").name == "王"


def test_no_number_and_none_that_is_one(scene: Scene) -> None:
    assert "Who is calling?" in page_of(scene.agent, "")
    assert "This is no telephone number" in page_of(scene.agent, "anonymous")
    assert "Nobody known has this number" in page_of(scene.agent, "95530")


def test_the_ticket_says_whose_it_is(scene: Scene, known: Identity) -> None:
    ticket = taken_ticket(scene, customer=known.reference)
    reader, clerk, head = Client(), Client(), Client()
    reader.force_login(scene.reader)
    clerk.force_login(scene.clerk)
    head.force_login(make_user("chief", Role.EXECUTIVE))
    assert known.get_absolute_url() in reader.get(ticket.get_absolute_url()).content.decode()
    page = clerk.get(ticket.get_absolute_url()).content.decode()
    assert "李女士" in page
    assert known.get_absolute_url() not in page, "who works on it knows the name, without the customer's page"
    assert "李女士" not in head.get(ticket.get_absolute_url()).content.decode()
    story = reader.get(known.get_absolute_url()).content.decode()
    assert ticket.title in story


def test_over_rest(scene: Scene, known: Identity) -> None:
    client = rest_of(scene.agent)
    body = {"service": scene.service.reference, "title": "Card lost", "text": "Since noon", "external_id": "X"}
    made = ask(client, "POST", "/api/v1/tickets/", body | {"customer": known.reference})
    assert (made.status_code, made.json()["customer"]["id"]) == (201, known.reference)
    assert ask(client, "POST", "/api/v1/tickets/", body).json()["customer"]["id"] == known.reference, "not named: stays"
    path = f"/api/v1/tickets/{made.json()['id']}/"
    assert ask(client, "PATCH", path, {"customer": ""}).json()["customer"] is None
    check_problem(ask(client, "PATCH", path, {"customer": "CU-0"}), 400, "unknown_customer")
    check_problem(ask(rest_of(scene.outsider), "POST", "/api/v1/tickets/", body | {
        "external_id": "Y", "customer": known.reference}), 400, "unknown_customer")  # fmt: skip


def test_edit(scene: Scene, known: Identity) -> None:
    ticket = open_ticket(scene)
    changed = ticket_edit(reference=ticket.reference, customer=known.reference, by=scene.agent, now=TEN)
    assert (changed.customer, changed.version) == (known, ticket.version + 1)
    assert ticket_edit(reference=ticket.reference, customer=known.reference, by=scene.agent, now=TEN).version == 2
