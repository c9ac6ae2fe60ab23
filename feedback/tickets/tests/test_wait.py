"""ticket_wait and ticket_resume: the clocks stand still while the requester is asked."""

from feedback.tickets.models import Ticket
from feedback.tickets.services import ticket_comment, ticket_resume, ticket_wait
from feedback.tickets.tests.check import clock, refused, told, verbs
from feedback.tickets.tests.factory import MONDAY, Scene, at, open_ticket, taken_ticket, waiting_ticket
from portal.records.models import Comment


def test_it_works(scene: Scene) -> None:
    ticket = taken_ticket(scene)
    ticket = ticket_wait(reference=ticket.reference, text="Which card?", by=scene.clerk, now=at("2026-11-16 10:00"))
    ticket.refresh_from_db()
    assert (ticket.state, ticket.owner) == ("waiting", scene.clerk)
    assert (ticket.next_due_at, ticket.paused_at) == (None, at("2026-11-16 10:00"))
    assert clock(ticket, "resolution").paused_at == at("2026-11-16 10:00")
    comment = Comment.objects.about(ticket).get()
    assert (comment.text, comment.internal) == ("Which card?", False)
    assert told(scene.agent)[-1] == "ticket.asked"


def test_paused_tickets_stand_behind_all_that_run(scene: Scene) -> None:
    paused, late = waiting_ticket(scene), open_ticket(scene, now=at("2026-12-16 10:00"))
    assert list(Ticket.objects.order_by("queue_at")) == [late, paused]


def test_resume_moves_the_due_time_by_the_working_part_of_the_pause(scene: Scene) -> None:
    ticket = taken_ticket(scene)
    ticket_wait(reference=ticket.reference, text="Which card?", by=scene.clerk, now=at("2026-11-16 10:00"))
    ticket = ticket_resume(reference=ticket.reference, by=scene.clerk, now=at("2026-11-17 10:00"))
    ticket.refresh_from_db()
    # One hour counted on Monday, the other three from Tuesday 10:00 over lunch.
    assert ticket.next_due_at == ticket.queue_at == clock(ticket, "resolution").due_at == at("2026-11-17 14:00")
    assert (ticket.state, ticket.paused_at) == ("in_progress", None)
    assert clock(ticket, "response").pauses == []  # met before


def test_the_requesters_answer_resumes(scene: Scene) -> None:
    ticket = waiting_ticket(scene)
    ticket_comment(reference=ticket.reference, text="The blue one", by=scene.agent, now=at("2026-11-16 11:00"))
    ticket.refresh_from_db()
    assert (ticket.state, ticket.owner) == ("in_progress", scene.clerk)
    assert ticket.next_due_at == at("2026-11-16 16:00")
    assert verbs(ticket)[-1] == "ticket.resumed"
    assert told(scene.clerk) == ["ticket.answered"]


def test_a_colleagues_note_does_not_resume(scene: Scene) -> None:
    ticket = waiting_ticket(scene)
    ticket_comment(reference=ticket.reference, text="I called", by=scene.clerk, now=MONDAY)
    ticket_comment(reference=ticket.reference, text="Any news?", by=scene.agent_head, now=MONDAY)
    ticket.refresh_from_db()
    assert ticket.state == "waiting"


def test_an_own_question_is_needed(scene: Scene) -> None:
    refused("malformed", ticket_wait, reference=taken_ticket(scene).reference, text=" ", by=scene.clerk, now=MONDAY)


def test_not_taken_or_waiting_already(scene: Scene) -> None:
    refused("wrong_state", ticket_wait, reference=open_ticket(scene).reference, text="?", by=scene.clerk, now=MONDAY)
    refused("wrong_state", ticket_wait, reference=waiting_ticket(scene).reference, text="?", by=scene.clerk, now=MONDAY)


def test_resume_what_runs(scene: Scene) -> None:
    refused("wrong_state", ticket_resume, reference=taken_ticket(scene).reference, by=scene.clerk, now=MONDAY)


def test_the_requester_may_not_resume_without_an_answer(scene: Scene) -> None:
    refused("not_allowed", ticket_resume, reference=waiting_ticket(scene).reference, by=scene.agent, now=MONDAY)


def test_late_before_the_pause_stays_late(scene: Scene) -> None:
    ticket = taken_ticket(scene)
    ticket_wait(reference=ticket.reference, text="?", by=scene.clerk, now=at("2026-11-16 14:01"))
    assert clock(ticket, "resolution").breached_at == at("2026-11-16 14:00")
    ticket = ticket_resume(reference=ticket.reference, by=scene.clerk, now=at("2026-11-18 09:00"))
    assert ticket.next_due_at == at("2026-11-16 14:00")
    assert verbs(ticket).count("ticket.breached") == 1
