"""One-button resolutions: prepared by the serving department, pressed by the front office, for marked services only."""

import datetime as dt
from decimal import Decimal
from typing import Any

from feedback.tickets.models import OneButton, Settlement, Ticket
from feedback.tickets.queries.one_button import solved_by_front
from feedback.tickets.services import (
    button_create,
    button_edit,
    service_edit,
    ticket_open_settled,
    ticket_reopen,
    ticket_resolve,
    ticket_settle,
)
from feedback.tickets.tests.check import refused, told, verbs
from feedback.tickets.tests.factory import MONDAY, Scene, at, open_ticket, resolved_ticket, taken_ticket
from feedback.tickets.tests.test_api import client_of
from portal.records.models import Comment
from tests.forms import StaleEdit

TEN = at("2026-11-16 10:00")


def marked(scene: Scene) -> None:
    service_edit(reference=scene.service.reference, front_solves=True, by=scene.clerk_head, now=MONDAY)


def button(scene: Scene, **values: Any) -> OneButton:
    given = {"name_en": "Rebook once", "name_zh": "免费改签一次", "text": "Rebooked free of charge"} | values
    return button_create(service=scene.service.reference, by=scene.clerk_head, now=MONDAY, **given)


def test_it_works(scene: Scene) -> None:
    marked(scene)
    ticket, pressed = open_ticket(scene), button(scene)
    ticket_settle(reference=ticket.reference, button=pressed.reference, by=scene.agent, now=TEN)
    ticket.refresh_from_db()
    assert (ticket.state, ticket.owner, ticket.first_owner, ticket.resolved_at) == (
        "resolved", scene.agent, scene.agent, TEN,
    )  # fmt: skip
    assert verbs(ticket) == ["ticket.opened", "ticket.settled", "ticket.taken", "ticket.resolved"]
    note = Comment.objects.about(ticket).get()
    assert (note.text, note.internal, note.author) == ("Rebooked free of charge", False, scene.agent)
    row = Settlement.objects.get()
    assert (row.button, row.by, row.resolved, row.amount) == (pressed, scene.agent, True, None)


def test_a_button_that_does_not_resolve_leaves_the_ticket_where_it_is(scene: Scene) -> None:
    marked(scene)
    ticket, pressed = taken_ticket(scene, by=scene.agent), button(scene, resolves=False)
    refused(
        "already_taken", ticket_settle, reference=ticket.reference, button=pressed.reference, by=scene.agent, now=TEN
    )
    other = open_ticket(scene)
    ticket_settle(reference=other.reference, button=pressed.reference, by=scene.agent, now=TEN)
    other.refresh_from_db()
    assert (other.state, other.owner) == ("new", None)
    assert verbs(other)[-1] == "ticket.settled"


def test_only_for_marked_services_and_their_own_buttons(scene: Scene) -> None:
    ticket, pressed = open_ticket(scene), button(scene)
    values = {"reference": ticket.reference, "by": scene.agent, "now": TEN}
    refused("not_for_front", ticket_settle, button=pressed.reference, **values)
    marked(scene)
    refused("unknown_button", ticket_settle, button="OB-0", **values)
    button_edit(reference=pressed.reference, active=False, by=scene.clerk_head, now=MONDAY)
    refused("unknown_button", ticket_settle, button=pressed.reference, **values)


def test_only_by_the_front_office(scene: Scene) -> None:
    marked(scene)
    ticket, pressed = open_ticket(scene), button(scene)
    values = {"reference": ticket.reference, "button": pressed.reference, "now": TEN}
    refused("not_allowed", ticket_settle, by=scene.clerk, **values)
    refused("not_allowed", ticket_settle, by=scene.reader, **values)
    refused("not_found", ticket_settle, by=scene.outsider, **values)
    ticket_settle(by=scene.agent, **values)
    refused("wrong_state", ticket_settle, by=scene.agent, **values)
    solved = resolved_ticket(scene)
    refused("wrong_state", ticket_settle, by=scene.agent, **values | {"reference": solved.reference})


def test_up_to_what_was_authorised(scene: Scene) -> None:
    marked(scene)
    ticket, paid = open_ticket(scene), button(scene, limit=Decimal(200), currency="cny")
    assert paid.currency == "CNY"
    values = {"reference": ticket.reference, "button": paid.reference, "by": scene.agent, "now": TEN}
    refused("malformed", ticket_settle, **values)
    refused("malformed", ticket_settle, amount=Decimal(0), **values)
    refusal = refused("beyond_limit", ticket_settle, amount=Decimal("200.01"), **values)
    assert refusal.detail == {"limit": "200.00", "currency": "CNY"}
    ticket_settle(amount=Decimal(200), **values)
    row = Settlement.objects.get()
    assert (row.amount, row.currency) == (Decimal(200), "CNY")
    free = button(scene)
    other = values | {"reference": open_ticket(scene).reference, "button": free.reference}
    refused("malformed", ticket_settle, amount=Decimal(1), **other)


def test_already_when_opening_both_or_neither(scene: Scene) -> None:
    marked(scene)
    paid = button(scene, limit=Decimal(200), currency="CNY")
    values = {"service": scene.service.reference, "title": "Rebook", "text": "…", "by": scene.agent, "now": TEN}
    refused("beyond_limit", ticket_open_settled, button=paid.reference, amount=Decimal(900), **values)
    assert not Ticket.objects.exists()
    ticket = ticket_open_settled(button=paid.reference, amount=Decimal(9), **values)
    assert (ticket.state, ticket.owner) == ("resolved", scene.agent)
    assert told(scene.clerk) == []


def test_who_prepares_them(scene: Scene) -> None:
    values = {"service": scene.service.reference, "name_en": "A", "name_zh": "甲", "text": "…", "now": MONDAY}
    refused("not_allowed", button_create, by=scene.agent, **values)
    refused("not_allowed", button_create, by=scene.driver_head, **values)
    refused("malformed", button_create, by=scene.admin, **values | {"name_zh": " "})
    refused("malformed", button_create, by=scene.admin, limit=Decimal(5), **values)
    made = [button_create(by=scene.admin, **values) for _number in range(12)]
    refused("too_many", button_create, by=scene.admin, **values)
    refused("not_allowed", button_edit, reference=made[0].reference, text="!", by=scene.clerk, now=MONDAY)
    edited = button_edit(reference=made[0].reference, text="!", by=scene.clerk_head, now=MONDAY)
    assert (edited.text, edited.version) == ("!", 2)
    refused("stale", button_edit, reference=made[0].reference, text="?", by=scene.admin, now=MONDAY, version=1)


def test_how_many_the_front_office_solved_itself(scene: Scene) -> None:
    marked(scene)
    pressed = button(scene)
    november, october = at("2026-11-16 10:00"), at("2026-10-12 10:00")
    for now in (november, november, october):
        ticket = open_ticket(scene, now=now)
        ticket_settle(reference=ticket.reference, button=pressed.reference, by=scene.agent, now=now)
    resolved_ticket(scene)
    # Opened again and solved otherwise: no button solved it.
    again = open_ticket(scene)
    ticket_settle(reference=again.reference, button=pressed.reference, by=scene.agent, now=november)
    ticket_reopen(reference=again.reference, reason="No", by=scene.agent, now=at("2026-11-16 11:00"))
    Ticket.objects.filter(pk=again.pk).update(owner=scene.clerk)
    ticket_resolve(reference=again.reference, text="Done", by=scene.clerk, now=at("2026-11-16 12:00"))
    found = solved_by_front(scene.service, now=at("2026-11-30 10:00"))
    assert [(month.first, month.resolved, month.front) for month in found] == [
        (dt.date(2026, 11, 1), 4, 2),
        (dt.date(2026, 10, 1), 1, 1),
    ]
    assert found[0].share == 0.5


def test_pages(scene: Scene) -> None:
    marked(scene)
    head, agent = client_of(scene.clerk_head), client_of(scene.agent)
    url = scene.service.get_absolute_url()
    form = {"name_en": "Refund now", "name_zh": "当场退款", "text": "Paid", "resolves": "on", "active": "on"}
    assert head.post(f"{url}buttons/new/", form | {"limit": "5"}).status_code == 422
    assert head.post(f"{url}buttons/new/", form | {"limit": "50", "currency": "CNY"}).status_code == 302
    made = OneButton.objects.get()
    ticket = open_ticket(scene, now=dt.datetime.now(dt.UTC))
    assert "Refund now" in agent.get(ticket.get_absolute_url()).content.decode()
    assert "Refund now" not in client_of(scene.clerk).get(ticket.get_absolute_url()).content.decode()
    post = {"button": made.reference, "amount": "fifty"}
    assert agent.post(f"{ticket.get_absolute_url()}settle/", post).status_code == 302
    assert not Settlement.objects.exists()
    assert agent.post(f"{ticket.get_absolute_url()}settle/", post | {"amount": "49.90"}).status_code == 302
    assert Settlement.objects.get().amount == Decimal("49.90")
    assert "did by one button: Refund now" in agent.get(ticket.get_absolute_url()).content.decode()
    page = head.get(url).content.decode()
    assert "Solved by the front office itself" in page

    def change() -> None:
        button_edit(reference=made.reference, text="Theirs", by=scene.admin, now=MONDAY)

    edit = StaleEdit(head, f"/tickets/buttons/{made.reference}/edit/", change, text="Mine")
    assert "Theirs" in edit.page


def test_found_while_typing(scene: Scene) -> None:
    marked(scene)
    made = button(scene, limit=Decimal(50), currency="CNY")
    solved = resolved_ticket(scene)
    query = {"title": "Refund is missing", "text": "order returned", "service": scene.service.reference}
    page = client_of(scene.agent).get("/tickets/found/", query).content.decode()
    assert solved.reference in page
    assert made.reference in page
    assert "<html" not in page
    assert made.reference not in client_of(scene.clerk).get("/tickets/found/", query).content.decode()
    assert client_of(scene.agent).get("/tickets/found/?title=%00&service=%00").status_code == 200
    opened = client_of(scene.agent).get(f"/tickets/new/?service={scene.service.reference}").content.decode()
    assert made.reference in opened
    form = query | {"kind": "request", "settle": made.reference, f"amount_{made.reference}": "9"}
    assert client_of(scene.agent).post("/tickets/new/", form | {f"amount_{made.reference}": "99"}).status_code == 422
    assert client_of(scene.agent).post("/tickets/new/", form).status_code == 302
    assert Settlement.objects.get().ticket.state == "resolved"


def test_rest(scene: Scene) -> None:
    marked(scene)
    head, agent = client_of(scene.clerk_head), client_of(scene.agent)

    def post(who: Any, path: str, data: dict[str, Any]) -> Any:
        return who.post(f"/api/v1/{path}", data, content_type="application/json")

    body = {"service": scene.service.reference, "name_en": "Refund", "name_zh": "退款", "text": "Paid"}
    made = post(head, "one-button-resolutions/", body | {"limit": "50.00", "currency": "CNY"})
    assert (made.status_code, made.json()["limit"]) == (201, "50.00")
    one = made.json()["id"]
    found = agent.get(f"/api/v1/one-button-resolutions/?service={scene.service.reference}").json()["results"]
    assert [row["id"] for row in found] == [one]
    assert post(agent, "one-button-resolutions/", body).status_code == 403
    ticket = open_ticket(scene, now=dt.datetime.now(dt.UTC))
    path = f"tickets/{ticket.reference}/settle/"
    assert post(agent, path, {"button": one, "amount": "51"}).status_code == 409
    assert post(agent, path, {"button": one, "amount": "50"}).json()["state"] == "resolved"
    change = head.patch(f"/api/v1/one-button-resolutions/{one}/", {"active": False}, content_type="application/json")
    assert change.json()["active"] is False
    service = agent.get(f"/api/v1/service-catalogue/{scene.service.reference}/").json()
    assert service["front_solves"] is True
