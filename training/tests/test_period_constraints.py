"""What a broken writer might try is refused by the database itself."""

import datetime as dt

import pytest
from django.db import DatabaseError, transaction
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange

from training.models import ResourceBooking, Session
from training.tests.factory import NOW, make_cohort, make_room, make_trainer, sessions_of

pytestmark = pytest.mark.django_db
NOON = dt.datetime(2026, 9, 21, 4, tzinfo=dt.UTC)


@pytest.mark.parametrize(
    "period",
    [
        DateTimeTZRange(NOON, NOON),
        DateTimeTZRange(NOON, NOON - dt.timedelta(hours=1)),
        DateTimeTZRange(NOON, None),
        DateTimeTZRange(None, NOON),
        DateTimeTZRange(empty=True),
    ],
)
def test_empty_reversed_and_open_periods(period):
    owner = make_trainer()
    session, room = sessions_of(make_cohort(owner))[0], make_room(owner)
    with pytest.raises(DatabaseError), transaction.atomic():
        ResourceBooking.objects.create(resource=room, role="room", session=session, period=period, booked_at=NOW)
    with pytest.raises(DatabaseError), transaction.atomic():
        Session.objects.filter(pk=session.pk).update(period=period)
