"""Escalation levels: who keeps them, when they are reached, that each is told once for a due time."""

import datetime as dt
import json
import threading
from decimal import Decimal
from typing import Any

from feedback.tickets import tasks
from feedback.tickets.models import Clock, Escalation, EscalationLevel, Ticket
from feedback.tickets.queries.levels import pending
from feedback.tickets.rules.levels import is_pending, minutes_until, side_of
from feedback.tickets.services import (
    escalate_clocks,
    escalating,
    level_create,
    level_edit,
    retime_clocks,
    service_edit,
    service_set_way,
    ticket_hand_over,
    ticket_resolve,
    ticket_resume,
    ticket_take,
    ticket_wait,
)
from feedback.tickets.services.catalogue import Part
from feedback.tickets.tests.check import clock, refused, told, verbs
from feedback.tickets.tests.factory import MONDAY, Scene, at, make_scene, open_ticket, taken_ticket
from feedback.tickets.tests.test_api import client_of
from portal.people.models import Role
from portal.records.models import Event, OutboxRow
from tests.cast import make_user
from tests.crowd import at_once
from tests.forms import StaleEdit

EARLY = at("2026-11-13 09:00")
# The resolution takes 240 working minutes: from nine on a Monday until two, with lunch from twelve to one.
HALF, MOST, DUE = at("2026-11-16 11:00"), at("2026-11-16 13:12"), at("2026-11-16 14:00")


def made(scene: Scene, **values: Any) -> EscalationLevel:
    given: dict[str, Any] = {
        "department": scene.billing.reference, "clock": "resolution", "percent": 50, "tells": ["owner"],
        "by": scene.clerk_head, "now": EARLY,
    }  # fmt: skip
    return level_create(**given | values)


def instants(ticket: Ticket) -> list[dt.datetime]:
    found = clock(ticket, "resolution")
    return [each.at for each in pending(found, found.calendar)]


def level_messages(person: Any) -> list[str]:
    return [kind for kind in told(person) if kind.startswith("level.")]


def test_the_rules() -> None:
    assert minutes_until(240, percent=80, minutes_after=0) == Decimal(192)
    assert minutes_until(240, percent=100, minutes_after=30) == Decimal(270)
    sides = [side_of(percent=percent, minutes_after=after) for percent, after in ((99, 0), (100, 0), (100, 1))]
    assert sides == ["before", "due", "after"]
    assert is_pending(HALF, since=EARLY, told_at=None)
    assert not is_pending(HALF, since=HALF, told_at=None)  # passed before the level was there
    assert not is_pending(HALF, since=EARLY, told_at=HALF)
    assert is_pending(MOST, since=EARLY, told_at=HALF)  # the due time moved to later


def test_it_works(scene: Scene) -> None:
    made(scene, percent=80, tells=["owner", "head"])
    made(scene)
    made(scene, percent=100, tells=["head", "first_owner", "owner"])
    made(scene, percent=100, minutes_after=30, tells=["executive"])
    boss = make_user("boss", Role.EXECUTIVE, department=scene.front)
    ticket = taken_ticket(scene)
    assert instants(ticket) == [HALF, MOST, DUE, at("2026-11-16 14:30")]
    assert clock(ticket, "resolution").next_level_at == HALF
    assert clock(ticket, "response").next_level_at is None
    assert escalate_clocks(now=HALF - dt.timedelta(seconds=1)) == 0
    assert [escalate_clocks(now=moment) for moment in (HALF, HALF, MOST)] == [1, 0, 1]
    assert (level_messages(scene.clerk), level_messages(scene.clerk_head)) == (["level.before"] * 2, ["level.before"])
    assert escalate_clocks(now=at("2026-11-16 15:00")) == 1  # two levels in one go
    assert (level_messages(scene.clerk)[-1], level_messages(boss)) == ("level.due", ["level.after"])
    assert clock(ticket, "resolution").next_level_at is None
    assert verbs(ticket)[-4:] == ["ticket.escalated"] * 4
    page = client_of(scene.clerk).get(ticket.get_absolute_url()).content.decode()
    assert "Escalated: Resolution, After 80% of the time" in page
    assert "30 working minutes after it was due" in page


def test_nobody_owns_it(scene: Scene) -> None:
    made(scene)
    open_ticket(scene)
    escalate_clocks(now=HALF)
    assert level_messages(scene.clerk_head) == ["level.before"]


def test_the_head_above_is_somebody_else(scene: Scene) -> None:
    top = scene.logistics
    scene.billing.parent, scene.billing.path = top, [top.pk, scene.billing.pk]
    scene.billing.save()
    made(scene, tells=["head_above"])
    open_ticket(scene)
    escalate_clocks(now=HALF)
    assert (level_messages(scene.driver_head), level_messages(scene.clerk_head)) == (["level.before"], [])


def test_which_levels_count(scene: Scene) -> None:
    top = scene.logistics
    scene.billing.parent, scene.billing.path = top, [top.pk, scene.billing.pk]
    scene.billing.save()
    made(scene, department=top.reference, percent=10, by=scene.driver_head)
    assert instants(open_ticket(scene)) == [at("2026-11-16 09:24")]
    department = made(scene, percent=20)
    assert instants(open_ticket(scene)) == [at("2026-11-16 09:48")]
    made(scene, service=scene.service.reference, percent=30)
    assert instants(open_ticket(scene)) == [at("2026-11-16 10:12")]
    level_edit(reference=department.reference, active=False, by=scene.clerk_head, now=EARLY)
    assert instants(open_ticket(scene)) == [at("2026-11-16 10:12")]


def test_a_new_level_counts_on_open_tickets_from_now(scene: Scene) -> None:
    ticket = open_ticket(scene)
    made(scene, percent=80, now=HALF)
    made(scene, now=HALF)  # this instant is over
    assert clock(ticket, "resolution").next_level_at is None
    assert retime_clocks(now=HALF) == 1
    assert clock(ticket, "resolution").next_level_at == MOST


def test_a_paused_clock_tells_nothing(scene: Scene) -> None:
    made(scene)
    ticket = taken_ticket(scene)
    ticket_wait(reference=ticket.reference, text="Which?", by=scene.clerk, now=at("2026-11-16 10:00"))
    assert escalate_clocks(now=DUE) == 0
    ticket_resume(reference=ticket.reference, by=scene.clerk, now=DUE)
    assert clock(ticket, "resolution").next_level_at == at("2026-11-16 15:00")
    assert escalate_clocks(now=at("2026-11-16 15:00")) == 1
    # A pause behind the level leaves its instant where it was: nobody is told again.
    ticket_wait(reference=ticket.reference, text="Which?", by=scene.clerk, now=at("2026-11-16 16:00"))
    ticket_resume(reference=ticket.reference, by=scene.clerk, now=at("2026-11-16 17:00"))
    assert clock(ticket, "resolution").next_level_at is None
    assert escalate_clocks(now=at("2026-11-20 15:00")) == 0


def test_a_resolved_ticket_tells_nothing(scene: Scene) -> None:
    made(scene)
    ticket = taken_ticket(scene)
    ticket_resolve(reference=ticket.reference, text="Done", by=scene.clerk, now=at("2026-11-16 10:00"))
    assert escalate_clocks(now=DUE) == 0


def test_a_moved_due_time_is_told_by_the_new_one(scene: Scene) -> None:
    made(scene)
    ticket = open_ticket(scene)
    escalate_clocks(now=HALF)
    service_edit(reference=scene.service.reference, resolution_minutes=480, by=scene.clerk_head, now=HALF)
    retime_clocks(now=HALF)
    # The whole Monday now, so half of it is at two.
    assert clock(ticket, "resolution").next_level_at == DUE
    assert [escalate_clocks(now=DUE), escalate_clocks(now=DUE)] == [1, 0]
    service_edit(reference=scene.service.reference, resolution_minutes=120, by=scene.clerk_head, now=DUE)
    retime_clocks(now=DUE)
    assert escalate_clocks(now=at("2026-11-20 15:00")) == 0  # told later than that already
    assert Escalation.objects.count() == 2


def test_the_clock_of_a_department(scene: Scene) -> None:
    parts = [
        Part(scene.billing.reference, 60, "Check", "核对"), Part(scene.logistics.reference, 120, "Collect", "取件"),
    ]  # fmt: skip
    service_set_way(reference=scene.service.reference, parts=parts, by=scene.admin, now=EARLY)
    made(scene, department=scene.logistics.reference, clock="step", by=scene.driver_head, tells=["head"])
    ticket = taken_ticket(scene)
    assert escalate_clocks(now=at("2026-11-16 09:50")) == 0
    over = {"department": scene.logistics.reference, "reason": "Yours", "by": scene.clerk, "now": MONDAY}
    ticket_hand_over(reference=ticket.reference, **over)
    assert escalate_clocks(now=at("2026-11-16 10:00")) == 1
    assert level_messages(scene.driver_head) == ["level.before"]


def test_who_keeps_them(scene: Scene) -> None:
    level = made(scene, by=scene.admin)
    for person in (scene.clerk, scene.driver_head, scene.reader):
        refused("not_allowed", made, scene=scene, by=person)
        refused("not_allowed", level_edit, reference=level.reference, by=person, now=EARLY, percent=60)


def test_refusals(scene: Scene) -> None:
    for values in (
        {"percent": 0}, {"percent": 101}, {"minutes_after": 5}, {"percent": 100, "minutes_after": -1}, {"tells": []},
        {"tells": ["everybody"]}, {"clock": "egg"}, {"percent": 100, "minutes_after": 10**9},
    ):  # fmt: skip
        refused("malformed", made, scene=scene, **values)
    refused("unknown_department", made, scene=scene, department="D-00000000")
    refused("unknown_service", made, scene=scene, service="S-00000000")
    level = made(scene)
    refused("level_exists", made, scene=scene)
    refused("stale", level_edit, reference=level.reference, by=scene.clerk_head, now=EARLY, version=9, percent=60)
    refused("not_found", level_edit, reference="EL-00000000", by=scene.clerk_head, now=EARLY, percent=60)
    for percent in range(1, 10):
        made(scene, percent=percent)
    refused("too_many", made, scene=scene, percent=99)


def test_four_workers_at_once_tell_each_level_once(transactional_db: None) -> None:
    scene = make_scene()
    made(scene)
    made(scene, percent=80, tells=["head"])
    for _each in range(20):
        ticket_take(reference=open_ticket(scene).reference, by=scene.clerk, now=MONDAY)

    def worker(_index: int) -> int:
        found = 0
        while batch := escalate_clocks(now=DUE, limit=3):
            found += batch
        return found

    # The control: four who read before anybody wrote, each believe that they must tell.
    all_read = threading.Barrier(4)

    def read(_index: int) -> list[Clock]:
        clocks = list(Clock.objects.filter(next_level_at__lte=DUE).select_related("calendar", "ticket"))
        all_read.wait(30)
        return clocks

    believed = at_once(4, read)
    assert [len(each) for each in believed] == [20] * 4
    assert sum(at_once(4, worker)) + worker(0) == 20
    assert Event.objects.filter(verb="ticket.escalated").count() == 40
    assert Escalation.objects.count() == 40
    rows = OutboxRow.objects.filter(channel="inbox", kind="level.before")
    assert (rows.filter(recipient=scene.clerk).count(), rows.filter(recipient=scene.clerk_head).count()) == (20, 20)
    # Whoever read before the others wrote comes too late: the conditional UPDATE finds the clock moved on.
    assert [escalating.escalate(each, now=DUE) for each in believed[0]] == [0] * 20
    assert Event.objects.filter(verb="ticket.escalated").count() == 40


def test_the_task_sweeps_until_nothing_is_left(scene: Scene) -> None:
    made(scene, now=at("2026-11-02 09:00"))
    for _each in range(3):
        open_ticket(scene, now=at("2026-11-09 09:00"))
    assert (tasks.escalate(), tasks.escalate()) == (3, 0)


def test_pages(scene: Scene) -> None:
    level = made(scene)
    head, clerk = client_of(scene.clerk_head), client_of(scene.clerk)
    assert "After 50% of the time" in clerk.get("/tickets/levels/").content.decode()
    assert "/edit/" not in clerk.get("/tickets/levels/").content.decode()
    assert f"{level.reference}/edit/" in head.get("/tickets/levels/").content.decode()
    data = {
        "department": scene.billing.reference, "clock": "response", "percent": "100", "minutes_after": "10",
        "tells": ["head", "owner"], "active": "on",
    }  # fmt: skip
    assert head.post("/tickets/levels/new/", data).status_code == 302
    assert head.post("/tickets/levels/new/", data).status_code == 422
    assert head.post("/tickets/levels/new/", data | {"percent": "80"}).status_code == 422
    assert clerk.get("/tickets/levels/new/").status_code == 403
    assert EscalationLevel.objects.get(clock="response").tells == ["owner", "head"]

    def change() -> None:
        level_edit(reference=level.reference, by=scene.clerk_head, now=EARLY, percent=60)

    edit = StaleEdit(head, f"/tickets/levels/{level.reference}/edit/", change, percent="70")
    assert edit.differences["percent"] == ("60", "70")


def test_rest(scene: Scene) -> None:
    head, kind = client_of(scene.clerk_head), "application/json"
    body = {
        "department": scene.billing.reference, "clock": "resolution", "percent": 80, "tells": ["owner"],
        "service": scene.service.reference,
    }  # fmt: skip
    answer = head.post("/api/v1/escalation-levels/", json.dumps(body), content_type=kind)
    assert (answer.status_code, answer.json()["service"]["id"]) == (201, scene.service.reference)
    assert head.post("/api/v1/escalation-levels/", json.dumps(body), content_type=kind).json()["code"] == "level_exists"
    path = f"/api/v1/escalation-levels/{answer.json()['id']}/"
    assert head.patch(path, json.dumps({"active": False}), content_type=kind).json()["active"] is False
    old = {"If-Match": '"1"'}
    assert head.patch(path, json.dumps({"active": True}), content_type=kind, headers=old).status_code == 412
    assert head.get("/api/v1/escalation-levels/?active=true").json()["results"] == []
    clerk = client_of(scene.clerk)
    assert clerk.get(path).status_code == 200
    assert clerk.post("/api/v1/escalation-levels/", json.dumps(body), content_type=kind).status_code == 403
