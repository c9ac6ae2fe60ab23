"""Sessions as a calendar and as rows of resources."""

import datetime as dt
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from portal.core.names import in_language
from portal.core.wording import listed
from portal.people.models import Role, User
from training.choices import BookingRole, BookingState, Kind, ResourceKind, SessionState
from training.models import Resource, ResourceBooking, Session
from training.queries.cohorts import SESSION_VALUES, sessions_between, staff_of

MAX_EVENTS = 3000
MAX_RESOURCES = 200
COLOURS = {Kind.CLASSROOM.value: "blue", Kind.ON_CALL.value: "green"}


def bounds_of(first: dt.date, last: dt.date) -> tuple[dt.datetime, dt.datetime]:
    """From midnight of the first day to midnight of the day after the last, in the reader's zone."""
    zone = timezone.get_current_timezone()
    return (
        dt.datetime.combine(first, dt.time(), tzinfo=zone),
        dt.datetime.combine(last + dt.timedelta(days=1), dt.time(), tzinfo=zone),
    )


def events_between(user: User, first: dt.datetime, last: dt.datetime, *, mine: bool) -> list[dict[str, Any]]:
    """Sessions for the calendar widget; times are wall times of the reader's zone, as the widget wants them."""
    rows = sessions_between(user, first, last)
    if mine:
        rows = rows.filter(Q(cohort__owner=user) | Exists(_own_bookings(user)))
    found = list(rows.values(*SESSION_VALUES)[:MAX_EVENTS])
    staff = staff_of([row["id"] for row in found])
    return [
        {
            "id": row["reference"],
            "reference": row["reference"],
            "title": f"{row['cohort__name']} · {in_language(row, 'title')}",
            "start": wall(row["starts_at"]),
            "end": wall(row["ends_at"]),
            "colour": "grey" if row["state"] == SessionState.CANCELLED else COLOURS[row["phase__kind"]],
            "place": listed(booking.resource.name for booking in staff[row["id"]] if booking.role == BookingRole.ROOM),
        }
        for row in found
    ]


def _own_bookings(user: User) -> Any:
    return ResourceBooking.objects.filter(session=OuterRef("pk"), resource__person=user, state=BookingState.BOOKED)


def wall(moment: dt.datetime) -> str:
    return timezone.localtime(moment).replace(tzinfo=None).isoformat(timespec="minutes")


@dataclass
class Taken:
    """A booking in a cell: with its session if the reader may see it, else only the time."""

    starts_at: dt.datetime
    ends_at: dt.datetime
    session: Session | None


@dataclass
class ResourceRow:
    resource: Resource
    days: dict[dt.date, list[Taken]] = field(default_factory=dict)


def resource_rows(user: User, days: list[dt.date]) -> list[ResourceRow]:
    """Trainers, coaches and rooms with what they are taken for on these days, in four queries."""
    first, last = bounds_of(days[0], days[-1])
    bookings = (
        ResourceBooking.objects.filter(state=BookingState.BOOKED, period__overlap=(first, last))
        .exclude(role=BookingRole.TRAINEE)
        .order_by("period")
    )
    found = list(bookings)
    teaching = Q(person__is_active=True, person__role_assignments__role__in=[Role.TRAINER, Role.COACH])
    shown = Q(pk__in={row.resource_id for row in found}) | Q(active=True) & (teaching | ~Q(kind=ResourceKind.PERSON))
    resources = Resource.objects.filter(shown).distinct().select_related("person")
    rows = {row.pk: ResourceRow(row, {day: [] for day in days}) for row in resources[:MAX_RESOURCES]}
    visible = Session.objects.visible_to(user).filter(pk__in={row.session_id for row in found})
    sessions = {session.pk: session for session in visible.select_related("cohort")}
    for row in found:
        day = timezone.localtime(max(row.period.lower, first)).date()
        if row.resource_id in rows and day in rows[row.resource_id].days:
            rows[row.resource_id].days[day].append(
                Taken(row.period.lower, row.period.upper, sessions.get(row.session_id))
            )
    order = {ResourceKind.PERSON: 0, ResourceKind.ROOM: 1, ResourceKind.EQUIPMENT: 2}
    return sorted(rows.values(), key=lambda row: (order[ResourceKind(row.resource.kind)], row.resource.name))
