"""tickets_move: what happens to a leaver's tickets."""

from feedback.tickets.models import Step
from feedback.tickets.services import tickets_move
from feedback.tickets.tests.check import clock, told, verbs
from feedback.tickets.tests.factory import MONDAY, Scene, at, resolved_ticket, taken_ticket, waiting_ticket


def test_to_the_successor(scene: Scene) -> None:
    ticket, done = taken_ticket(scene), resolved_ticket(scene)
    assert tickets_move(scene.clerk, scene.clerk_head, scene.admin, MONDAY) == 1
    ticket.refresh_from_db()
    done.refresh_from_db()
    assert (ticket.state, ticket.owner, ticket.first_owner) == ("in_progress", scene.clerk_head, scene.clerk)
    assert done.owner == scene.clerk
    assert Step.objects.get(ticket=ticket).owner == scene.clerk_head
    assert verbs(ticket)[-1] == "ticket.moved"
    assert told(scene.clerk_head) == ["ticket.moved"]


def test_without_successor_back_to_the_queue_with_running_clocks(scene: Scene) -> None:
    ticket = waiting_ticket(scene)
    assert tickets_move(scene.clerk, None, scene.admin, at("2026-11-16 10:00")) == 1
    ticket.refresh_from_db()
    assert (ticket.state, ticket.owner, ticket.paused_at) == ("new", None, None)
    assert clock(ticket, "resolution").paused_at is None
    assert verbs(ticket)[-1] == "ticket.released"
