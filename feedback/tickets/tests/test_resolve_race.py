"""Resolving against reopening, by real connections: one outcome, one event, one mail."""

import threading
from typing import Any

from django.db import transaction

from feedback.tickets.models import Resolution, StateSpan, Step, Ticket
from feedback.tickets.services import ticket_reopen, ticket_resolve
from feedback.tickets.tests.check import verbs
from feedback.tickets.tests.factory import Scene, at, make_scene, resolved_ticket, taken_ticket
from portal.core.errors import Refused
from portal.records.models import Event, OutboxRow
from tests.crowd import at_once

TEN = at("2026-11-16 10:00")


def act(scene: Scene, ticket: Ticket, index: int, **version: int) -> Ticket:
    """Those with an even number resolve, the others reopen."""
    if index % 2:
        return ticket_reopen(reference=ticket.reference, reason="Not yet", by=scene.agent, now=TEN, **version)
    return ticket_resolve(reference=ticket.reference, text="Paid", by=scene.clerk, now=TEN, **version)


def check_one(answers: list[Any], ticket: Ticket, *, before: list[str], kind: str, told: Any) -> None:
    """One of the crowd went through: one event, one mail, one running span."""
    won = [answer for answer in answers if isinstance(answer, Ticket)]
    assert len(won) == 1, answers
    assert {answer.code for answer in answers if isinstance(answer, Refused)} <= {"stale", "wrong_state"}
    assert verbs(ticket) == [*before, kind]
    mails = OutboxRow.objects.filter(kind=kind, channel="mail", recipient=told, created_at=TEN)
    assert mails.count() == 1
    assert StateSpan.objects.filter(ticket=ticket, ended_at=None).count() == 1


def test_from_what_all_have_seen_resolved_one_reopens(transactional_db: None) -> None:
    scene = make_scene()
    ticket = resolved_ticket(scene)
    before = verbs(ticket)
    answers = at_once(8, lambda index: act(scene, ticket, index, version=ticket.version))
    check_one(answers, ticket, before=before, kind="ticket.reopened", told=scene.clerk)
    assert Ticket.objects.get().state == "in_progress"


def test_from_what_all_have_seen_in_progress_one_resolves(transactional_db: None) -> None:
    scene = make_scene()
    ticket = taken_ticket(scene)
    before = verbs(ticket)
    answers = at_once(8, lambda index: act(scene, ticket, index, version=ticket.version))
    check_one(answers, ticket, before=before, kind="ticket.resolved", told=scene.agent)
    assert Ticket.objects.get().state == "resolved"
    assert Resolution.objects.count() == 1


def test_who_has_seen_nothing_comes_before_or_after(transactional_db: None) -> None:
    """Without a version each acts on what there is when its turn comes: the steps follow on each other."""
    scene = make_scene()
    ticket = resolved_ticket(scene)
    before = len(verbs(ticket))
    answers = at_once(12, lambda index: act(scene, ticket, index))
    done = [answer for answer in answers if isinstance(answer, Ticket)]
    refused = [answer for answer in answers if isinstance(answer, Refused)]
    assert len(done) + len(refused) == 12, answers
    assert {answer.code for answer in refused} <= {"wrong_state"}
    events = list(Event.objects.filter(subject_id=ticket.pk, subject_type="tickets.ticket").order_by("id"))[before:]
    steps = [
        (event.from_state, event.to_state) for event in events if event.verb in ("ticket.reopened", "ticket.resolved")
    ]
    assert len(steps) == len(done)
    assert steps == ([("resolved", "in_progress"), ("in_progress", "resolved")] * 6)[: len(steps)]
    assert StateSpan.objects.filter(ended_at=None).count() == 1
    assert Step.objects.filter(ended_at=None).count() == (len(steps) % 2)


def test_control_without_the_lock_both_go_through(transactional_db: None) -> None:
    """What the row lock prevents: each reads a resolved ticket before the other has written."""
    scene = make_scene()
    ticket = resolved_ticket(scene)
    both_have_read = threading.Barrier(2)

    def naive(index: int) -> bool:
        with transaction.atomic():
            resolved = Ticket.objects.get(pk=ticket.pk).state == "resolved"
            both_have_read.wait(timeout=60)
            if resolved:  # what both of them write fits any state: the database's own constraints decide nothing here
                Ticket.objects.filter(pk=ticket.pk).update(chases=index)
            return resolved

    assert at_once(2, naive) == [True, True]
