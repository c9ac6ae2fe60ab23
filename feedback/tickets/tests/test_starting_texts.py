"""Starting texts: who keeps them, what they are filled with, where they are offered."""

import json
from typing import Any

from feedback.tickets.models import StartingText
from feedback.tickets.rules.texts import filled, unknown
from feedback.tickets.services import ticket_hand_over
from feedback.tickets.services.starting_texts import text_create, text_edit
from feedback.tickets.tests.check import refused
from feedback.tickets.tests.factory import MONDAY, Scene, open_ticket, resolved_ticket, taken_ticket
from feedback.tickets.tests.test_api import client_of
from portal.records.models import Event
from tests.forms import StaleEdit


def made(scene: Scene, **values: Any) -> StartingText:
    given: dict[str, Any] = {
        "department": scene.billing.reference, "name_en": "Refund is on its way", "name_zh": "退款在途",
        "text_en": "Dear {customer}, {reference} is due {due}.", "text_zh": "{customer}您好，{title}预计{due}完成。",
        "by": scene.clerk_head, "now": MONDAY,
    }  # fmt: skip
    return text_create(**given | values)


def test_placeholders() -> None:
    assert unknown("{customer} {name} { due } {name}") == ["name", " due "]
    assert filled("{customer}: {title} {x}", {"customer": "", "title": "{customer}"}) == "{customer}: {customer} {x}"


def test_it_works(scene: Scene) -> None:
    text = made(scene, service=scene.service.reference)
    assert (text.service, text.active, text.version) == (scene.service, True, 1)
    text_edit(reference=text.reference, by=scene.clerk_head, now=MONDAY, name_en="Other", service="", active=False)
    text.refresh_from_db()
    assert (text.name_en, text.service, text.active, text.version) == ("Other", None, False, 2)
    text_edit(reference=text.reference, by=scene.clerk_head, now=MONDAY, name_en="Other")
    assert list(Event.objects.about(text).order_by("id").values_list("verb", flat=True)) == ["text.create", "text.edit"]


def test_who_keeps_them(scene: Scene) -> None:
    assert made(scene, by=scene.admin).pk
    for person in (scene.clerk, scene.driver_head, scene.reader):
        refused("not_allowed", made, scene=scene, by=person)
        refused("not_allowed", text_edit, reference=made(scene).reference, by=person, now=MONDAY, name_en="x")


def test_refusals(scene: Scene) -> None:
    refusal = refused("malformed", made, scene=scene, text_en="Dear {name}")
    assert "{name}" in str(refusal.errors["text_en"][0])  # type: ignore[attr-defined]
    refused("malformed", made, scene=scene, name_zh=" ")
    refused("malformed", made, scene=scene, name_zh="长" * 121)
    refused("unknown_department", made, scene=scene, department="D-00000000")
    refused("unknown_service", made, scene=scene, service="S-00000000")
    refused("unknown_service", made, scene=scene, by=scene.admin, department=scene.logistics.reference,
            service=scene.service.reference)  # fmt: skip
    text = made(scene)
    refused("stale", text_edit, reference=text.reference, by=scene.clerk_head, now=MONDAY, version=9, name_en="x")
    refused("not_found", text_edit, reference="TX-00000000", by=scene.clerk_head, now=MONDAY, name_en="x")


def test_offered_where_the_ticket_is(scene: Scene) -> None:
    text = made(scene)
    made(scene, name_en="Retired", active=False)
    made(scene, name_en="Elsewhere", by=scene.admin, department=scene.logistics.reference)
    ticket = taken_ticket(scene, customer_key="C1")
    client, path = client_of(scene.clerk), ticket.get_absolute_url()
    page = client.get(path).content.decode()
    assert f"{path}comment/?start={text.reference}" in page
    assert "Retired" not in page
    assert "Elsewhere" not in page
    assert text.reference not in client_of(scene.agent).get(path).content.decode()
    for form in ("comment", "resolve", "wait"):
        begun = client.get(f"{path}{form}/?start={text.reference}&in=en").content.decode()
        assert f"Dear C1, {ticket.reference} is due 16 Nov" in begun
        assert "data-draft=" not in begun
        assert "C1您好，Refund is missing" in client.get(f"{path}{form}/?start={text.reference}&in=zh").content.decode()
        assert text.reference in client.get(f"{path}{form}/").content.decode()
    over = {"department": scene.logistics.reference, "reason": "Yours", "by": scene.clerk, "now": MONDAY}
    ticket_hand_over(reference=ticket.reference, **over)
    assert "Elsewhere" in client.get(path).content.decode()


def test_what_a_ticket_lacks_stays_in_braces(scene: Scene) -> None:
    text = made(scene)
    path = open_ticket(scene).get_absolute_url()
    assert (
        "Dear {customer},"
        in client_of(scene.clerk).get(f"{path}comment/?start={text.reference}&in=en").content.decode()
    )
    assert client_of(scene.clerk).get(f"{path}comment/?start=TX-00000000").status_code == 200


def test_list_and_forms(scene: Scene) -> None:
    text = made(scene)
    assert "Refund is on its way" in client_of(scene.outsider).get("/tickets/texts/").content.decode()
    assert "/edit/" not in client_of(scene.outsider).get("/tickets/texts/").content.decode()
    head = client_of(scene.clerk_head)
    assert f"/tickets/texts/{text.reference}/edit/" in head.get("/tickets/texts/").content.decode()
    data = {"department": scene.billing.reference, "name_en": "A", "name_zh": "甲", "text_en": "x", "text_zh": "y"}
    assert head.post("/tickets/texts/new/", data | {"active": "on"}).status_code == 302
    assert head.post("/tickets/texts/new/", data | {"text_zh": "{wer}"}).status_code == 422
    assert client_of(scene.clerk).get("/tickets/texts/new/").status_code == 403

    def change() -> None:
        text_edit(reference=text.reference, by=scene.clerk_head, now=MONDAY, name_en="Theirs")

    edit = StaleEdit(head, f"/tickets/texts/{text.reference}/edit/", change, name_en="Mine")
    assert edit.differences == {"name_en": ("Theirs", "Mine")}


def test_rest(scene: Scene) -> None:
    head, kind = client_of(scene.clerk_head), "application/json"
    body = {
        "department": scene.billing.reference, "name_en": "A", "name_zh": "甲", "text_en": "{reference}",
        "text_zh": "{title}", "service": scene.service.reference,
    }  # fmt: skip
    answer = head.post("/api/v1/starting-texts/", json.dumps(body), content_type=kind)
    assert (answer.status_code, answer.json()["service"]["id"]) == (201, scene.service.reference)
    path = f"/api/v1/starting-texts/{answer.json()['id']}/"
    assert head.patch(path, json.dumps({"active": False}), content_type=kind).json()["active"] is False
    assert (
        head.patch(path, json.dumps({"active": True}), content_type=kind, headers={"If-Match": '"1"'}).status_code
        == 412
    )
    assert head.get("/api/v1/starting-texts/?active=true").json()["results"] == []
    assert head.patch(path, json.dumps({"active": True}), content_type=kind).status_code == 200
    ticket = resolved_ticket(scene)
    offered = client_of(scene.clerk).get(f"/api/v1/tickets/{ticket.reference}/texts/").json()
    assert [(each["text_en"], each["text_zh"]) for each in offered] == [(ticket.reference, ticket.title)]
    assert client_of(scene.agent).get(f"/api/v1/tickets/{ticket.reference}/texts/").status_code == 403
    assert (
        client_of(scene.clerk).post("/api/v1/starting-texts/", json.dumps(body), content_type=kind).status_code == 403
    )
