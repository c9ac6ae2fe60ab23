"""ticket_resolve and ticket_reopen."""

from feedback.tickets.models import StateSpan, Step, Ticket
from feedback.tickets.services import ticket_reopen, ticket_resolve
from feedback.tickets.tests.check import clock, refused, told, verbs
from feedback.tickets.tests.factory import (
    MONDAY,
    Scene,
    at,
    open_ticket,
    resolved_ticket,
    taken_ticket,
    waiting_ticket,
)
from portal.records.models import Comment


def test_it_works(scene: Scene) -> None:
    now = at("2026-11-16 11:00")
    ticket = ticket_resolve(reference=taken_ticket(scene).reference, text="Paid out", by=scene.clerk, now=now)
    ticket.refresh_from_db()
    assert (ticket.state, ticket.owner, ticket.resolved_at) == ("resolved", scene.clerk, now)
    assert clock(ticket, "resolution").met_at == now
    assert clock(ticket, "resolution").breached_at is None
    assert ticket.next_due_at == at("2026-11-16 14:00")  # what it was due at
    assert Step.objects.get(ticket=ticket).outcome == "resolved"
    assert Comment.objects.about(ticket).get().text == "Paid out"
    assert told(scene.agent)[-1] == "ticket.resolved"
    spans = StateSpan.objects.filter(ticket=ticket).order_by("id").values_list("state", "working_seconds")
    assert list(spans) == [("new", 0), ("in_progress", 7200), ("resolved", None)]


def test_at_the_due_instant_is_in_time(scene: Scene) -> None:
    ticket = taken_ticket(scene)
    ticket_resolve(reference=ticket.reference, text="Done", by=scene.clerk, now=at("2026-11-16 14:00"))
    assert clock(ticket, "resolution").breached_at is None


def test_too_late_is_noted_without_the_sweep(scene: Scene) -> None:
    ticket = taken_ticket(scene)
    ticket_resolve(reference=ticket.reference, text="Done", by=scene.clerk, now=at("2026-11-16 14:01"))
    assert clock(ticket, "resolution").breached_at == at("2026-11-16 14:00")
    assert verbs(ticket)[-2:] == ["ticket.breached", "ticket.resolved"]


def test_from_waiting_the_pause_does_not_count(scene: Scene) -> None:
    ticket = waiting_ticket(scene)
    ticket_resolve(reference=ticket.reference, text="Done", by=scene.clerk, now=at("2026-11-30 10:00"))
    assert clock(ticket, "resolution").breached_at is None


def test_resolve_refusals(scene: Scene) -> None:
    new, taken, done = open_ticket(scene), taken_ticket(scene), resolved_ticket(scene)
    arguments = {"by": scene.clerk, "now": MONDAY}
    refused("wrong_state", ticket_resolve, reference=new.reference, text="Done", **arguments)
    refused("wrong_state", ticket_resolve, reference=done.reference, text="Done", **arguments)
    refused("malformed", ticket_resolve, reference=taken.reference, text=" ", **arguments)
    refused("not_allowed", ticket_resolve, reference=taken.reference, text="Done", by=scene.agent, now=MONDAY)


def test_reopen_counts_the_resolved_time_as_a_pause(scene: Scene) -> None:
    ticket = taken_ticket(scene)
    ticket_resolve(reference=ticket.reference, text="Done", by=scene.clerk, now=at("2026-11-16 11:00"))
    ticket = ticket_reopen(
        reference=ticket.reference, reason="Not there yet", by=scene.agent, now=at("2026-11-17 09:00")
    )
    ticket.refresh_from_db()
    assert (ticket.state, ticket.owner, ticket.resolved_at) == ("in_progress", scene.clerk, None)
    assert ticket.next_due_at == at("2026-11-17 11:00")  # two of four hours were left
    assert clock(ticket, "response").met_at == MONDAY
    assert list(Step.objects.filter(ticket=ticket).order_by("number").values_list("outcome", flat=True)) == [
        "resolved", "",
    ]  # fmt: skip
    assert told(scene.clerk) == ["ticket.reopened"]


def test_reopen_when_the_owner_has_left_goes_to_the_queue(scene: Scene) -> None:
    ticket = resolved_ticket(scene)
    scene.clerk.is_active = False
    scene.clerk.save()
    ticket = ticket_reopen(reference=ticket.reference, reason="Again", by=scene.agent, now=MONDAY)
    assert (ticket.state, ticket.owner, ticket.first_owner) == ("new", None, scene.clerk)
    assert told(scene.clerk_head) == ["ticket.reopened"]


def test_a_breach_survives_the_reopening(scene: Scene) -> None:
    ticket = taken_ticket(scene)
    ticket_resolve(reference=ticket.reference, text="Done", by=scene.clerk, now=at("2026-11-16 15:00"))
    ticket_reopen(reference=ticket.reference, reason="Again", by=scene.agent, now=at("2026-11-16 16:00"))
    assert clock(ticket, "resolution").breached_at == at("2026-11-16 14:00")
    assert verbs(ticket).count("ticket.breached") == 1


def test_reopen_refusals(scene: Scene) -> None:
    refused(
        "wrong_state", ticket_reopen, reference=taken_ticket(scene).reference, reason="?", by=scene.agent, now=MONDAY
    )
    done = resolved_ticket(scene)
    refused("malformed", ticket_reopen, reference=done.reference, reason="", by=scene.agent, now=MONDAY)
    refused("not_allowed", ticket_reopen, reference=done.reference, reason="?", by=scene.reader, now=MONDAY)
    assert Ticket.objects.get(pk=done.pk).state == "resolved"
