"""Until when somebody is asked: whether it is solved, whether a problem is accepted."""

import datetime as dt

from feedback.tickets.models import Ticket
from portal.calendars.queries import calendar_of
from portal.calendars.rules import CalendarRefused, add_working_days
from portal.people.models import Department

# Working days of the department that resolved; who says nothing until the end of the last one is undecided.
ASK_DAYS = 3


def ask_until(ticket: Ticket, *, now: dt.datetime) -> dt.datetime:
    return end_of_working_day(ticket.department, now=now, days=ASK_DAYS)


def end_of_working_day(department: Department, *, now: dt.datetime, days: int) -> dt.datetime:
    """The end of the last working day. A calendar that holds too few days ahead: so many days on the wall."""
    spec = calendar_of(department).rules()
    today = now.astimezone(spec.zone).date()
    try:
        last = add_working_days(spec, today, days)
    except CalendarRefused:
        last = today + dt.timedelta(days=days)
    return dt.datetime.combine(last, dt.time.max, tzinfo=spec.zone)
