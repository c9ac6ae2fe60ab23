"""`POST /calendars/{id}/due/` and `/elapsed/`: every published case to the second, every bad shape a 400."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from rest_framework.test import APIClient

from portal.calendars.tests.factory import make_admin, make_calendar
from tests.cast import make_user

VECTORS = json.loads((Path(__file__).parents[1] / "data" / "working_time.json").read_text())
pytestmark = pytest.mark.django_db


@pytest.fixture
def client() -> APIClient:
    client = APIClient()
    client.force_authenticate(make_admin())
    return client


def ask(client: APIClient, question: str = "due", **body: Any) -> Any:
    calendar = make_calendar(f"Asked {question}")
    return client.post(f"/api/v1/calendars/{calendar.reference}/{question}/", body)


def test_every_published_case(client: APIClient) -> None:
    wrong = []
    for case in VECTORS:
        calendar = {"name": case["id"], "timezone": case["tz"], "hours": case["hours"], "holidays": case["holidays"]}
        made = client.post("/api/v1/calendars/", calendar | {"shifts": case.get("shifts", {})})
        assert made.status_code == 201, (case["id"], made.data)
        asked = {"start": case["start"], "minutes": case["minutes"], "pauses": case["pauses"]}
        answer = client.post(f"/api/v1/calendars/{made.data['id']}/due/", asked)
        if answer.status_code != 200 or answer.data["due"] != case["due"]:
            wrong.append((case["id"], case["due"], answer.data))
        elapsed = {"start": case["start"], "end": case["due"], "pauses": case["pauses"]}
        counted = client.post(f"/api/v1/calendars/{made.data['id']}/elapsed/", elapsed)
        if counted.data["minutes"] != case["minutes"]:
            wrong.append((case["id"], "elapsed", counted.data))
    assert wrong == []
    assert len(VECTORS) > 20


def test_it_says_how(client: APIClient) -> None:
    answer = ask(client, start="2026-11-20T09:30:00Z", minutes=90).json()
    assert answer["due"] == "2026-11-23T02:00:00Z"
    assert answer["timezone"] == "Asia/Shanghai"
    assert [(step["kind"], step["minutes"]) for step in answer["steps"]] == [("work", 30), ("closed", 0), ("work", 60)]
    assert answer["steps"][0]["from"] == "2026-11-20T17:30:00+08:00"
    assert answer["steps"][-1]["to"] == "2026-11-23T10:00:00+08:00"


def test_seconds_are_kept(client: APIClient) -> None:
    assert ask(client, start="2026-11-20T10:00:07.25+08:00", minutes=0.5).json()["due"] == "2026-11-20T02:00:37.250000Z"


def test_any_colleague_may_ask() -> None:
    calendar = make_calendar()
    client = APIClient()
    client.force_authenticate(make_user())
    body = {"start": "2026-11-20T09:30:00Z", "minutes": 5}
    assert client.post(f"/api/v1/calendars/{calendar.reference.lower()}/due/", body).status_code == 200
    assert client.post("/api/v1/calendars/K-00000000/due/", body).status_code == 404


START = "2026-11-20T09:30:00Z"


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, "start"),
        ({"start": START}, "minutes"),
        ({"minutes": 5}, "start"),
        ({"start": None, "minutes": 5}, "start"),
        ({"start": 1763631000, "minutes": 5}, "start"),
        ({"start": "yesterday", "minutes": 5}, "start"),
        ({"start": "2026-11-20", "minutes": 5}, "start"),
        ({"start": "2026-11-20T09:30:00", "minutes": 5}, "start"),
        ({"start": "2026-02-30T09:30:00Z", "minutes": 5}, "start"),
        ({"start": "2026-11-20T25:30:00Z", "minutes": 5}, "start"),
        ({"start": "2026-W47-5T09:30:00Z", "minutes": 5}, "start"),
        ({"start": "0001-01-01T00:00:00+14:00", "minutes": 5}, "start"),
        ({"start": "9999-12-31T23:59:59-14:00", "minutes": 5}, "start"),
        ({"start": "2026-11-20T09:30:00+99:00", "minutes": 5}, "start"),
        ({"start": "２026-11-20T09:30:00Z", "minutes": 5}, "start"),
        ({"start": START + " " * 5000, "minutes": 5}, "start"),
        ({"start": [], "minutes": 5}, "start"),
        ({"start": START, "minutes": None}, "minutes"),
        ({"start": START, "minutes": "60"}, "minutes"),
        ({"start": START, "minutes": True}, "minutes"),
        ({"start": START, "minutes": -1}, "minutes"),
        ({"start": START, "minutes": 10**29}, "minutes"),
        ({"start": START, "minutes": 1e300}, "minutes"),
        ({"start": START, "minutes": [5]}, "minutes"),
        ({"start": START, "minutes": 5, "pauses": "none"}, "pauses"),
        ({"start": START, "minutes": 5, "pauses": {}}, "pauses"),
        ({"start": START, "minutes": 5, "pauses": None}, "pauses"),
        ({"start": START, "minutes": 5, "pauses": [START]}, "pauses.0"),
        ({"start": START, "minutes": 5, "pauses": [[START]]}, "pauses.0"),
        ({"start": START, "minutes": 5, "pauses": [[START, START, START]]}, "pauses.0"),
        ({"start": START, "minutes": 5, "pauses": [[START, "2026-11-20T10:30:00"]]}, "pauses.0.1"),
        ({"start": START, "minutes": 5, "pauses": [["2026-11-21T00:00:00Z", START]]}, "pauses.0"),
        ({"start": START, "minutes": 5, "pauses": [[START, START]] * 10_001}, "pauses"),
        ({"start": START, "minutes": 5, "rush": True}, "rush"),
    ],
)
def test_every_bad_shape_names_its_field(client: APIClient, body: dict[str, Any], field: str) -> None:
    answer = ask(client, **body)
    assert answer.status_code == 400
    assert field in answer.json()["errors"], answer.json()


@pytest.mark.parametrize("body", [[], "due", 5, None])
def test_a_body_that_is_no_object(client: APIClient, body: Any) -> None:
    calendar = make_calendar()
    url = f"/api/v1/calendars/{calendar.reference}/due/"
    answer = client.post(url, json.dumps(body), content_type="application/json")
    assert answer.status_code == 400


def test_elapsed_backwards(client: APIClient) -> None:
    answer = ask(client, "elapsed", start=START, end="2026-11-19T09:30:00Z")
    assert (answer.status_code, list(answer.json()["errors"])) == (400, ["end"])


def test_it_answers_in_the_readers_language(client: APIClient) -> None:
    calendar = make_calendar()
    url = f"/api/v1/calendars/{calendar.reference}/due/"
    answer = client.post(url, {"start": START, "minutes": -1}, headers={"Accept-Language": "zh-hans"})
    assert answer.json()["errors"]["minutes"] == ["分钟数不能小于 0。"]
