"""What people say on a ticket."""

import datetime as dt
from typing import Any

from django.db import transaction

from feedback.tickets.choices import ClockKind, State
from feedback.tickets.models import Ticket
from feedback.tickets.services.clocks import clocks_meet
from feedback.tickets.services.common import clocks_of, place, required_text, tell, ticket_for
from feedback.tickets.services.waiting import go_on
from portal.people.access import access_of, require
from portal.people.models import User
from portal.records.files import attach
from portal.records.models import Comment
from portal.records.services import comment_write


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
        comment = comment_write(subject=ticket, by=by, text=required_text("text", text), internal=internal, at=now)
        attach(subject=ticket, uploads=files or [], by=by, comment=comment, internal=internal)
        if not internal:
            _public_note(ticket, comment, by=by, now=now)
    return comment


def _public_note(ticket: Ticket, comment: Comment, *, by: User, now: dt.datetime) -> None:
    if by.pk == ticket.requester_id and ticket.state == State.WAITING:
        event = go_on(ticket, by=by, now=now)
        tell(ticket, "ticket.answered", [ticket.owner], occasion=event, by=by, now=now)
        return
    serving = ticket.department_id in access_of(by).reach("tickets.resolve").departments
    if serving and by.pk != ticket.requester_id and ticket.is_open:
        _respond(ticket, now=now)
    others = [ticket.requester, ticket.owner]
    tell(ticket, "ticket.commented", others, occasion=f"comment:{comment.pk}", by=by, now=now)


def _respond(ticket: Ticket, *, now: dt.datetime) -> None:
    clocks = clocks_of(ticket)
    if all(clock.met_at for clock in clocks if clock.kind == ClockKind.RESPONSE):
        return
    clocks_meet(ticket, clocks, ClockKind.RESPONSE, now=now)
    place(ticket, clocks)
    ticket.save(update_fields=["next_due_at", "queue_at"])
