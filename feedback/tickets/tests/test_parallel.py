"""Parallel parts of a way: opened when their stage begins; when all are done, or the first, the next one begins."""

import datetime as dt
import threading
from typing import Any

import pytest
from django.db import transaction

from feedback.tickets.models import Approval, Clock, JumpPass, Promise, ServiceStep, Step, Ticket
from feedback.tickets.queries import ticket_shown, way_of
from feedback.tickets.queries.projection import projected_end
from feedback.tickets.rules.families import ALL, FIRST, stage_done, stage_end
from feedback.tickets.services import (
    break_due_promises,
    charge_failures,
    find_failures,
    jump_stop,
    retime_clocks,
    service_set_way,
    ticket_ask_approval,
    ticket_hand_over,
    ticket_jump,
    ticket_merge,
    ticket_pass_on,
    ticket_promise,
    ticket_release,
    ticket_reopen,
    ticket_resolve,
    ticket_take,
)
from feedback.tickets.services.catalogue import Part
from feedback.tickets.tests.check import refused, told, verbs
from feedback.tickets.tests.factory import MONDAY, Scene, at, make_scene, open_ticket
from feedback.tickets.tests.test_api import client_of
from portal.people.models import Department, Role, User
from tests.cast import make_department, make_user
from tests.crowd import at_once

HALF, TEN, ELEVEN = at("2026-11-16 09:30"), at("2026-11-16 10:00"), at("2026-11-16 11:00")


class Yard:
    """Billing checks; logistics and customs work at the same time; then the front office tells the customer."""

    def __init__(self, scene: Scene, rule: str = ALL, *, last: bool = True, closes: bool = False) -> None:
        self.scene, self.rule = scene, rule
        self.customs: Department = make_department("customs")
        self.declarant: User = make_user("declarant", Role.BACK_AGENT, department=self.customs)
        self.set_way(last=last, closes=closes)

    def set_way(self, *, last: bool = True, closes: bool = False, collect: int = 60, rule: str = "") -> None:
        scene = self.scene
        parts = [
            Part(scene.billing.reference, 30, "Check", "核对"),
            Part(scene.logistics.reference, collect, "Collect", "取件", rule=rule or self.rule),
            Part(self.customs.reference, 120, "Declare", "报关", beside=True),
        ]
        if last:
            parts.append(Part(scene.front.reference, 30, "Tell", "告知"))
        values = {"by": scene.clerk_head, "now": MONDAY, "closes": closes}
        service_set_way(reference=scene.service.reference, parts=parts, **values)

    def started(self, **values: Any) -> Ticket:
        ticket = open_ticket(self.scene, **values)
        ticket_take(reference=ticket.reference, by=self.scene.clerk, now=MONDAY)
        return ticket_pass_on(reference=ticket.reference, by=self.scene.clerk, now=HALF)

    def done(self, part: Ticket, now: dt.datetime = TEN) -> Ticket:
        by = self.scene.driver if part.department_id == self.scene.logistics.pk else self.declarant
        ticket_take(reference=part.reference, by=by, now=now)
        return ticket_resolve(reference=part.reference, text="Done", by=by, now=now)


def parts_of(ticket: Ticket) -> list[Ticket]:
    return list(Ticket.objects.filter(parent=ticket, part__gt=0).order_by("part"))


def again(ticket: Ticket) -> Ticket:
    return Ticket.objects.get(pk=ticket.pk)


def test_it_works(scene: Scene) -> None:
    yard = Yard(scene)
    ticket = yard.started(customer_key="C1")
    assert (ticket.state, ticket.owner, ticket.department, ticket.position) == (
        "in_progress", scene.clerk, scene.billing, 2,
    )  # fmt: skip
    collect, declare = parts_of(ticket)
    assert [each.department for each in (collect, declare)] == [scene.logistics, yard.customs]
    assert (collect.title, collect.requester, collect.customer_key) == ("Collect: Refund is missing", scene.clerk, "")
    # Each department's own clock and no other, from the moment its part is reached.
    clocks = list(Clock.objects.filter(ticket__in=[collect, declare]).order_by("id"))
    assert [(each.kind, each.started_at, each.minutes) for each in clocks] == [("step", HALF, 60), ("step", HALF, 120)]
    assert told(scene.driver_head) == ["ticket.arrived"]
    assert told(scene.agent)[-1] == "ticket.handed_over"
    assert [step.number for step in way_of(ticket)] == [1, 2, 2]
    yard.done(collect)
    assert (again(ticket).state, again(ticket).position) == ("in_progress", 2)
    yard.done(declare, now=ELEVEN)
    ticket = again(ticket)
    assert (ticket.state, ticket.owner, ticket.department, ticket.position) == ("new", None, scene.front, 3)
    assert verbs(ticket).count("ticket.passed_on") == 2
    last = Step.objects.get(ticket=ticket, ended_at=None)
    assert (last.number, Clock.objects.get(step=last).started_at) == (3, ELEVEN)
    assert told(scene.agent_head) == ["ticket.arrived"]


def test_meanwhile_it_is_neither_passed_on_nor_resolved(scene: Scene) -> None:
    yard = Yard(scene)
    ticket = yard.started()
    names = [each.reference for each in parts_of(ticket)]
    refusal = refused("parts_open", ticket_pass_on, reference=ticket.reference, by=scene.clerk, now=TEN)
    assert refusal.detail["parts"] == names
    refused("children_open", ticket_resolve, reference=ticket.reference, text="x", by=scene.clerk, now=TEN)
    page = client_of(scene.clerk).get(ticket.get_absolute_url()).content.decode()
    assert page.count(f"Waits for {', '.join(names)}") == 2
    refused("end_of_way", ticket_pass_on, **taken_part(yard, ticket))


def taken_part(yard: Yard, ticket: Ticket) -> dict[str, Any]:
    part = parts_of(ticket)[0]
    ticket_take(reference=part.reference, by=yard.scene.driver, now=TEN)
    return {"reference": part.reference, "by": yard.scene.driver, "now": TEN}


def test_the_first_is_enough_where_the_stage_says_so(scene: Scene) -> None:
    yard = Yard(scene, FIRST)
    ticket = yard.started()
    collect, declare = parts_of(ticket)
    yard.done(declare)
    collect = again(collect)
    assert (collect.state, collect.merged_into) == ("merged", ticket)
    ended = Clock.objects.get(ticket=collect)
    assert (ended.met_at, ended.ended_at, ended.breached_at) == (None, TEN, None)
    assert (again(ticket).department, again(ticket).position) == (scene.front, 3)


def test_at_the_end_of_the_way_its_owner_is_told(scene: Scene) -> None:
    yard = Yard(scene, last=False)
    ticket = yard.started()
    for each in parts_of(ticket):
        yard.done(each)
    assert (again(ticket).state, told(scene.clerk)[-1]) == ("in_progress", "ticket.child_done")
    refused("end_of_way", ticket_pass_on, reference=ticket.reference, by=scene.clerk, now=ELEVEN)
    assert ticket_resolve(reference=ticket.reference, text="Done", by=scene.clerk, now=ELEVEN).state == "resolved"


def test_or_it_is_resolved_by_itself(scene: Scene) -> None:
    yard = Yard(scene, last=False, closes=True)
    ticket = yard.started()
    for each in parts_of(ticket):
        yard.done(each)
    assert (again(ticket).state, told(scene.agent)[-1]) == ("resolved", "ticket.closed")


def test_a_part_that_is_opened_again_after_its_stage_moves_nothing(scene: Scene) -> None:
    yard = Yard(scene)
    ticket = yard.started()
    parts = parts_of(ticket)
    for each in parts:
        yard.done(each)
    ticket_reopen(reference=parts[0].reference, reason="Wrong box", by=scene.clerk, now=ELEVEN)
    ticket_take(reference=ticket.reference, by=scene.agent, now=ELEVEN)
    refused("children_open", ticket_resolve, reference=ticket.reference, text="x", by=scene.agent, now=ELEVEN)
    ticket_resolve(reference=parts[0].reference, text="Done", by=scene.driver, now=ELEVEN)
    assert (again(ticket).position, verbs(ticket).count("ticket.passed_on")) == (3, 2)


def test_opened_again_while_the_stage_runs_it_is_waited_for(scene: Scene) -> None:
    yard = Yard(scene)
    ticket = yard.started()
    collect, declare = parts_of(ticket)
    yard.done(collect)
    ticket_reopen(reference=collect.reference, reason="Wrong box", by=scene.clerk, now=ELEVEN)
    yard.done(declare, now=ELEVEN)
    assert again(ticket).position == 2
    ticket_resolve(reference=collect.reference, text="Done", by=scene.driver, now=ELEVEN)
    assert again(ticket).position == 3


def test_handed_over_and_released_meanwhile(scene: Scene) -> None:
    yard = Yard(scene)
    ticket = yard.started()
    values = {"reference": ticket.reference, "by": scene.clerk, "now": TEN}
    # Also to a department of the way: no part is reached by hand while others run.
    ticket = ticket_hand_over(department=scene.front.reference, reason="You know them", **values)
    assert (ticket.position, Step.objects.get(ticket=ticket, ended_at=None).number) == (2, 3)
    ticket_take(reference=ticket.reference, by=scene.agent, now=TEN)
    ticket_release(reference=ticket.reference, by=scene.agent, now=TEN)
    parts = parts_of(ticket)
    ticket_hand_over(
        reference=parts[0].reference, department=yard.customs.reference, reason="Yours", by=scene.driver, now=TEN
    )
    for each in parts_of(ticket):
        yard.done(each)
    assert (again(ticket).position, again(ticket).state) == (3, "new")


def test_neither_the_whole_nor_a_part_is_merged(scene: Scene) -> None:
    yard = Yard(scene)
    ticket, other = yard.started(), open_ticket(scene)
    values = {"into": other.reference, "reason": "Same", "now": TEN}
    refused("in_family", ticket_merge, reference=ticket.reference, by=scene.clerk, **values)


def test_an_approval_keeps_the_next_stage_from_beginning(scene: Scene) -> None:
    yard = Yard(scene)
    ticket = yard.started()
    people = [scene.driver_head.reference]
    ticket_ask_approval(reference=ticket.reference, people=people, text="May it?", by=scene.clerk, now=TEN)
    for each in parts_of(ticket):
        yard.done(each)
    assert (again(ticket).position, told(scene.clerk)[-1]) == (2, "ticket.child_done")
    Approval.objects.update(state="approved", ended_at=TEN)
    ticket_pass_on(reference=ticket.reference, by=scene.clerk, now=ELEVEN)
    assert again(ticket).position == 3


def test_the_fast_lane_lifts_every_part_and_asks_every_department(scene: Scene) -> None:
    yard = Yard(scene)
    ticket = yard.started()
    jump = ticket_jump(reference=ticket.reference, harm="promise", reason="Flight", by=scene.agent, now=TEN)
    departments = set(JumpPass.objects.filter(jump=jump, must_acknowledge=True).values_list("department_id", flat=True))
    assert departments == {each.pk for each in (scene.billing, scene.logistics, yard.customs, scene.front)}
    assert [each.jumped_at for each in parts_of(ticket)] == [TEN, TEN]
    jump_stop(reference=jump.reference, by=scene.agent, now=ELEVEN)
    assert [each.jumped_at for each in parts_of(ticket)] == [None, None]
    assert all(each.queue_at.year == 2026 for each in parts_of(ticket))


def test_parts_of_what_jumps_are_born_in_the_fast_lane(scene: Scene) -> None:
    yard = Yard(scene)
    ticket = open_ticket(scene)
    ticket_take(reference=ticket.reference, by=scene.clerk, now=MONDAY)
    ticket_jump(reference=ticket.reference, harm="promise", reason="Flight", by=scene.agent, now=MONDAY)
    ticket_pass_on(reference=ticket.reference, by=scene.clerk, now=HALF)
    assert [each.jumped_at for each in parts_of(ticket)] == [MONDAY, MONDAY]
    for each in parts_of(ticket):
        assert yard.done(each).jumped_at is None


def test_the_forecast_counts_the_longest_branch(scene: Scene) -> None:
    yard = Yard(scene)
    ticket = open_ticket(scene)
    # Half an hour, then the longer of one and two hours, then half an hour: 9:00 to 12:00.
    assert projected_end(ticket, now=MONDAY) == at("2026-11-16 12:00")
    ticket_take(reference=ticket.reference, by=scene.clerk, now=MONDAY)
    ticket = ticket_pass_on(reference=ticket.reference, by=scene.clerk, now=HALF)
    assert projected_end(ticket, now=HALF) == at("2026-11-16 12:00")
    yard.done(parts_of(ticket)[1], now=TEN)
    # The short branch is left: until 10:30, then half an hour.
    assert projected_end(again(ticket), now=TEN) == at("2026-11-16 11:00")
    yard.set_way(rule=FIRST)
    assert projected_end(open_ticket(scene), now=MONDAY) == at("2026-11-16 11:00")


def test_a_changed_way_moves_the_clocks_of_parts(scene: Scene) -> None:
    yard = Yard(scene)
    ticket = yard.started()
    yard.set_way(collect=120)
    assert retime_clocks(now=TEN) == 3
    collect, _declare = parts_of(ticket)
    assert Clock.objects.get(ticket=collect).due_at == at("2026-11-16 11:30")
    assert (again(ticket).position, collect.position, collect.part) == (2, 2, 2)
    for each in parts_of(ticket):
        yard.done(each)
    assert again(ticket).position == 3


def test_a_way_that_runs_one_by_one_now_waits_for_the_parts_that_run(scene: Scene) -> None:
    yard = Yard(scene)
    ticket = yard.started()
    parts = [Part(each.reference, 30, "Check", "核对") for each in (scene.billing, scene.front)]
    service_set_way(reference=scene.service.reference, parts=parts, by=scene.clerk_head, now=TEN)
    for each in parts_of(ticket):
        yard.done(each)
    assert (again(ticket).department, again(ticket).position) == (scene.front, 2)


def test_a_broken_promise_is_charged_to_the_part_that_was_late(scene: Scene) -> None:
    yard = Yard(scene)
    ticket = yard.started()
    promise = ticket_promise(
        reference=ticket.reference, text="Box", due_at=at("2026-11-16 17:00"), by=scene.agent, now=TEN, channel="phone"
    )
    yard.done(parts_of(ticket)[0], now=TEN)
    late = parts_of(ticket)[1]
    ticket_take(reference=late.reference, by=yard.declarant, now=TEN)
    break_due_promises(now=at("2026-11-16 17:01"))
    ended = Promise.objects.select_related("ended_step__department").get(pk=promise.pk).ended_step
    assert ended is not None
    assert (ended.department, ended.number) == (yard.customs, 2)
    ticket_resolve(reference=late.reference, text="Done", by=yard.declarant, now=at("2026-11-16 17:30"))
    find_failures(now=at("2026-11-16 17:31"))
    charge_failures(now=at("2026-11-16 17:31"))
    charged = list(promise.ticket.failures.values_list("charges__department_id", "charges__number"))
    assert charged == [(yard.customs.pk, 2)]


def test_what_a_way_may_be(scene: Scene) -> None:
    yard = Yard(scene)
    head = Part(scene.billing.reference, 30, "Check", "核对")
    beside = Part(scene.logistics.reference, 30, "Collect", "取件", beside=True)
    values = {"reference": scene.service.reference, "by": scene.clerk_head, "now": MONDAY}
    refused("malformed", service_set_way, parts=[head, beside], **values)
    twice = [head, Part(scene.logistics.reference, 30, "Collect", "取件"), beside]
    assert "department_3" in refused("malformed", service_set_way, parts=twice, **values).errors
    odd = [head, Part(scene.logistics.reference, 30, "Collect", "取件", rule="most")]
    assert "rule_2" in refused("malformed", service_set_way, parts=odd, **values).errors
    stages = list(ServiceStep.objects.filter(service=scene.service).values_list("number", "stage", "rule"))
    assert stages == [(1, 1, "all"), (2, 2, "all"), (3, 2, "all"), (4, 3, "all")]
    assert yard.rule == ALL


def test_the_rules() -> None:
    assert [stage_done(rule, left) for rule in (ALL, FIRST) for left in (0, 1)] == [True, False, True, True]
    assert (stage_end(ALL, [TEN, ELEVEN]), stage_end(FIRST, [TEN, ELEVEN])) == (ELEVEN, TEN)


@pytest.mark.django_db(transaction=True)
def test_two_last_parts_at_once_begin_the_next_stage_once() -> None:
    scene = make_scene()
    yard = Yard(scene)
    ticket = yard.started()
    parts, people = parts_of(ticket), [scene.driver, yard.declarant]
    for part, by in zip(parts, people, strict=True):
        ticket_take(reference=part.reference, by=by, now=TEN)
    answers = at_once(2, lambda i: ticket_resolve(reference=parts[i].reference, text="x", by=people[i], now=TEN))
    assert not [each for each in answers if isinstance(each, Exception)], answers
    assert (again(ticket).position, verbs(ticket).count("ticket.passed_on")) == (3, 2)
    assert told(scene.agent_head) == ["ticket.arrived"]


@pytest.mark.django_db(transaction=True)
def test_control_without_the_lock_nobody_begins_it() -> None:
    """What the parent's lock prevents: each still sees the other one open."""
    scene = make_scene()
    ticket = Yard(scene).started()
    parts, both_done = parts_of(ticket), threading.Barrier(2)

    def naive(i: int) -> int:
        with transaction.atomic():
            Ticket.objects.filter(pk=parts[i].pk).update(state="resolved", resolved_at=TEN, owner=scene.driver)
            both_done.wait(timeout=60)
            left = Ticket.objects.filter(parent=ticket, state="new").count()
            both_done.wait(timeout=60)
            return left

    assert at_once(2, naive) == [1, 1]


@pytest.mark.django_db(transaction=True)
def test_the_first_of_two_at_once_wins_where_one_is_enough() -> None:
    scene = make_scene()
    yard = Yard(scene, FIRST)
    ticket = yard.started()
    parts, people = parts_of(ticket), [scene.driver, yard.declarant]
    for part, by in zip(parts, people, strict=True):
        ticket_take(reference=part.reference, by=by, now=TEN)
    answers = at_once(2, lambda i: ticket_resolve(reference=parts[i].reference, text="x", by=people[i], now=TEN))
    assert sorted(type(each).__name__ for each in answers) == ["Refused", "Ticket"]
    assert sorted(each.state for each in parts_of(ticket)) == ["merged", "resolved"]
    assert verbs(ticket).count("ticket.passed_on") == 2


def test_page_and_rest(scene: Scene) -> None:
    yard = Yard(scene)
    ticket = yard.started()
    client = client_of(scene.clerk_head)
    shown = client.get(f"/api/v1/tickets/{ticket.reference}/").json()
    assert [each["part"] for each in shown["children"]] == [2, 3]
    assert [(each["stage"], each["rule"]) for each in shown["way_ahead"]] == [(3, "all")]
    steps = client.get(f"/api/v1/tickets/{ticket.reference}/steps/").json()
    parts = [each.reference for each in parts_of(ticket)]
    assert [(each["number"], each["ticket"]) for each in steps] == [(1, ticket.reference), (2, parts[0]), (2, parts[1])]
    path = f"/api/v1/service-catalogue/{scene.service.reference}/way/"
    way = client.get(path).json()
    assert [each["stage"] for each in way] == [1, 2, 2, 3]
    body = [
        {"department": each["department"]["id"], "minutes": 30, "name_en": "x", "name_zh": "x", "beside": number == 2}
        for number, each in enumerate(way)
    ]
    changed = client.post(path, {"parts": body, "closes": True}, content_type="application/json")
    assert [each["stage"] for each in changed.json()] == [1, 2, 2, 3]
    scene.service.refresh_from_db()
    assert scene.service.parts_close
    page = client.get(scene.service.get_absolute_url()).content.decode()
    assert page.count("at the same time") == 2
    url = f"/tickets/services/{scene.service.reference}/way/"
    form = client.get(url).content.decode()
    assert 'name="beside_3"' in form
    data = {"version": str(scene.service.version), "closes": ""}
    for number, each in enumerate(way, 1):
        data |= {f"department_{number}": each["department"]["id"], f"minutes_{number}": "45"}
        data |= {f"name_en_{number}": "x", f"name_zh_{number}": "x", f"rule_{number}": "first"}
    data["beside_3"] = "on"
    assert client.post(url, data).status_code == 302
    stages = list(ServiceStep.objects.filter(service=scene.service).values_list("stage", "rule"))
    assert stages == [(1, "all"), (2, "first"), (2, "first"), (3, "first")]
    assert ticket_shown(scene.clerk, ticket.reference).open_parts
