"""The clocks of a ticket: started, paused, met, and found late once."""

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext as _

from feedback.tickets import rules
from feedback.tickets.choices import ClockKind
from feedback.tickets.models import Clock, Step, Ticket
from feedback.tickets.queries.levels import next_level_at
from feedback.tickets.services.common import concerned, tell
from portal.calendars.models import Calendar
from portal.calendars.queries import calendar_of
from portal.calendars.rules import CalendarRefused, due_at
from portal.core.errors import Refused
from portal.records.services import event_write

BATCH = 100


def clocks_start(ticket: Ticket, *, now: dt.datetime) -> list[Clock]:
    """Both clocks of the service, on its department's calendar."""
    service = ticket.service
    calendar = calendar_of(service.department)
    minutes = {ClockKind.RESPONSE: service.response_minutes, ClockKind.RESOLUTION: service.resolution_minutes}
    return [clock_start(ticket, kind, count, calendar, now=now) for kind, count in minutes.items()]


def clock_start(
    ticket: Ticket, kind: str, minutes: int, calendar: Calendar, *, now: dt.datetime, step: Step | None = None
) -> Clock:
    """One clock of this many working minutes. Refuses a calendar with too little working time ahead."""
    clock = Clock(ticket=ticket, kind=kind, step=step, calendar=calendar, minutes=minutes, started_at=now)
    clock.policy_version = ticket.service.policy_version
    work_out(clock, calendar)
    clock.save()
    return clock


def work_out(clock: Clock, calendar: Calendar) -> None:
    """The due time and the next level by the calendar as it is now.

    Refuses when the calendar holds too little working time.
    """
    try:
        clock.due_at = due_at(calendar.rules(), clock.started_at, clock.minutes, clock.pause_spans())
    except CalendarRefused as exc:
        raise Refused(
            "clock_refused",
            _("No due time can be worked out on the calendar “%(calendar)s”: it holds too little working time ahead.")
            % {"calendar": calendar.name},
            {"calendar": calendar.reference},
        ) from exc
    clock.calendar_version = calendar.version
    clock.next_level_at = next_level_at(clock, calendar)


def clocks_pause(ticket: Ticket, clocks: list[Clock], *, now: dt.datetime) -> None:
    """Stop what runs; what was late already is noted first."""
    for clock in _running(clocks):
        note_breach(ticket, clock, now=now)
        clock.paused_at = now
        clock.save()


def clocks_resume(clocks: list[Clock], *, now: dt.datetime) -> None:
    """The pause becomes one that counts for nothing, and what is left runs from now on."""
    for clock in clocks:
        if clock.met_at is None and clock.paused_at is not None:
            _go_on(clock, since=clock.paused_at, now=now)


def clocks_reopen(clocks: list[Clock], *, now: dt.datetime) -> None:
    """The time for which the ticket was resolved is a pause of its resolution clock."""
    for clock in clocks:
        if clock.kind == ClockKind.RESOLUTION and clock.met_at is not None:
            since, clock.met_at = clock.met_at, None
            _go_on(clock, since=since, now=now)


def _go_on(clock: Clock, *, since: dt.datetime, now: dt.datetime) -> None:
    clock.add_pause(since, max(now, since))
    clock.paused_at = None
    work_out(clock, clock.calendar)
    clock.save()


def clocks_meet(ticket: Ticket, clocks: list[Clock], kind: str, *, now: dt.datetime) -> None:
    """What was asked for is done; if too late, the breach is noted here, before the sweep finds it."""
    for clock in clocks:
        if clock.kind != kind or clock.met_at is not None:
            continue
        if clock.paused_at is not None:
            _go_on(clock, since=clock.paused_at, now=now)
        note_breach(ticket, clock, now=now)
        clock.met_at = now
        clock.save()


def clocks_end(ticket: Ticket, clocks: list[Clock], *, now: dt.datetime) -> None:
    """The ticket goes no further: what was not met ends. What ran out before that is noted first and stays late."""
    for clock in clocks:
        if clock.met_at is not None or clock.ended_at is not None:
            continue
        if clock.paused_at is None:
            note_breach(ticket, clock, now=now)
        clock.ended_at = now
        clock.save()


def _running(clocks: list[Clock]) -> list[Clock]:
    return [clock for clock in clocks if clock.met_at is None and clock.ended_at is None and clock.paused_at is None]


def note_breach(ticket: Ticket, clock: Clock, *, now: dt.datetime) -> bool:
    """Mark a clock that ran out, tell those who answer for the ticket. Once: by a conditional UPDATE."""
    if clock.breached_at is not None or not rules.is_late(clock.due_at, now):
        return False
    marked = Clock.objects.filter(pk=clock.pk, breached_at=None).update(breached_at=clock.due_at)
    clock.breached_at = clock.due_at
    if not marked:
        return False
    event_write(
        subject=ticket,
        verb=rules.EVENTS["breach"],
        by=None,
        at=now,
        data={"clock": clock.kind, "due_at": clock.due_at.isoformat()},
    )
    answerable = [ticket.owner] if ticket.owner else concerned(ticket.department, now=now)
    kind = f"ticket.late_{clock.kind}"
    # Of a department's clock there is one for each step.
    occasion = clock.kind if clock.step_id is None else f"{clock.kind}:{clock.step_id}"
    tell(ticket, kind, [*answerable, ticket.first_owner], occasion=occasion, by=None, now=now)
    return True


def breach_due_clocks(*, now: dt.datetime, limit: int = BATCH) -> int:
    """One batch of the sweep: how many clocks were found late. Several workers may run it at once.

    SKIP LOCKED lets each worker take rows that no other holds; a verb that holds a ticket's clocks meets or pauses
    them itself, and the next sweep looks again.
    """
    with transaction.atomic():
        due = Clock.objects.filter(due_at__lt=now, met_at=None, ended_at=None, breached_at=None, paused_at=None)
        claimed = list(due.select_for_update(of=("self",), skip_locked=True).order_by("due_at")[:limit])
        tickets = Ticket.objects.select_related(
            "owner", "first_owner", "department__head", "department__deputy"
        ).in_bulk([clock.ticket_id for clock in claimed])
        return sum(note_breach(tickets[clock.ticket_id], clock, now=now) for clock in claimed)
