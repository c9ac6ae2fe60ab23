"""Resolving a ticket, and opening it again."""

import datetime as dt

from django.db import transaction
from django.db.models import DateTimeField, F, Sum, Value
from django.db.models.functions import Greatest
from django.utils.translation import gettext as _

from feedback.tickets import rules
from feedback.tickets.choices import Answer, ClockKind, Outcome, State
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
from feedback.tickets.services.confirming import ask_until
from feedback.tickets.services.jumps import jump_resolved
from feedback.tickets.services.stepping import part_at, step_begin, step_end
from portal.core.errors import NotAllowed, Refused
from portal.people.models import User
from portal.records.services import comment_write, event_write


def ticket_resolve(
    *,
    reference: str,
    text: str,
    by: User,
    now: dt.datetime,
    first_contact: bool = False,
    version: int | None = None,
) -> Ticket:
    """Done: `text` tells the requester what was done, as a public note. Clocks that still ran are met.

    `first_contact`: whoever resolves says that the first contact was enough. The requester is asked whether it is.
    """
    with transaction.atomic():
        ticket = ticket_for("resolve", reference=reference, by=by, version=version)
        require_open_step("resolve", ticket)
        answer = required_text("text", text)
        clocks = clocks_of(ticket)
        clocks_meet(ticket, clocks, ClockKind.RESOLUTION, now=now)
        step_end(ticket, clocks=clocks, now=now, outcome=Outcome.RESOLVED)
        jump_resolved(ticket, by=by, now=now)
        event = change_state(ticket, action="resolve", by=by, now=now, clocks=clocks, owner=ticket.owner)
        _note_resolution(ticket, first_contact=first_contact, now=now)
        comment_write(subject=ticket, by=by, text=answer, internal=False, at=now)
        tell(ticket, "ticket.resolved", [ticket.requester], occasion=event, by=by, now=now, anchor="#solved")
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
        note_reopening(ticket, by=by, now=now)
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


def note_reopening(ticket: Ticket, *, by: User, now: dt.datetime) -> None:
    """The resolving that is undone; the requester who undoes it has thereby said no."""
    rows = Resolution.objects.filter(ticket=ticket, reopened_at=None)
    if by.pk == ticket.requester_id:
        rows.exclude(answer=Answer.NO).update(answer=Answer.NO, answered_at=now)
    rows.update(reopened_at=_not_before("at", now))


def _note_resolution(ticket: Ticket, *, first_contact: bool, now: dt.datetime) -> Resolution:
    worked = StateSpan.objects.filter(ticket=ticket, state=State.IN_PROGRESS)
    step = Step.objects.filter(ticket=ticket).order_by("-number")[:1].get()
    return Resolution.objects.create(
        ticket=ticket,
        step=step,
        number=Resolution.objects.filter(ticket=ticket).count() + 1,
        department_id=step.department_id,
        service_id=ticket.service_id,
        at=now,
        ask_until=ask_until(ticket, now=now),
        first_contact=first_contact,
        work_seconds=worked.aggregate(seconds=Sum("working_seconds", default=0))["seconds"],
    )


def _not_before(field: str, now: dt.datetime) -> Greatest:
    """Two web servers' clocks may differ by a moment."""
    return Greatest(F(field), Value(now, output_field=DateTimeField()))


def ticket_confirm(
    *, reference: str, solved: bool, by: User, now: dt.datetime, reason: str = "", version: int | None = None
) -> Ticket:
    """The requester's word after a resolving, also after the time for which they are asked. No opens it again.

    Refuses anybody but the requester (NotAllowed), a ticket that is not resolved, and a second word on the same
    resolving (`answered_already`).
    """
    with transaction.atomic():
        ticket = ticket_for("confirm", reference=reference, by=by, version=version)
        if ticket.requester_id != by.pk:
            raise NotAllowed("not_requester", _("Only whoever asked for it can say whether it is solved."))
        last = Resolution.objects.filter(ticket=ticket).order_by("-number").first()
        if last is None or ticket.is_open:
            raise Refused("wrong_state", _("It is not resolved yet, so there is nothing to confirm."))
        if last.answer:
            raise Refused("answered_already", _("You have said already whether it is solved. Reopen it if it isn't."))
        if not solved:
            why = reason.strip() or _("Not solved, says the requester.")
            return ticket_reopen(reference=reference, reason=why, by=by, now=now)
        last.answer, last.answered_at = Answer.YES, now
        last.save(update_fields=["answer", "answered_at"])
        event_write(subject=ticket, verb=rules.EVENTS["confirm"], by=by, at=now, reason=reason.strip())
    return ticket
