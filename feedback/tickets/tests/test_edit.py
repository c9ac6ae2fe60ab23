"""ticket_edit."""

from feedback.tickets.models import Ticket
from feedback.tickets.services import ticket_edit
from feedback.tickets.tests.check import refused, verbs
from feedback.tickets.tests.factory import MONDAY, Scene, open_ticket, resolved_ticket
from portal.core.search import search_q
from portal.records.models import Event


def test_it_works(scene: Scene) -> None:
    ticket = open_ticket(scene)
    ticket = ticket_edit(reference=ticket.reference, title="Refund lost", kind="complaint", by=scene.agent, now=MONDAY)
    ticket.refresh_from_db()
    assert (ticket.title, ticket.kind, ticket.version) == ("Refund lost", "complaint", 2)
    assert Event.objects.get(verb="ticket.edited").data == {"fields": ["kind", "title"]}
    assert Ticket.objects.filter(search_q("lost")).exists()


def test_nothing_different_writes_nothing(scene: Scene) -> None:
    ticket = open_ticket(scene)
    again = ticket_edit(reference=ticket.reference, title=ticket.title, by=scene.agent, now=MONDAY)
    assert again.version == 1
    assert verbs(ticket) == ["ticket.opened"]


def test_the_department_that_has_it_may(scene: Scene) -> None:
    assert ticket_edit(reference=open_ticket(scene).reference, title="B", by=scene.clerk, now=MONDAY).title == "B"


def test_stale(scene: Scene) -> None:
    ticket = open_ticket(scene)
    ticket_edit(reference=ticket.reference, title="Theirs", by=scene.clerk, now=MONDAY)
    refusal = refused(
        "stale", ticket_edit, reference=ticket.reference, title="Mine", by=scene.agent, now=MONDAY, version=1
    )
    assert refusal.status == 412
    assert refusal.detail == {"version": 2}


def test_refusals(scene: Scene) -> None:
    ticket = open_ticket(scene)
    refused("malformed", ticket_edit, reference=ticket.reference, title="", by=scene.agent, now=MONDAY)
    refused("not_allowed", ticket_edit, reference=ticket.reference, title="B", by=scene.reader, now=MONDAY)
    refused("not_allowed", ticket_edit, reference=ticket.reference, title="B", by=scene.agent_head, now=MONDAY)
    refused("not_found", ticket_edit, reference=ticket.reference, title="B", by=scene.admin, now=MONDAY)
    done = resolved_ticket(scene)
    refused("wrong_state", ticket_edit, reference=done.reference, title="B", by=scene.agent, now=MONDAY)
