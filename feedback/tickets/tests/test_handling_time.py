"""Appropriate handling time: percentiles of enough cases, versions by hand, reopen rates on either side, no person."""

import datetime as dt
from typing import Any

import pytest

from feedback.tickets.models import HandlingBand, HandlingNorm, Resolution, Step, Ticket
from feedback.tickets.queries.handling import (
    band_of_service,
    flagged,
    handling_times,
    norms_of_cases,
    reopened_by_place,
)
from feedback.tickets.queries.reporting import Asked
from feedback.tickets.rules.handling import Band, band_of
from feedback.tickets.services import handling_band_set, norms_work_out
from feedback.tickets.tests.check import refused
from feedback.tickets.tests.factory import MONDAY, Scene, at, make_scene, open_ticket, resolved_ticket
from feedback.tickets.tests.test_api import client_of
from portal.records.models import Event
from tests.crowd import at_once

NOON = at("2026-11-20 12:00")


def case(scene: Scene, minutes: int, *, reopened: bool = False, when: dt.datetime = MONDAY) -> Ticket:
    """A ticket that was in progress for so many working minutes."""
    ticket = open_ticket(scene, now=when)
    step = Step.objects.get(ticket=ticket)
    Resolution.objects.create(
        ticket=ticket, step=step, number=1, department=scene.billing, service=scene.service, at=when,
        ask_until=when, work_seconds=minutes * 60, reopened_at=when if reopened else None,
    )  # fmt: skip
    return ticket


def thirty(scene: Scene) -> None:
    for minutes in range(1, 31):
        case(scene, minutes)


def band(scene: Scene, **values: Any) -> HandlingBand:
    given = {"low": 10, "high": 20, "reason": "Too wide", "source": "Study 7", "by": scene.clerk_head, "now": NOON}
    return handling_band_set(**({"reference": scene.service.reference} | given | values))


def test_places_below_is_flagged_as_above_and_the_ends_are_within() -> None:
    found = Band(10, 20, 30)
    assert [found.place(minutes) for minutes in (9, 10, 20, 21)] == ["below", "within", "within", "above"]
    assert Band(None, None, 29).place(5) is None


@pytest.mark.parametrize(
    ("cases", "low", "high", "expected"),
    [
        (29, 600.0, 1200.0, (None, None)),
        (30, 600.0, 1200.0, (10, 20)),
        (30, 659.0, 1201.0, (10, 21)),
        (30, 5.0, 5.0, (0, 1)),
        (0, None, None, (None, None)),
    ],
)
def test_the_band_of_cases(cases: int, low: float | None, high: float | None, expected: tuple[Any, Any]) -> None:
    assert band_of(cases=cases, low=low, high=high)[:2] == expected


def test_the_20th_to_the_80th_percentile_of_what_was_not_reopened(scene: Scene) -> None:
    thirty(scene)
    case(scene, 5000, reopened=True)
    case(scene, 5000, when=NOON - dt.timedelta(days=400))
    (norm,) = norms_of_cases(now=NOON)
    assert norm["cases"] == 30
    assert [round(norm[name] / 60, 6) for name in ("low", "median", "high")] == [6.8, 15.5, 24.2]
    assert norms_work_out(now=NOON) == 1
    (row,) = handling_times(scene.clerk_head, Asked(NOON, 90))
    assert (row.service, row.cases, row.median, row.band) == ("Refund", 30, 15, Band(6, 25, 30))


def test_not_enough_cases_and_none_any_more(scene: Scene) -> None:
    case(scene, 5)
    norms_work_out(now=NOON)
    (row,) = handling_times(scene.reader, Asked(NOON, 90))
    assert row.band == Band(None, None, 1)
    norms_work_out(now=NOON + dt.timedelta(days=400))
    assert HandlingNorm.objects.get().cases == 0


def test_set_by_hand_as_versions_and_back_to_the_cases(scene: Scene) -> None:
    thirty(scene)
    norms_work_out(now=NOON)
    first = band(scene)
    assert (first.number, first.set_by, first.source) == (1, scene.clerk_head, "Study 7")
    assert band_of_service(scene.service)[0] == Band(10, 20, 30, by_hand=True)
    band(scene, low=12, high=22)
    band(scene, low=None, high=None)
    found, versions = band_of_service(type(scene.service).objects.get(pk=scene.service.pk))
    assert found == Band(6, 25, 30)
    assert [version.number for version in versions] == [3, 2, 1]
    assert Event.objects.filter(verb="service.band").count() == 3


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"high": None}, "high"),
        ({"low": None}, "low"),
        ({"high": 10}, "high"),
        ({"low": -1}, "low"),
        ({"high": 10**7}, "high"),
        ({"reason": " "}, "reason"),
        ({"source": ""}, "source"),
    ],
)
def test_malformed(scene: Scene, change: dict[str, Any], field: str) -> None:
    refusal: Any = refused("malformed", band, scene=scene, **change)
    assert list(refusal.errors) == [field]


def test_who_may(scene: Scene) -> None:
    for person in (scene.clerk, scene.driver_head, scene.reader):
        refused("not_allowed", band, scene=scene, by=person)
    band(scene)
    refused("stale", band, scene=scene, version=0)
    assert band(scene, version=1).number == 2


def test_reopen_rates_below_within_and_above(scene: Scene) -> None:
    for minutes, reopened in ((5, True), (9, False), (10, False), (20, True), (15, False), (15, False), (21, True)):
        case(scene, minutes, reopened=reopened)
    places = reopened_by_place(scene.service, Band(10, 20, 0, by_hand=True), Asked(NOON, 30))
    assert [tuple(row) for row in places] == [("below", 2, 1), ("within", 4, 1), ("above", 1, 1)]
    assert [row.rate for row in places] == [0.5, 0.25, 1.0]
    outside = flagged(scene.service, Band(10, 20, 0), Asked(NOON, 30))
    assert sorted((row.minutes, row.place) for row in outside) == [(5, "below"), (9, "below"), (21, "above")]
    assert reopened_by_place(scene.service, Band(None, None, 3), Asked(NOON, 30)) == []


def test_pages_rest_and_the_ticket(scene: Scene) -> None:
    ticket = resolved_ticket(scene, now=dt.datetime.now(dt.UTC) - dt.timedelta(hours=1))
    client = client_of(scene.clerk_head)
    path = f"/tickets/services/{scene.service.reference}"
    form = {"low": "10", "high": "20", "reason": "Too wide", "source": "Study 7"}
    assert client.post(f"{path}/band/", form | {"source": ""}).status_code == 422
    assert client.post(f"{path}/band/", form).status_code == 302
    page = client.get(f"{path}/handling/").content.decode()
    assert "10 min to 20 min, set by hand" in page
    assert ticket.reference in page
    assert "quicker than the usual" in client_of(scene.clerk).get(ticket.get_absolute_url()).content.decode()
    assert "quicker than the usual" not in client_of(scene.agent).get(ticket.get_absolute_url()).content.decode()
    overview = client.get("/tickets/reports/handling/").content.decode()
    assert "Refund" in overview
    rest = f"/api/v1/service-catalogue/{scene.service.reference}/handling/"
    found = client.get(rest)
    assert (found.json()["band"]["low"], found["ETag"]) == (10, '"1"')
    body = {"low": None, "high": None, "reason": "Enough cases", "source": "Tickets"}
    answer = client.post(rest, body, content_type="application/json")
    assert (answer.json()["band"]["by_hand"], len(answer.json()["versions"])) == (False, 2)
    assert client.get("/api/v1/ticket-reports/handling/").json()[0]["id"] == scene.service.reference
    assert client_of(scene.driver_head).get(f"{path}/handling/").status_code == 404
    assert client_of(scene.clerk).get(f"{path}/handling/").status_code == 403


def test_set_at_once_by_many_makes_as_many_versions(transactional_db: None) -> None:
    scene = make_scene()
    made = at_once(4, lambda index: band(scene, low=index + 1))
    assert sorted(each.number for each in made) == [1, 2, 3, 4]
