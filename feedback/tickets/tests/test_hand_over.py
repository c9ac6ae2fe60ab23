"""ticket_hand_over."""

from feedback.tickets.models import Step, Ticket
from feedback.tickets.services import ticket_comment, ticket_hand_over, ticket_take
from feedback.tickets.tests.check import clock, refused, told
from feedback.tickets.tests.factory import (
    MONDAY,
    Scene,
    at,
    open_ticket,
    resolved_ticket,
    taken_ticket,
    waiting_ticket,
)


def hand_over(scene: Scene, ticket: Ticket, **values: object) -> Ticket:
    arguments = {
        "reference": ticket.reference, "department": scene.logistics.reference, "reason": "Parcel is with you",
        "by": scene.clerk, "now": at("2026-11-16 10:00"),
    } | values  # fmt: skip
    return ticket_hand_over(**arguments)  # type: ignore[arg-type]


def test_it_works(scene: Scene) -> None:
    ticket = hand_over(scene, taken_ticket(scene))
    ticket.refresh_from_db()
    assert (ticket.state, ticket.owner, ticket.first_owner) == ("new", None, scene.clerk)
    assert ticket.department == scene.logistics
    assert ticket.departments == [scene.billing.pk, scene.logistics.pk]
    first, second = Step.objects.filter(ticket=ticket).order_by("number")
    assert (first.outcome, first.owner, first.ended_at) == ("handed_over", scene.clerk, at("2026-11-16 10:00"))
    assert (second.department, second.owner, second.ended_at) == (scene.logistics, None, None)
    assert ticket.next_due_at == at("2026-11-16 14:00")  # the clock of the service goes on
    assert told(scene.driver_head) == ["ticket.arrived"]
    assert told(scene.agent)[-1] == "ticket.handed_over"


def test_the_next_owner_does_not_become_the_first(scene: Scene) -> None:
    ticket = hand_over(scene, taken_ticket(scene))
    ticket = ticket_take(reference=ticket.reference, by=scene.driver, now=MONDAY)
    assert (ticket.owner, ticket.first_owner) == (scene.driver, scene.clerk)
    hand_over(scene, ticket, by=scene.driver, department=scene.billing.reference)
    assert told(scene.clerk)[-1] == "ticket.handed_over"
    ticket.refresh_from_db()
    assert ticket.departments == [scene.billing.pk, scene.logistics.pk]
    assert Step.objects.filter(ticket=ticket).count() == 3


def test_straight_from_the_queue(scene: Scene) -> None:
    ticket = hand_over(scene, open_ticket(scene))
    assert (ticket.state, ticket.first_owner) == ("new", None)


def test_from_waiting_the_clock_runs_again(scene: Scene) -> None:
    ticket = hand_over(scene, waiting_ticket(scene))
    assert clock(ticket, "resolution").paused_at is None
    assert ticket.next_due_at == at("2026-11-16 15:00")  # waited one working hour


def test_the_earlier_department_sees_it_and_may_only_add(scene: Scene) -> None:
    ticket = hand_over(scene, taken_ticket(scene))
    assert Ticket.objects.visible_to(scene.other_clerk).get() == ticket
    ticket_comment(reference=ticket.reference, text="Look in hall 3", by=scene.other_clerk, internal=True, now=MONDAY)
    refusal = refused("elsewhere", ticket_take, reference=ticket.reference, by=scene.other_clerk, now=MONDAY)
    assert refusal.status == 403
    assert "Logistics" in str(refusal.message)


def test_a_reason_is_needed(scene: Scene) -> None:
    refused("malformed", hand_over, scene=scene, ticket=taken_ticket(scene), reason="")


def test_to_itself(scene: Scene) -> None:
    ticket = taken_ticket(scene)
    refused("same_department", hand_over, scene=scene, ticket=ticket, department=scene.billing.reference)


def test_to_nowhere_and_to_a_closed_department(scene: Scene) -> None:
    ticket = taken_ticket(scene)
    refused("unknown_department", hand_over, scene=scene, ticket=ticket, department="D-00000000")
    scene.logistics.active = False
    scene.logistics.save()
    refused("unknown_department", hand_over, scene=scene, ticket=ticket)


def test_resolved(scene: Scene) -> None:
    refused("wrong_state", hand_over, scene=scene, ticket=resolved_ticket(scene))


def test_the_requester_may_not(scene: Scene) -> None:
    refused("not_allowed", hand_over, scene=scene, ticket=taken_ticket(scene), by=scene.agent)
