"""Moving sessions: everybody and everything booked moves along, or nothing does."""

import datetime as dt

import pytest

from portal.core.errors import Malformed, NotAllowed, Refused, Stale
from portal.records.models import Event, OutboxRow
from tests.cast import make_user
from training.choices import BookingRole
from training.models import ResourceBooking
from training.services.attendance import attendance_record
from training.services.cohorts import cohort_cancel
from training.services.enrolments import cohort_enrol
from training.services.sessions import Move, session_reschedule, session_staff, sessions_reschedule
from training.tests.factory import NOW, bookings_of, make_cohort, make_room, make_trainer, phase, sessions_of

pytestmark = pytest.mark.django_db
DAY = dt.date(2026, 9, 24)


def test_a_session_moves_with_all_its_bookings_and_people_are_told_once():
    owner, person = make_trainer(), make_user()
    cohort = make_cohort(owner)
    session = sessions_of(cohort)[0]
    cohort_enrol(reference=cohort.reference, person=person, by=owner, now=NOW)
    session_staff(reference=session.reference, role=BookingRole.ROOM, resource=make_room(owner), by=owner, now=NOW)
    moved = session_reschedule(
        reference=session.reference, local_date=DAY, local_start=dt.time(14), by=owner, now=NOW, reason="Power cut"
    )
    moved.refresh_from_db()
    assert moved.starts_at == dt.datetime(2026, 9, 24, 6, tzinfo=dt.UTC)
    assert moved.manually_changed
    assert moved.sequence == session.sequence + 2  # the room, then the move
    assert moved.uid == session.uid
    assert {row.period for row in bookings_of(moved)} == {moved.period}
    assert len(bookings_of(moved)) == 2
    assert OutboxRow.objects.filter(recipient=person, kind="training.moved", channel="inbox").count() == 1
    event = Event.objects.about(cohort).get(verb="session.moved")
    assert event.reason == "Power cut"
    assert event.data["to"] == "2026-09-24 14:00 (Asia/Shanghai)"


def test_to_where_it_is_already_changes_nothing():
    owner = make_trainer()
    session = sessions_of(make_cohort(owner))[0]
    same = session_reschedule(
        reference=session.reference, local_date=session.local_date, local_start=session.local_start, by=owner, now=NOW
    )
    assert (same.sequence, same.version) == (0, 1)


def test_a_clash_is_refused_and_nothing_moves():
    owner = make_trainer()
    room = make_room(owner)
    taken = sessions_of(make_cohort(owner, [phase(days=1, start=dt.time(14))]))[0]
    session = sessions_of(make_cohort(owner, [phase(days=1)]))[0]
    for each in (taken, session):
        session_staff(reference=each.reference, role=BookingRole.ROOM, resource=room, by=owner, now=NOW)
    with pytest.raises(Refused) as refusal:
        session_reschedule(
            reference=session.reference, local_date=session.local_date, local_start=dt.time(15), by=owner, now=NOW
        )
    assert refusal.value.code == "booked"
    assert refusal.value.detail["clashes"][0]["session"] == taken.reference
    session.refresh_from_db()
    assert session.local_start == dt.time(9)
    assert not OutboxRow.objects.filter(kind="training.moved").exists()


def test_two_sessions_change_places():
    """Each goes to where the other is: possible only because the constraint waits for the end of the step."""
    owner, person = make_trainer(), make_user()
    cohort = make_cohort(owner)
    cohort_enrol(reference=cohort.reference, person=person, by=owner, now=NOW)
    first, second = sessions_of(cohort)
    moves = [
        Move(first.reference, second.local_date, second.local_start),
        Move(second.reference, first.local_date, first.local_start),
    ]
    sessions_reschedule(moves=moves, by=owner, now=NOW)
    assert [row.pk for row in sessions_of(cohort)] == [second.pk, first.pk]
    assert OutboxRow.objects.filter(recipient=person, kind="training.moved", channel="inbox").count() == 2


def test_two_sessions_on_the_same_place_are_refused_at_the_end_of_the_step():
    owner = make_trainer()
    cohort = make_cohort(owner)
    cohort_enrol(reference=cohort.reference, person=make_user(), by=owner, now=NOW)
    first, second = sessions_of(cohort)
    moves = [Move(each.reference, DAY, dt.time(9)) for each in (first, second)]
    with pytest.raises(Refused) as refusal:
        sessions_reschedule(moves=moves, by=owner, now=NOW)
    assert refusal.value.code == "booked"
    assert [row.pk for row in sessions_of(cohort)] == [first.pk, second.pk]
    assert ResourceBooking.objects.filter(session=first, period=first.period).exists()


@pytest.mark.parametrize("minutes", [0, -60, 24 * 60 + 1])
def test_no_length_an_end_before_the_start_and_more_than_a_day_are_malformed(minutes):
    owner = make_trainer()
    session = sessions_of(make_cohort(owner))[0]
    with pytest.raises(Malformed) as refusal:
        session_reschedule(
            reference=session.reference, local_date=DAY, local_start=dt.time(9), duration_min=minutes, by=owner, now=NOW
        )
    assert "duration_min" in refusal.value.errors


def test_other_refusals():
    owner, person = make_trainer(), make_user()
    cohort, other = make_cohort(owner), make_cohort(owner, [phase(start=dt.time(15))])
    first, second = sessions_of(cohort)
    enrolment = cohort_enrol(reference=cohort.reference, person=person, by=owner, now=NOW)
    with pytest.raises(Stale):
        session_reschedule(
            reference=first.reference, local_date=DAY, local_start=dt.time(9), by=owner, now=NOW, expected=7
        )
    with pytest.raises(Refused) as several:
        sessions_reschedule(
            moves=[Move(first.reference, DAY, dt.time(9)), Move(sessions_of(other)[0].reference, DAY, dt.time(9))],
            by=owner,
            now=NOW,
        )
    assert several.value.code == "several_cohorts"
    on_the_day = dt.datetime(2026, 9, 21, 1, 5, tzinfo=dt.UTC)
    attendance_record(reference=first.reference, marks={enrolment.reference: "present"}, by=owner, now=on_the_day)
    with pytest.raises(Refused) as held:
        session_reschedule(reference=first.reference, local_date=DAY, local_start=dt.time(9), by=owner, now=NOW)
    assert held.value.code == "already_held"
    with pytest.raises(NotAllowed):
        session_reschedule(
            reference=second.reference, local_date=DAY, local_start=dt.time(9), by=make_trainer(), now=NOW
        )
    cohort_cancel(reference=cohort.reference, reason="x", by=owner, now=NOW)
    with pytest.raises(Refused) as cancelled:
        session_reschedule(reference=second.reference, local_date=DAY, local_start=dt.time(9), by=owner, now=NOW)
    assert cancelled.value.code == "wrong_state"


def test_the_cohort_ends_with_its_last_session():
    owner = make_trainer()
    cohort = make_cohort(owner)
    late = dt.date(2026, 11, 2)
    session_reschedule(
        reference=sessions_of(cohort)[1].reference, local_date=late, local_start=dt.time(9), by=owner, now=NOW
    )
    cohort.refresh_from_db()
    assert cohort.end_date == late
