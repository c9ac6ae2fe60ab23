"""The desk report: what came and went, how long it took where, what lies there; with literals for every figure."""

import datetime as dt
from typing import Any

import pytest
from django.test import Client

from feedback.tickets.models import Resolution, Step
from feedback.tickets.queries.desk import backlog, time_in_states, time_in_steps, volumes
from feedback.tickets.queries.reporting import Asked
from feedback.tickets.rules.desk import AGES, rate
from feedback.tickets.services import (
    service_create,
    ticket_hand_over,
    ticket_reopen,
    ticket_resolve,
    ticket_resume,
    ticket_take,
    ticket_wait,
)
from feedback.tickets.tests.factory import MONDAY, Scene, at, open_ticket, resolved_ticket, taken_ticket
from feedback.tickets.tests.test_api import client_of
from feedback.tickets.views.charts import bars, heat_map, shade
from tests.cast import make_department, make_head

NOON = at("2026-11-20 12:00")


def asked(**values: Any) -> Asked:
    return Asked(**({"now": NOON, "days": 30} | values))


def test_a_resolution_is_written_down_and_its_reopening_charged_to_it(scene: Scene) -> None:
    ticket = taken_ticket(scene)
    ticket_resolve(reference=ticket.reference, text="Paid", by=scene.clerk, now=at("2026-11-16 10:00"))
    ticket_reopen(reference=ticket.reference, reason="No", by=scene.agent, now=at("2026-11-17 10:00"))
    ticket_resolve(reference=ticket.reference, text="Paid", by=scene.clerk, now=at("2026-11-17 10:30"))
    first, second = Resolution.objects.filter(ticket=ticket).order_by("number")
    assert (first.number, first.work_seconds, first.reopened_at) == (1, 3600, at("2026-11-17 10:00"))
    assert (second.number, second.work_seconds, second.reopened_at) == (2, 5400, None)
    assert (first.step.number, second.step.number, second.department, second.service) == (
        1, 2, scene.billing, scene.service,
    )  # fmt: skip


def test_a_step_grows_by_its_working_time_without_what_the_requester_was_waited_for(scene: Scene) -> None:
    ticket = open_ticket(scene)
    ticket_take(reference=ticket.reference, by=scene.clerk, now=at("2026-11-16 09:30"))
    ticket_wait(reference=ticket.reference, text="?", by=scene.clerk, now=at("2026-11-16 11:00"))
    ticket_resume(reference=ticket.reference, by=scene.clerk, now=at("2026-11-16 11:30"))
    # Lunch from twelve to one does not count.
    handing = {"department": scene.logistics.reference, "reason": "Yours", "by": scene.clerk}
    ticket_hand_over(reference=ticket.reference, now=at("2026-11-16 13:30"), **handing)
    steps = Step.objects.filter(ticket=ticket).order_by("number").values_list("working_seconds", flat=True)
    assert list(steps) == [(120 + 60) * 60, 0]


def test_volumes(scene: Scene) -> None:
    again = resolved_ticket(scene, now=at("2026-10-30 10:00"))
    ticket_reopen(reference=again.reference, reason="No", by=scene.agent, now=at("2026-11-02 10:00"))
    resolved_ticket(scene)
    open_ticket(scene, kind="complaint")
    rows = volumes(scene.reader, asked(), "month")
    assert [tuple(row) for row in rows] == [(dt.date(2026, 10, 1), 1, 1, 1), (dt.date(2026, 11, 1), 2, 1, 0)]
    assert [row.rate for row in rows] == [1.0, 0.0]
    weeks = volumes(scene.reader, asked(), "week")
    assert [row.group for row in weeks] == [dt.date(2026, 10, 26), dt.date(2026, 11, 16)]
    assert [tuple(row) for row in volumes(scene.reader, asked(), "department")] == [("Billing", 3, 2, 1)]
    assert [tuple(row) for row in volumes(scene.reader, asked(), "service")] == [("Refund", 3, 2, 1)]
    kinds = volumes(scene.reader, asked(), "kind")
    assert [tuple(row) for row in kinds] == [("Request", 2, 2, 1), ("Complaint", 1, 0, 0)]
    assert [tuple(row) for row in volumes(scene.reader, asked(days=7), "service")] == [("Refund", 2, 1, 0)]


def test_time_in_states_and_steps(scene: Scene) -> None:
    for minutes in (10, 20, 30, 40):
        ticket = open_ticket(scene, now=MONDAY)
        ticket_take(reference=ticket.reference, by=scene.clerk, now=at("2026-11-16 10:00"))
        done = at("2026-11-16 10:00") + dt.timedelta(minutes=minutes)
        ticket_resolve(reference=ticket.reference, text="Paid", by=scene.clerk, now=done)
    states = {row.what: row for row in time_in_states(scene.reader, asked())}
    assert tuple(states["New"])[2:] == (4, 60, 60, 240)
    # Between the second and third of four: 25; nine tenths of the way: 37.
    assert tuple(states["In progress"])[2:] == (4, 25, 37, 100)
    assert [tuple(row) for row in time_in_steps(scene.reader, asked())] == [("Billing", 1, 4, 85, 97, 340)]


def test_backlog(scene: Scene) -> None:
    for opened in ("2026-11-20 11:00", "2026-11-19 12:00", "2026-11-18 12:00", "2026-11-14 10:00", "2026-10-01 10:00"):
        open_ticket(scene, now=at(opened))
    (row,) = backlog(scene.reader, asked())
    assert (row.department, row.ages, row.open) == ("Billing", (1, 2, 1, 0, 1), 5)
    assert row.late == 4


def test_ages_and_rates() -> None:
    assert [tuple(age) for age in AGES] == [(0, 1), (1, 3), (3, 7), (7, 30), (30, None)]
    assert AGES[1].opened_between(NOON) == (at("2026-11-17 12:00"), at("2026-11-19 12:00"))
    assert AGES[4].opened_between(NOON)[0] is None
    assert (rate(1, 4), rate(0, 0)) == (0.25, None)


def test_narrowed_to_a_department_with_those_below_and_a_service(scene: Scene) -> None:
    below = make_department("belowbilling", parent=scene.billing)
    head = make_head(below)
    other = service_create(
        name_en="Other", name_zh="其他", department=below.reference, response_minutes=5, resolution_minutes=9,
        by=head, now=MONDAY,
    )  # fmt: skip
    open_ticket(scene)
    open_ticket(scene, service=other.reference)
    assert volumes(scene.reader, asked(department=scene.billing.pk), "kind")[0].opened == 2
    assert volumes(scene.reader, asked(department=below.pk), "kind")[0].opened == 1
    assert volumes(scene.reader, asked(service=other.pk), "kind")[0].opened == 1
    assert volumes(scene.reader, asked(department=scene.logistics.pk), "kind") == []


def test_heads_read_their_departments_and_nobody_else_reads_anything(scene: Scene) -> None:
    resolved_ticket(scene)
    for read in (time_in_states, time_in_steps):
        assert read(scene.clerk_head, asked())
        assert read(scene.driver_head, asked()) == []
    assert volumes(scene.clerk_head, asked(), "month")[0].resolved == 1
    assert volumes(scene.driver_head, asked(), "month") == []
    for person, status in ((scene.clerk_head, 200), (scene.reader, 200), (scene.clerk, 403), (scene.outsider, 403)):
        assert client_of(person).get("/tickets/reports/desk/").status_code == status
        assert client_of(person).get("/api/v1/ticket-reports/desk/").status_code == status


def test_page_files_and_rest(scene: Scene, client: Client) -> None:
    now = dt.datetime.now(dt.UTC) - dt.timedelta(hours=1)
    resolved_ticket(scene, now=now)
    client.force_login(scene.clerk_head)
    page = client.get("/tickets/reports/desk/?by=service&days=30").content.decode()
    assert "Refund" in page
    assert '<svg class="bars"' in page
    assert "How it is computed" in page
    assert client.get("/tickets/reports/desk/?by=nonsense&days=x&department=T-0").status_code == 200
    table = client.get("/tickets/reports/desk/?by=service&export=csv&table=volumes").content.decode()
    assert table.splitlines()[1] == "Refund,1,1,0,0.0"
    assert client.get("/tickets/reports/desk/?export=xlsx&table=steps").status_code == 200
    found = client.get("/api/v1/ticket-reports/desk/?by=kind&days=7").json()
    assert found["volumes"][0] | {"reopen_rate": 0} == {
        "group": "Request", "opened": 1, "resolved": 1, "reopened": 0, "reopen_rate": 0,
    }  # fmt: skip
    assert found["steps"][0]["what"] == "1"
    for query in ("days=0", "days=x", "by=person", "department=D-0", "colour=red"):
        answer = client.get(f"/api/v1/ticket-reports/desk/?{query}")
        assert answer.status_code == 400, query
        assert list(answer.json()["errors"]) == [query.partition("=")[0]]
    assert "/tickets/reports/desk/" in client.get("/tickets/reports/").content.decode()


@pytest.mark.parametrize(("value", "most", "expected"), [(0, 8, 0), (1, 8, 1), (2, 8, 1), (3, 8, 2), (8, 8, 4)])
def test_shades(value: float, most: float, expected: int) -> None:
    assert shade(value, most) == expected


def test_pictures() -> None:
    found = bars("Title", ["a", "b"], [("one", [(4, "4"), (2, "2")]), ("two", [(0, "0"), (1, "1")])])
    assert found is not None
    widths = [bar.width for group in found.groups for bar in group.bars]
    assert widths == [490, 245, 0, 122.5]
    assert found.key == [("a", "0"), ("b", "1")]
    late = bars("Title", ["a", "b"], [("one", [(4, "4"), (2, "2")])], late=1)
    assert late is not None
    assert [bar.look for group in late.groups for bar in group.bars] == ["0", "late"]
    assert bars("Title", ["a"], [("one", [(0, "0")])]) is None
    heat = heat_map("Title", ["r1", "r2"], ["c1"], {("r2", "c1"): (5, "5", "r2 c1: 5", "/x/")})
    assert heat is not None
    assert [(cell.x, cell.y, cell.text, cell.shade) for cell in heat.cells] == [(190, 70, "5", 4)]
