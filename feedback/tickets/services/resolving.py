"""Resolving a ticket, and opening it again."""

import datetime as dt

from django.db import transaction
from django.db.models import DateTimeField, F, Sum, Value
from django.db.models.functions import Greatest

from feedback.tickets.choices import ClockKind, Outcome, State
from feedback.tickets.models import Resolution, StateSpan, Step, Ticket
from feedback.tickets.services.clocks import clocks_meet, clocks_reopen
from feedback.tickets.services.common import (
    change_state,
    clocks_of,
    heads_of,
    require_open_step,
    required_text,
    tell,
    ticket_for,
)
from feedback.tickets.services.jumps import jump_resolved
from feedback.tickets.services.stepping import part_at, step_begin, step_end
from portal.people.models import User
from portal.records.services import comment_write


def ticket_resolve(*, reference: str, text: str, by: User, now: dt.datetime, version: int | None = None) -> Ticket:
    """Done: `text` tells the requester what was done, as a public note. Clocks that still ran are met."""
    with transaction.atomic():
        ticket = ticket_for("resolve", reference=reference, by=by, version=version)
        require_open_step("resolve", ticket)
        answer = required_text("text", text)
        clocks = clocks_of(ticket)
        clocks_meet(ticket, clocks, ClockKind.RESOLUTION, now=now)
        step_end(ticket, clocks=clocks, now=now, outcome=Outcome.RESOLVED)
        jump_resolved(ticket, by=by, now=now)
        event = change_state(ticket, action="resolve", by=by, now=now, clocks=clocks, owner=ticket.owner)
        _note_resolution(ticket, now=now)
        comment_write(subject=ticket, by=by, text=answer, internal=False, at=now)
        tell(ticket, "ticket.resolved", [ticket.requester], occasion=event, by=by, now=now)
    return ticket


def ticket_reopen(*, reference: str, reason: str, by: User, now: dt.datetime, version: int | None = None) -> Ticket:
    """Not solved after all: back to its owner, or to the queue when the owner has left.

    The time for which it was resolved counts as a pause of the resolution clock.
    """
    with transaction.atomic():
        ticket = ticket_for("reopen", reference=reference, by=by, version=version)
        require_open_step("reopen", ticket)
        why = required_text("reason", reason)
        clocks = clocks_of(ticket)
        clocks_reopen(clocks, now=now)
        owner: User | None = ticket.owner if ticket.owner and ticket.owner.is_active else None
        Resolution.objects.filter(ticket=ticket, reopened_at=None).update(reopened_at=_not_before("at", now))
        part = part_at(ticket, ticket.department)
        step_begin(ticket, ticket.department, clocks=clocks, now=now, part=part, owner=owner)
        event = change_state(
            ticket,
            action="reopen",
            by=by,
            now=now,
            clocks=clocks,
            owner=owner,
            state="" if owner else State.NEW,
            reason=why,
        )
        answerable = [owner] if owner else heads_of(ticket.department)
        tell(ticket, "ticket.reopened", [*answerable, ticket.first_owner], occasion=event, by=by, now=now)
    return ticket


def _note_resolution(ticket: Ticket, *, now: dt.datetime) -> Resolution:
    worked = StateSpan.objects.filter(ticket=ticket, state=State.IN_PROGRESS)
    step = Step.objects.filter(ticket=ticket).order_by("-number")[:1].get()
    return Resolution.objects.create(
        ticket=ticket,
        step=step,
        number=Resolution.objects.filter(ticket=ticket).count() + 1,
        department_id=step.department_id,
        service_id=ticket.service_id,
        at=now,
        work_seconds=worked.aggregate(seconds=Sum("working_seconds", default=0))["seconds"],
    )


def _not_before(field: str, now: dt.datetime) -> Greatest:
    """Two web servers' clocks may differ by a moment."""
    return Greatest(F(field), Value(now, output_field=DateTimeField()))
