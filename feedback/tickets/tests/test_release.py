"""ticket_release."""

from feedback.tickets.models import Step
from feedback.tickets.services import ticket_release, ticket_take
from feedback.tickets.tests.check import clock, refused, verbs
from feedback.tickets.tests.factory import MONDAY, Scene, at, open_ticket, taken_ticket, waiting_ticket


def test_it_works(scene: Scene) -> None:
    ticket = ticket_release(reference=taken_ticket(scene).reference, by=scene.clerk, now=MONDAY, reason="Not mine")
    ticket.refresh_from_db()
    assert (ticket.state, ticket.owner, ticket.first_owner) == ("new", None, scene.clerk)
    assert Step.objects.get(ticket=ticket).owner is None
    assert verbs(ticket)[-1] == "ticket.released"


def test_the_response_stays_met_and_the_first_owner_stays(scene: Scene) -> None:
    ticket = ticket_release(reference=taken_ticket(scene).reference, by=scene.clerk, now=MONDAY)
    ticket = ticket_take(reference=ticket.reference, by=scene.other_clerk, now=at("2026-11-16 11:00"))
    assert (ticket.owner, ticket.first_owner) == (scene.other_clerk, scene.clerk)
    assert clock(ticket, "response").met_at == MONDAY


def test_not_taken_or_waiting(scene: Scene) -> None:
    refused("wrong_state", ticket_release, reference=open_ticket(scene).reference, by=scene.clerk, now=MONDAY)
    refused("wrong_state", ticket_release, reference=waiting_ticket(scene).reference, by=scene.clerk, now=MONDAY)


def test_the_requester_may_not(scene: Scene) -> None:
    refused("not_allowed", ticket_release, reference=taken_ticket(scene).reference, by=scene.agent, now=MONDAY)
