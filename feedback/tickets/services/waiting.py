"""Asking the requester, and going on."""

import datetime as dt

from django.db import transaction

from feedback.tickets.models import Ticket
from feedback.tickets.services.clocks import clocks_pause, clocks_resume
from feedback.tickets.services.common import (
    change_state,
    clocks_of,
    require_open_step,
    required_text,
    ticket_for,
)
from feedback.tickets.services.watching import note_write, tell_moved, tell_watchers
from portal.people.models import User
from portal.records.models import Event


def ticket_wait(*, reference: str, text: str, by: User, now: dt.datetime, version: int | None = None) -> Ticket:
    """Ask the requester something: the question is a public note, and the clocks stand still until the answer."""
    with transaction.atomic():
        ticket = ticket_for("wait", reference=reference, by=by, version=version)
        require_open_step("wait", ticket)
        question = required_text("text", text)
        clocks = clocks_of(ticket)
        clocks_pause(ticket, clocks, now=now)
        event = change_state(ticket, action="wait", by=by, now=now, clocks=clocks, owner=ticket.owner)
        _note, mentioned = note_write(ticket, by=by, text=question, internal=False, now=now)
        tell_moved(ticket, "ticket.asked", [ticket.requester], event=event, by=by, now=now, mentioned=mentioned)
    return ticket


def ticket_resume(*, reference: str, by: User, now: dt.datetime, version: int | None = None) -> Ticket:
    """Go on without, or after, the requester's answer: the clocks run again."""
    with transaction.atomic():
        ticket = ticket_for("resume", reference=reference, by=by, version=version)
        event = resumed(ticket, by=by, now=now)
        tell_watchers(ticket, event=event, by=by, now=now)
    return ticket


def resumed(ticket: Ticket, *, by: User, now: dt.datetime) -> Event:
    """Waiting becomes in progress; also what the requester's answer does. Refuses another state."""
    require_open_step("resume", ticket)
    clocks = clocks_of(ticket)
    clocks_resume(clocks, now=now)
    return change_state(ticket, action="resume", by=by, now=now, clocks=clocks, owner=ticket.owner)
