"""When a ticket can honestly be promised: by its clocks, by the parts of its way, if nobody is late from now on."""

from __future__ import annotations

import datetime as dt
from itertools import groupby

from feedback.tickets.choices import ClockKind
from feedback.tickets.models import Clock, ServiceStep, Ticket
from feedback.tickets.queries.stages import open_parts
from feedback.tickets.rules.families import ALL, stage_end
from portal.calendars.queries import calendar_of
from portal.calendars.rules import CalendarRefused, due_at


def projected_end(ticket: Ticket, *, now: dt.datetime) -> dt.datetime | None:
    """The instant at which the open parts end when each uses its minutes to the full; None for a resolved ticket.

    A paused clock is taken to run again now. What is late already ends now at the earliest. A ticket on a way ends
    with the last stage of it, parallel parts with the longest of them (the shortest where the first is enough); any
    other when its resolution is due. None also where a calendar holds no answer.
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
    beside = [] if ticket.part else list(open_parts(ticket))
    if beside:
        end = _of_stage(ticket, ticket.position, [projected_end(each, now=now) or now for each in beside])
    elif part is None:
        return end
    if ticket.part:
        return end
    ahead = ServiceStep.objects.filter(service=ticket.service_id, stage__gt=ticket.position)
    stages = groupby(ahead.select_related("department").order_by("number"), key=lambda step: step.stage)
    for _stage, steps in stages:
        parts = list(steps)
        ends = [due_at(calendar_of(step.department).rules(), end, step.minutes, []) for step in parts]
        end = stage_end(parts[0].rule, ends)
    return end


def _of_stage(ticket: Ticket, stage: int, ends: list[dt.datetime]) -> dt.datetime:
    rule = ServiceStep.objects.filter(service=ticket.service_id, stage=stage).values_list("rule", flat=True).first()
    return stage_end(rule or ALL, ends)


def _goes_on(clock: Clock, *, now: dt.datetime) -> dt.datetime:
    if clock.paused_at is None:
        return clock.due_at
    pauses = [*clock.pause_spans(), (clock.paused_at, max(now, clock.paused_at))]
    return due_at(clock.calendar.rules(), clock.started_at, clock.minutes, pauses)
