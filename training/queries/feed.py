"""A person's sessions as an iCalendar file: titles, times, places and trainers, never anything of customers."""

import datetime as dt
from collections.abc import Iterable
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils.translation import gettext as _
from icalendar import Calendar, Event

from portal.people.models import User
from training.choices import BookingRole, BookingState
from training.models import ResourceBooking
from training.queries.cohorts import staff_of

PAST_DAYS = 90
CANCELLED_DAYS = 30  # long enough for every calendar to fetch the cancellation
MAX_EVENTS = 2000


def person_of_feed(digest: str) -> User | None:
    found: User | None = User.objects.active().filter(feed_token=digest).first()
    return found


def feed_of(person: User, now: dt.datetime) -> bytes:
    """Bookings of the last 90 days and all to come; what was cancelled stays as CANCELLED for 30 days."""
    bookings = _latest(_bookings(person, now))
    staff = staff_of([row.session_id for row, _older in bookings])
    calendar = Calendar()
    calendar.add("prodid", "-//Service portal//Training//EN")
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("x-wr-calname", _("Training"))
    calendar.add("refresh-interval", dt.timedelta(hours=1), parameters={"VALUE": "DURATION"})
    for row, older in bookings:
        calendar.add_component(_event(person, row, older, staff[row.session_id]))
    calendar.add_missing_timezones()
    return bytes(calendar.to_ical())


def _bookings(person: User, now: dt.datetime) -> Iterable[ResourceBooking]:
    rows = ResourceBooking.objects.filter(
        resource__person=person, session__ends_at__gte=now - dt.timedelta(days=PAST_DAYS)
    ).select_related("session__cohort__site")
    kept = rows.exclude(state=BookingState.CANCELLED, cancelled_at__lt=now - dt.timedelta(days=CANCELLED_DAYS))
    return kept.order_by("session__starts_at", "id")[:MAX_EVENTS]


def _latest(rows: Iterable[ResourceBooking]) -> list[tuple[ResourceBooking, int]]:
    """One booking per session, the newest, and how many came before it: given back and booked again is one event."""
    by_session: dict[int, list[ResourceBooking]] = {}
    for row in rows:
        by_session.setdefault(row.session_id, []).append(row)
    return [(max(group, key=lambda row: row.pk), len(group) - 1) for group in by_session.values()]


def _event(person: User, row: ResourceBooking, older: int, staff: list[ResourceBooking]) -> Event:
    session, zone = row.session, ZoneInfo(row.session.zone)
    cancelled = row.state == BookingState.CANCELLED
    event = Event()
    event.add("uid", f"{person.reference.lower()}-{session.uid}")
    # Grows with every change of the session and with every change of this person's own booking.
    event.add("sequence", session.sequence + 2 * older + (1 if cancelled else 0))
    event.add("dtstamp", max(session.changed_at, row.cancelled_at or row.booked_at).astimezone(dt.UTC))
    event.add("dtstart", row.period.lower.astimezone(zone))
    event.add("dtend", row.period.upper.astimezone(zone))
    event.add("summary", f"{session.cohort.name}: {session.title}")
    event.add("status", "CANCELLED" if cancelled else "CONFIRMED")
    event.add("url", f"{settings.PUBLIC_URL}/training/sessions/{session.reference}/")
    rooms = [each.resource.name for each in staff if each.role == BookingRole.ROOM]
    trainers = [each.resource.name for each in staff if each.role in (BookingRole.TRAINER, BookingRole.COACH)]
    if rooms:
        event.add("location", ", ".join(rooms))
    if trainers:
        event.add("description", ", ".join(trainers))
    return event
