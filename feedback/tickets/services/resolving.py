"""Resolving a ticket, and opening it again."""

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext as _

from feedback.tickets import rules
from feedback.tickets.choices import Answer, ClockKind, Outcome, State
from feedback.tickets.models import Resolution, Ticket
from feedback.tickets.services.approvals.guarding import require_approved
from feedback.tickets.services.clocks import clocks_meet, clocks_reopen
from feedback.tickets.services.common import (
    change_state,
    clocks_of,
    concerned,
    require_open_step,
    required_text,
    ticket_for,
)
from feedback.tickets.services.families import child_done, lock_above, require_children_done
from feedback.tickets.services.jumps import jump_resolved
from feedback.tickets.services.questions import questions_resolved
from feedback.tickets.services.resolutions import note_reopening, note_resolution
from feedback.tickets.services.stepping import part_at, step_begin, step_end
from feedback.tickets.services.watching import note_write, tell_moved
from portal.core.errors import NotAllowed, Refused
from portal.people.models import User
from portal.records.services import event_write


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
    Refused while an approval is open (`approval_open`).
    """
    with transaction.atomic():
        lock_above(reference)
        ticket = ticket_for("resolve", reference=reference, by=by, version=version)
        resolve_for(ticket, text=text, by=by, now=now, first_contact=first_contact)
    return ticket


def resolve_for(ticket: Ticket, *, text: str, by: User, now: dt.datetime, first_contact: bool = False) -> None:
    """What resolving does, once it is known that `by` may; the ticket is locked."""
    require_open_step("resolve", ticket)
    answer = required_text("text", text)
    require_children_done(ticket)
    require_approved(ticket, "resolve")
    clocks = clocks_of(ticket)
    clocks_meet(ticket, clocks, ClockKind.RESOLUTION, now=now)
    step_end(ticket, clocks=clocks, now=now, outcome=Outcome.RESOLVED)
    jump_resolved(ticket, by=by, now=now)
    ticket.jumped_at = None
    questions_resolved(ticket, by=by, now=now)
    event = change_state(ticket, action="resolve", by=by, now=now, clocks=clocks, owner=ticket.owner)
    if not ticket.part:
        # A part is no case of its own: reports and the requester's word are about the whole.
        note_resolution(ticket, first_contact=first_contact, now=now)
    _note, mentioned = note_write(ticket, by=by, text=answer, internal=False, now=now)
    told = [] if ticket.part else [ticket.requester]
    tell_moved(ticket, "ticket.resolved", told, event=event, by=by, now=now, mentioned=mentioned, anchor="#solved")
    child_done(ticket, event=event, by=by, now=now)


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
        answerable = [owner] if owner else concerned(ticket.department, now=now)
        above = [ticket.parent.owner] if ticket.parent else []
        tell_moved(ticket, "ticket.reopened", [*answerable, ticket.first_owner, *above], event=event, by=by, now=now)
    return ticket


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
