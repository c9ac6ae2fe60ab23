"""A ticket's stays in departments, each with the department's own clock where the service's way gives it one."""

import datetime as dt

from django.db.models import Exists, Max, OuterRef

from feedback.tickets.choices import ClockKind
from feedback.tickets.models import Clock, ServiceStep, Step, Ticket
from feedback.tickets.queries.stages import chain_q, open_parts
from feedback.tickets.services.clocks import clock_start, clocks_meet
from portal.calendars.queries import calendar_of
from portal.people.models import Department, User


def step_begin(
    ticket: Ticket,
    department: Department,
    *,
    clocks: list[Clock],
    now: dt.datetime,
    part: ServiceStep | None,
    owner: User | None = None,
    number: int | None = None,
) -> Step:
    """Begin a stay. With `part`, the part of the way that it is, its clock starts on the department's calendar.

    The clock joins `clocks`, so that what follows places the ticket by it too.
    """
    number = number or next_number(ticket)
    step = Step.objects.create(ticket=ticket, department=department, number=number, started_at=now, owner=owner)
    if part is not None:
        ticket.position = part.stage
    minutes = part.minutes if part is not None else _kept_minutes(ticket)
    if minutes:
        calendar = calendar_of(department)
        clocks.append(clock_start(ticket, ClockKind.STEP, minutes, calendar, now=now, step=step))
    return step


def _kept_minutes(ticket: Ticket) -> int | None:
    """A parallel part that goes elsewhere by hand, or that the way has no longer, keeps the minutes it had."""
    if not ticket.part:
        return None
    clocks = Clock.objects.filter(ticket=ticket, kind=ClockKind.STEP).order_by("-pk")
    return clocks.values_list("minutes", flat=True).first()


def step_end(ticket: Ticket, *, clocks: list[Clock], now: dt.datetime, outcome: str) -> None:
    """End the stay that is open, and with it the department's clock."""
    Step.objects.filter(ticket=ticket, ended_at=None).update(ended_at=now, outcome=outcome)
    clocks_meet(ticket, clocks, ClockKind.STEP, now=now)


def part_at(ticket: Ticket, department: Department) -> ServiceStep | None:
    """The part of the way that a stay in this department is: the one reached, else the next one there.

    A ticket does what stands alone in its stage; parallel parts are done by tickets under it, and while these are
    open no other part is reached.
    """
    parts = ServiceStep.objects.filter(service=ticket.service_id, department=department)
    if ticket.part:
        return parts.filter(number=ticket.part).first()
    if ticket.pk and open_parts(ticket).exists():
        return None
    beside = ServiceStep.objects.filter(service=ticket.service_id, stage=OuterRef("stage")).exclude(pk=OuterRef("pk"))
    alone = parts.filter(~Exists(beside), stage__gte=ticket.position)
    return alone.order_by("number").first()


def landing_part(ticket: Ticket, department: Department) -> ServiceStep | None:
    """The part with which a new ticket begins: that of the department where it lands. A team below the serving
    department does the first part for it; elsewhere the way has not begun."""
    found = part_at(ticket, department)
    if found is None and ticket.service.department_id in department.path:
        found = ServiceStep.objects.filter(service=ticket.service_id).order_by("number").first()
    return found


def next_stage(ticket: Ticket) -> list[ServiceStep]:
    """Where the way leads from here: one part, or several at the same time; none at its end and without a way."""
    if ticket.part:
        return []
    ahead = ServiceStep.objects.filter(service=ticket.service_id, stage__gt=ticket.position)
    parts = list(ahead.select_related("department__head", "department__deputy").order_by("number"))
    return [part for part in parts if part.stage == parts[0].stage]


def next_number(ticket: Ticket) -> int:
    """Of the next stay: parallel ones have the same, so that it says how far the ticket has come."""
    last = Step.objects.filter(chain_q(ticket)).aggregate(last=Max("number"))["last"]
    return (last or 0) + 1
