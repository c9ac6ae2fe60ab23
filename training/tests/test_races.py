"""Fifty real connections at once. Each race has a control that shows what happens without the guard."""

import datetime as dt
from typing import Any

import pytest
from django.db import IntegrityError, OperationalError, connection
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange

from portal.core.errors import Refused
from tests.cast import make_user
from tests.crowd import at_once
from training.choices import BookingRole
from training.models import Enrolment, ResourceBooking
from training.services.enrolments import cohort_enrol
from training.services.sessions import session_reschedule, session_staff
from training.tests.factory import (
    NOW,
    make_cohort,
    make_curriculum,
    make_room,
    make_site,
    make_trainer,
    phase,
    sessions_of,
)

pytestmark = pytest.mark.django_db(transaction=True)
CROWD = 50


def crowd_of_sessions(owner: Any) -> list[Any]:
    """Fifty sessions at the same time, each of its own cohort."""
    curriculum, site = make_curriculum(owner, [phase(days=1)]), make_site()
    return [sessions_of(make_cohort(owner, curriculum=curriculum, site=site))[0] for _ in range(CROWD)]


def test_one_slot_is_booked_once_and_49_are_refused_by_name():
    owner = make_trainer()
    room = make_room(owner)
    sessions = crowd_of_sessions(owner)

    def book(index: int) -> Any:
        return session_staff(
            reference=sessions[index].reference, role=BookingRole.ROOM, resource=room, by=owner, now=NOW
        )

    answers = at_once(CROWD, book)
    refused = [answer for answer in answers if isinstance(answer, Refused)]
    assert len(refused) == CROWD - 1, [answer for answer in answers if isinstance(answer, Exception)][:3]
    assert ResourceBooking.objects.filter(resource=room, state="booked").count() == 1
    winner = ResourceBooking.objects.get(resource=room, state="booked")
    assert {answer.code for answer in refused} == {"booked"}
    assert {answer.detail["clashes"][0]["booking"] for answer in refused} == {winner.reference}


CHECK_THEN_INSERT = """
    INSERT INTO {table} (reference, resource_id, role, session_id, period, state, booked_at)
    SELECT %s, %s, 'room', %s, %s, 'booked', now() FROM pg_sleep(0.2)
    WHERE NOT EXISTS (SELECT 1 FROM {table} WHERE resource_id = %s AND state = 'booked' AND period && %s)
"""


def check_then_insert(table: str, sessions: list[Any], room: Any) -> list[Any]:
    """What a writer without locks does: look, then insert."""
    period = DateTimeTZRange(dt.datetime(2026, 9, 21, 1, tzinfo=dt.UTC), dt.datetime(2026, 9, 21, 3, tzinfo=dt.UTC))

    def book(index: int) -> int:
        with connection.cursor() as cursor:
            row = [f"B-{index}", room.pk, sessions[index].pk, period, room.pk, period]
            cursor.execute(CHECK_THEN_INSERT.format(table=table), row)
            return int(cursor.rowcount)

    return at_once(CROWD, book)


def test_the_constraint_alone_decides_for_writers_without_locks():
    owner = make_trainer()
    room, sessions = make_room(owner), crowd_of_sessions(owner)
    answers = check_then_insert("training_resourcebooking", sessions, room)
    assert ResourceBooking.objects.filter(resource=room).count() == 1
    # Whoever looked too late finds the slot taken and inserts nothing; the others are refused.
    losers = [answer for answer in answers if answer != 1]
    assert len(losers) == CROWD - 1
    assert all(answer == 0 or isinstance(answer, (IntegrityError, OperationalError)) for answer in losers)
    assert any(isinstance(answer, IntegrityError) for answer in losers)


def test_control_without_the_constraint_the_slot_is_booked_more_than_once():
    owner = make_trainer()
    room, sessions = make_room(owner), crowd_of_sessions(owner)
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE booking_unguarded (LIKE training_resourcebooking INCLUDING IDENTITY)")
    check_then_insert("booking_unguarded", sessions, room)
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM booking_unguarded")
        assert cursor.fetchone()[0] > 1


def test_the_last_seat_is_taken_once():
    owner = make_trainer()
    cohort = make_cohort(owner, capacity=1)
    people = [make_user() for _ in range(CROWD)]
    answers = at_once(
        CROWD, lambda index: cohort_enrol(reference=cohort.reference, person=people[index], by=owner, now=NOW)
    )
    assert [answer.code for answer in answers if isinstance(answer, Refused)] == ["full"] * (CROWD - 1)
    assert Enrolment.objects.filter(cohort=cohort).count() == 1


def test_sessions_rushing_to_one_slot_leave_one_there():
    owner = make_trainer()
    room = make_room(owner)
    curriculum = make_curriculum(owner, [phase(days=1)])
    starts = [dt.date(2026, 10, 12) + dt.timedelta(days=7 * index) for index in range(20)]
    sessions = [sessions_of(make_cohort(owner, curriculum=curriculum, start=start))[0] for start in starts]
    for session in sessions:
        session_staff(reference=session.reference, role=BookingRole.ROOM, resource=room, by=owner, now=NOW)

    def move(index: int) -> Any:
        return session_reschedule(
            reference=sessions[index].reference,
            local_date=dt.date(2026, 9, 24),
            local_start=dt.time(9),
            by=owner,
            now=NOW,
        )

    answers = at_once(len(sessions), move)
    assert sum(1 for answer in answers if isinstance(answer, Refused) and answer.code == "booked") == 19
    there = ResourceBooking.objects.filter(resource=room, period__startswith=dt.datetime(2026, 9, 24, 1, tzinfo=dt.UTC))
    assert there.count() == 1
