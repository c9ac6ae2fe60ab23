"""breach_due_clocks: what ran out is found once, by however many workers."""

import threading

import pytest

from feedback.tickets import tasks
from feedback.tickets.models import Clock
from feedback.tickets.services import breach_due_clocks, ticket_hand_over
from feedback.tickets.tests.check import clock, told, verbs
from feedback.tickets.tests.factory import (
    MONDAY,
    Scene,
    at,
    make_scene,
    open_ticket,
    taken_ticket,
    waiting_ticket,
)
from portal.records.models import Event, OutboxRow
from tests.crowd import at_once


def test_it_works(scene: Scene) -> None:
    ticket = open_ticket(scene)
    assert breach_due_clocks(now=at("2026-11-16 10:01")) == 1
    assert clock(ticket, "response").breached_at == at("2026-11-16 10:00")
    assert verbs(ticket) == ["ticket.opened", "ticket.breached"]
    assert told(scene.clerk_head) == ["ticket.late_response"]
    assert breach_due_clocks(now=at("2026-11-16 10:02")) == 0


def test_the_due_instant_is_not_late(scene: Scene) -> None:
    open_ticket(scene)
    assert breach_due_clocks(now=at("2026-11-16 10:00")) == 0


def test_owner_and_first_owner_are_told(scene: Scene) -> None:
    ticket = taken_ticket(scene)
    ticket_hand_over(
        reference=ticket.reference, department=scene.logistics.reference, reason="Yours", by=scene.clerk, now=MONDAY
    )
    breach_due_clocks(now=at("2026-11-16 14:01"))
    assert told(scene.clerk)[-1] == told(scene.driver_head)[-1] == "ticket.late_resolution"


def test_met_and_paused_clocks_are_left_alone(scene: Scene) -> None:
    waiting_ticket(scene)
    assert breach_due_clocks(now=at("2026-12-16 14:01")) == 0


def test_batches(scene: Scene) -> None:
    for _each in range(5):
        open_ticket(scene)
    found = [breach_due_clocks(now=at("2026-11-16 10:30"), limit=2) for _each in range(4)]
    assert found == [2, 2, 1, 0]


def test_the_task_sweeps_until_nothing_is_left(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    for _each in range(3):
        open_ticket(scene, now=at("2026-11-09 09:00"))
    monkeypatch.setattr(tasks, "BATCH", 2)
    assert tasks.breach_clocks() == 6  # both clocks of each: today is long after
    assert tasks.breach_clocks() == 0


def test_four_workers_at_once_breach_each_clock_once(transactional_db: None) -> None:
    scene = make_scene()
    for _each in range(40):
        open_ticket(scene)
    now = at("2026-11-16 15:00")

    def worker(_index: int) -> int:
        found = 0
        while batch := breach_due_clocks(now=now, limit=7):
            found += batch
        return found

    # The control: four who read before anybody has written all believe that they found the same.
    all_read = threading.Barrier(4)

    def read(_index: int) -> int:
        late = len(Clock.objects.filter(breached_at=None, due_at__lt=now))
        all_read.wait(30)
        return late

    assert at_once(4, read) == [80] * 4
    assert sum(at_once(4, worker)) + worker(0) == 80
    assert Clock.objects.filter(breached_at=None).count() == 0
    assert Event.objects.filter(verb="ticket.breached").count() == 80
    for channel in ("inbox", "mail"):
        assert OutboxRow.objects.filter(channel=channel, kind__startswith="ticket.late").count() == 80
