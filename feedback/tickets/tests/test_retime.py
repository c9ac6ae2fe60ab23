"""retime_clocks: what runs follows its service and its calendar; what is over stays."""

import datetime as dt

import pytest
from django.db import transaction

from feedback.tickets import tasks
from feedback.tickets.models import Clock, Ticket
from feedback.tickets.queries.retiming import Effect, effect_of_calendar, effect_of_minutes
from feedback.tickets.services import (
    breach_due_clocks,
    retime_clocks,
    service_edit,
    service_set_way,
    ticket_resolve,
    ticket_resume,
)
from feedback.tickets.services.catalogue import Part
from feedback.tickets.tests.check import clock, told, verbs
from feedback.tickets.tests.factory import (
    MONDAY,
    Scene,
    at,
    make_scene,
    open_ticket,
    resolved_ticket,
    taken_ticket,
    waiting_ticket,
)
from feedback.tickets.tests.test_api import client_of
from portal.calendars.services import calendar_set_day
from portal.records.models import Event
from tests.crowd import at_once

NOON = at("2026-11-16 12:00")


def change_minutes(scene: Scene, **minutes: int) -> None:
    service_edit(reference=scene.service.reference, by=scene.clerk_head, now=MONDAY, **minutes)


def make_monday_free(scene: Scene) -> None:
    calendar_set_day(by=scene.admin, reference=scene.calendar.reference, day=MONDAY.date(), kind="holiday", now=MONDAY)


def due(ticket: Ticket, kind: str) -> dt.datetime:
    return clock(ticket, kind).due_at


def test_open_tickets_follow_changed_minutes(scene: Scene) -> None:
    ticket = open_ticket(scene)
    change_minutes(scene, response_minutes=120, resolution_minutes=300)
    assert retime_clocks(now=MONDAY) == 1
    assert (due(ticket, "response"), due(ticket, "resolution")) == (at("2026-11-16 11:00"), at("2026-11-16 15:00"))
    ticket.refresh_from_db()
    assert ticket.next_due_at == ticket.queue_at == at("2026-11-16 11:00")
    event = Event.objects.about(ticket).get(verb="ticket.retimed")
    assert event.data["clocks"][0] == {
        "clock": "response",
        "from": at("2026-11-16 10:00").astimezone(dt.UTC).isoformat(),
        "to": at("2026-11-16 11:00").astimezone(dt.UTC).isoformat(),
    }
    assert retime_clocks(now=MONDAY) == 0


def test_a_holiday_moves_what_runs_and_nothing_that_is_over(scene: Scene) -> None:
    running, done = open_ticket(scene), resolved_ticket(scene)
    before = due(done, "resolution")
    make_monday_free(scene)
    assert retime_clocks(now=NOON) == 1
    assert due(running, "resolution") == at("2026-11-17 14:00")
    assert due(done, "resolution") == before
    assert verbs(done)[-1] == "ticket.resolved"


def test_pauses_stay_pauses(scene: Scene) -> None:
    ticket = waiting_ticket(scene)
    ticket_resume(reference=ticket.reference, by=scene.clerk, now=at("2026-11-16 10:00"))
    assert due(ticket, "resolution") == at("2026-11-16 15:00")
    change_minutes(scene, resolution_minutes=300)
    retime_clocks(now=NOON)
    assert due(ticket, "resolution") == at("2026-11-16 16:00")


def test_a_paused_clock_is_worked_out_when_it_goes_on(scene: Scene) -> None:
    ticket = waiting_ticket(scene)
    change_minutes(scene, resolution_minutes=300)
    retime_clocks(now=NOON)
    ticket.refresh_from_db()
    assert ticket.next_due_at is None
    ticket_resume(reference=ticket.reference, by=scene.clerk, now=at("2026-11-16 10:00"))
    assert due(ticket, "resolution") == at("2026-11-16 16:00")


def test_what_was_late_stays_marked_and_what_becomes_late_is_found(scene: Scene) -> None:
    late, running = taken_ticket(scene), taken_ticket(scene, now=NOON)
    breach_due_clocks(now=at("2026-11-16 14:30"))
    change_minutes(scene, resolution_minutes=60)
    retime_clocks(now=at("2026-11-16 14:30"))
    assert clock(late, "resolution").breached_at == at("2026-11-16 14:00")
    assert due(running, "resolution") == at("2026-11-16 14:00")
    assert breach_due_clocks(now=at("2026-11-16 14:31")) == 1
    assert told(scene.clerk).count("ticket.late_resolution") == 2


def test_a_departments_part_follows_its_way(scene: Scene) -> None:
    def way(minutes: int) -> None:
        parts = [Part(scene.billing.reference, minutes, "Check", "核对")]
        service_set_way(reference=scene.service.reference, parts=parts, by=scene.admin, now=MONDAY)

    way(30)
    ticket = open_ticket(scene)
    way(45)
    assert retime_clocks(now=MONDAY) == 1
    assert due(ticket, "step") == at("2026-11-16 09:45")


def test_the_preview_says_what_the_sweep_then_does(scene: Scene) -> None:
    for _each in range(3):
        open_ticket(scene)
    resolved_ticket(scene)
    early = at("2026-11-16 09:30")
    assert effect_of_minutes(scene.service, {"response": 20}, now=early) == Effect(moved=3, late=3)
    assert effect_of_minutes(scene.service, {"response": 40}, now=early) == Effect(moved=3, late=0)
    assert effect_of_minutes(scene.service, {"response": 60, "resolution": 240}, now=early) == Effect(0, 0)
    change_minutes(scene, response_minutes=20)
    assert retime_clocks(now=early) == 3
    assert breach_due_clocks(now=early) == 3


def test_the_preview_of_a_calendar(scene: Scene) -> None:
    open_ticket(scene)
    spec = scene.calendar.rules()
    assert effect_of_calendar(scene.calendar, spec, now=MONDAY) == Effect(0, 0)
    make_monday_free(scene)
    scene.calendar.refresh_from_db()
    assert effect_of_calendar(scene.calendar, scene.calendar.rules(), now=MONDAY) == Effect(1, 0)


def test_batches_and_the_task(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    for _each in range(5):
        open_ticket(scene)
    change_minutes(scene, response_minutes=30)
    assert retime_clocks(now=MONDAY, limit=2) == 2
    monkeypatch.setattr(tasks, "BATCH", 2)
    assert tasks.follow_changes() == 3
    assert tasks.follow_changes() == 0


def test_a_ticket_that_somebody_holds_is_looked_at_later(transactional_db: None) -> None:
    scene = make_scene()
    ticket, other = open_ticket(scene), open_ticket(scene)
    change_minutes(scene, response_minutes=30)
    with transaction.atomic():
        Ticket.objects.select_for_update().get(pk=ticket.pk)
        assert at_once(1, lambda _index: retime_clocks(now=MONDAY)) == [1]
    assert (clock(ticket, "response").minutes, clock(other, "response").minutes) == (60, 30)
    assert retime_clocks(now=MONDAY) == 1


def test_four_workers_and_a_verb_at_once_move_each_ticket_once(transactional_db: None) -> None:
    scene = make_scene()
    tickets = [taken_ticket(scene) for _each in range(20)]
    change_minutes(scene, resolution_minutes=300)

    def work(index: int) -> int:
        if index == 4:
            ticket_resolve(reference=tickets[0].reference, text="Done", by=scene.clerk, now=MONDAY)
            return 0
        found = 0
        while batch := retime_clocks(now=MONDAY, limit=3):
            found += batch
        return found

    answers = at_once(5, work)
    assert not [answer for answer in answers if isinstance(answer, Exception)]
    assert retime_clocks(now=MONDAY) == 0
    assert Clock.objects.filter(kind="resolution", met_at=None).exclude(minutes=300).count() == 0
    moved = Event.objects.filter(verb="ticket.retimed").values_list("subject_id", flat=True)
    assert len(moved) == len(set(moved)) >= 19


def test_the_calendars_pages_and_rest_say_it_before_it_is_saved(scene: Scene) -> None:
    now = dt.datetime.now(dt.UTC)
    open_ticket(scene, now=now)
    client = client_of(scene.admin)
    path = f"/calendars/{scene.calendar.reference}"
    hours = {f"hours_{day}": "09:00-12:00, 13:00-18:00" for day in range(5)} | {"hours_5": "", "hours_6": ""}
    form = {"name": "Office", "timezone": "Asia/Shanghai", "holidays": "", "shifts": ""} | hours
    assert client.post(f"{path}/effect/", form).content.strip() == b""
    shorter = form | {f"hours_{day}": "10:00-11:00" for day in range(5)}
    assert b"Tickets: 1 open one gets another due time." in client.post(f"{path}/effect/", shorter).content
    assert client.post(f"{path}/effect/", shorter | {"hours_0": "from nine"}).content.strip() == b""
    assert client_of(scene.clerk).post(f"{path}/effect/", shorter).status_code == 403
    tomorrow = (now + dt.timedelta(days=1)).date()
    week = [str(tomorrow + dt.timedelta(days=each)) for each in range(-1, 13)]
    answer = client.post(f"/api/v1{path}/effect/", {"holidays": week}, content_type="application/json")
    assert answer.json() == [{"what": "Tickets", "moved": 1, "late": 0}]
    assert client.get(f"/api/v1{path}/").json()["holidays"] == []
    bad = client.post(f"/api/v1{path}/effect/", {"holidays": ["soon"]}, content_type="application/json")
    assert bad.status_code == 400
