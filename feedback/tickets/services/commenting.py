"""What people say on a ticket."""

import datetime as dt
from typing import Any

from django.db import transaction

from feedback.tickets.choices import ClockKind, State
from feedback.tickets.models import Ticket
from feedback.tickets.services.clocks import clocks_meet
from feedback.tickets.services.common import clocks_of, place, required_text, tell, ticket_for
from feedback.tickets.services.waiting import resumed
from feedback.tickets.services.watching import note_write, tell_moved, watchers_of
from portal.people.access import access_of, require
from portal.people.models import User
from portal.records.files import attach
from portal.records.models import Comment


def ticket_comment(
    *,
    reference: str,
    text: str,
    by: User,
    now: dt.datetime,
    internal: bool = False,
    files: list[Any] | None = None,
) -> Comment:
    """Add a note, in every state; an internal one is for the working side only, its files too.

    The requester's answer to a question lets the clocks run again. A public note of the department that has the
    ticket is its first response.
    """
    with transaction.atomic():
        ticket = ticket_for("comment", reference=reference, by=by)
        if internal:
            require(by, "tickets.internal_comment", ticket)
        words = required_text("text", text)
        comment, mentioned = note_write(ticket, by=by, text=words, internal=internal, now=now)
        attach(subject=ticket, uploads=files or [], by=by, comment=comment, internal=internal)
        if not internal and _goes_on(ticket, mentioned, by=by, now=now):
            return comment
        others = [] if internal else [ticket.requester, ticket.owner]
        told = [person for person in others if person not in mentioned]
        told += watchers_of(ticket, but=[*mentioned, by], internal=internal)
        tell(ticket, "ticket.commented", told, occasion=f"comment:{comment.pk}", by=by, now=now)
    return comment


def _goes_on(ticket: Ticket, mentioned: list[User], *, by: User, now: dt.datetime) -> bool:
    """What a public note does to the clocks; whether it was the answer to a question, which is told by itself."""
    if by.pk == ticket.requester_id and ticket.state == State.WAITING:
        event = resumed(ticket, by=by, now=now)
        tell_moved(ticket, "ticket.answered", [ticket.owner], event=event, by=by, now=now, mentioned=mentioned)
        return True
    serving = ticket.department_id in access_of(by).reach("tickets.resolve").departments
    if serving and by.pk != ticket.requester_id and ticket.is_open:
        _respond(ticket, now=now)
    return False


def _respond(ticket: Ticket, *, now: dt.datetime) -> None:
    clocks = clocks_of(ticket)
    if all(clock.met_at for clock in clocks if clock.kind == ClockKind.RESPONSE):
        return
    clocks_meet(ticket, clocks, ClockKind.RESPONSE, now=now)
    place(ticket, clocks)
    ticket.save(update_fields=["next_due_at", "queue_at"])
