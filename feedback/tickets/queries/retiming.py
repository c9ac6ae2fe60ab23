"""What a change of minutes or of a calendar does to the tickets that are open: asked before it is saved."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping
from typing import NamedTuple

from feedback.tickets import rules
from feedback.tickets.choices import ClockKind
from feedback.tickets.models import CatalogueService, Clock, ServiceStep, Ticket
from portal.calendars.models import Calendar
from portal.calendars.rules import CalendarRefused, CalendarSpec, due_at

CHUNK = 2000


class Effect(NamedTuple):
    """Of the open tickets: how many get another due time, and how many of these would be late that are not now."""

    moved: int
    late: int


def minutes_now(ticket: Ticket, clock: Clock) -> int:
    """What the ticket's service gives this clock now; a part that the way has no longer keeps what it has."""
    if clock.kind == ClockKind.RESPONSE:
        return ticket.service.response_minutes
    if clock.kind == ClockKind.RESOLUTION:
        return ticket.service.resolution_minutes
    reached = {"number": ticket.part} if ticket.part else {"stage": ticket.position}
    parts = ServiceStep.objects.filter(service=ticket.service_id, **reached)
    # The part may be one that a team does for its department.
    found = parts.filter(department_id__in=ticket.department.path).values_list("minutes", flat=True).first()
    return found or clock.minutes


def effect_of_minutes(service: CatalogueService, minutes: Mapping[str, int], *, now: dt.datetime) -> Effect:
    """`minutes` by kind of clock; kinds that are left out stay."""
    specs: dict[int, CalendarSpec] = {}

    def due(clock: Clock) -> dt.datetime:
        spec = specs.setdefault(clock.calendar_id, clock.calendar.rules())
        return due_at(spec, clock.started_at, minutes.get(clock.kind, clock.minutes), clock.pause_spans())

    clocks = Clock.objects.filter(ticket__service=service, kind__in=list(minutes), met_at=None, ended_at=None)
    return _effect(clocks.select_related("calendar").iterator(CHUNK), due, now=now)


def effect_of_calendar(calendar: Calendar, spec: CalendarSpec, *, now: dt.datetime) -> Effect:
    """If `calendar` became `spec`."""

    def due(clock: Clock) -> dt.datetime:
        return due_at(spec, clock.started_at, clock.minutes, clock.pause_spans())

    clocks = Clock.objects.filter(calendar=calendar, met_at=None, ended_at=None)
    return _effect(clocks.iterator(CHUNK), due, now=now)


def _effect(clocks: Iterable[Clock], due: Callable[[Clock], dt.datetime], *, now: dt.datetime) -> Effect:
    moved: set[int] = set()
    late: set[int] = set()
    for clock in clocks:
        try:
            wanted = due(clock)
        except CalendarRefused:
            continue
        if wanted == clock.due_at:
            continue
        moved.add(clock.ticket_id)
        runs = clock.paused_at is None and clock.breached_at is None
        if runs and rules.is_late(wanted, now) and not rules.is_late(clock.due_at, now):
            late.add(clock.ticket_id)
    return Effect(len(moved), len(late))
