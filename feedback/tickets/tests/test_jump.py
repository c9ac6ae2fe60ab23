"""The fast lane: alone within the budget, by another's grant beyond it, seen by all on the way, ended by itself."""

import datetime as dt
import threading
from decimal import Decimal
from typing import Any

import pytest

from feedback.tickets import tasks
from feedback.tickets.models import Jump, JumpPass, JumpPolicy, Overtaken, Ticket
from feedback.tickets.queries import queue_q, ticket_shown
from feedback.tickets.queries.jumps import Cause, causes, use_of_budgets
from feedback.tickets.rules.jumps import Budget
from feedback.tickets.services import (
    expire_jumps,
    find_unacknowledged,
    jump_acknowledge,
    jump_grant,
    jump_policy_set,
    jump_refuse,
    jump_review,
    jump_stop,
    service_set_way,
    ticket_jump,
    ticket_pass_on,
    ticket_resolve,
    ticket_take,
)
from feedback.tickets.services.catalogue import Part
from feedback.tickets.tests.check import refused, told, verbs
from feedback.tickets.tests.factory import (
    MONDAY,
    Scene,
    at,
    make_scene,
    open_ticket,
    resolved_ticket,
    taken_ticket,
)
from feedback.tickets.tests.test_api import client_of
from portal.people.models import Role
from portal.records.models import Event, OutboxRow
from tests.cast import make_user
from tests.crowd import at_once

NINE, TEN = MONDAY, at("2026-11-16 10:00")


def budget(scene: Scene, **values: Any) -> JumpPolicy:
    """Of the whole company: two a person and three a department in thirty days."""
    given = {"per_person": 2, "per_department": 3, "days": 30, "acknowledge_minutes": 15, "department": ""} | values
    return jump_policy_set(by=scene.admin, now=NINE, **given)


def way(scene: Scene) -> None:
    parts = [
        Part(scene.billing.reference, 60, "Check", "核对"),
        Part(scene.logistics.reference, 120, "Collect", "取件"),
    ]
    service_set_way(reference=scene.service.reference, parts=parts, by=scene.admin, now=NINE)


def jumped(scene: Scene, ticket: Ticket | None = None, **values: Any) -> Jump:
    ticket = ticket or open_ticket(scene)
    given = {"harm": "promise", "reason": "The flight leaves at six", "by": scene.agent, "now": NINE} | values
    return ticket_jump(reference=ticket.reference, **given)


def again(jump: Jump) -> Jump:
    return Jump.objects.select_related("ticket").get(pk=jump.pk)


def test_it_works(scene: Scene) -> None:
    way(scene)
    first = open_ticket(scene)
    ticket = open_ticket(scene, now=TEN)
    assert ticket.queue_at > first.queue_at
    jump = jumped(scene, ticket, now=TEN, surcharge=Decimal("120.50"), currency="cny")
    assert (jump.state, jump.within_budget, jump.surcharge, jump.currency) == (
        "running",
        True,
        Decimal("120.50"),
        "CNY",
    )
    ticket.refresh_from_db()
    assert ticket.queue_at < first.queue_at
    # Billing has it, logistics comes next: both see it now and are waited for.
    passes = list(jump.passes.order_by("id"))
    assert [(each.department, each.due_at) for each in passes] == [
        (scene.billing, at("2026-11-16 10:15")), (scene.logistics, at("2026-11-16 10:15")),
    ]  # fmt: skip
    assert ticket in Ticket.objects.visible_to(scene.driver)
    assert ticket in Ticket.objects.filter(queue_q(scene.driver))
    assert told(scene.clerk_head)[-1] == told(scene.driver_head)[-1] == "jump.started"
    assert verbs(ticket)[-1] == "jump.started"
    assert "jump" not in ticket_shown(scene.agent, ticket.reference).open_steps


def test_whom_it_overtook_and_by_how_much_is_kept(scene: Scene) -> None:
    first = open_ticket(scene)
    taken_ticket(scene)  # somebody works on it: nobody waits behind it
    ticket = open_ticket(scene, now=TEN)
    jump = jumped(scene, ticket, now=TEN)
    # Due at ten and at eleven: an hour of work apart.
    assert list(Overtaken.objects.values_list("jump", "ticket", "department", "minutes")) == [
        (jump.pk, first.pk, scene.billing.pk, 60)
    ]


def test_it_overtakes_in_each_queue_that_it_reaches(scene: Scene) -> None:
    way(scene)
    waiting = ticket_pass_on(reference=taken_ticket(scene).reference, by=scene.clerk, now=NINE)
    ticket = taken_ticket(scene, now=TEN)
    jump = jumped(scene, ticket, now=TEN)
    ticket_pass_on(reference=ticket.reference, by=scene.clerk, now=TEN)
    assert list(jump.overtaken.values_list("ticket", "department")) == [(waiting.pk, scene.logistics.pk)]


def test_departments_acknowledge_within_their_own_limit(scene: Scene) -> None:
    way(scene)
    jump_policy_set(
        by=scene.admin, now=NINE, department=scene.logistics.reference, per_person=1, per_department=1, days=30,
        acknowledge_minutes=30,
    )  # fmt: skip
    jump = jumped(scene)
    jump_acknowledge(reference=jump.reference, by=scene.clerk, now=at("2026-11-16 09:10"))
    assert find_unacknowledged(now=at("2026-11-16 09:30")) == 0
    assert find_unacknowledged(now=at("2026-11-16 09:31")) == 1
    assert find_unacknowledged(now=at("2026-11-16 09:32")) == 0
    assert told(scene.driver_head)[-1] == told(scene.agent)[-1] == "jump.not_acknowledged"
    # Late is better than never, and stays late.
    jump_acknowledge(reference=jump.reference, by=scene.driver, now=TEN)
    late = jump.passes.get(department=scene.logistics)
    assert (late.late_at, late.acknowledged_at) == (at("2026-11-16 09:31"), TEN)
    refused("nothing_to_acknowledge", jump_acknowledge, reference=jump.reference, by=scene.driver, now=TEN)
    assert jump.ticket not in Ticket.objects.filter(queue_q(scene.driver))


def test_who_is_informed_needs_to_do_nothing(scene: Scene) -> None:
    budget(scene, informs=[scene.logistics.reference])
    jump = jumped(scene)
    informed = jump.passes.get(department=scene.logistics)
    assert (informed.must_acknowledge, informed.due_at) == (False, None)
    assert told(scene.driver_head) == ["jump.started"]
    refused("nothing_to_acknowledge", jump_acknowledge, reference=jump.reference, by=scene.driver, now=TEN)


def test_nobody_on_duty_is_said_at_once(scene: Scene) -> None:
    sunday = at("2026-11-15 20:00")
    jump = jumped(scene, open_ticket(scene, now=sunday), now=sunday)
    first = jump.passes.get()
    assert (first.opens_at, first.due_at) == (at("2026-11-16 09:00"), at("2026-11-16 09:15"))
    assert jumped(scene).passes.get().opens_at is None


def test_beyond_the_budget_somebody_else_grants(scene: Scene) -> None:
    budget(scene, per_person=1)
    jumped(scene)
    asked = jumped(scene)
    assert (asked.state, asked.within_budget, asked.started_at) == ("asked", False, None)
    assert again(asked).ticket.jumped_at is None
    assert told(scene.agent_head)[-1] == "jump.asked"
    refused("not_allowed", jump_grant, reference=asked.reference, by=scene.agent, now=TEN)
    granted = jump_grant(reference=asked.reference, by=scene.agent_head, now=TEN, reason="Go")
    assert (granted.state, granted.decided_by, granted.started_at) == ("running", scene.agent_head, TEN)
    assert again(asked).ticket.jumped_at == TEN
    assert told(scene.agent)[-1] == "jump.granted"


def test_nobody_decides_about_their_own(scene: Scene) -> None:
    budget(scene, per_person=0)
    head = scene.clerk_head
    own = jumped(scene, by=head)
    refused("own_jump", jump_grant, reference=own.reference, by=head, now=TEN)
    refused("own_jump", jump_refuse, reference=own.reference, by=head, now=TEN, reason="No")
    assert jump_grant(reference=own.reference, by=scene.reader, now=TEN).state == "running"


def test_refused_with_a_reason(scene: Scene) -> None:
    budget(scene, per_person=0)
    asked = jumped(scene)
    refused("malformed", jump_refuse, reference=asked.reference, by=scene.agent_head, now=TEN, reason=" ")
    done = jump_refuse(reference=asked.reference, by=scene.agent_head, now=TEN, reason="It can wait")
    assert (done.state, done.ended_at, done.decision_reason) == ("refused", TEN, "It can wait")
    assert told(scene.agent)[-1] == "jump.refused"
    refused("wrong_state", jump_grant, reference=asked.reference, by=scene.agent_head, now=TEN)
    assert jumped(scene, asked.ticket).state == "asked"


def test_the_budget_counts_the_last_days_only(scene: Scene) -> None:
    budget(scene, per_person=1, days=30)
    jumped(scene)
    assert jumped(scene, now=NINE + dt.timedelta(days=29)).state == "asked"
    assert jumped(scene, now=NINE + dt.timedelta(days=30)).state == "running"


def test_the_departments_budget_counts_all_its_people(scene: Scene) -> None:
    budget(scene, per_person=5, per_department=1)
    jumped(scene)
    colleague = make_user("colleague", Role.FRONT_AGENT, department=scene.front)
    assert jumped(scene, open_ticket(scene, by=colleague), by=colleague).state == "asked"


def test_what_was_granted_uses_no_budget(scene: Scene) -> None:
    budget(scene, per_person=1)
    jumped(scene)
    asked = jumped(scene)
    jump_grant(reference=asked.reference, by=scene.agent_head, now=NINE)
    assert Jump.objects.filter(within_budget=True).count() == 1


def test_it_ends_with_its_ticket(scene: Scene) -> None:
    ticket = taken_ticket(scene)
    jump = jumped(scene, ticket)
    ticket_resolve(reference=ticket.reference, text="Done", by=scene.clerk, now=TEN)
    assert (again(jump).state, again(jump).ended_at, again(jump).ticket.jumped_at) == ("ended", TEN, None)
    assert verbs(ticket)[-2:] == ["jump.ended", "ticket.resolved"]


def test_it_ends_by_itself(scene: Scene) -> None:
    jump = jumped(scene)
    end = NINE + dt.timedelta(days=3)
    assert expire_jumps(now=end) == 0
    assert expire_jumps(now=end + dt.timedelta(seconds=1)) == 1
    ticket = again(jump).ticket
    assert (again(jump).state, ticket.jumped_at, ticket.queue_at) == ("ended", None, ticket.next_due_at)


def test_it_is_ended_by_hand(scene: Scene) -> None:
    jump = jumped(scene)
    refused("not_allowed", jump_stop, reference=jump.reference, by=scene.clerk, now=TEN)
    jump_stop(reference=jump.reference, by=scene.agent, now=TEN)
    ticket = again(jump).ticket
    assert (again(jump).state, ticket.queue_at) == ("ended", ticket.next_due_at)
    refused("wrong_state", jump_stop, reference=jump.reference, by=scene.agent, now=TEN)


def test_a_head_reviews_it_once_afterwards(scene: Scene) -> None:
    jump = jumped(scene)
    review: dict[str, Any] = {"justified": False, "text": "Ask customs earlier", "now": TEN}
    refused("not_reviewable", jump_review, reference=jump.reference, by=scene.agent_head, **review)
    jump_stop(reference=jump.reference, by=scene.agent, now=TEN)
    refused("not_allowed", jump_review, reference=jump.reference, by=scene.agent, **review)
    done = jump_review(reference=jump.reference, by=scene.agent_head, **review)
    assert (done.justified, done.review, done.reviewed_by) == (False, "Ask customs earlier", scene.agent_head)
    assert told(scene.agent)[-1] == "jump.reviewed"
    refused("not_reviewable", jump_review, reference=jump.reference, by=scene.agent_head, **review)


def test_one_at_a_time(scene: Scene) -> None:
    jump = jumped(scene)
    refused("already_jumping", jumped, scene=scene, ticket=jump.ticket)


def test_a_resolved_ticket_does_not_jump(scene: Scene) -> None:
    refused("wrong_state", jumped, scene=scene, ticket=resolved_ticket(scene))


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"reason": " "}, "reason"),
        ({"harm": "boredom"}, "harm"),
        ({"surcharge": Decimal(0), "currency": "CNY"}, "surcharge"),
        ({"surcharge": Decimal(1)}, "currency"),
        ({"surcharge": Decimal(1), "currency": "元"}, "currency"),
    ],
)
def test_malformed(scene: Scene, change: dict[str, Any], field: str) -> None:
    ticket = open_ticket(scene)
    refusal: Any = refused("malformed", jumped, scene=scene, ticket=ticket, **change)
    assert list(refusal.errors) == [field]


def test_who_may(scene: Scene) -> None:
    ticket = open_ticket(scene)
    sales = make_user("sales", Role.SALESPERSON, department=scene.front)
    for person, code in ((scene.clerk, "not_allowed"), (scene.outsider, "not_found"), (sales, "not_found")):
        refused(code, jumped, scene=scene, ticket=ticket, by=person)
    assert jumped(scene, open_ticket(scene, by=sales), by=sales).state == "running"


def test_policies_are_the_administrators(scene: Scene) -> None:
    for person in (scene.agent, scene.agent_head, scene.reader):
        refused("not_allowed", jump_policy_set, department="", by=person, now=NINE, per_person=1, per_department=1,
                days=1, acknowledge_minutes=1)  # fmt: skip
    refused("malformed", budget, scene=scene, days=0)
    refused("unknown_department", budget, scene=scene, department="D-0")
    refused("unknown_department", budget, scene=scene, informs=["D-0"])


def test_of_many_for_the_last_one_one_starts(transactional_db: None) -> None:
    scene = make_scene()
    budget(scene, per_person=1, per_department=1)
    tickets = [open_ticket(scene) for _each in range(20)]
    answers = at_once(20, lambda index: jumped(scene, tickets[index]))
    assert sorted(answer.state for answer in answers) == ["asked"] * 19 + ["running"]
    assert Jump.objects.filter(within_budget=True).count() == 1
    assert Event.objects.filter(verb="jump.started").count() == 1
    assert Event.objects.filter(verb="jump.asked").count() == 19
    mails = OutboxRow.objects.filter(kind="jump.started", channel="mail")
    assert list(mails.values_list("recipient", flat=True)) == [scene.clerk_head.pk]


def test_without_the_lock_more_would_start(transactional_db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """The control: what is counted without a lock is counted by all before any has started."""
    scene = make_scene()
    budget(scene, per_person=1, per_department=1)
    tickets = [open_ticket(scene) for _each in range(20)]
    read = JumpPolicy.objects.get(department=None)
    monkeypatch.setattr("feedback.tickets.services.jumps.policy_of", lambda _department, **_: read)
    answers = at_once(20, lambda index: jumped(scene, tickets[index]))
    assert len([answer for answer in answers if answer.state == "running"]) > 1


def test_four_workers_at_once_find_each_once(transactional_db: None) -> None:
    scene = make_scene()
    budget(scene, per_person=100, per_department=100)
    for _each in range(20):
        jumped(scene)

    def sweep(find: Any, now: dt.datetime) -> list[int]:
        def worker(_index: int) -> int:
            found = 0
            while batch := find(now=now, limit=3):
                found += batch
            return found

        return [sum(at_once(4, worker)), worker(0)]

    # The control: four who read before anybody has written all believe that they found the same.
    all_read = threading.Barrier(4)

    def read(_index: int) -> int:
        found = len(JumpPass.objects.filter(late_at=None, due_at__lt=at("2026-11-16 12:00")))
        all_read.wait(30)
        return found

    assert at_once(4, read) == [20] * 4
    assert sum(sweep(find_unacknowledged, at("2026-11-16 12:00"))) == 20
    assert Event.objects.filter(verb="jump.not_acknowledged").count() == 20
    mails = OutboxRow.objects.filter(kind="jump.not_acknowledged", channel="mail", recipient=scene.clerk_head)
    assert mails.count() == 20
    assert sum(sweep(expire_jumps, at("2026-11-20 12:00"))) == 20
    assert Event.objects.filter(verb="jump.expired").count() == 20
    assert Jump.objects.exclude(state="ended").count() == 0


def test_the_task_finds_both(scene: Scene) -> None:
    long_ago = at("2026-11-02 09:00")
    jumped(scene, open_ticket(scene, now=long_ago), now=long_ago)
    assert tasks.watch_jumps() == 1
    assert tasks.watch_jumps() == 0


def test_the_rule_of_the_budget() -> None:
    rule = Budget(per_person=2, per_department=3, days=30)
    assert rule.covers(person=1, department=2)
    assert not rule.covers(person=2, department=2)
    assert not rule.covers(person=0, department=3)
    assert rule.since(TEN) == TEN - dt.timedelta(days=30)


def test_the_report(scene: Scene) -> None:
    budget(scene, per_person=1, per_department=7)
    open_ticket(scene)
    done = jumped(scene, open_ticket(scene, now=TEN), now=TEN)
    refused_one = jumped(scene, now=TEN)
    jump_refuse(reference=refused_one.reference, by=scene.agent_head, now=TEN, reason="No")
    jump_stop(reference=done.reference, by=scene.agent, now=TEN)
    jump_review(reference=done.reference, by=scene.agent_head, now=TEN, justified=True, text="Right")
    (use,) = use_of_budgets(Jump.objects.all(), since=NINE)
    assert (use.department, use.started, use.budget, use.days) == ("Front", 1, 7, 30)
    assert (use.asked, use.refused, use.justified, use.not_justified, use.unreviewed) == (1, 1, 1, 0, 0)
    assert causes(Jump.objects.all(), since=NINE) == [Cause("Billing", None, 2, 1, 60)]


def test_pages(scene: Scene) -> None:
    now = dt.datetime.now(dt.UTC)
    way(scene)
    open_ticket(scene, now=now - dt.timedelta(hours=1))
    ticket = open_ticket(scene, now=now)
    client = client_of(scene.agent)
    form = {"harm": "promise", "reason": "The flight leaves at six"}
    assert client.post(f"{ticket.get_absolute_url()}jump/", form | {"reason": ""}).status_code == 422
    assert client.post(f"{ticket.get_absolute_url()}jump/", form).status_code == 302
    jump = Jump.objects.get()
    page = client_of(scene.driver).get(ticket.get_absolute_url()).content.decode()
    assert "Acknowledge for my department" in page
    path = f"/tickets/jumps/{jump.reference}/"
    assert client_of(scene.driver).post(f"{path}acknowledge/").status_code == 302
    assert (
        "Acknowledge for my department" not in client_of(scene.driver).get(ticket.get_absolute_url()).content.decode()
    )
    assert "Acknowledged" in client.get(path).content.decode()
    assert "The flight leaves at six" in client.get("/tickets/jumps/").content.decode()
    assert client.post(f"{path}stop/").status_code == 302
    head = client_of(scene.agent_head)
    assert head.post(f"{path}review/", {"justified": "yes", "text": "Right"}).status_code == 302
    assert "It was right" in head.get(path).content.decode()
    assert "Front" in head.get("/tickets/jumps/report/").content.decode()
    assert head.get("/tickets/jumps/report/?export=csv").content.decode().splitlines()[1].startswith("Front,1,10,30")
    admin = client_of(scene.admin)
    policy = {"per_person": "4", "per_department": "9", "days": "30", "acknowledge_minutes": "20"}
    assert admin.post("/tickets/jumps/policies/set/", policy).status_code == 302
    assert JumpPolicy.objects.get(department=None).per_person == 4
    assert head.post("/tickets/jumps/policies/set/", policy).status_code == 403


def test_the_pages_of_a_grant(scene: Scene) -> None:
    budget(scene, per_person=0)
    head = client_of(scene.agent_head)
    yes, no = jumped(scene), jumped(scene)
    assert "Grant it" in head.get(f"/tickets/jumps/{yes.reference}/").content.decode()
    assert head.post(f"/tickets/jumps/{yes.reference}/grant/", {}).status_code == 302
    assert head.post(f"/tickets/jumps/{no.reference}/refuse/", {"reason": "It can wait"}).status_code == 302
    assert (again(yes).state, again(no).state) == ("running", "refused")


def test_rest(scene: Scene) -> None:
    budget(scene, per_person=1)
    first, second = open_ticket(scene), open_ticket(scene)
    client, head = client_of(scene.agent), client_of(scene.agent_head)

    def post(by: Any, path: str, data: dict[str, Any]) -> Any:
        return by.post(f"/api/v1/jumps/{path}", data, content_type="application/json")

    body = {"ticket": first.reference, "harm": "safety", "reason": "Medicine", "surcharge": "10.00", "currency": "CNY"}
    made = post(client, "", body)
    assert made.status_code == 201
    assert (made.json()["state"], made.json()["surcharge"], len(made.json()["passes"])) == ("running", "10.00", 1)
    assert post(client, "", body).json()["code"] == "already_jumping"
    assert post(client, "", body | {"harm": "boredom"}).json()["errors"].keys() == {"harm"}
    asked = post(client, "", {"ticket": second.reference, "harm": "money", "reason": "Now"}).json()
    assert asked["state"] == "asked"
    assert post(client, f"{asked['id']}/grant/", {}).status_code == 403
    assert post(head, f"{asked['id']}/grant/", {"reason": "Go"}).json()["state"] == "running"
    assert post(client_of(scene.clerk), f"{asked['id']}/acknowledge/", {}).json()["passes"][0]["acknowledged_by"]
    assert post(client, f"{asked['id']}/stop/", {}).json()["state"] == "ended"
    assert post(head, f"{asked['id']}/review/", {"justified": True, "text": "Right"}).json()["justified"] is True
    found = client.get("/api/v1/jumps/?mine=started&state=running").json()["results"]
    assert [row["id"] for row in found] == [made.json()["id"]]
    report = head.get("/api/v1/jumps/report/?days=30").json()
    assert {"uses", "causes"} == report.keys()
    policy = {"per_person": 3, "per_department": 9, "days": 30, "acknowledge_minutes": 20}
    assert post(client_of(scene.admin), "policies/", policy).json()[0]["per_person"] == 3
    assert client_of(scene.outsider).get(f"/api/v1/jumps/{asked['id']}/").status_code == 404


def test_taking_it_leaves_it_on_top(scene: Scene) -> None:
    ticket = open_ticket(scene)
    jumped(scene, ticket)
    taken = ticket_take(reference=ticket.reference, by=scene.clerk, now=TEN)
    assert taken.queue_at.year < 1900
