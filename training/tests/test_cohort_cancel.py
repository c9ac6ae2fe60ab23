"""Calling a cohort off, and what the days do to its state."""

import datetime as dt

import pytest

from portal.core.errors import Malformed, NotAllowed, Refused
from portal.records.models import Event, OutboxRow
from tests.cast import make_user
from training.choices import BookingRole
from training.services.cohorts import cohort_cancel, cohorts_advance
from training.services.enrolments import cohort_enrol
from training.services.sessions import session_staff
from training.tests.factory import NOW, bookings_of, make_cohort, make_site, make_trainer, sessions_of

pytestmark = pytest.mark.django_db
AFTER_FIRST = dt.datetime(2026, 9, 21, 12, tzinfo=dt.UTC)


def test_what_is_to_come_is_cancelled_and_everybody_is_told_once():
    owner, trainer, person = make_trainer(), make_trainer(), make_user()
    cohort = make_cohort(owner)
    cohort_enrol(reference=cohort.reference, person=person, by=owner, now=NOW)
    first, second = sessions_of(cohort)
    session_staff(
        reference=first.reference, role=BookingRole.TRAINER, resource=trainer, whole_phase=True, by=owner, now=NOW
    )
    cohort_cancel(reference=cohort.reference, reason="Flood", by=owner, now=AFTER_FIRST)
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.state, second.state, second.sequence) == ("planned", "cancelled", 2)
    assert len(bookings_of(first)) == 2
    assert bookings_of(second) == []
    told = OutboxRow.objects.filter(kind="training.cancelled", channel="inbox")
    assert set(told.values_list("recipient", flat=True)) == {trainer.pk, person.pk}
    assert told.count() == 2
    assert Event.objects.about(cohort).get(verb="cohort.cancelled").reason == "Flood"


def test_refusals():
    owner = make_trainer()
    cohort = make_cohort(owner)
    with pytest.raises(Malformed):
        cohort_cancel(reference=cohort.reference, reason=" ", by=owner, now=NOW)
    with pytest.raises(NotAllowed):
        cohort_cancel(reference=cohort.reference, reason="x", by=make_trainer(), now=NOW)
    cohort_cancel(reference=cohort.reference, reason="x", by=owner, now=NOW)
    with pytest.raises(Refused) as refusal:
        cohort_cancel(reference=cohort.reference, reason="x", by=owner, now=NOW)
    assert refusal.value.code == "wrong_state"


def test_the_sweep_follows_the_day_at_the_site_and_counts_once():
    owner = make_trainer()
    shanghai, berlin = make_cohort(owner), make_cohort(owner, site=make_site("Europe/Berlin"))
    midnight_in_shanghai = dt.datetime(2026, 9, 20, 16, tzinfo=dt.UTC)
    assert cohorts_advance(now=midnight_in_shanghai) == 1
    assert cohorts_advance(now=midnight_in_shanghai) == 0
    shanghai.refresh_from_db()
    berlin.refresh_from_db()
    assert (shanghai.state, berlin.state) == ("running", "planned")
    assert cohorts_advance(now=dt.datetime(2026, 9, 23, 12, tzinfo=dt.UTC)) == 2
    assert Event.objects.about(shanghai).filter(verb="cohort.done", actor=None).exists()
