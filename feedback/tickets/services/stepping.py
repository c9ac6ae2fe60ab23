"""A ticket's stays in departments, each with the department's own clock where the service's way gives it one."""

import datetime as dt

from feedback.tickets.choices import ClockKind
from feedback.tickets.models import Clock, ServiceStep, Step, Ticket
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
) -> Step:
    """Begin a stay. With `part`, the part of the way that it is, its clock starts on the department's calendar.

    The clock joins `clocks`, so that what follows places the ticket by it too.
    """
    number = Step.objects.filter(ticket=ticket).count() + 1
    step = Step.objects.create(ticket=ticket, department=department, number=number, started_at=now, owner=owner)
    if part is not None:
        ticket.position = part.number
        calendar = calendar_of(department)
        clocks.append(clock_start(ticket, ClockKind.STEP, part.minutes, calendar, now=now, step=step))
    return step


def step_end(ticket: Ticket, *, clocks: list[Clock], now: dt.datetime, outcome: str) -> None:
    """End the stay that is open, and with it the department's clock."""
    Step.objects.filter(ticket=ticket, ended_at=None).update(ended_at=now, outcome=outcome)
    clocks_meet(ticket, clocks, ClockKind.STEP, now=now)


def part_at(ticket: Ticket, department: Department) -> ServiceStep | None:
    """The part of the way that a stay in this department is: the one reached, else the next one there."""
    parts = ServiceStep.objects.filter(service=ticket.service_id, department=department, number__gte=ticket.position)
    return parts.order_by("number").first()


def landing_part(ticket: Ticket, department: Department) -> ServiceStep | None:
    """The part with which a new ticket begins: that of the department where it lands. A team below the serving
    department does the first part for it; elsewhere the way has not begun."""
    found = part_at(ticket, department)
    if found is None and ticket.service.department_id in department.path:
        found = ServiceStep.objects.filter(service=ticket.service_id).order_by("number").first()
    return found


def next_part(ticket: Ticket) -> ServiceStep | None:
    """Where the way leads from here; None at its end, and where the service has none."""
    parts = ServiceStep.objects.filter(service=ticket.service_id, number__gt=ticket.position)
    return parts.select_related("department__head", "department__deputy").order_by("number").first()
