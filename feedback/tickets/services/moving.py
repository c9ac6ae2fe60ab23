"""What a leaver still owns goes to somebody else."""

import datetime as dt

from django.db import transaction

from feedback.tickets import rules
from feedback.tickets.choices import State
from feedback.tickets.models import Step, Ticket
from feedback.tickets.services.clocks import clocks_resume
from feedback.tickets.services.common import change_state, clocks_of, place, span_next, tell
from feedback.tickets.services.watching import tell_watchers
from portal.people.models import User
from portal.records.services import event_write


def tickets_move(leaver: User, successor: User | None, by: User, now: dt.datetime) -> int:
    """Give every open ticket of `leaver` to `successor`, or back to its queue; how many. The first owner stays."""
    with transaction.atomic():
        rows = Ticket.objects.filter(owner=leaver, state__in=rules.OPEN).select_for_update(of=("self",)).order_by("pk")
        tickets = list(rows.select_related("department", "first_owner"))
        for ticket in tickets:
            if successor is None:
                _to_queue(ticket, by=by, now=now)
            else:
                _to_successor(ticket, successor, by=by, now=now)
            Step.objects.filter(ticket=ticket, ended_at=None).update(owner=successor)
    return len(tickets)


def _to_queue(ticket: Ticket, *, by: User, now: dt.datetime) -> None:
    clocks = clocks_of(ticket)
    clocks_resume(clocks, now=now)
    event = change_state(ticket, action="release", by=by, now=now, clocks=clocks, owner=None, state=State.NEW)
    tell_watchers(ticket, event=event, by=by, now=now)


def _to_successor(ticket: Ticket, successor: User, *, by: User, now: dt.datetime) -> None:
    ticket.owner = successor
    span_next(ticket, now=now)
    place(ticket, clocks_of(ticket))
    ticket.version += 1
    ticket.save()
    event = event_write(subject=ticket, verb=rules.EVENTS["move"], by=by, at=now, data={"to": successor.reference})
    tell(ticket, "ticket.moved", [successor], occasion=event, by=by, now=now)
