"""Trainers, coaches and rooms: booked once, and the refusal says by whom as far as the reader may know."""

import datetime as dt

import pytest

from portal.core.errors import NotAllowed, Refused
from portal.people.models import Role
from portal.records.models import OutboxRow
from tests.cast import make_user
from training.choices import BookingRole
from training.services.cohorts import cohorts_advance
from training.services.enrolments import cohort_enrol
from training.services.resources import resource_set_active
from training.services.sessions import session_staff, session_unstaff
from training.tests.factory import NOW, bookings_of, make_cohort, make_room, make_site, make_trainer, phase, sessions_of

pytestmark = pytest.mark.django_db


def test_a_trainer_for_the_whole_phase_is_told_once():
    owner, trainer = make_trainer(), make_trainer()
    cohort = make_cohort(owner, [phase(days=3)])
    first = sessions_of(cohort)[0]
    rows = session_staff(
        reference=first.reference, role=BookingRole.TRAINER, resource=trainer, whole_phase=True, by=owner, now=NOW
    )
    assert len(rows) == 3
    first.refresh_from_db()
    assert (first.sequence, first.version) == (1, 2)
    assert OutboxRow.objects.filter(recipient=trainer, kind="training.staffed", channel="inbox").count() == 1


def test_a_new_room_takes_the_place_of_the_old():
    owner = make_trainer()
    session = sessions_of(make_cohort(owner))[0]
    for room in (make_room(owner), make_room(owner)):
        session_staff(reference=session.reference, role=BookingRole.ROOM, resource=room, by=owner, now=NOW)
    assert [row.resource for row in bookings_of(session, BookingRole.ROOM)] == [room]


def test_a_clash_is_named_to_whom_it_is_visible_and_only_busy_to_others():
    owner, other, trainer = make_trainer(), make_trainer(timezone="Europe/Berlin"), make_trainer("mei")
    session = sessions_of(make_cohort(owner, name="Phone skills"))[0]
    session_staff(reference=session.reference, role=BookingRole.TRAINER, resource=trainer, by=owner, now=NOW)
    own = make_cohort(other)
    target = sessions_of(own)[0].reference
    with pytest.raises(Refused) as seen:
        session_staff(reference=target, role=BookingRole.TRAINER, resource=trainer, by=other, now=NOW)
    assert "Phone skills" in str(seen.value.message)  # planned cohorts are in the catalogue
    cohorts_advance(now=dt.datetime(2026, 9, 21, 4, tzinfo=dt.UTC))
    with pytest.raises(Refused) as unseen:
        session_staff(reference=target, role=BookingRole.TRAINER, resource=trainer, by=other, now=NOW)
    text = str(unseen.value.message)
    assert "Phone skills" not in text
    assert "Mei is busy" in text
    assert "03:00–05:00" in text  # 09:00 in Shanghai, in the reader's zone
    assert "cohort" not in unseen.value.detail["clashes"][0]


def test_touching_is_no_clash_and_one_minute_over_is():
    owner = make_trainer()
    room = make_room(owner)
    morning = sessions_of(make_cohort(owner, [phase(days=1, start=dt.time(10), minutes=120)]))[0]
    noon = sessions_of(make_cohort(owner, [phase(days=1, start=dt.time(12), minutes=60)]))[0]
    late = sessions_of(make_cohort(owner, [phase(days=1, start=dt.time(12, 59), minutes=60)]))[0]
    for session in (morning, noon):
        session_staff(reference=session.reference, role=BookingRole.ROOM, resource=room, by=owner, now=NOW)
    with pytest.raises(Refused) as refusal:
        session_staff(reference=late.reference, role=BookingRole.ROOM, resource=room, by=owner, now=NOW)
    assert refusal.value.detail["count"] == 1


def test_a_booking_past_midnight_blocks_the_next_morning():
    owner = make_trainer()
    room = make_room(owner)
    night = sessions_of(make_cohort(owner, [phase(days=1, start=dt.time(22), minutes=600)]))[0]
    morning = sessions_of(make_cohort(owner, [phase(days=1, start=dt.time(7))], start=dt.date(2026, 9, 22)))[0]
    session_staff(reference=night.reference, role=BookingRole.ROOM, resource=room, by=owner, now=NOW)
    with pytest.raises(Refused):
        session_staff(reference=morning.reference, role=BookingRole.ROOM, resource=room, by=owner, now=NOW)


def test_somebody_in_class_can_not_coach_at_the_same_time():
    """One table for people in every role."""
    owner, person = make_trainer(), make_user("both", Role.COACH)
    first, second = make_cohort(owner), make_cohort(owner, [phase("on_call")])
    cohort_enrol(reference=first.reference, person=person, by=owner, now=NOW)
    with pytest.raises(Refused) as refusal:
        session_staff(
            reference=sessions_of(second)[0].reference, role=BookingRole.COACH, resource=person, by=owner, now=NOW
        )
    assert refusal.value.code == "booked"


def test_unfit_resources_are_refused():
    owner = make_trainer()
    cohort = make_cohort(owner, capacity=10)
    session = sessions_of(cohort)[0]
    closed = make_room(owner)
    resource_set_active(reference=closed.reference, active=False, by=owner, now=NOW)
    cases = [
        ("room_too_small", BookingRole.ROOM, make_room(owner, capacity=9)),
        ("other_site", BookingRole.ROOM, make_room(owner, site=make_site())),
        ("inactive", BookingRole.ROOM, closed),
        ("wrong_kind", BookingRole.TRAINER, make_room(owner)),
        ("wrong_kind", BookingRole.ROOM, owner),
        ("no_such_role", BookingRole.TRAINER, make_user()),
        ("no_such_role", BookingRole.COACH, make_trainer()),
        ("enrol_instead", BookingRole.TRAINEE, make_user()),
    ]
    for code, role, resource in cases:
        with pytest.raises(Refused) as refusal:
            session_staff(reference=session.reference, role=role, resource=resource, by=owner, now=NOW)
        assert refusal.value.code == code
    assert bookings_of(session) == []


def test_giving_back_frees_the_slot():
    owner, trainer = make_trainer(), make_trainer()
    session = sessions_of(make_cohort(owner))[0]
    row = session_staff(reference=session.reference, role=BookingRole.TRAINER, resource=trainer, by=owner, now=NOW)[0]
    assert session_unstaff(reference=session.reference, booking=row.reference, by=owner, now=NOW) == 1
    again = sessions_of(make_cohort(owner))[0]
    session_staff(reference=again.reference, role=BookingRole.TRAINER, resource=trainer, by=owner, now=NOW)
    with pytest.raises(Refused) as refusal:
        session_unstaff(reference=session.reference, booking=row.reference, by=owner, now=NOW)
    assert refusal.value.code == "not_booked"


def test_only_the_owner_and_the_programme_office_staff():
    owner, other = make_trainer(), make_trainer()
    session = sessions_of(make_cohort(owner))[0]
    with pytest.raises(NotAllowed):
        session_staff(reference=session.reference, role=BookingRole.TRAINER, resource=other, by=other, now=NOW)
