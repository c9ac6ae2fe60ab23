"""`GET /events/?after=`: complete, in order, and only what the caller may see."""

from __future__ import annotations

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from rest_framework.test import APIClient

from portal.calendars.models import Calendar
from portal.calendars.services import calendar_edit
from portal.calendars.tests.factory import NOW, make_admin, make_calendar
from portal.people.models import User
from portal.records.services import event_write
from tests.cast import make_department, make_user
from tests.crowd import at_once

URL = "/api/v1/events/"
# Real transactions: the feed waits for those that still run.
pytestmark = pytest.mark.django_db(transaction=True)


def client_of(user: User) -> APIClient:
    client = APIClient()
    client.force_authenticate(user)
    return client


def test_it_works_and_goes_on_where_it_stopped() -> None:
    calendar, admin = make_calendar(), make_admin()
    client = client_of(make_user())
    first = client.get(URL).json()
    assert [event["verb"] for event in first["results"]] == ["calendar.created"]
    assert first["results"][0]["subject"] == calendar.reference
    assert first["next"] is None
    assert client.get(URL, {"after": first["after"]}).json()["results"] == []
    for name in ("A", "B", "C"):
        calendar_edit(by=admin, reference=calendar.reference, changes={"name": name}, now=NOW)
    later = client.get(URL, {"after": first["after"], "page_size": 2}).json()
    assert [event["actor"] for event in later["results"]] == [admin.reference] * 2
    last = client.get(later["next"]).json()
    assert len(last["results"]) == 1
    assert last["next"] is None


def test_only_what_may_be_seen() -> None:
    make_calendar()
    department = make_department()
    with transaction.atomic():
        # A department is no registered subject here: its events are told to nobody.
        event_write(subject=department, verb="secret.step", by=None, at=NOW)
    leaver = make_user(is_active=False)
    assert [event["verb"] for event in client_of(make_user()).get(URL).json()["results"]].count("secret.step") == 0
    assert Calendar.objects.visible_to(leaver).count() == 0


def test_an_event_of_a_running_transaction_waits_and_is_not_skipped() -> None:
    calendar, client = make_calendar(), client_of(make_user())
    after = client.get(URL).json()["after"]
    with transaction.atomic():
        event_write(subject=calendar, verb="slow.step", by=None, at=NOW)

        def quick(_index: int) -> list[str]:
            event_write(subject=calendar, verb="quick.step", by=None, at=NOW)
            return [event["verb"] for event in client.get(URL, {"after": after}).json()["results"]]

        assert at_once(1, quick) == [[]]  # the quick one began later, so it waits for the slow one
    verbs = [event["verb"] for event in client.get(URL, {"after": after}).json()["results"]]
    assert verbs == ["slow.step", "quick.step"]


@pytest.mark.parametrize(
    "query", [{"after": "x"}, {"after": "WzEsMl0:abc"}, {"page_size": "0"}, {"page_size": "x"}, {"since": "1"}]
)
def test_bad_queries(query: dict[str, str]) -> None:
    assert client_of(make_user()).get(URL, query).status_code == 400


def test_queries_do_not_grow() -> None:
    calendar, client = make_calendar(), client_of(make_user())
    client.get(URL)
    counts = []
    for size in (3, 100):
        for _number in range(size):
            event_write(subject=calendar, verb="some.step", by=None, at=NOW)
        with CaptureQueriesContext(connection) as seen:
            assert client.get(URL).status_code == 200
        counts.append(len(seen))
    assert counts[0] == counts[1] <= 12
