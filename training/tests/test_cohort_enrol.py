"""Seats: given, refused, given back."""

import datetime as dt

import pytest

from portal.core.errors import NotAllowed, Refused
from portal.people.models import Role
from portal.records.models import OutboxRow
from tests.cast import make_user
from training.choices import BookingRole
from training.models import Enrolment
from training.services.cohorts import cohort_cancel, cohort_edit
from training.services.enrolments import cohort_enrol, enrolment_withdraw
from training.tests.factory import NOW, bookings_of, make_cohort, make_trainer, sessions_of

pytestmark = pytest.mark.django_db


def test_a_seat_books_every_session_and_tells_the_person_once():
    trainer, person = make_trainer(), make_user()
    cohort = make_cohort(trainer)
    enrolment = cohort_enrol(reference=cohort.reference, person=person, by=trainer, now=NOW)
    assert (enrolment.seat_no, enrolment.state) == (0, "enrolled")
    for session in sessions_of(cohort):
        assert [row.enrolment_id for row in bookings_of(session, BookingRole.TRAINEE)] == [enrolment.pk]
    told = OutboxRow.objects.filter(recipient=person, kind="training.enrolled", channel="inbox")
    assert told.count() == 1


def test_a_full_cohort_a_second_seat_and_a_leaver_are_refused():
    trainer = make_trainer()
    cohort = make_cohort(trainer, capacity=1)
    person = make_user()
    cohort_enrol(reference=cohort.reference, person=person, by=trainer, now=NOW)
    cases = {"full": make_user(), "enrolled": person, "left": make_user(is_active=False)}
    for code, who in cases.items():
        with pytest.raises(Refused) as refusal:
            cohort_enrol(reference=cohort.reference, person=who, by=trainer, now=NOW)
        assert refusal.value.code == code
    assert Enrolment.objects.count() == 1


def test_a_clash_names_the_other_cohort_and_leaves_no_trace():
    trainer, person = make_trainer(), make_user("lin")
    first, second = make_cohort(trainer, name="First"), make_cohort(trainer)
    cohort_enrol(reference=first.reference, person=person, by=trainer, now=NOW)
    with pytest.raises(Refused) as refusal:
        cohort_enrol(reference=second.reference, person=person, by=trainer, now=NOW)
    assert refusal.value.code == "booked"
    assert refusal.value.detail["count"] == 2
    assert refusal.value.detail["clashes"][0]["cohort"] == first.reference
    assert "First: Class 1" in str(refusal.value.message)
    assert "Lin" in str(refusal.value.message)
    assert not Enrolment.objects.filter(cohort=second).exists()
    assert not OutboxRow.objects.filter(recipient=person, params__reference=second.reference).exists()


def test_withdrawing_frees_the_seat_and_what_is_to_come():
    trainer, person, next_person = make_trainer(), make_user(), make_user()
    cohort = make_cohort(trainer, capacity=1)
    enrolment = cohort_enrol(reference=cohort.reference, person=person, by=trainer, now=NOW)
    after_first = dt.datetime(2026, 9, 21, 12, tzinfo=dt.UTC)
    enrolment_withdraw(reference=enrolment.reference, by=trainer, now=after_first)
    first, second = sessions_of(cohort)
    assert len(bookings_of(first)) == 1  # what was attended stays on record
    assert bookings_of(second) == []
    assert cohort_enrol(reference=cohort.reference, person=next_person, by=trainer, now=NOW).seat_no == 0
    with pytest.raises(Refused) as refusal:
        enrolment_withdraw(reference=enrolment.reference, by=trainer, now=NOW)
    assert refusal.value.code == "withdrawn"


def test_only_the_trainer_of_the_cohort_and_the_programme_office_enrol():
    trainer, other, office = make_trainer(), make_trainer(), make_user("office", Role.PROGRAMME_OFFICE)
    cohort = make_cohort(trainer)
    for stranger in (other, make_user()):
        with pytest.raises(NotAllowed):
            cohort_enrol(reference=cohort.reference, person=make_user(), by=stranger, now=NOW)
    assert cohort_enrol(reference=cohort.reference, person=make_user(), by=office, now=NOW)
    enrolment = Enrolment.objects.get()
    with pytest.raises(NotAllowed):
        enrolment_withdraw(reference=enrolment.reference, by=enrolment.person, now=NOW)


def test_a_cancelled_cohort_takes_nobody():
    trainer = make_trainer()
    cohort = make_cohort(trainer)
    cohort_cancel(reference=cohort.reference, reason="No room", by=trainer, now=NOW)
    with pytest.raises(Refused) as refusal:
        cohort_enrol(reference=cohort.reference, person=make_user(), by=trainer, now=NOW)
    assert refusal.value.code == "wrong_state"


def test_fewer_seats_move_people_up_but_never_out():
    trainer = make_trainer()
    cohort = make_cohort(trainer, capacity=4)
    rows = [cohort_enrol(reference=cohort.reference, person=make_user(), by=trainer, now=NOW) for _ in range(3)]
    enrolment_withdraw(reference=rows[0].reference, by=trainer, now=NOW)
    cohort_edit(reference=cohort.reference, capacity=2, by=trainer, now=NOW)
    assert sorted(Enrolment.objects.filter(state="enrolled").values_list("seat_no", flat=True)) == [0, 1]
    with pytest.raises(Refused) as refusal:
        cohort_edit(reference=cohort.reference, capacity=1, by=trainer, now=NOW)
    assert refusal.value.code == "seats_taken"
