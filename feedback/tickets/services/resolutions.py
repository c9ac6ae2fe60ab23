"""One row per resolving: what the reports, the requester's word and the bands of handling time read."""

import datetime as dt

from django.db.models import DateTimeField, F, Sum, Value
from django.db.models.functions import Greatest

from feedback.tickets.choices import Answer, State
from feedback.tickets.models import Resolution, StateSpan, Step, Ticket
from feedback.tickets.services.confirming import ask_until
from portal.people.models import User


def note_reopening(ticket: Ticket, *, by: User, now: dt.datetime) -> None:
    """The resolving that is undone; the requester who undoes it has thereby said no."""
    rows = Resolution.objects.filter(ticket=ticket, reopened_at=None)
    if by.pk == ticket.requester_id:
        rows.exclude(answer=Answer.NO).update(answer=Answer.NO, answered_at=now)
    rows.update(reopened_at=_not_before("at", now))


def note_resolution(ticket: Ticket, *, first_contact: bool, now: dt.datetime) -> Resolution:
    worked = StateSpan.objects.filter(ticket=ticket, state=State.IN_PROGRESS)
    step = Step.objects.filter(ticket=ticket).order_by("-number")[:1].get()
    return Resolution.objects.create(
        ticket=ticket,
        step=step,
        number=Resolution.objects.filter(ticket=ticket).count() + 1,
        department_id=step.department_id,
        service_id=ticket.service_id,
        at=now,
        ask_until=ask_until(ticket, now=now),
        first_contact=first_contact,
        work_seconds=worked.aggregate(seconds=Sum("working_seconds", default=0))["seconds"],
    )


def _not_before(field: str, now: dt.datetime) -> Greatest:
    """Two web servers' clocks may differ by a moment."""
    return Greatest(F(field), Value(now, output_field=DateTimeField()))
