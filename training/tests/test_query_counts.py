"""Lists, details and the calendar take the same few queries at ten sessions and at two thousand."""

import datetime as dt
from typing import Any

import pytest
from django.db import connection
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.cast import make_user
from training.choices import BookingRole
from training.models import Cohort, Session
from training.services.enrolments import cohort_enrol
from training.services.feed import feed_token_make
from training.services.sessions import session_staff
from training.tests.factory import NOW, make_cohort, make_trainer, sessions_of

pytestmark = pytest.mark.django_db
LIMIT = 12


def grow(cohort: Cohort, count: int) -> None:
    """More sessions of one cohort, ten minutes each, in the same weeks."""
    phase = cohort.phases.all()[0]
    first = dt.datetime(2026, 9, 21, 3, tzinfo=dt.UTC)
    starts = [first + dt.timedelta(minutes=10 * index) for index in range(count)]
    Session.objects.bulk_create(
        Session(
            cohort=cohort, phase=phase, title_en="More", title_zh="更多", local_date=start.date(),
            local_start=start.time(), duration_min=10, zone="Asia/Shanghai", changed_at=NOW,
            period=DateTimeTZRange(start, start + dt.timedelta(minutes=10)),
        )
        for start in starts
    )  # fmt: skip


def counts(client: Client, urls: dict[str, str]) -> dict[str, int]:
    found = {}
    for name, url in urls.items():
        client.get(url)  # warm: what is read once per process does not count
        with CaptureQueriesContext(
            connection,
        ) as queries:
            assert client.get(url).status_code == 200
        found[name] = len([query for query in queries if "SAVEPOINT" not in query["sql"]])
    return found


def test_few_queries_however_many_sessions():
    owner = make_trainer()
    cohort = make_cohort(owner)
    for _ in range(3):
        cohort_enrol(reference=cohort.reference, person=make_user(), by=owner, now=NOW)
    session = sessions_of(cohort)[0]
    session_staff(reference=session.reference, role=BookingRole.TRAINER, resource=owner, by=owner, now=NOW)
    grow(cohort, 8)
    client = Client()
    client.force_login(owner)
    token = feed_token_make(by=owner, now=NOW)
    urls: dict[str, Any] = {
        "cohorts": reverse("training:cohorts") + "?all=1",
        "cohort": reverse("training:cohort", args=[cohort.reference]),
        "session": reverse("training:session", args=[session.reference]),
        "sessions": reverse("training:sessions") + "?all=1",
        "events": reverse("training:events") + "?start=2026-09-21&end=2026-10-26",
        "plan": reverse("training:plan") + "?date=2026-09-21",
        "curricula": reverse("training:curricula"),
        "curriculum": reverse("training:curriculum", args=[cohort.curriculum_version.curriculum.reference]),
        "rooms": reverse("training:rooms"),
        "feed": reverse("training:feed", args=[token]),
        "api cohorts": "/api/v1/cohorts/",
        "api cohort": f"/api/v1/cohorts/{cohort.reference}/",
        "api sessions": "/api/v1/sessions/",
        "api session": f"/api/v1/sessions/{session.reference}/",
        "api enrolments": "/api/v1/enrolments/",
        "api curricula": "/api/v1/curricula/",
    }
    few = counts(client, urls)
    assert {name: count for name, count in few.items() if count > LIMIT} == {}
    grow(cohort, 1990)
    many = counts(client, urls)
    # The list counts its rows only when they fill more than a page: one query more, never above the limit.
    assert {name: count for name, count in many.items() if count > few[name] + (name == "sessions")} == {}
    assert {name: count for name, count in many.items() if count > LIMIT} == {}
