"""When a ticket can honestly be promised: by its clocks, by the parts of its way, if nobody is late from now on."""

from __future__ import annotations

import datetime as dt

from feedback.tickets.choices import ClockKind
from feedback.tickets.models import Clock, ServiceStep, Ticket
from portal.calendars.queries import calendar_of
from portal.calendars.rules import CalendarRefused, due_at


def projected_end(ticket: Ticket, *, now: dt.datetime) -> dt.datetime | None:
    """The instant at which the open parts end when each uses its minutes to the full; None for a resolved ticket.

    A paused clock is taken to run again now. What is late already ends now at the earliest. A ticket on a way ends
    with the last part of it; any other when its resolution is due. None also where a calendar holds no answer.
    """
    if not ticket.is_open:
        return None
    clocks = {
        clock.kind: clock for clock in Clock.objects.filter(ticket=ticket, met_at=None).select_related("calendar")
    }
    try:
        return _end(ticket, clocks, now=now)
    except CalendarRefused:
        return None


def _end(ticket: Ticket, clocks: dict[str, Clock], *, now: dt.datetime) -> dt.datetime | None:
    part = clocks.get(ClockKind.STEP)
    clock = part or clocks.get(ClockKind.RESOLUTION)
    if clock is None:
        return None
    end = max(_goes_on(clock, now=now), now)
    if part is None:
        return end
    ahead = ServiceStep.objects.filter(service=ticket.service_id, number__gt=ticket.position)
    for step in ahead.select_related("department").order_by("number"):
        end = due_at(calendar_of(step.department).rules(), end, step.minutes, [])
    return end


def _goes_on(clock: Clock, *, now: dt.datetime) -> dt.datetime:
    if clock.paused_at is None:
        return clock.due_at
    pauses = [*clock.pause_spans(), (clock.paused_at, max(now, clock.paused_at))]
    return due_at(clock.calendar.rules(), clock.started_at, clock.minutes, pauses)
