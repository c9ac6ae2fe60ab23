"""Verbs of seats: enrol somebody, withdraw somebody."""

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext as _

from portal.core.errors import NotFound, Refused
from portal.core.versions import check_version
from portal.people.access import get_visible
from portal.people.models import User
from portal.records.services import event_write, notify
from training.choices import BookingRole, EnrolmentState, SessionState
from training.models import Cohort, Enrolment, ResourceBooking, Session
from training.queries.people import url_of
from training.services.bookings import bookings_add, bookings_cancel, resource_of
from training.services.cohorts import locked_cohort


def cohort_enrol(*, reference: str, person: User, by: User, now: dt.datetime, expected: int | None = None) -> Enrolment:
    """Give somebody a seat and book them for every session of the cohort; they are told once.

    Refuses: no seat left (full), enrolled already (enrolled), another booking at the time of a session (booked, with
    the names), somebody who left (left), a cancelled cohort (wrong_state).
    """
    with transaction.atomic():
        cohort = locked_cohort(reference, by, "enrol", expected)
        resource = resource_of(person)
        seat_no = _free_seat(cohort, person)
        enrolment = Enrolment.objects.create(cohort=cohort, person=person, seat_no=seat_no, enrolled_at=now)
        sessions = list(Session.objects.filter(cohort=cohort, state=SessionState.PLANNED).order_by("pk"))
        bookings_add(
            resource=resource, role=BookingRole.TRAINEE, sessions=sessions, enrolment=enrolment, by=by, now=now
        )
        event_write(
            subject=cohort,
            verb="cohort.enrolled",
            by=by,
            at=now,
            data={"enrolment": enrolment.reference, "person": person.reference, "seat": seat_no + 1},
        )
        notify(
            kind="training.enrolled",
            key=f"enrolment:{enrolment.pk}:enrolled",
            recipients=[person],
            params={
                "cohort": cohort.name,
                "reference": cohort.reference,
                "first": cohort.start_date.isoformat(),
                "last": cohort.end_date.isoformat(),
            },
            url=url_of(cohort),
            at=now,
        )
    return enrolment


def _free_seat(cohort: Cohort, person: User) -> int:
    """The lowest free seat number, under the cohort's lock; the unique number refuses whoever has no lock."""
    taken = dict(
        Enrolment.objects.filter(cohort=cohort, state=EnrolmentState.ENROLLED).values_list("person_id", "seat_no")
    )
    if person.pk in taken:
        raise Refused("enrolled", _("%(name)s has a seat in this cohort already.") % {"name": person.display_name})
    free = set(range(cohort.capacity)) - set(taken.values())
    if not free:
        raise Refused(
            "full",
            _("All %(seats)s seats are taken. Withdraw somebody, or add seats.") % {"seats": cohort.capacity},
            {"capacity": cohort.capacity},
        )
    return min(free)


def enrolment_withdraw(
    *, reference: str, by: User, now: dt.datetime, reason: str = "", expected: int | None = None
) -> Enrolment:
    """Free the seat and all coming sessions; what was attended stays on record. They are told once.

    `reference` is the enrolment's. Refuses who is withdrawn already (withdrawn), and a cancelled cohort (wrong_state).
    """
    with transaction.atomic():
        found: Enrolment = get_visible(Enrolment, by, reference)
        cohort = locked_cohort(found.cohort.reference, by, "enrol")
        enrolment = Enrolment.objects.select_for_update(no_key=True).get(pk=found.pk)
        check_version(enrolment, expected)
        if enrolment.state == EnrolmentState.WITHDRAWN:
            raise Refused("withdrawn", _("This seat was given back already."))
        enrolment.state, enrolment.seat_no, enrolment.withdrawn_at = EnrolmentState.WITHDRAWN, None, now
        enrolment.version += 1
        enrolment.save(update_fields=["state", "seat_no", "withdrawn_at", "version"])
        coming = ResourceBooking.objects.filter(enrolment=enrolment, session__starts_at__gt=now)
        bookings_cancel(coming, now=now)
        event_write(
            subject=cohort,
            verb="cohort.withdrawn",
            by=by,
            at=now,
            reason=reason.strip(),
            data={"enrolment": enrolment.reference, "person": enrolment.person.reference},
        )
        notify(
            kind="training.withdrawn",
            key=f"enrolment:{enrolment.pk}:withdrawn",
            recipients=[enrolment.person],
            params={"cohort": cohort.name, "reference": cohort.reference},
            url=url_of(cohort),
            at=now,
        )
    return enrolment


def visible_person(reference: str, by: User) -> User:
    """A colleague by reference; NotFound otherwise."""
    found = User.objects.visible_to(by).filter(reference=reference).first()
    if found is None:
        raise NotFound()
    return found
