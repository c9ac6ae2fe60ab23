"""Clocks follow their calendar and their service: whoever changes one of these changes what is open, nothing else.

A change only raises a version. This sweep finds the clocks that were worked out with an older one, so that an edit is
saved at once whatever number of tickets it moves, and a crash in between loses nothing.
"""

import datetime as dt
from typing import Any

from django.db import transaction
from django.db.models import F, Q

from feedback.tickets import rules
from feedback.tickets.models import Clock, Ticket
from feedback.tickets.queries.retiming import minutes_now
from feedback.tickets.services.clocks import work_out
from feedback.tickets.services.common import clocks_of, place
from portal.core.errors import Refused
from portal.records.services import event_write

BATCH = 100
OUTDATED = ~Q(calendar_version=F("calendar__version")) | ~Q(policy_version=F("ticket__service__policy_version"))


def retime_clocks(*, now: dt.datetime, limit: int = BATCH) -> int:
    """One batch of the sweep: how many tickets were looked at anew. Several workers may run it at once.

    The old due time stays in the event. What was late stays marked as late; what becomes late is found by the other
    sweep. A verb that holds a ticket is not waited for: the next sweep looks again.
    """
    with transaction.atomic():
        wanted = Clock.objects.filter(OUTDATED, met_at=None, ended_at=None).values("ticket_id")
        rows = Ticket.objects.filter(pk__in=wanted).select_related("service", "department").order_by("pk")
        tickets = list(rows.select_for_update(of=("self",), skip_locked=True)[:limit])
        for ticket in tickets:
            _retime(ticket, now=now)
    return len(tickets)


def _retime(ticket: Ticket, *, now: dt.datetime) -> None:
    clocks = clocks_of(ticket)
    moved = [change for clock in clocks if clock.met_at is None for change in _moved(ticket, clock)]
    if not moved:
        return
    place(ticket, clocks)
    ticket.save(update_fields=["next_due_at", "queue_at"])
    event_write(subject=ticket, verb=rules.EVENTS["retime"], by=None, at=now, data={"clocks": moved})


def _moved(ticket: Ticket, clock: Clock) -> list[dict[str, Any]]:
    """Bring one clock up to date; what changed, for the event. An instant that can't be worked out stays as it is."""
    before = clock.due_at
    clock.minutes = minutes_now(ticket, clock)
    try:
        work_out(clock, clock.calendar)
    except Refused:
        clock.calendar_version = clock.calendar.version
    clock.policy_version = ticket.service.policy_version
    clock.save()
    if clock.due_at == before:
        return []
    return [{"clock": clock.kind, "from": before.isoformat(), "to": clock.due_at.isoformat()}]
