"""What hangs on a ticket has the ticket's departments beside it, whatever happens to either."""

from typing import Any

import pytest

from feedback.tickets.models import Approval, Jump, Promise, Question, Ticket
from feedback.tickets.services import promise_keep, ticket_ask, ticket_hand_over, ticket_jump, ticket_merge
from feedback.tickets.tests.factory import MONDAY, Scene, at, open_ticket, taken_ticket
from feedback.tickets.tests.test_promise import promised
from tests.world import make_world

pytestmark = pytest.mark.django_db
MODELS = (Promise, Question, Approval, Jump)


def others() -> list[Any]:
    """Rows whose departments are not those of their ticket."""
    rows = [row for model in MODELS for row in model.objects.select_related("ticket")]
    assert rows
    return [row for row in rows if row.departments != row.ticket.departments]


def handed_over(scene: Scene, ticket: Ticket) -> None:
    reference, to = ticket.reference, scene.logistics.reference
    ticket_hand_over(reference=reference, department=to, reason="Theirs", by=scene.clerk, now=at("2026-11-16 11:00"))


def test_everything_in_the_world_has_them() -> None:
    make_world()
    assert all(model.objects.exists() for model in MODELS)
    assert not others()


def test_a_hand_over_takes_them_along_and_the_new_department_sees_what_hangs_there(scene: Scene) -> None:
    ticket = taken_ticket(scene)
    promise = promised(scene, ticket)
    question = ticket_ask(
        reference=ticket.reference, people=[scene.agent.reference], text="Who?", by=scene.clerk, now=MONDAY
    )
    assert not Promise.objects.visible_to(scene.driver).exists()
    handed_over(scene, ticket)
    assert not others()
    assert Promise.objects.visible_to(scene.driver).get() == promise
    assert Question.objects.visible_to(scene.driver).get() == question


def test_what_was_read_before_does_not_bring_the_old_ones_back(scene: Scene) -> None:
    ticket = taken_ticket(scene)
    stale = Promise.objects.get(pk=promised(scene, ticket).pk)
    handed_over(scene, ticket)
    stale.text = "Money is back, by then"
    stale.save()
    assert not others()


def test_a_merge_moves_open_promises_to_the_departments_of_the_other(scene: Scene) -> None:
    source, target = taken_ticket(scene), open_ticket(scene)
    promise = promised(scene, source)
    ticket_jump(reference=source.reference, harm="promise", reason="The flight", by=scene.agent, now=MONDAY)
    ticket_merge(reference=source.reference, into=target.reference, reason="Same", by=scene.clerk, now=MONDAY)
    assert Promise.objects.get(pk=promise.pk).ticket == target
    assert not others()


def test_keeping_one_says_nothing_of_departments(scene: Scene) -> None:
    promise = promised(scene)
    promise_keep(reference=promise.reference, by=scene.clerk, now=at("2026-11-16 10:00"))
    assert not others()
