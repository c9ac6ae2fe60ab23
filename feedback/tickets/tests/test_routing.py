"""Routing rules: who keeps them, which one takes a ticket and why, and what one would have done."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any

import pytest
from django.db import IntegrityError, connection
from django.test.utils import CaptureQueriesContext

from feedback.tickets.choices import CameBy
from feedback.tickets.models import Clock, Routed, RoutingRule, Ticket
from feedback.tickets.queries.retiming import minutes_now
from feedback.tickets.rules.routing import Because, Conditions, Facts, Tally, because, first_found
from feedback.tickets.services import (
    call_ticket_open,
    retime_clocks,
    rule_copy,
    rule_create,
    rule_edit,
    rule_move,
    rule_preview,
    service_create,
    service_set_way,
    ticket_hand_over,
    ticket_open_child,
    ticket_pass_on,
    ticket_split,
    ticket_take,
)
from feedback.tickets.services import routing_rules as verbs_of_rules
from feedback.tickets.services.catalogue import Part
from feedback.tickets.tests.check import refused, verbs
from feedback.tickets.tests.factory import MONDAY, Scene, make_scene, open_ticket, taken_ticket
from feedback.tickets.tests.test_api import call, client_of
from portal.core.errors import Malformed
from portal.people.models import Department, User
from portal.records.models import Event
from tests.cast import make_department
from tests.crowd import at_once
from tests.forms import StaleEdit

BASE = "/api/v1/routing-rules/"


def made(scene: Scene, **values: Any) -> RoutingRule:
    """Of billing: what says refund in either language goes to logistics."""
    given: dict[str, Any] = {
        "department": scene.billing.reference, "name_en": "Refunds", "name_zh": "退款", "words": ["refund", "退款"],
        "target": scene.logistics.reference, "by": scene.clerk_head, "now": MONDAY,
    }  # fmt: skip
    return rule_create(**given | values)


def general(scene: Scene, **values: Any) -> RoutingRule:
    return made(scene, **{"department": "", "by": scene.reader} | values)


@pytest.fixture
def team(scene: Scene) -> Department:
    """A team of billing."""
    return make_department("team", parent=scene.billing)


def test_the_rules() -> None:
    facts = Facts(7, (1, 2), "request", (1, 5), "vip-9", "mail")
    assert because(Conditions(within=2, kind="request"), facts) == [Because("within", 2), Because("kind", "request")]
    assert because(Conditions(within=3), facts) is None
    assert because(Conditions(requester=5, customer_prefix="VIP"), facts) is not None
    assert because(Conditions(requester=2), facts) is None
    assert because(Conditions(service=8), facts) is None
    assert because(Conditions(came_by="call"), facts) is None
    assert because(Conditions(words=True), facts) is None
    assert because(Conditions(words=True), facts, "退款") == [Because("words", "退款")]
    assert because(Conditions(), facts) == []
    words = {"card": ["card"], "退款单": ["退款", "款单"]}
    assert first_found(words, frozenset({"退款", "款单", "x"})) == "退款单"
    assert first_found(words, frozenset({"退款"})) == ""


def test_the_tally() -> None:
    tally = Tally()
    assert tally.add(first=1, target=2, taken_before=False, passed=[1, 2])
    assert tally.add(first=1, target=2, taken_before=False, passed=[1])
    assert not tally.add(first=2, target=2, taken_before=False, passed=[2])
    assert not tally.add(first=1, target=2, taken_before=True, passed=[1])
    assert tally == Tally(matched=4, taken_before=1, stayed=1, moved={1: 2}, handed_on=1)


def test_it_works(scene: Scene) -> None:
    rule = made(scene)
    ticket = open_ticket(scene, title="退款没有到账", text="两周了")
    assert ticket.department == scene.logistics
    assert set(ticket.departments) == {scene.logistics.pk, scene.billing.pk}
    kept = Routed.objects.get(ticket=ticket)
    assert (kept.rule, kept.rule_version) == (rule, 1)
    assert kept.because == [{"what": "within", "en": "Billing", "zh": "billing"}, {"what": "words", "value": "退款"}]
    event = Event.objects.about(ticket).get(verb="ticket.opened")
    assert (event.data["rule"], event.data["department"]) == (rule.reference, scene.logistics.reference)
    assert ticket.steps.get().department == scene.logistics
    page = client_of(scene.agent).get(ticket.get_absolute_url()).content.decode()
    assert "because a service of Billing or below; it says “退款”." in page
    assert "opened the ticket; the rule “Refunds” sent it to Logistics" in page
    assert ticket_take(reference=ticket.reference, by=scene.driver, now=MONDAY).owner == scene.driver
    # The serving department keeps seeing it.
    assert Ticket.objects.visible_to(scene.clerk).filter(pk=ticket.pk).exists()
    assert open_ticket(scene, title="Invoice", text="Wrong address").department == scene.billing


def test_every_way_of_opening_is_routed(scene: Scene) -> None:
    rule = made(scene)
    opened = call(scene.agent, "POST", "/api/v1/tickets/", {
        "service": scene.service.reference, "title": "Refund", "text": "Order 4711",
    }).json()  # fmt: skip
    assert opened["department"]["id"] == scene.logistics.reference
    assert opened["came_by"] == "rest"
    assert opened["routed_by"] == {
        "id": rule.reference, "name": "Refunds", "because": "a service of Billing or below; it says “refund”",
    }  # fmt: skip
    phoned = call_ticket_open(
        phone="+8613900000001", title="Refund", service=scene.service.reference, by=scene.agent, now=MONDAY
    )
    source = taken_ticket(scene, title="Invoice", text="Wrong")
    child = ticket_open_child(
        reference=source.reference, service=scene.service.reference, title="Refund", text="Part", rule="informs",
        by=scene.clerk, now=MONDAY,
    )  # fmt: skip
    split = ticket_split(
        reference=source.reference, service=scene.service.reference, title="Refund", text="x", by=scene.clerk,
        now=MONDAY,
    )  # fmt: skip
    assert [each.department for each in (phoned, child, split)] == [scene.logistics] * 3
    assert [each.came_by for each in (phoned, child, split)] == ["call", "child", "split"]


def test_the_first_that_fits_decides(scene: Scene) -> None:
    second = made(scene, name_en="All")
    first = made(scene, target=scene.front.reference, name_en="First")
    rule_move(reference=first.reference, place=1, by=scene.clerk_head, now=MONDAY)
    assert open_ticket(scene).department == scene.front
    whole = general(scene, target=scene.logistics.reference)
    assert Routed.objects.get(ticket=open_ticket(scene)).rule == whole
    for rule in (whole, first):
        rule_edit(reference=rule.reference, active=False, by=scene.admin, now=MONDAY)
    assert Routed.objects.get(ticket=open_ticket(scene)).rule == second


@pytest.mark.parametrize(
    ("asked", "opened"),
    [
        ({"kind": "complaint"}, {"kind": "complaint"}),
        ({"customer_prefix": "vip"}, {"customer_key": "VIP-77"}),
        ({"came_by": "mail"}, {"came_by": CameBy.MAIL}),
        ({"words": ["海关"]}, {"title": "被海关扣留"}),
        ({"words": ["wrong address"]}, {"text": "The address is wrong"}),
    ],
)
def test_each_condition(scene: Scene, asked: dict[str, Any], opened: dict[str, Any]) -> None:
    made(scene, **{"words": []} | asked)
    assert open_ticket(scene, title="Invoice", text="x").department == scene.billing
    assert open_ticket(scene, **{"title": "Invoice", "text": "x"} | opened).department == scene.logistics


def test_the_requesters_department_and_below(scene: Scene) -> None:
    general(scene, words=[], requester=scene.front.reference)
    below = make_department("desk", parent=scene.front)
    assert open_ticket(scene).department == scene.logistics
    assert open_ticket(scene, by=scene.outsider).department == scene.billing
    scene.agent.department = below
    scene.agent.save()
    assert open_ticket(scene).department == scene.logistics


def test_it_may_set_the_kind(scene: Scene) -> None:
    made(scene, sets_kind="complaint")
    assert open_ticket(scene).kind == "complaint"


def test_a_closed_department_is_passed_over(scene: Scene) -> None:
    rule = made(scene)
    Department.objects.filter(pk=scene.logistics.pk).update(active=False)
    ticket = open_ticket(scene)
    assert ticket.department == scene.billing
    assert Event.objects.about(ticket).get().data["skipped"] == [rule.reference]
    assert "The department that it names is closed" in client_of(scene.agent).get("/tickets/rules/").content.decode()
    # It can still be switched off, and named nowhere else.
    rule_edit(reference=rule.reference, active=False, by=scene.clerk_head, now=MONDAY)
    with pytest.raises(Malformed):
        made(scene)


def test_the_clocks_of_the_service_stay_and_the_teams_own_starts(scene: Scene, team: Department) -> None:
    parts = [Part(scene.billing.reference, 90, "Check", "核对"), Part(scene.logistics.reference, 60, "Fetch", "取件")]
    service_set_way(reference=scene.service.reference, parts=parts, by=scene.clerk_head, now=MONDAY)
    usual = open_ticket(scene, title="Invoice", text="x")
    made(scene, target=team.reference)
    ticket = open_ticket(scene)
    found = {each.kind: each for each in Clock.objects.filter(ticket=ticket).select_related("step")}
    for clock in Clock.objects.filter(ticket=usual):
        assert (found[clock.kind].minutes, found[clock.kind].due_at) == (clock.minutes, clock.due_at)
    assert (found["step"].step.department, ticket.position) == (team, 1)
    # The team's part follows what its department's part becomes.
    parts[0] = Part(scene.billing.reference, 120, "Check", "核对")
    service_set_way(reference=scene.service.reference, parts=parts, by=scene.clerk_head, now=MONDAY)
    retime_clocks(now=MONDAY)
    ticket.refresh_from_db()
    assert ticket.position == 1
    assert minutes_now(ticket, found["step"]) == 120
    assert Clock.objects.get(pk=found["step"].pk).minutes == 120
    head = User.objects.get(pk=scene.clerk_head.pk)  # the team is new to those roles that were read before
    ticket_take(reference=ticket.reference, by=head, now=MONDAY)
    passed = ticket_pass_on(reference=ticket.reference, by=head, now=MONDAY)
    assert (passed.department, passed.position) == (scene.logistics, 2)


def test_elsewhere_the_way_has_not_begun(scene: Scene) -> None:
    parts = [Part(scene.billing.reference, 90, "Check", "核对")]
    service_set_way(reference=scene.service.reference, parts=parts, by=scene.clerk_head, now=MONDAY)
    made(scene)
    ticket = open_ticket(scene)
    assert ticket.position == 0
    assert not Clock.objects.filter(ticket=ticket, kind="step").exists()
    ticket_take(reference=ticket.reference, by=scene.driver, now=MONDAY)
    assert ticket_pass_on(reference=ticket.reference, by=scene.driver, now=MONDAY).position == 1


def test_who_keeps_them(scene: Scene) -> None:
    refused("not_allowed", made, scene=scene, by=scene.clerk)
    refused("not_allowed", made, scene=scene, by=scene.driver_head)
    refused("malformed", general, scene=scene, by=scene.clerk_head)
    rule = general(scene)
    refused("not_allowed", rule_edit, reference=rule.reference, active=False, by=scene.clerk_head, now=MONDAY)
    refused("not_allowed", rule_move, reference=rule.reference, place=1, by=scene.clerk_head, now=MONDAY)
    refused("not_allowed", rule_copy, reference=rule.reference, by=scene.outsider, now=MONDAY)
    assert made(scene, by=scene.admin).position == made(scene, by=scene.reader).position - 1


def test_what_it_refuses(scene: Scene) -> None:
    other = service_create(
        name_en="Parcel", name_zh="包裹", department=scene.logistics.reference, response_minutes=1,
        resolution_minutes=2, by=scene.driver_head, now=MONDAY,
    )  # fmt: skip
    refused("unknown_service", made, scene=scene, service=other.reference)
    refused("no_condition", general, scene=scene, words=[])
    for bad in (
        {"words": ["！！"]}, {"words": ["x" * 41]}, {"words": [str(n) for n in range(21)]}, {"kind": "wish"},
        {"came_by": "pigeon"}, {"name_en": " "}, {"target": ""},
    ):  # fmt: skip
        refused("malformed", made, scene=scene, **bad)
    refused("unknown_department", made, scene=scene, target="D-NOWHERE1")
    refused("unknown_department", made, scene=scene, requester="D-NOWHERE1")
    for _number in range(verbs_of_rules.MOST_RULES):
        rule = made(scene)
    refused("too_many", made, scene=scene)
    refused("too_many", rule_copy, reference=rule.reference, by=scene.clerk_head, now=MONDAY)


def test_edit_and_order(scene: Scene) -> None:
    first, _second, third = (made(scene, name_en=name) for name in ("First", "Second", "Third"))
    same = rule_edit(reference=first.reference, words=["refund", "退款"], by=scene.clerk_head, now=MONDAY)
    assert same.version == 1
    changed = rule_edit(reference=first.reference, words=["card"], version=1, by=scene.clerk_head, now=MONDAY)
    assert (changed.version, changed.words) == (2, ["card"])
    refused("stale", rule_edit, reference=first.reference, words=["x"], version=1, by=scene.clerk_head, now=MONDAY)
    rule_move(reference=third.reference, place=1, by=scene.clerk_head, now=MONDAY)
    rule_move(reference=first.reference, place=99, by=scene.clerk_head, now=MONDAY)
    order = RoutingRule.objects.order_by("position").values_list("name_en", "position", "version")
    assert list(order) == [("Third", 1, 2), ("Second", 2, 1), ("First", 3, 3)]
    refused("malformed", rule_move, reference=first.reference, place=0, by=scene.clerk_head, now=MONDAY)
    copy = rule_copy(reference=first.reference, by=scene.clerk_head, now=MONDAY)
    assert (copy.position, copy.active, copy.words, copy.name_en) == (4, False, ["card"], "First (copy)")
    assert verbs(first) == ["rule.created", "rule.edited", "rule.moved"]  # type: ignore[arg-type]


def opened_on(scene: Scene, day: int, **values: Any) -> Ticket:
    return open_ticket(scene, now=MONDAY - dt.timedelta(days=day), **values)


def test_the_preview(scene: Scene) -> None:
    for day in (1, 2, 3):
        opened_on(scene, day)
    opened_on(scene, 40)
    opened_on(scene, 1, title="Invoice", text="x")
    handed = opened_on(scene, 5)
    later = MONDAY - dt.timedelta(days=4)
    ticket_hand_over(
        reference=handed.reference, department=scene.logistics.reference, reason="x", by=scene.clerk, now=later
    )
    earlier = made(scene, target=scene.front.reference, customer_prefix="VIP")
    opened_on(scene, 0, customer_key="VIP1", came_by=CameBy.MAIL)
    before = Event.objects.count()
    asked: dict[str, Any] = {"words": ["refund"], "target": scene.logistics.reference, "now": MONDAY}
    found = rule_preview(by=scene.clerk_head, department=scene.billing.reference, **asked)
    assert (found.tickets, found.matched, found.taken_before, found.stayed) == (6, 5, 1, 0)
    assert (found.elsewhere, found.handed_on) == (4, 1)
    assert [(move.department["name"], move.count) for move in found.moves] == [("Billing", 4)]
    assert [each.department for each in found.examples] == ["Billing"] * 4
    assert (RoutingRule.objects.count(), Event.objects.count()) == (1, before)
    # Who may not see the tickets gets the figures alone.
    by_admin = rule_preview(by=scene.admin, department=scene.billing.reference, **asked)
    assert (by_admin.elsewhere, by_admin.examples) == (4, [])
    # What it would take is what the verb then does.
    rule = made(scene, words=["refund"])
    assert Routed.objects.get(ticket=open_ticket(scene)).rule == rule
    # In place of itself: the one that stands before it is left out of those before.
    again = rule_preview(by=scene.clerk_head, reference=earlier.reference, now=MONDAY)
    assert (again.matched, again.taken_before, again.stayed) == (1, 0, 1)


def test_the_preview_says_what_it_is_of(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("feedback.tickets.queries.routing_preview.MOST", 2)
    for day in (1, 2, 3):
        opened_on(scene, day)
    found = rule_preview(
        by=scene.clerk_head, department=scene.billing.reference, words=["refund"], target=scene.logistics.reference,
        now=MONDAY,
    )  # fmt: skip
    assert (found.matched, found.matched_capped, found.looked_at, found.elsewhere) == (2, True, 2, 2)


def test_preview_and_verb_agree(scene: Scene) -> None:
    """Each condition as SQL over what is stored, and as a rule over what is opened."""
    texts = ["Refund", "退款", "Card refund 退", "nothing", "单退款"]
    asked = [
        {"words": ["退款"]}, {"words": ["card", "退款"]}, {"words": ["refund card"]}, {"kind": "complaint"},
        {"customer_prefix": "a_"}, {"came_by": "mail"}, {"requester": scene.front.reference},
        {"service": scene.service.reference},
    ]  # fmt: skip
    values = [
        {"title": text, "text": "x", "kind": kind, "customer_key": key, "came_by": way}
        for text in texts
        for kind, key, way in (("request", "", "page"), ("complaint", "A_1", "mail"), ("request", "AB1", "mail"))
    ]
    for each in values:
        opened_on(scene, 2, **each)
    for conditions in asked:
        given: dict[str, Any] = {"target": scene.logistics.reference, "now": MONDAY, **conditions}
        found = rule_preview(by=scene.reader, **given)
        rule = general(scene, **{"words": []} | conditions)
        taken = [open_ticket(scene, **each).department == scene.logistics for each in values]
        rule_edit(reference=rule.reference, active=False, by=scene.reader, now=MONDAY)
        Ticket.objects.filter(opened_at=MONDAY).update(opened_at=MONDAY + dt.timedelta(days=90))
        assert found.elsewhere == sum(taken), conditions


def test_the_pages(scene: Scene) -> None:
    client = client_of(scene.clerk_head)
    opened_on(scene, 1)
    form = {
        "name_zh": "退款", "name_en": "Refunds", "department": scene.billing.reference, "words": "refund，退款\ncard",
        "target": scene.logistics.reference, "active": "on",
    }  # fmt: skip
    assert client.post("/tickets/rules/new/", form).status_code == 302
    rule = RoutingRule.objects.get()
    assert rule.words == ["refund", "退款", "card"]
    assert "Refunds" in client.get("/tickets/rules/?all=1").content.decode()
    assert "退款" in client.get("/tickets/rules/?export=csv").getvalue().decode()  # type: ignore[attr-defined]
    page = client.get(rule.get_absolute_url()).content.decode()
    assert "it says “refund” or “退款” or “card”" in page.replace("&quot;", '"')
    client.post(f"/tickets/rules/{rule.reference}/switch/", {"active": "no"})
    assert not RoutingRule.objects.get().active
    copied = client.post(f"/tickets/rules/{rule.reference}/copy/")
    copy = RoutingRule.objects.exclude(pk=rule.pk).get()
    assert copied["Location"] == f"/tickets/rules/{copy.reference}/edit/"
    client.post(f"/tickets/rules/{copy.reference}/move/", {"place": "1"})
    assert RoutingRule.objects.get(pk=copy.pk).position == 1
    assert client_of(scene.clerk).get("/tickets/rules/").status_code == 200
    assert client_of(scene.clerk).get("/tickets/rules/new/").status_code == 403
    refusal = client.post("/tickets/rules/new/", form | {"words": "！！"})
    assert refusal.status_code == 422
    assert "neither letters nor digits" in refusal.content.decode()


def test_the_preview_on_the_page(scene: Scene) -> None:
    client = client_of(scene.clerk_head)
    opened_on(scene, 1)
    typed = {"department": scene.billing.reference, "words": "refund", "target": scene.logistics.reference}
    url = "/tickets/rules/preview/"
    without_script = client.post(url, typed).content.decode()
    assert "<h1" in without_script
    part = client.post(url, typed, headers={"HX-Request": "true"}).content.decode()
    assert "<h1" not in part
    for said in ("would have gone elsewhere than they did", "Refund is missing", "Billing → Logistics"):
        assert said in part
    assert "Choose where" in client.post(url, typed | {"target": ""}).content.decode()
    assert "neither letters" in client.post(url, typed | {"words": "！！"}).content.decode()
    assert client_of(scene.clerk).post(url, typed).status_code == 403
    assert client.post(url, typed | {"rule": "RR-NOTHERE1"}).status_code == 404


def test_a_stale_edit(scene: Scene) -> None:
    rule = made(scene)
    edit = StaleEdit(
        client_of(scene.clerk_head),
        f"/tickets/rules/{rule.reference}/edit/",
        lambda: rule_edit(reference=rule.reference, words=["card"], by=scene.admin, now=MONDAY),
        words="parcel",
    )
    assert edit.differences == {"words": ("card", "parcel")}
    edit.save_mine()
    assert RoutingRule.objects.get().words == ["parcel"]


def test_rest(scene: Scene) -> None:
    body = {
        "department": scene.billing.reference, "name_en": "Refunds", "name_zh": "退款", "words": ["refund"],
        "target": scene.logistics.reference,
    }  # fmt: skip
    answer = call(scene.clerk_head, "POST", BASE, body)
    assert (answer.status_code, answer["ETag"]) == (201, '"1"')
    rule = answer.json()
    assert rule["conditions"] == ["a service of Billing or below", "it says “refund”"]
    path = f"{BASE}{rule['id']}/"
    assert call(scene.clerk_head, "PATCH", path, {"kind": "complaint"}).json()["kind"] == "complaint"
    assert call(scene.clerk_head, "PATCH", path, {"kind": ""}, **{"If-Match": '"1"'}).status_code == 412
    assert call(scene.clerk_head, "POST", f"{path}copy/").status_code == 201
    assert call(scene.clerk_head, "POST", f"{path}move/", {"place": 2}).json()["position"] == 2
    assert call(scene.clerk_head, "POST", f"{path}move/", {"place": 0}).status_code == 400
    listed = call(scene.outsider, "GET", BASE, {"page_size": "1"}).json()
    assert len(listed["results"]) == 1
    rest = call(scene.outsider, "GET", listed["next"]).json()["results"]
    assert [each["id"] for each in rest] == [rule["id"]]
    assert call(scene.clerk, "POST", BASE, body).status_code == 403
    bad = call(scene.clerk_head, "POST", BASE, body | {"service": "S-NOWHERE1"})
    assert (bad.status_code, list(bad.json()["errors"])) == (400, ["service"])
    opened_on(scene, 1)
    preview = call(scene.clerk_head, "POST", f"{BASE}preview/", {
        "department": scene.billing.reference, "words": ["refund"], "target": scene.logistics.reference,
    })  # fmt: skip
    assert preview.status_code == 200, json.dumps(preview.json())
    assert call(scene.driver_head, "POST", f"{BASE}preview/", body | {"department": ""}).status_code == 400


def test_places_have_no_twins(transactional_db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    scene = make_scene()

    def add(_number: int) -> str:
        return made(scene).reference

    answers = at_once(8, add)
    assert sorted(RoutingRule.objects.values_list("position", flat=True)) == list(range(1, 9)), answers
    # Without the lock two take the same place, and the constraint lets one of them in.
    monkeypatch.setattr(verbs_of_rules, "_hold", lambda _department: None)
    answers = at_once(8, add)
    assert any(isinstance(each, IntegrityError) for each in answers), answers


def test_opening_asks_the_rules_in_one_query(scene: Scene) -> None:
    def count() -> int:
        with CaptureQueriesContext(connection) as found:
            open_ticket(scene, title="Invoice", text="x")
        return len(found)

    made(scene)
    count()  # roles are read once
    first = count()
    for _number in range(10):
        made(scene, words=["parcel"], came_by="mail")
    assert count() == first
