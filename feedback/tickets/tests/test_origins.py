"""Back office first: each failure that reached a customer is found once, its minutes charged to the steps behind it."""

import datetime as dt
from typing import Any

from feedback.tickets.models import Charge, Failure, Resolution, Step, Ticket
from feedback.tickets.queries.origins import origins
from feedback.tickets.queries.reporting import Asked
from feedback.tickets.rules.origins import Stay, of_one, of_promise, of_time_spent, shared
from feedback.tickets.services import (
    break_due_promises,
    charge_failures,
    find_failures,
    jump_stop,
    promise_keep,
    service_set_way,
    ticket_jump,
    ticket_pass_on,
    ticket_promise,
    ticket_reopen,
    ticket_resolve,
    ticket_take,
)
from feedback.tickets.services.catalogue import Part
from feedback.tickets.tests.factory import MONDAY, Scene, at, make_scene, open_ticket, resolved_ticket, taken_ticket
from feedback.tickets.tests.test_api import client_of
from tests.crowd import at_once

EVENING = at("2026-11-16 18:00")


def sweep(now: dt.datetime = EVENING) -> int:
    found = find_failures(now=now)
    assert charge_failures(now=now) == 0
    return found


def charged() -> list[tuple[str, int, int]]:
    rows = Charge.objects.order_by("department__code", "number")
    return list(rows.values_list("department__code", "number", "minutes"))


# -- rules
def test_a_promise_is_charged_by_how_far_each_step_exceeded_its_own_time() -> None:
    stays = [Stay(1, 90, 60), Stay(2, 20, 30), Stay(3, 40, 30)]
    assert of_promise(100, stays) == {1: 75, 3: 25}


def test_if_none_exceeded_it_by_the_time_spent() -> None:
    assert of_promise(90, [Stay(1, 30, 60), Stay(2, 15, None)]) == {1: 60, 2: 30}
    assert of_promise(10, [Stay(1, 0, 60), Stay(2, 0, 60)]) == {2: 10}
    assert of_promise(10, []) == {}
    assert of_promise(0, [Stay(1, 5, None)]) == {1: 0}


def test_whole_minutes_that_add_up() -> None:
    assert shared(10, {1: 1.0, 2: 1.0, 3: 1.0}) == {1: 4, 2: 3, 3: 3}
    assert shared(7, {1: 0.6, 2: 0.4}) == {1: 4, 2: 3}
    assert shared(5, {}) == {}
    assert (of_time_spent(9, [Stay(1, 10), Stay(2, 20)]), of_one(8, 4)) == ({1: 3, 2: 6}, {4: 8})


# -- each kind of failure
def test_a_broken_promise_along_the_way(scene: Scene) -> None:
    parts = [
        Part(scene.billing.reference, 60, "Check", "核对"),
        Part(scene.logistics.reference, 30, "Collect", "取件"),
    ]
    service_set_way(reference=scene.service.reference, parts=parts, by=scene.admin, now=MONDAY)
    ticket = taken_ticket(scene)
    word = {"text": "Money", "due_at": at("2026-11-16 11:00"), "channel": "phone", "by": scene.agent, "now": MONDAY}
    promise = ticket_promise(reference=ticket.reference, **word)
    # Billing takes 100 of its 60 minutes, logistics 40 of its 30 until it is done at 11:20.
    ticket_pass_on(reference=ticket.reference, by=scene.clerk, now=at("2026-11-16 10:40"))
    ticket_take(reference=ticket.reference, by=scene.driver, now=at("2026-11-16 10:40"))
    break_due_promises(now=at("2026-11-16 11:01"))
    ticket_resolve(reference=ticket.reference, text="Done", by=scene.driver, now=at("2026-11-16 11:20"))
    promise_keep(reference=promise.reference, by=scene.agent, now=at("2026-11-16 11:20"))
    assert sweep() == 1
    failure = Failure.objects.get()
    assert (failure.kind, failure.minutes, failure.settled) == ("promise", 20, True)
    assert charged() == [("billing", 1, 16), ("logistics", 2, 4)]
    assert sweep() == 0


def test_what_goes_on_is_charged_as_far_as_it_has_come(scene: Scene) -> None:
    ticket = taken_ticket(scene)
    word = {"text": "Money", "due_at": at("2026-11-16 11:00"), "channel": "phone", "by": scene.agent, "now": MONDAY}
    ticket_promise(reference=ticket.reference, **word)
    break_due_promises(now=at("2026-11-16 11:01"))
    sweep(at("2026-11-16 11:10"))
    assert charged() == [("billing", 1, 10)]
    sweep(at("2026-11-16 11:30"))
    assert charged() == [("billing", 1, 30)]
    assert not Failure.objects.get().settled


def test_a_promise_between_departments_reaches_no_customer(scene: Scene) -> None:
    ticket = taken_ticket(scene)
    word: dict[str, Any] = {"text": "Money", "channel": "phone", "by": scene.agent, "now": MONDAY}
    outer = ticket_promise(reference=ticket.reference, due_at=at("2026-11-18 11:00"), **word)
    inner = word | {"kind": "inner", "outer": outer.reference, "channel": ""}
    ticket_promise(reference=ticket.reference, due_at=at("2026-11-16 11:00"), **inner)
    break_due_promises(now=EVENING)
    assert sweep() == 0


def test_a_reopening_is_charged_to_the_step_that_resolved(scene: Scene) -> None:
    ticket = resolved_ticket(scene)
    ticket_reopen(reference=ticket.reference, reason="No", by=scene.agent, now=at("2026-11-16 10:00"))
    sweep(at("2026-11-16 10:05"))
    assert not Failure.objects.get().settled
    ticket_resolve(reference=ticket.reference, text="Done", by=scene.clerk, now=at("2026-11-16 10:45"))
    sweep()
    assert (Failure.objects.get().kind, charged()) == ("reopen", [("billing", 1, 45)])
    assert Failure.objects.get().settled


def repeated(scene: Scene, *, days: int = 7) -> tuple[Ticket, Ticket]:
    first = taken_ticket(scene, customer_key="C1", now=at("2026-11-09 09:00"))
    resolved_at = at("2026-11-09 09:30")
    ticket_resolve(reference=first.reference, text="Done", by=scene.clerk, now=resolved_at)
    second = taken_ticket(scene, customer_key="C1", now=resolved_at + dt.timedelta(days=days))
    return first, second


def test_who_comes_again_is_charged_to_the_first_ticket(scene: Scene) -> None:
    first, second = repeated(scene)
    ticket_resolve(reference=second.reference, text="Done", by=scene.clerk, now=at("2026-11-16 10:30"))
    assert sweep() == 1
    failure = Failure.objects.get()
    assert (failure.kind, failure.ticket, failure.source, failure.minutes) == ("repeat", first, second.pk, 60)
    assert Charge.objects.get().step == Step.objects.get(ticket=first)


def test_another_customer_service_or_week_is_no_repeat(scene: Scene) -> None:
    repeated(scene, days=8)
    open_ticket(scene, customer_key="C2", now=at("2026-11-10 09:00"))
    open_ticket(scene, now=at("2026-11-10 09:00"))
    assert sweep(at("2026-11-20 18:00")) == 0


def test_a_jump_is_charged_to_the_step_where_it_was_started(scene: Scene) -> None:
    other, ticket = open_ticket(scene), open_ticket(scene, now=at("2026-11-16 09:20"))
    why = {"harm": "promise", "reason": "Flight", "by": scene.agent, "now": at("2026-11-16 09:30")}
    jump = ticket_jump(reference=ticket.reference, **why)
    jump_stop(reference=jump.reference, by=scene.agent, now=at("2026-11-16 10:00"))
    sweep()
    assert (Failure.objects.get().kind, Failure.objects.get().settled) == ("jump", True)
    assert charged() == [("billing", 1, 20)]
    assert other.pk != ticket.pk


# -- report
def test_ranked_by_customers_harmed(scene: Scene) -> None:
    for key in ("C1", "C1", "C2", ""):
        ticket = taken_ticket(scene, customer_key=key)
        ticket_resolve(reference=ticket.reference, text="Done", by=scene.clerk, now=MONDAY)
        ticket_reopen(reference=ticket.reference, reason="No", by=scene.agent, now=MONDAY)
    Resolution.objects.update(reopened_at=at("2026-11-16 10:00"))
    sweep()
    (row,) = origins(scene.reader, Asked(EVENING, 30))
    assert (row.department, row.step, row.customers, row.failures) == ("Billing", 1, 3, 4)
    assert row.kinds == {"promise": 0, "reopen": 4, "repeat": 0, "jump": 0}
    assert origins(scene.clerk_head, Asked(EVENING, 30)) == [row]
    assert origins(scene.driver_head, Asked(EVENING, 30)) == []
    assert origins(scene.reader, Asked(EVENING, 30, service=-1)) == []


def test_pages_files_and_rest(scene: Scene) -> None:
    now = dt.datetime.now(dt.UTC)
    ticket = resolved_ticket(scene, now=now - dt.timedelta(hours=2))
    ticket_reopen(reference=ticket.reference, reason="No", by=scene.agent, now=now - dt.timedelta(hours=1))
    sweep(now)
    client = client_of(scene.clerk_head)
    page = client.get("/tickets/reports/back-office-first/").content.decode()
    assert '<svg class="heat"' in page
    assert f"department={scene.billing.reference}&amp;step=1" in page
    listed = client.get(f"/tickets/reports/back-office-first/tickets/?department={scene.billing.reference}&step=1")
    assert ticket.reference in listed.content.decode()
    other = client.get("/tickets/reports/back-office-first/tickets/?step=2").content.decode()
    assert ticket.reference not in other
    assert client.get("/tickets/reports/back-office-first/?export=csv").content.decode().count("\n") == 2
    assert client.get("/api/v1/ticket-reports/origins/").json()[0]["kinds"]["reopen"] == 1
    (row,) = client.get("/api/v1/ticket-failures/?kind=reopen").json()["results"]
    assert (row["ticket"]["id"], row["step"], row["settled"]) == (ticket.reference, 1, False)
    assert client_of(scene.driver_head).get("/api/v1/ticket-failures/").json()["results"] == []
    assert client_of(scene.clerk).get("/tickets/reports/back-office-first/").status_code == 403


def test_four_workers_at_once_find_and_charge_each_once(transactional_db: None) -> None:
    scene = make_scene()
    for _number in range(12):
        ticket = resolved_ticket(scene)
        ticket_reopen(reference=ticket.reference, reason="No", by=scene.agent, now=MONDAY)

    def worker(_index: int) -> int:
        find_failures(now=EVENING)
        after = -1
        while after:
            after = charge_failures(now=EVENING, limit=3, after=max(after, 0))
        return 0

    assert at_once(4, worker) == [0, 0, 0, 0]
    worker(0)
    assert (Failure.objects.count(), Charge.objects.count()) == (12, 12)
