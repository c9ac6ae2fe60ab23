"""The form of a service: who sets it, what it takes, and that old tickets read as they were answered."""

from __future__ import annotations

from typing import Any

import pytest

from feedback.tickets.models import CatalogueService, FormVersion, Routed, Ticket, TicketAnswers
from feedback.tickets.rules import forms as rules
from feedback.tickets.rules.forms import Field, Option
from feedback.tickets.services import (
    call_ticket_open,
    rule_create,
    rule_edit,
    rule_preview,
    service_set_form,
    ticket_edit,
    ticket_open_child,
    ticket_upsert,
)
from feedback.tickets.tests.check import refused
from feedback.tickets.tests.factory import MONDAY, Scene, open_ticket, resolved_ticket, taken_ticket
from feedback.tickets.tests.test_api import call, client_of
from portal.core.errors import Malformed
from portal.core.search import search_q
from portal.records.models import Event
from tests.forms import StaleEdit, shown

CARD: dict[str, Any] = {
    "key": "card", "kind": "choice", "label_en": "Which card", "label_zh": "哪张卡", "required": True,
    "options": [{"key": "gold", "en": "Gold card", "zh": "金卡"}, {"key": "blue", "en": "Blue card", "zh": "蓝卡"}],
}  # fmt: skip
AMOUNT: dict[str, Any] = {"key": "amount", "kind": "number", "label_en": "Amount", "label_zh": "金额"}
SHOP: dict[str, Any] = {"key": "shop", "kind": "text", "label_en": "Shop", "label_zh": "商户"}
DAY: dict[str, Any] = {"key": "day", "kind": "date", "label_en": "Bought on", "label_zh": "购买日期"}
ABROAD: dict[str, Any] = {"key": "abroad", "kind": "yes_no", "label_en": "Abroad", "label_zh": "境外"}
ALL = [CARD, AMOUNT, SHOP, DAY, ABROAD]
GIVEN = {"card": "gold", "amount": "1,250.50", "shop": "静安书店", "day": "2026-11-02", "abroad": "no"}


def asked(scene: Scene, fields: Any = None, **values: Any) -> CatalogueService:
    given: dict[str, Any] = {"reference": scene.service.reference, "by": scene.clerk_head, "now": MONDAY}
    return service_set_form(fields=ALL if fields is None else fields, **given | values)


def wrong(scene: Scene, answers: dict[str, Any]) -> list[str]:
    with pytest.raises(Malformed) as caught:
        open_ticket(scene, answers=answers)
    return sorted(caught.value.errors)


def test_the_rules() -> None:
    fields = [rules.field_of({**CARD}), rules.field_of({**AMOUNT}), rules.field_of({**DAY}), rules.field_of({**ABROAD})]
    read = rules.read_answers(fields, {"card": "gold", "amount": 3, "day": "2026-11-02", "abroad": True})
    assert read == ({"card": "gold", "amount": 3, "day": "2026-11-02", "abroad": True}, {})
    assert rules.read_answers(fields, {}) == ({}, {"card": rules.REQUIRED})
    for key, bad in (
        ("card", "red"), ("card", ["gold"]), ("amount", "many"), ("amount", True), ("amount", "1e40"),
        ("amount", "0.00001"), ("amount", "NaN"), ("day", "2 Nov"), ("day", 3),
        ("day", "0001-01-01"), ("abroad", "maybe"),
        ("nothing", "x"),
    ):  # fmt: skip
        assert list(rules.read_answers(fields, {"card": "gold", key: bad})[1]) == [key], bad
    assert rules.stored(fields[0])["options"] == CARD["options"]
    assert rules.field_of(rules.stored(fields[0])) == fields[0]
    assert rules.key_for("Which card?", {"which_card"}) == "which_card_2"
    assert rules.key_for("卡", set()) == "field"
    assert [rules.holds("number", 5, "5"), rules.holds("number", 4, "5"), rules.holds("number", None, "5")] == [
        True, False, False,
    ]  # fmt: skip
    assert rules.holds("text", "静安书店", "书店")
    assert rules.holds("yes_no", False, "no")
    assert not rules.holds("choice", "gold", "blue")


def test_it_works(scene: Scene) -> None:
    service = asked(scene)
    assert (service.version, FormVersion.objects.get().number) == (2, 1)
    event = Event.objects.about(service).latest("id")
    assert (event.verb, event.data) == ("service.edit", {"fields": ["form"], "form": 1})
    ticket = open_ticket(scene, answers=GIVEN)
    kept = {"card": "gold", "amount": 1250.5, "shop": "静安书店", "day": "2026-11-02", "abroad": False}
    assert TicketAnswers.objects.get(ticket=ticket).values == kept
    assert Ticket.objects.filter(search_q("书店")).get() == ticket
    page = client_of(scene.clerk).get(ticket.get_absolute_url()).content.decode()
    for said in ("Which card", "Gold card", "1,250.5", "静安书店", "2 Nov 2026"):
        assert said in page
    assert "金卡" in client_of(scene.clerk).get(
        ticket.get_absolute_url(), headers={"Accept-Language": "zh-hans"}
    ).content.decode() or scene.clerk.language == "en"  # fmt: skip
    exported = b"".join(client_of(scene.clerk).get("/tickets/?all=1&export=csv")).decode()  # type: ignore[call-overload]
    assert "Which card: Gold card; Amount: 1,250.5" in exported


def test_what_stands_on_tickets_stays(scene: Scene) -> None:
    asked(scene)
    ticket = open_ticket(scene, answers=GIVEN)
    asked(scene, [CARD | {"label_en": "Colour", "options": [
        {"en": "Golden", "zh": "金色", "key": "gold"}, {"en": "Green", "zh": "绿", "key": "green"},
    ]}])  # fmt: skip
    page = client_of(scene.clerk).get(ticket.get_absolute_url()).content.decode()
    assert "Which card" in page
    assert "Gold card" in page
    assert "Golden" not in page
    # It is edited by what it was asked then.
    ticket_edit(reference=ticket.reference, answers={"card": "blue", "shop": None}, by=scene.agent, now=MONDAY)
    answers = TicketAnswers.objects.select_related("form").get(ticket=ticket)
    assert (answers.form.number, answers.values["card"], "shop" in answers.values) == (1, "blue", False)
    assert not Ticket.objects.filter(search_q("书店")).exists()
    assert wrong(scene, {"card": "blue"}) == ["answers.card"]
    asked(scene, [])
    assert wrong(scene, {"card": "gold"}) == ["answers.card"]
    assert open_ticket(scene, answers={}).pk


def test_what_it_refuses(scene: Scene) -> None:
    asked(scene)
    assert wrong(scene, {}) == ["answers.card"]
    assert wrong(scene, GIVEN | {"amount": "much", "day": "soon", "more": 1}) == [
        "answers.amount", "answers.day", "answers.more",
    ]  # fmt: skip
    assert not Ticket.objects.exists()


def test_who_can_not_be_asked(scene: Scene) -> None:
    asked(scene)
    phoned = call_ticket_open(
        phone="+8613900000001", title="Refund", service=scene.service.reference, by=scene.agent, now=MONDAY
    )
    child = ticket_open_child(
        reference=taken_ticket(scene).reference, service=scene.service.reference, title="x", text="x", rule="informs",
        by=scene.clerk, now=MONDAY,
    )  # fmt: skip
    assert not TicketAnswers.objects.filter(ticket__in=[phoned, child]).exists()
    # What is missing can be added by what is asked now.
    edited = ticket_edit(reference=phoned.reference, answers={"card": "gold"}, by=scene.agent, now=MONDAY)
    assert (edited.version, TicketAnswers.objects.get().values) == (2, {"card": "gold"})
    again = ticket_edit(reference=phoned.reference, answers={"card": "gold"}, by=scene.agent, now=MONDAY)
    assert again.version == 2


def test_a_resolved_ticket_keeps_its_answers(scene: Scene) -> None:
    asked(scene, [SHOP])
    reference = resolved_ticket(scene).reference
    refused("wrong_state", ticket_edit, reference=reference, answers={"shop": "x"}, by=scene.agent, now=MONDAY)


def test_upsert(scene: Scene) -> None:
    asked(scene)
    values: dict[str, Any] = {
        "external_id": "X1", "service": scene.service.reference, "title": "t", "text": "x",
        "by": scene.agent, "now": MONDAY,
    }  # fmt: skip
    refused("malformed", ticket_upsert, **values)
    ticket, opened = ticket_upsert(**values, answers={"card": "gold"})
    assert opened
    assert not ticket_upsert(**values)[1]
    ticket_upsert(**values, answers={"card": "blue"})
    assert TicketAnswers.objects.get(ticket=ticket).values == {"card": "blue"}


def test_setting_it(scene: Scene) -> None:
    refused("not_allowed", asked, scene=scene, by=scene.clerk)
    refused("not_allowed", asked, scene=scene, by=scene.driver_head)
    asked(scene)
    assert asked(scene).version == 2  # nothing different
    refused("stale", asked, scene=scene, fields=[], version=1)
    for bad in (
        [{**CARD, "kind": "wish"}], [{**CARD, "label_zh": " "}], [{**CARD, "options": CARD["options"][:1]}],
        [CARD, {**SHOP, "key": "card"}], [{**SHOP, "key": "Shop!"}], [SHOP | {"key": f"s{n}"} for n in range(13)],
        [{**CARD, "options": [{"en": "a", "zh": ""}, {"en": "b", "zh": "b"}]}], [{**SHOP, "hint_en": "x" * 201}],
    ):  # fmt: skip
        refused("malformed", asked, scene=scene, fields=bad)
    # Without keys they are made of the English words, and options that read as before keep theirs.
    plain = {name: value for name, value in CARD.items() if name != "key"}
    options = [{"en": "Gold card", "zh": "金"}, {"en": "Red", "zh": "红"}]
    asked(scene, [plain | {"key": "card", "options": options}, SHOP | {"key": ""}])
    fields = FormVersion.objects.latest("number").fields
    assert [option["key"] for option in fields[0]["options"]] == ["gold", "red"]
    assert fields[1]["key"] == "shop"


def test_a_rule_may_ask_for_an_answer(scene: Scene) -> None:
    asked(scene)
    base: dict[str, Any] = {
        "department": scene.billing.reference, "service": scene.service.reference, "name_en": "Gold", "name_zh": "金卡",
        "target": scene.logistics.reference, "by": scene.clerk_head, "now": MONDAY,
    }  # fmt: skip
    rule = rule_create(**base, answer_key="card", answer_value="金卡")
    assert (rule.answer_kind, rule.answer_value, rule.answer_zh) == ("choice", "gold", "哪张卡：金卡")
    ticket = open_ticket(scene, answers=GIVEN)
    assert ticket.department == scene.logistics
    assert Routed.objects.get().because[-1] == {"what": "answer", "en": "Which card: Gold card", "zh": "哪张卡：金卡"}
    assert open_ticket(scene, answers=GIVEN | {"card": "blue"}).department == scene.billing
    assert open_ticket(scene).department == scene.billing
    for key, value, taken in (
        ("amount", "1250", True), ("amount", "1251", False), ("shop", "书店", True), ("abroad", "是", False),
        ("abroad", "no", True), ("day", "2026-11-02", True),
    ):  # fmt: skip
        rule_edit(reference=rule.reference, answer_key=key, answer_value=value, by=scene.clerk_head, now=MONDAY)
        department = open_ticket(scene, answers=GIVEN).department
        assert (department == scene.logistics) is taken, (key, value)
        found = rule_preview(by=scene.clerk_head, reference=rule.reference, now=MONDAY)
        assert bool(found.matched) is taken, (key, value)
    for key, value in (
        ("card", "red"),
        ("amount", "many"),
        ("abroad", "maybe"),
        ("nothing", "x"),
        ("", "x"),
        ("shop", ""),
    ):
        refused(
            "malformed", rule_edit, reference=rule.reference, answer_key=key, answer_value=value, by=scene.clerk_head,
            now=MONDAY,
        )  # fmt: skip
    refused("malformed", rule_create, **base | {"service": ""}, answer_key="card", answer_value="gold")


def test_the_page_of_a_new_ticket(scene: Scene) -> None:
    asked(scene)
    client = client_of(scene.agent)
    reference = scene.service.reference
    assert "answers.card" not in shown(client, "/tickets/new/")
    assert "answers.card" in shown(client, f"/tickets/new/?service={reference}")
    part = client.get(f"/tickets/new/fields/?service={reference}").content.decode()
    assert "Which card" in part
    assert "<h1" not in part
    assert "Which card" not in client.get("/tickets/new/fields/?service=%00").content.decode()
    typed = {"service": reference, "title": "Refund", "text": "x", "kind": "request"}
    # Without a script the questions come back with what is missing.
    refusal = client.post("/tickets/new/", typed)
    assert refusal.status_code == 422
    assert "Which card" in refusal.content.decode()
    assert client.post("/tickets/new/", typed | {"answers.card": "gold", "answers.abroad": "yes"}).status_code == 302
    ticket = Ticket.objects.get()
    assert TicketAnswers.objects.get().values == {"card": "gold", "abroad": True}
    edit = StaleEdit(
        client,
        f"/tickets/{ticket.reference}/edit/",
        lambda: ticket_edit(reference=ticket.reference, answers={"card": "blue"}, by=scene.clerk_head, now=MONDAY),
        **{"answers.amount": "12.50"},
    )
    assert edit.differences == {"answers.card": ("Blue card", "Gold card"), "answers.amount": ("", "12.5")}
    edit.save_mine()
    assert TicketAnswers.objects.get().values == {"card": "gold", "abroad": True, "amount": 12.5}


def test_the_editor(scene: Scene) -> None:
    client = client_of(scene.clerk_head)
    url = f"/tickets/services/{scene.service.reference}/form/"
    typed = shown(client, url) | {
        "kind_1": "text", "label_zh_1": "商户", "label_en_1": "Shop", "place_1": "2",
        "kind_2": "choice", "label_zh_2": "卡", "label_en_2": "Card", "options_2": "金卡 | Gold\n蓝卡｜Blue",
        "place_2": "1",
    }  # fmt: skip
    preview = client.post(f"{url}preview/", typed, headers={"HX-Request": "true"}).content.decode()
    assert preview.index("Card") < preview.index("Shop")
    assert "<h1" in client.post(f"{url}preview/", typed).content.decode()
    assert not FormVersion.objects.exists()
    bad = client.post(url, typed | {"options_2": "金卡"})
    assert bad.status_code == 422
    assert "options_2" in bad.context["form"].errors
    assert client.post(url, typed).status_code == 302
    fields = [rules.field_of(each) for each in FormVersion.objects.get().fields]
    assert [field.key for field in fields] == ["card", "shop"]
    assert fields[0].options == (Option("gold", "Gold", "金卡"), Option("blue", "Blue", "蓝卡"))
    # The keys stay when the words change.
    again = shown(client, url) | {"label_en_1": "Which card"}
    assert client.post(url, again).status_code == 302
    assert FormVersion.objects.latest("number").fields[0]["key"] == "card"
    assert client_of(scene.clerk).get(url).status_code == 403
    edit = StaleEdit(client, url, lambda: asked(scene, [SHOP]), label_en_1="My card")
    edit.save_mine()
    assert FormVersion.objects.latest("number").fields[0]["label_en"] == "My card"


def test_rest(scene: Scene) -> None:
    path = f"/api/v1/service-catalogue/{scene.service.reference}/form/"
    answer = call(scene.clerk_head, "POST", path, {"fields": [CARD, AMOUNT]})
    assert (answer.status_code, answer["ETag"]) == (200, '"2"')
    assert [(each["key"], each["required"]) for each in answer.json()] == [("card", True), ("amount", False)]
    assert call(scene.agent, "GET", path).json() == answer.json()
    assert call(scene.agent, "POST", path, {"fields": []}).status_code == 403
    assert call(scene.clerk_head, "POST", path, {"fields": []}, **{"If-Match": '"1"'}).status_code == 412
    bad = call(scene.clerk_head, "POST", path, {"fields": [CARD | {"options": []}]})
    assert (bad.status_code, list(bad.json()["errors"])) == (400, ["options_1"])
    body = {"service": scene.service.reference, "title": "Refund", "text": "x"}
    missing = call(scene.agent, "POST", "/api/v1/tickets/", body)
    assert (missing.status_code, list(missing.json()["errors"])) == (400, ["answers.card"])
    made = call(scene.agent, "POST", "/api/v1/tickets/", body | {"answers": {"card": "gold", "amount": 5}}).json()
    assert made["answers"][1] == {"key": "amount", "label": "Amount", "value": 5, "text": "5"}
    changed = call(scene.agent, "PATCH", f"/api/v1/tickets/{made['id']}/", {"answers": {"amount": None}})
    assert [each["key"] for each in changed.json()["answers"]] == ["card"]


def test_a_field_reads_in_both_languages() -> None:
    field = Field("a", "yes_no", "Abroad", "境外")
    assert rules.read_answers([field], {"a": False}) == ({"a": False}, {})
