"""Until when the requester is asked whether it is solved."""

import datetime as dt

from feedback.tickets.models import Ticket
from portal.calendars.queries import calendar_of
from portal.calendars.rules import CalendarRefused, add_working_days

# Working days of the department that resolved; who says nothing until the end of the last one is undecided.
ASK_DAYS = 3


def ask_until(ticket: Ticket, *, now: dt.datetime) -> dt.datetime:
    """The end of the last working day. A calendar that holds too few days ahead: so many days on the wall."""
    spec = calendar_of(ticket.department).rules()
    today = now.astimezone(spec.zone).date()
    try:
        last = add_working_days(spec, today, ASK_DAYS)
    except CalendarRefused:
        last = today + dt.timedelta(days=ASK_DAYS)
    return dt.datetime.combine(last, dt.time.max, tzinfo=spec.zone)
