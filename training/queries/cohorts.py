"""Reading cohorts and sessions for lists and details."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from portal.calendars.models import Calendar
from portal.calendars.rules import unconfirmed_years
from portal.core.keyset import Ordering
from training.choices import BookingRole, BookingState
from training.models import Cohort, ResourceBooking, Session
from training.rules import PlannedPhase

STARTS = Ordering("start", ("start_date", "id"), descending=False)
LATEST = Ordering("latest", ("start_date", "id"))
SESSION_START = Ordering("start", ("starts_at", "id"), descending=False)
SESSION_LATEST = Ordering("latest", ("starts_at", "id"))

COHORT_VALUES = (
    "id", "reference", "name", "curriculum_version__curriculum__reference", "curriculum_version__number",
    "curriculum_version__curriculum__name_en", "curriculum_version__curriculum__name_zh", "site__code",
    "site__timezone", "site__name_en", "site__name_zh", "owner__reference", "owner__full_name", "owner__latin_name",
    "start_date", "end_date", "capacity", "enrolled", "state", "external_id", "version",
)  # fmt: skip
SESSION_VALUES = (
    "id", "reference", "cohort__reference", "cohort__name", "phase__order", "phase__kind", "title_en", "title_zh",
    "starts_at", "ends_at", "local_date", "local_start", "duration_min", "zone", "state", "sequence",
    "manually_changed", "version",
)  # fmt: skip
ENROLMENT_VALUES = (
    "id", "reference", "cohort__reference", "cohort__name", "person__reference", "person__full_name",
    "person__latin_name", "state", "seat_no", "enrolled_at", "withdrawn_at", "version",
)  # fmt: skip


def cohorts_for(user: Any) -> Any:
    return Cohort.objects.visible_to(user).with_enrolled()


def staff_of(sessions: Sequence[int]) -> dict[int, list[ResourceBooking]]:
    """Who and what is booked for each session beside the trainees, in one query."""
    rows = (
        ResourceBooking.objects.filter(session__in=sessions, state=BookingState.BOOKED)
        .exclude(role=BookingRole.TRAINEE)
        .select_related("resource__person")
        .order_by("id")
    )
    found: dict[int, list[ResourceBooking]] = {pk: [] for pk in sessions}
    for row in rows:
        found[row.session_id].append(row)
    return found


def booking_facts(row: ResourceBooking) -> dict[str, Any]:
    person = row.resource.person
    return {
        "reference": row.reference,
        "role": row.role,
        "resource": person.reference if person else row.resource.reference,
        "name": row.resource.name,
    }


def session_facts(session: Session) -> dict[str, Any]:
    """One session as a row of the list, with its bookings."""
    facts: dict[str, Any] = Session.objects.filter(pk=session.pk).values(*SESSION_VALUES)[0]
    return facts | {"bookings": [booking_facts(row) for row in staff_of([session.pk])[session.pk]]}


def open_years(calendar: Calendar, planned: Sequence[PlannedPhase]) -> list[int]:
    """Years of the layout for which neither the country has announced nor the company entered any holidays."""
    if not planned or calendar.rules().timezone != "Asia/Shanghai":
        return []
    entered = {day.year for day in calendar.rules().holidays}
    return unconfirmed_years(planned[0].first_day, planned[-1].last_day, confirmed=entered)


def sessions_between(user: Any, first: dt.datetime, last: dt.datetime) -> Any:
    """Visible sessions that touch the half-open time from `first` to `last`, in order."""
    rows = Session.objects.visible_to(user).filter(starts_at__lt=last, ends_at__gt=first)
    return rows.order_by("starts_at", "id")
