"""The personal calendar feed."""

import datetime as dt
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from icalendar import Calendar

from tests.cast import make_user
from training.choices import BookingRole
from training.queries.feed import feed_of
from training.services.cohorts import cohort_cancel
from training.services.enrolments import cohort_enrol, enrolment_withdraw
from training.services.feed import digest_of, feed_token_make, feed_token_revoke
from training.services.sessions import session_reschedule, session_staff
from training.tests.factory import NOW, make_calendar, make_cohort, make_room, make_site, make_trainer, sessions_of

pytestmark = pytest.mark.django_db


def events_of(person: Any, now: dt.datetime = NOW) -> list[Any]:
    return list(Calendar.from_ical(feed_of(person, now)).walk("VEVENT"))


def test_its_address_is_a_secret_that_can_be_taken_back():
    person = make_user()
    token = feed_token_make(by=person, now=NOW)
    person.refresh_from_db()
    assert person.feed_token == digest_of(token) != token
    url = reverse("training:feed", args=[token])
    answer = Client().get(url)
    assert (answer.status_code, answer["Content-Type"]) == (200, "text/calendar; charset=utf-8")
    assert Client().get(reverse("training:feed", args=["x" * 43])).status_code == 404
    again = feed_token_make(by=person, now=NOW)
    assert Client().get(url).status_code == 404
    assert Client().get(reverse("training:feed", args=[again])).status_code == 200
    feed_token_revoke(by=person, now=NOW)
    assert Client().get(reverse("training:feed", args=[again])).status_code == 404


def test_a_leavers_feed_ends_at_once():
    person = make_user()
    token = feed_token_make(by=person, now=NOW)
    person.is_active = False
    person.save()
    assert Client().get(reverse("training:feed", args=[token])).status_code == 404


def test_wall_time_zone_place_and_a_stable_uid():
    owner, person = make_trainer("tina"), make_user("paul")
    cohort = make_cohort(
        owner, site=make_site("Australia/Sydney"), calendar=make_calendar("Australia/Sydney", official=False),
        start=dt.date(2026, 10, 2),
    )  # fmt: skip
    cohort_enrol(reference=cohort.reference, person=person, by=owner, now=NOW)
    first = sessions_of(cohort)[0]
    room = make_room(owner)
    for role, resource in ((BookingRole.TRAINER, owner), (BookingRole.ROOM, room)):
        session_staff(reference=first.reference, role=role, resource=resource, by=owner, now=NOW)
    raw = feed_of(person, NOW)
    assert b"BEGIN:VTIMEZONE" in raw
    assert b"DTSTART;TZID=Australia/Sydney:20261002T090000" in raw
    assert b"DTSTART;TZID=Australia/Sydney:20261005T090000" in raw
    before = events_of(person)
    assert str(before[0]["LOCATION"]) == room.name_en
    assert str(before[0]["DESCRIPTION"]) == "Tina"
    uids = {str(event["UID"]) for event in before}
    assert len(uids) == 2
    session_reschedule(
        reference=first.reference, local_date=dt.date(2026, 10, 6), local_start=dt.time(9), by=owner, now=NOW
    )
    after = {str(event["UID"]): event for event in events_of(person)}
    assert set(after) == uids
    moved = after[str(before[0]["UID"])]
    assert moved["SEQUENCE"] == before[0]["SEQUENCE"] + 1


def test_cancelled_stays_for_thirty_days():
    owner, person = make_trainer(), make_user()
    cohort = make_cohort(owner)
    cohort_enrol(reference=cohort.reference, person=person, by=owner, now=NOW)
    before = {str(event["UID"]): event["SEQUENCE"] for event in events_of(person)}
    cohort_cancel(reference=cohort.reference, reason="x", by=owner, now=NOW)
    for days, count in ((29, 2), (31, 0)):
        found = events_of(person, NOW + dt.timedelta(days=days))
        assert [str(event["STATUS"]) for event in found] == ["CANCELLED"] * count
        assert all(event["SEQUENCE"] > before[str(event["UID"])] for event in found)


def test_a_seat_given_back_and_taken_again_is_one_event_with_a_higher_sequence():
    owner, person = make_trainer(), make_user()
    cohort = make_cohort(owner)
    seen = []
    seat = cohort_enrol(reference=cohort.reference, person=person, by=owner, now=NOW)
    seen.append(events_of(person)[0])
    enrolment_withdraw(reference=seat.reference, by=owner, now=NOW)
    seen.append(events_of(person)[0])
    cohort_enrol(reference=cohort.reference, person=person, by=owner, now=NOW)
    seen.append(events_of(person)[0])
    assert len(events_of(person)) == 2
    assert len({str(event["UID"]) for event in seen}) == 1
    assert [str(event["STATUS"]) for event in seen] == ["CONFIRMED", "CANCELLED", "CONFIRMED"]
    assert [event["SEQUENCE"] for event in seen] == [0, 1, 2]


def test_somebody_elses_sessions_are_not_in_it():
    owner = make_trainer()
    cohort = make_cohort(owner)
    cohort_enrol(reference=cohort.reference, person=make_user(), by=owner, now=NOW)
    assert events_of(make_user()) == []
