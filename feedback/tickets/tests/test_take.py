"""ticket_take, and what happens when fifty take at once."""

import threading

from django.db import transaction

from feedback.tickets.models import StateSpan, Step, Ticket
from feedback.tickets.services import ticket_take
from feedback.tickets.tests.check import clock, refused, told, verbs
from feedback.tickets.tests.factory import (
    MONDAY,
    Scene,
    at,
    make_scene,
    open_ticket,
    resolved_ticket,
    taken_ticket,
)
from portal.core.errors import Refused
from portal.people.models import Role, User
from portal.records.models import Event
from tests.cast import make_user
from tests.crowd import at_once


def test_it_works(scene: Scene) -> None:
    ticket = open_ticket(scene)
    now = at("2026-11-16 09:20")
    ticket = ticket_take(reference=ticket.reference, by=scene.clerk, now=now)
    ticket.refresh_from_db()
    assert (ticket.state, ticket.owner, ticket.first_owner) == ("in_progress", scene.clerk, scene.clerk)
    assert clock(ticket, "response").met_at == now
    assert ticket.next_due_at == ticket.queue_at == at("2026-11-16 14:00")
    assert Step.objects.get(ticket=ticket).owner == scene.clerk
    first = StateSpan.objects.order_by("id").first()
    assert first is not None
    assert first.working_seconds == 20 * 60
    assert verbs(ticket) == ["ticket.opened", "ticket.taken"]
    assert told(scene.agent) == ["ticket.taken"]


def test_a_head_may_take_too(scene: Scene) -> None:
    assert (
        ticket_take(reference=open_ticket(scene).reference, by=scene.clerk_head, now=MONDAY).owner == scene.clerk_head
    )


def test_taken_already_names_who_has_it(scene: Scene) -> None:
    ticket = taken_ticket(scene)
    refusal = refused("already_taken", ticket_take, reference=ticket.reference, by=scene.other_clerk, now=MONDAY)
    assert "Clerk" in str(refusal.message)
    assert refusal.status == 409
    refusal = refused("already_taken", ticket_take, reference=ticket.reference, by=scene.clerk, now=MONDAY)
    assert "You" in str(refusal.message)


def test_resolved(scene: Scene) -> None:
    refused("wrong_state", ticket_take, reference=resolved_ticket(scene).reference, by=scene.clerk, now=MONDAY)


def test_the_requester_may_not(scene: Scene) -> None:
    refusal = refused("not_allowed", ticket_take, reference=open_ticket(scene).reference, by=scene.agent, now=MONDAY)
    assert refusal.status == 403


def test_not_visible_is_absent(scene: Scene) -> None:
    reference = open_ticket(scene).reference
    for person in (scene.driver, scene.outsider, scene.admin):
        refused("not_found", ticket_take, reference=reference, by=person, now=MONDAY)
    refused("not_found", ticket_take, reference="T-00000000", by=scene.clerk, now=MONDAY)


def test_stale(scene: Scene) -> None:
    refused("stale", ticket_take, reference=open_ticket(scene).reference, by=scene.clerk, now=MONDAY, version=9)


def test_fifty_at_once_one_wins(transactional_db: None) -> None:
    scene = make_scene()
    clerks = [make_user(f"c{i}", Role.BACK_AGENT, department=scene.billing) for i in range(50)]
    reference = open_ticket(scene).reference
    answers = at_once(50, lambda i: ticket_take(reference=reference, by=clerks[i], now=MONDAY))
    winners = [answer for answer in answers if isinstance(answer, Ticket)]
    losers = [answer for answer in answers if isinstance(answer, Refused)]
    assert (len(winners), len(losers)) == (1, 49)
    ticket = Ticket.objects.get()
    assert ticket.owner == ticket.first_owner == winners[0].owner
    assert {refusal.code for refusal in losers} == {"already_taken"}
    assert all(str(ticket.owner) in str(refusal.message) for refusal in losers)
    assert Event.objects.filter(verb="ticket.taken").count() == 1
    assert told(scene.agent) == ["ticket.taken"]
    assert StateSpan.objects.filter(ended_at=None).count() == 1


def test_control_without_the_lock_several_win(transactional_db: None) -> None:
    """What the row lock prevents: each reads a free ticket before any has written."""
    scene = make_scene()
    clerks = [make_user(f"c{i}", Role.BACK_AGENT, department=scene.billing) for i in range(50)]
    pk = open_ticket(scene).pk
    everybody_has_read = threading.Barrier(50)

    def naive_take(by: User) -> bool:
        with transaction.atomic():
            free = Ticket.objects.get(pk=pk).owner_id is None
            everybody_has_read.wait(timeout=60)
            if free:
                Ticket.objects.filter(pk=pk).update(owner=by, state="in_progress")
            return free

    assert sum(answer is True for answer in at_once(50, lambda i: naive_take(clerks[i]))) > 1
