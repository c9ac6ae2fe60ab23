"""What happens to the training of somebody who leaves."""

import datetime as dt

from django.urls import reverse

from portal.people.handover import OpenWork
from portal.people.models import User
from portal.records.services import event_write
from training.choices import BookingRole, CohortState, EnrolmentState
from training.models import Cohort, Enrolment, ResourceBooking
from training.services.bookings import bookings_cancel

OPEN = (CohortState.PLANNED, CohortState.RUNNING)


def open_work(user: User) -> list[OpenWork]:
    """Cohorts that they answer for and that are not over."""
    rows = Cohort.objects.filter(owner=user, state__in=OPEN).order_by("start_date", "id")
    return [OpenWork(row.reference, row.name, reverse("training:cohort", args=[row.reference])) for row in rows]


def move(leaver: User, successor: User | None, by: User, now: dt.datetime) -> int:
    """Their cohorts go to the successor (to nobody without one); seats and coming bookings of theirs are free.

    What they would have taught shows as open, so that somebody else is booked.
    """
    cohorts = list(Cohort.objects.select_for_update().filter(owner=leaver, state__in=OPEN).order_by("pk"))
    for cohort in cohorts:
        cohort.owner = successor
        cohort.version += 1
        cohort.save(update_fields=["owner", "version"])
        event_write(
            subject=cohort,
            verb="cohort.handed_over",
            by=by,
            at=now,
            data={"from": leaver.reference, "to": successor.reference if successor else None},
        )
    coming = ResourceBooking.objects.filter(resource__person=leaver, session__starts_at__gt=now)
    bookings_cancel(coming.exclude(role=BookingRole.TRAINEE), now=now)
    return len(cohorts) + _free_seats(leaver, by, now)


def _free_seats(leaver: User, by: User, now: dt.datetime) -> int:
    seats = list(
        Enrolment.objects.select_for_update(of=("self",))
        .filter(person=leaver, state=EnrolmentState.ENROLLED, cohort__state__in=OPEN)
        .select_related("cohort")
        .order_by("pk")
    )
    for seat in seats:
        seat.state, seat.seat_no, seat.withdrawn_at = EnrolmentState.WITHDRAWN, None, now
        seat.version += 1
        seat.save(update_fields=["state", "seat_no", "withdrawn_at", "version"])
        bookings_cancel(ResourceBooking.objects.filter(enrolment=seat, session__starts_at__gt=now), now=now)
        event_write(
            subject=seat.cohort,
            verb="cohort.withdrawn",
            by=by,
            at=now,
            data={"enrolment": seat.reference, "person": leaver.reference},
        )
    return len(seats)
