"""service_set_way and ticket_pass_on: a service's usual way, and each department's own clock on it."""

import datetime as dt

import pytest

from feedback.tickets.models import Clock, Ticket
from feedback.tickets.queries import ticket_shown
from feedback.tickets.services import (
    breach_due_clocks,
    service_edit,
    service_set_way,
    ticket_hand_over,
    ticket_pass_on,
    ticket_reopen,
    ticket_resolve,
    ticket_take,
    ticket_wait,
)
from feedback.tickets.services.catalogue import Part
from feedback.tickets.tests.check import refused, told, verbs
from feedback.tickets.tests.factory import MONDAY, Scene, at, open_ticket
from feedback.tickets.tests.test_api import client_of
from portal.people.models import User

TEN, ELEVEN = at("2026-11-16 10:00"), at("2026-11-16 11:00")


@pytest.fixture
def way(scene: Scene) -> list[Part]:
    """Billing has half an hour, then logistics two."""
    parts = [
        Part(scene.billing.reference, 30, "Check", "核对"),
        Part(scene.logistics.reference, 120, "Collect", "取件"),
    ]
    service_set_way(reference=scene.service.reference, parts=parts, by=scene.clerk_head, now=MONDAY)
    return parts


def step_clocks(ticket: Ticket) -> list[Clock]:
    return list(Clock.objects.filter(ticket=ticket, kind="step").order_by("id"))


def taken(scene: Scene, now: dt.datetime = MONDAY) -> Ticket:
    return ticket_take(reference=open_ticket(scene, now=now).reference, by=scene.clerk, now=now)


def passed(scene: Scene, ticket: Ticket, by: User | None = None, now: dt.datetime = TEN, **values: str) -> Ticket:
    return ticket_pass_on(reference=ticket.reference, by=by or scene.clerk, now=now, **values)


def test_each_departments_clock_starts_when_the_step_reaches_it(scene: Scene, way: list[Part]) -> None:
    ticket = passed(scene, taken(scene), reason="Checked")
    assert (ticket.department, ticket.state, ticket.owner, ticket.first_owner) == (
        scene.logistics, "new", None, scene.clerk,
    )  # fmt: skip
    first, second = step_clocks(ticket)
    assert (first.due_at, first.met_at) == (at("2026-11-16 09:30"), TEN)
    # Ten to twelve are two hours: due when the office closes for lunch.
    assert (second.started_at, second.due_at, second.minutes) == (TEN, at("2026-11-16 12:00"), 120)
    assert second.step is not None
    assert (second.step.department, second.step.number) == (scene.logistics, 2)
    assert ticket.next_due_at == at("2026-11-16 12:00")
    assert verbs(ticket) == ["ticket.opened", "ticket.taken", "ticket.breached", "ticket.passed_on"]
    assert told(scene.driver_head) == ["ticket.arrived"]


def test_what_lies_ahead_is_shown_and_where_it_ends_there_is_no_step(scene: Scene, way: list[Part]) -> None:
    ticket = taken(scene)
    shown = ticket_shown(scene.clerk, ticket.reference)
    assert [(part.department, part.minutes) for part in shown.ahead] == [(scene.logistics.reference, 120)]
    assert "pass_on" in shown.open_steps
    passed(scene, ticket)
    ticket_take(reference=ticket.reference, by=scene.driver, now=TEN)
    shown = ticket_shown(scene.driver, ticket.reference)
    assert (shown.ahead, "pass_on" in shown.open_steps) == ([], False)
    refused("end_of_way", ticket_pass_on, reference=ticket.reference, by=scene.driver, now=TEN)


def test_a_service_without_a_way_has_no_next(scene: Scene) -> None:
    ticket = taken(scene)
    assert step_clocks(ticket) == []
    refused("end_of_way", ticket_pass_on, reference=ticket.reference, by=scene.clerk, now=TEN)


def test_the_departments_clock_stands_still_while_the_requester_is_asked(scene: Scene, way: list[Part]) -> None:
    ticket = taken(scene)
    ticket_wait(reference=ticket.reference, text="Which?", by=scene.clerk, now=at("2026-11-16 09:10"))
    passed(scene, ticket)
    first, second = step_clocks(ticket)
    assert (first.due_at, first.breached_at) == (at("2026-11-16 10:20"), None)
    assert second.paused_at is None


def test_a_late_part_is_found_once_and_its_department_told(scene: Scene, way: list[Part]) -> None:
    ticket = passed(scene, taken(scene), now=at("2026-11-16 09:20"))
    assert breach_due_clocks(now=at("2026-11-16 11:21")) == 1
    assert breach_due_clocks(now=at("2026-11-16 11:22")) == 0
    assert verbs(ticket)[-1] == "ticket.breached"
    assert told(scene.driver_head)[-1] == "ticket.late_step"


def test_by_hand_it_may_go_elsewhere_and_come_back_to_its_way(scene: Scene, way: list[Part]) -> None:
    ticket = taken(scene)
    arguments = {"reason": "Look", "now": TEN}
    ticket_hand_over(reference=ticket.reference, department=scene.front.reference, by=scene.clerk, **arguments)
    assert len(step_clocks(ticket)) == 1
    ticket_hand_over(reference=ticket.reference, department=scene.logistics.reference, by=scene.agent, **arguments)
    assert len(step_clocks(ticket)) == 2
    ticket.refresh_from_db()
    assert ticket.position == 2


def test_resolving_meets_the_part_and_reopening_begins_it_again(scene: Scene, way: list[Part]) -> None:
    ticket = passed(scene, taken(scene))
    ticket_take(reference=ticket.reference, by=scene.driver, now=TEN)
    ticket_resolve(reference=ticket.reference, text="Done", by=scene.driver, now=ELEVEN)
    assert [clock.met_at for clock in step_clocks(ticket)] == [TEN, ELEVEN]
    ticket_reopen(reference=ticket.reference, reason="Not yet", by=scene.agent, now=ELEVEN)
    assert [clock.met_at for clock in step_clocks(ticket)] == [TEN, ELEVEN, None]


def test_only_the_department_that_has_it(scene: Scene, way: list[Part]) -> None:
    ticket = taken(scene)
    refused("not_allowed", ticket_pass_on, reference=ticket.reference, by=scene.agent, now=TEN)
    refused("not_found", ticket_pass_on, reference=ticket.reference, by=scene.outsider, now=TEN)
    refused("stale", ticket_pass_on, reference=ticket.reference, by=scene.clerk, now=TEN, version=99)


def test_a_new_ticket_is_not_passed_on(scene: Scene, way: list[Part]) -> None:
    refused("wrong_state", ticket_pass_on, reference=open_ticket(scene).reference, by=scene.clerk, now=TEN)


def test_the_same_way_again_changes_nothing(scene: Scene, way: list[Part]) -> None:
    service = service_set_way(reference=scene.service.reference, parts=way, by=scene.admin, now=MONDAY)
    assert (service.version, service.policy_version) == (2, 2)


def test_open_tickets_keep_their_place_in_a_new_way(scene: Scene, way: list[Part]) -> None:
    ticket = passed(scene, taken(scene))
    longer = [way[0], Part(scene.front.reference, 15, "Call", "致电"), way[1]]
    service_set_way(reference=scene.service.reference, parts=longer, by=scene.admin, now=TEN)
    ticket.refresh_from_db()
    assert ticket.position == 3


def test_the_way_begins_where_the_service_does(scene: Scene, way: list[Part]) -> None:
    target = scene.logistics.reference
    service_edit(reference=scene.service.reference, department=target, by=scene.admin, now=MONDAY)
    assert [part.department for part in scene.service.way.all()] == [scene.logistics, scene.logistics]


@pytest.mark.parametrize(
    ("number", "change", "field"),
    [
        (0, {"department": "logistics"}, "department_1"),
        (1, {"department": "D-0"}, "department_2"),
        (1, {"minutes": 0}, "minutes_2"),
        (1, {"name_zh": " "}, "name_zh_2"),
    ],
)
def test_malformed(scene: Scene, way: list[Part], number: int, change: dict[str, object], field: str) -> None:
    values = vars(way[number]) | change
    if values["department"] == "logistics":
        values["department"] = scene.logistics.reference
    parts = [Part(**values) if index == number else part for index, part in enumerate(way)]
    refusal = refused(
        "malformed", service_set_way, reference=scene.service.reference, parts=parts, by=scene.admin, now=MONDAY
    )
    assert list(refusal.errors) == [field]  # type: ignore[attr-defined]


def test_too_long(scene: Scene, way: list[Part]) -> None:
    refused("malformed", service_set_way, reference=scene.service.reference, parts=way * 5, by=scene.admin, now=MONDAY)


def test_who_may_change_it(scene: Scene, way: list[Part]) -> None:
    for person in (scene.clerk, scene.driver_head, scene.agent, scene.reader):
        refused("not_allowed", service_set_way, reference=scene.service.reference, parts=[], by=person, now=MONDAY)
    refused(
        "stale", service_set_way, reference=scene.service.reference, parts=[], by=scene.admin, now=MONDAY, version=1
    )


def test_the_pages(scene: Scene, way: list[Part]) -> None:
    client = client_of(scene.clerk_head)
    path = f"/tickets/services/{scene.service.reference}/way/"
    page = client.get(path).content.decode()
    assert scene.logistics.name_en in page
    form = {
        "department_1": scene.billing.reference, "minutes_1": "20", "name_zh_1": "核对", "name_en_1": "Check",
        "department_2": scene.front.reference, "minutes_2": "10", "name_zh_2": "致电", "name_en_2": "Call",
        "version": "2",
    }  # fmt: skip
    assert client.post(path, form).status_code == 302
    saved = [(part.department, part.minutes) for part in scene.service.way.all()]
    assert saved == [(scene.billing, 20), (scene.front, 10)]
    refusal = client.post(path, form | {"minutes_2": ""})
    assert refusal.status_code == 422
    assert b"Fill in the whole part" in refusal.content
    ticket = taken(scene)
    page = client.get(ticket.get_absolute_url()).content.decode()
    assert "Call" in page
    assert "Our part is done" in page
    answer = client_of(scene.clerk).post(f"{ticket.get_absolute_url()}pass-on/", {"reason": "Checked"})
    assert answer.status_code == 302
    ticket.refresh_from_db()
    assert ticket.department == scene.front


def test_the_effect_is_shown_before_it_is_saved(scene: Scene) -> None:
    open_ticket(scene, now=at("2026-11-02 09:00"))
    path = f"/tickets/services/{scene.service.reference}/effect/"
    answer = client_of(scene.clerk_head).get(path, {"response_minutes": "30", "resolution_minutes": "240"})
    assert b"1 open ticket gets another due time" in answer.content
    assert client_of(scene.clerk_head).get(path, {"response_minutes": "x"}).content.strip() == b""
    assert client_of(scene.clerk).get(path).status_code == 403


def test_rest(scene: Scene, way: list[Part]) -> None:
    client = client_of(scene.clerk_head)
    path = f"/api/v1/service-catalogue/{scene.service.reference}/"
    found = client.get(f"{path}way/")
    assert [(part["number"], part["minutes"]) for part in found.json()] == [(1, 30), (2, 120)]
    assert found["ETag"] == '"2"'
    ticket = taken(scene)
    detail = client.get(f"/api/v1{ticket.get_absolute_url()}").json()
    assert [part["department"]["id"] for part in detail["way_ahead"]] == [scene.logistics.reference]
    assert [(clock["kind"], clock["step"]) for clock in detail["clocks"]] == [
        ("response", None), ("resolution", None), ("step", 1),
    ]  # fmt: skip
    body = {"parts": [{"department": scene.billing.reference, "minutes": 15, "name_en": "Check", "name_zh": "核对"}]}
    saved = client.post(f"{path}way/", body, content_type="application/json", headers={"If-Match": '"2"'})
    assert (saved.status_code, saved["ETag"]) == (200, '"3"')
    stale = client.post(f"{path}way/", body, content_type="application/json", headers={"If-Match": '"2"'})
    assert stale.status_code == 412
    effect = client.post(f"{path}effect/", {"resolution_minutes": 300}, content_type="application/json")
    assert effect.json() == {"moved": 1, "late": 0}
    unknown = client.post(f"{path}way/", {"parts": [{"minutes": 1}]}, content_type="application/json")
    assert unknown.status_code == 400
    passed_on = client_of(scene.clerk).post(
        f"/api/v1{ticket.get_absolute_url()}pass-on/", {}, content_type="application/json"
    )
    assert (passed_on.status_code, passed_on.json()["code"]) == (409, "end_of_way")
