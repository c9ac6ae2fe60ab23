"""What a leaver leaves behind, and the figures that home and reports read."""

import datetime as dt

import pytest

from portal.people.models import Role
from portal.records.models import Event
from tests.cast import make_user
from training.choices import BookingRole
from training.queries.figures import (
    attendance_counts,
    find_cohorts,
    find_curricula,
    people_in_training,
    rolls_to_call,
    sessions_lacking_staff,
    sessions_of_person,
    training_totals,
)
from training.services import handover
from training.services.attendance import attendance_record
from training.services.cohorts import cohorts_advance
from training.services.enrolments import cohort_enrol
from training.services.sessions import session_staff
from training.tests.factory import NOW, bookings_of, make_cohort, make_trainer, sessions_of

pytestmark = pytest.mark.django_db
EVENING = dt.datetime(2026, 9, 21, 12, tzinfo=dt.UTC)
WEEK = dt.timedelta(days=7)


def test_cohorts_go_to_the_successor_and_slots_are_free_again():
    leaver, successor, admin = make_trainer(), make_trainer(), make_user("admin", Role.ADMINISTRATOR)
    own, taught = make_cohort(leaver), make_cohort(successor)
    session_staff(
        reference=sessions_of(taught)[1].reference, role=BookingRole.TRAINER, resource=leaver, by=successor, now=NOW
    )
    assert [work.reference for work in handover.open_work(leaver)] == [own.reference]
    assert handover.move(leaver, successor, admin, NOW) == 1
    own.refresh_from_db()
    assert own.owner == successor
    assert bookings_of(sessions_of(taught)[1]) == []
    assert Event.objects.about(own).filter(verb="cohort.handed_over", actor=admin).exists()


def test_a_seat_of_a_leaver_is_free_and_without_a_successor_a_cohort_waits_for_one():
    owner, person = make_trainer(), make_user()
    cohort = make_cohort(owner, capacity=1)
    cohort_enrol(reference=cohort.reference, person=person, by=owner, now=NOW)
    assert handover.move(person, None, owner, NOW) == 1
    assert cohort_enrol(reference=cohort.reference, person=make_user(), by=owner, now=NOW).seat_no == 0
    handover.move(owner, None, owner, NOW)
    cohort.refresh_from_db()
    assert cohort.owner is None


def test_figures():
    owner, person = make_trainer(), make_user()
    cohort = make_cohort(owner, name="Phone skills")
    seat = cohort_enrol(reference=cohort.reference, person=person, by=owner, now=NOW)
    first, second = sessions_of(cohort)
    cohorts_advance(now=EVENING)
    assert list(sessions_of_person(person, EVENING, EVENING + WEEK)) == [second]
    assert rolls_to_call(owner, EVENING) == [first]
    assert rolls_to_call(person, EVENING) == []
    assert sessions_lacking_staff(owner, EVENING) == [second]
    assert sessions_lacking_staff(make_trainer(), EVENING) == []
    attendance_record(reference=first.reference, marks={seat.reference: "late"}, by=owner, now=EVENING)
    assert rolls_to_call(owner, EVENING) == []
    assert attendance_counts(EVENING - WEEK) == {"late": 1}
    assert training_totals(EVENING - WEEK) == {"running": 1, "coming": 0, "done": 0}
    assert people_in_training() == 1
    assert [hit.reference for hit in find_cohorts(owner, "phone", 5)] == [cohort.reference]
    assert find_cohorts(make_user(), "phone", 5) == []  # running, and not theirs
    assert find_curricula(owner, cohort.curriculum_version.curriculum.name_en, 5)
