"""ticket_open and ticket_upsert."""

from feedback.tickets.models import StateSpan, Step, Ticket
from feedback.tickets.services import service_edit, ticket_open, ticket_upsert
from feedback.tickets.tests.check import clock, refused, verbs
from feedback.tickets.tests.factory import MONDAY, Scene, at, make_scene, open_ticket, resolved_ticket
from portal.core.search import search_q
from tests.crowd import at_once


def test_it_works(scene: Scene) -> None:
    ticket = open_ticket(scene, customer_key="C-1")
    ticket.refresh_from_db()
    assert (ticket.state, ticket.owner, ticket.first_owner) == ("new", None, None)
    assert (ticket.department, ticket.departments) == (scene.billing, [scene.billing.pk])
    assert (ticket.requester, ticket.requester_department) == (scene.agent, scene.front)
    assert ticket.next_due_at == ticket.queue_at == at("2026-11-16 10:00")
    assert clock(ticket, "resolution").due_at == at("2026-11-16 14:00")  # an hour of lunch does not count
    assert verbs(ticket) == ["ticket.opened"]
    assert Step.objects.get(ticket=ticket).department == scene.billing
    assert StateSpan.objects.get(ticket=ticket).ended_at is None


def test_clocks_count_working_time_only(scene: Scene) -> None:
    ticket = open_ticket(scene, now=at("2026-11-20 17:30"))  # a Friday
    assert clock(ticket, "response").due_at == at("2026-11-23 09:30")


def test_a_clock_keeps_the_version_of_its_calendar(scene: Scene) -> None:
    scene.calendar.version = 7
    scene.calendar.save()
    assert clock(open_ticket(scene), "response").calendar_version == 7


def test_any_employee_may_open(scene: Scene) -> None:
    assert open_ticket(scene, by=scene.outsider).requester == scene.outsider


def test_title_text_and_reference_are_found(scene: Scene) -> None:
    ticket = open_ticket(scene, title="退款没到", text="Card 4242")
    for words in ("退款", "4242", ticket.reference):
        assert Ticket.objects.filter(search_q(words)).get() == ticket


def test_unknown_service(scene: Scene) -> None:
    refused("unknown_service", open_ticket, scene=scene, service="S-00000000")


def test_closed_service(scene: Scene) -> None:
    service_edit(reference=scene.service.reference, active=False, by=scene.clerk_head, now=MONDAY)
    refused("service_closed", open_ticket, scene=scene)


def test_empty_and_endless_texts(scene: Scene) -> None:
    refused("malformed", open_ticket, scene=scene, title="  ")
    refused("malformed", open_ticket, scene=scene, text="x" * 20_001)


def test_no_calendar(scene: Scene) -> None:
    scene.calendar.delete()
    refused("no_calendar", open_ticket, scene=scene)
    assert not Ticket.objects.exists()


def test_calendar_without_time_ahead(scene: Scene) -> None:
    scene.calendar.spec = scene.calendar.spec | {"hours": {}, "shifts": {"2026-11-16": [["09:00", "09:30"]]}}
    scene.calendar.save()
    refused("clock_refused", open_ticket, scene=scene)


VALUES = {"title": "Refund is missing", "text": "Order 4711"}


def test_upsert_opens_then_edits_then_does_nothing(scene: Scene) -> None:
    service = scene.service.reference
    ticket, opened = ticket_upsert(external_id="X1", service=service, by=scene.agent, now=MONDAY, **VALUES)
    assert opened
    again, opened = ticket_upsert(external_id="X1", service=service, by=scene.agent, now=MONDAY, **VALUES)
    assert (again.pk, again.version, opened) == (ticket.pk, 1, False)
    changed, _opened = ticket_upsert(
        external_id="X1", service=service, by=scene.agent, now=MONDAY, **VALUES | {"title": "Refund of 4711"}
    )
    assert (changed.pk, changed.title, changed.version) == (ticket.pk, "Refund of 4711", 2)
    assert verbs(ticket) == ["ticket.opened", "ticket.edited"]


def test_upsert_of_somebody_elses_ticket(scene: Scene) -> None:
    open_ticket(scene, external_id="X1")
    refused(
        "external_id_taken", ticket_upsert, external_id="X1", service=scene.service.reference, by=scene.outsider,
        now=MONDAY, **VALUES,
    )  # fmt: skip


def test_upsert_with_another_service(scene: Scene) -> None:
    open_ticket(scene, external_id="X1")
    refused("service_fixed", ticket_upsert, external_id="X1", service="S-1", by=scene.agent, now=MONDAY, **VALUES)


def test_upsert_of_a_resolved_ticket(scene: Scene) -> None:
    ticket = resolved_ticket(scene)
    Ticket.objects.filter(pk=ticket.pk).update(external_id="X1")
    refused(
        "wrong_state", ticket_upsert, external_id="X1", service=scene.service.reference, by=scene.agent, now=MONDAY,
        **VALUES,
    )  # fmt: skip


def test_fifty_upserts_at_once_open_one(transactional_db: None) -> None:
    scene = make_scene()

    def upsert(_index: int) -> str:
        ticket, _opened = ticket_upsert(
            external_id="X1", service=scene.service.reference, by=scene.agent, now=MONDAY, **VALUES
        )
        return ticket.reference

    answers = at_once(50, upsert)
    ticket = Ticket.objects.get()
    assert answers == [ticket.reference] * 50
    assert verbs(ticket) == ["ticket.opened"]


def test_opening_at_a_historic_moment(scene: Scene) -> None:
    ticket = ticket_open(
        service=scene.service.reference, title="Old", text="Old", by=scene.agent, now=at("2025-03-03 09:00")
    )
    assert ticket.next_due_at == at("2025-03-03 10:00")
