"""The roll call: marks, corrections, and who may read them."""

import datetime as dt

import pytest
from django.db import DatabaseError, transaction

from portal.core.errors import Malformed, NotAllowed, Refused
from portal.people.models import Role
from tests.cast import make_cast, make_user
from training.choices import BookingRole
from training.models import Attendance, Enrolment
from training.services.attendance import attendance_record
from training.services.enrolments import cohort_enrol
from training.services.sessions import session_staff
from training.tests.factory import NOW, make_cohort, make_trainer, sessions_of

pytestmark = pytest.mark.django_db
ON_THE_DAY = dt.datetime(2026, 9, 21, 1, 5, tzinfo=dt.UTC)


def test_marks_are_kept_and_corrections_append():
    owner = make_trainer()
    cohort = make_cohort(owner)
    session = sessions_of(cohort)[0]
    a, b = (cohort_enrol(reference=cohort.reference, person=make_user(), by=owner, now=NOW) for _ in range(2))
    attendance_record(
        reference=session.reference, marks={a.reference: "present", b.reference: "absent"}, by=owner, now=ON_THE_DAY
    )
    attendance_record(
        reference=session.reference, marks={a.reference: "present", b.reference: "late"}, by=owner, now=ON_THE_DAY
    )
    assert Attendance.objects.count() == 3
    current = dict(Attendance.objects.current().values_list("enrolment", "status"))
    assert current == {a.pk: "present", b.pk: "late"}
    corrected = Attendance.objects.get(enrolment=b, supersedes__isnull=False)
    assert corrected.supersedes is not None
    assert corrected.supersedes.status == "absent"
    with pytest.raises(DatabaseError), transaction.atomic():
        Attendance.objects.filter(pk=corrected.pk).update(status="present")
    with pytest.raises(DatabaseError), transaction.atomic():
        Attendance.objects.filter(pk=corrected.pk).delete()


def test_refusals():
    owner, coach, other = make_trainer(), make_user("coach", Role.COACH), make_trainer()
    cohort, elsewhere = make_cohort(owner), make_cohort(owner)
    session = sessions_of(cohort)[0]
    seat = cohort_enrol(reference=cohort.reference, person=make_user(), by=owner, now=NOW)
    foreign = cohort_enrol(reference=elsewhere.reference, person=make_user(), by=owner, now=NOW)
    mark = {seat.reference: "present"}
    with pytest.raises(Refused) as early:
        attendance_record(reference=session.reference, marks=mark, by=owner, now=NOW)
    assert early.value.code == "too_early"
    with pytest.raises(Malformed):
        attendance_record(reference=session.reference, marks={seat.reference: "asleep"}, by=owner, now=ON_THE_DAY)
    with pytest.raises(Refused) as stranger:
        attendance_record(reference=session.reference, marks={foreign.reference: "present"}, by=owner, now=ON_THE_DAY)
    assert stranger.value.code == "not_booked"
    for person in (other, coach, seat.person):
        with pytest.raises(NotAllowed):
            attendance_record(reference=session.reference, marks=mark, by=person, now=ON_THE_DAY)
    session_staff(reference=session.reference, role=BookingRole.COACH, resource=coach, by=owner, now=NOW)
    assert len(attendance_record(reference=session.reference, marks=mark, by=coach, now=ON_THE_DAY)) == 1


def test_the_trainer_the_person_and_their_head_read_it_and_nobody_else():
    owner, cast = make_trainer(), make_cast()
    cohort = make_cohort(owner)
    seat = cohort_enrol(reference=cohort.reference, person=cast.owner, by=owner, now=NOW)
    attendance_record(
        reference=sessions_of(cohort)[0].reference, marks={seat.reference: "late"}, by=owner, now=ON_THE_DAY
    )
    readers = [owner, cast.owner, cast.head]
    others = [
        cast.colleague, cast.outsider, cast.other_head, make_trainer(), make_user("boss", Role.EXECUTIVE),
        make_user("office", Role.PROGRAMME_OFFICE),
    ]  # fmt: skip
    assert [Attendance.objects.visible_to(person).count() for person in readers] == [1, 1, 1]
    assert [Attendance.objects.visible_to(person).count() for person in others] == [0] * 6
    assert [Enrolment.objects.visible_to(person).count() for person in [*readers, *others]] == [
        1,
        1,
        1,
        0,
        0,
        0,
        0,
        0,
        1,
    ]
