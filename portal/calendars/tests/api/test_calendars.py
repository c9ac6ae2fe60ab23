"""Calendars over REST: made, listed, read, changed."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from rest_framework.test import APIClient

from portal.calendars.models import Calendar
from portal.calendars.tests.factory import NOW, OFFICE, make_calendar, spec
from portal.people.models import Role, User
from tests.cast import make_user

URL = "/api/v1/calendars/"
pytestmark = pytest.mark.django_db


def client_of(user: User) -> APIClient:
    client = APIClient()
    client.force_authenticate(user)
    return client


@pytest.fixture
def client() -> APIClient:
    return client_of(make_user("", Role.PROGRAMME_OFFICE))


def test_it_works(client: APIClient) -> None:
    sent = spec(holidays=["2026-10-01", "12-25"], shifts={"2026-10-10": [["09:00", "12:00"]]})
    made = client.post(URL, sent)
    assert made.status_code == 201
    assert made["ETag"] == '"1"'
    shown = client.get(f"{URL}{made.data['id']}/").json()
    assert shown["hours"] == OFFICE
    assert shown["holidays"] == ["12-25", "2026-10-01"]
    assert shown["is_default"] is True  # the first one
    assert [row["name"] for row in client.get(URL).json()["results"]] == ["Office"]


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"name": ""}, "name"),
        ({"name": 7}, "name"),
        ({"name": "x" * 121}, "name"),
        ({"timezone": "Mars/Olympus"}, "timezone"),
        ({"hours": []}, "hours"),
        ({"hours": {}}, "hours"),
        ({"hours": {"7": []}}, "hours.7"),
        ({"hours": {"0": [["18:00", "09:00"]]}}, "hours.0.0"),
        ({"hours": {"0": [["9:00", "18:00"]]}}, "hours.0.0.0"),
        ({"hours": {"0": [["09:00", "12:00"], ["11:00", "18:00"]]}}, "hours.0.1"),
        ({"holidays": ["2026-02-30"]}, "holidays.0"),
        ({"holidays": {}}, "holidays"),
        ({"shifts": {"soon": []}}, "shifts.soon"),
        ({"colour": "red"}, "colour"),
    ],
)
def test_every_bad_part_names_its_path(client: APIClient, changes: dict[str, Any], field: str) -> None:
    answer = client.post(URL, spec() | changes)
    assert answer.status_code == 400
    assert field in answer.json()["errors"]
    assert not Calendar.objects.exists()


def test_all_parts_at_once(client: APIClient) -> None:
    answer = client.post(URL, spec() | {"timezone": "x", "holidays": ["y"], "hours": {"0": [["a", "b"]]}})
    assert set(answer.json()["errors"]) == {"timezone", "holidays.0", "hours.0.0.0", "hours.0.0.1"}


def test_what_is_missing(client: APIClient) -> None:
    assert set(client.post(URL, {}).json()["errors"]) == {"name", "timezone", "hours"}


def test_employees_read_but_do_not_make() -> None:
    client = client_of(make_user())
    assert client.post(URL, spec()).status_code == 403
    calendar = make_calendar()
    assert client.get(f"{URL}{calendar.reference}/").status_code == 200
    assert client.patch(f"{URL}{calendar.reference}/", {"name": "Mine"}).status_code == 403


def test_a_name_is_there_once(client: APIClient) -> None:
    client.post(URL, spec())
    answer = client.post(URL, spec())
    assert (answer.status_code, answer.json()["code"], list(answer.json()["errors"])) == (409, "name_taken", ["name"])


def test_patch_raises_the_version(client: APIClient) -> None:
    calendar = make_calendar(holidays=["2026-10-01"])
    url = f"{URL}{calendar.reference}/"
    answer = client.patch(url, {"hours": {"0": [["08:00", "12:00"]]}}, headers={"If-Match": '"1"'})
    assert (answer.status_code, answer["ETag"], answer.data["holidays"]) == (200, '"2"', ["2026-10-01"])
    assert client.patch(url, {"name": "Other"}, headers={"If-Match": '"1"'}).status_code == 412
    assert client.patch(url, {"name": "Office"})["ETag"] == '"2"'  # nothing changed
    assert client.patch(url, {"is_default": True}).status_code == 400


def test_an_external_id_is_brought_up_to_date(client: APIClient) -> None:
    first = client.post(URL, spec(external_id="hr-7", holidays=["2026-10-01"]))
    second = client.post(URL, spec("Renamed", external_id="hr-7"))
    assert (first.status_code, second.status_code) == (201, 200)
    assert second.data["id"] == first.data["id"]
    assert (second.data["name"], second.data["holidays"]) == ("Renamed", [])


def test_make_default(client: APIClient) -> None:
    first, second = make_calendar("First"), make_calendar("Second")
    assert client.post(f"{URL}{second.reference}/make-default/").data["is_default"] is True
    first.refresh_from_db()
    assert not first.is_default


def test_queries_do_not_grow(client: APIClient) -> None:
    client.get(URL)  # the caller's rights are read once
    counts = []
    for number in (3, 30):
        for index in range(number):
            Calendar.objects.create(name=f"Calendar {number}-{index}", spec=make_spec(), created_at=NOW)
        with CaptureQueriesContext(connection) as seen:
            assert client.get(URL).status_code == 200
        counts.append(len(seen))
    assert counts[0] == counts[1] <= 12


def make_spec() -> dict[str, Any]:
    return spec() | {"holidays": [], "shifts": {}}
