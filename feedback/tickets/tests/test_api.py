"""Tickets over REST: the same verbs, with the conventions of every resource."""

import json
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from feedback.tickets.models import Ticket
from feedback.tickets.services import ticket_comment
from feedback.tickets.tests.check import verbs
from feedback.tickets.tests.factory import (
    MONDAY,
    Scene,
    make_scene,
    open_ticket,
    resolved_ticket,
    taken_ticket,
    waiting_ticket,
)
from portal.people.models import User
from tests.crowd import at_once

BASE = "/api/v1/tickets/"


def client_of(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def call(user: User, method: str, path: str, body: Any = None, **headers: str) -> Any:
    client = client_of(user)
    if method == "GET":
        return client.get(path, body, headers=headers)
    data = json.dumps({} if body is None else body)
    return client.generic(method, path, data, content_type="application/json", headers=headers)


def post(user: User, path: str, body: Any = None, **headers: str) -> Any:
    return call(user, "POST", BASE + path, body, **headers)


def body_of(scene: Scene) -> dict[str, str]:
    return {"service": scene.service.reference, "title": "Refund", "text": "Order 4711"}


def test_the_main_job(scene: Scene) -> None:
    opened = post(scene.agent, "", body_of(scene))
    assert (opened.status_code, opened["ETag"]) == (201, '"1"')
    ticket = opened.json()
    assert ticket["steps_open"] == ["edit", "comment", "promise", "jump", "watch"]
    path = ticket["id"] + "/"
    taken = post(scene.clerk, path + "take/").json()
    assert (taken["state"], taken["owner"]["id"]) == ("in_progress", scene.clerk.reference)
    assert [clock["kind"] for clock in taken["clocks"]] == ["response", "resolution"]
    assert post(scene.clerk, path + "wait/", {"text": "Which card?"}).json()["paused"] is True
    assert post(scene.agent, path + "comments/", {"text": "The blue one"}).status_code == 201
    over = post(scene.clerk, path + "hand-over/", {"department": scene.logistics.reference, "reason": "Parcel"})
    assert over.json()["department"]["id"] == scene.logistics.reference
    assert post(scene.driver, path + "take/").status_code == 200
    assert post(scene.driver, path + "resolve/", {"text": "Found"}).json()["state"] == "resolved"
    assert post(scene.agent, path + "reopen/", {"reason": "Not here"}).json()["state"] == "in_progress"
    assert post(scene.driver, path + "release/").json()["state"] == "new"
    steps = call(scene.agent, "GET", BASE + path + "steps/").json()
    assert [(step["number"], step["outcome"]) for step in steps] == [(1, "handed_over"), (2, "resolved"), (3, "")]


def test_why(scene: Scene) -> None:
    ticket = taken_ticket(scene)
    response, resolution = call(scene.agent, "GET", f"{BASE}{ticket.reference}/why/").json()
    assert response["clock"]["kind"] == "response"
    assert [step["kind"] for step in resolution["steps"]] == ["work", "closed", "work"]
    assert sum(step["minutes"] for step in resolution["steps"]) == resolution["clock"]["minutes"] == 240
    assert resolution["steps"][-1]["end"] == resolution["clock"]["due_at"]


def test_why_while_paused_tells_how_far_it_came(scene: Scene) -> None:
    resolution = call(scene.agent, "GET", f"{BASE}{waiting_ticket(scene).reference}/why/").json()[1]
    assert resolution["steps"] == []
    assert resolution["clock"]["paused_at"] is not None


def test_race_lost(scene: Scene) -> None:
    answer = post(scene.other_clerk, taken_ticket(scene).reference + "/take/")
    assert answer.status_code == 409
    assert answer["Content-Type"] == "application/problem+json"
    assert answer.json()["code"] == "already_taken"
    assert "Clerk" in answer.json()["title"]


def test_external_id_opens_once_then_edits(scene: Scene) -> None:
    body = body_of(scene) | {"external_id": "CRM-1"}
    first, again = post(scene.agent, "", body), post(scene.agent, "", body | {"title": "Refund 2"})
    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json()["id"] == again.json()["id"]
    assert Ticket.objects.get().title == "Refund 2"


def test_fifty_posts_with_one_key_open_one(transactional_db: None) -> None:
    scene = make_scene()
    body = body_of(scene)
    clients = [client_of(scene.agent) for _each in range(50)]

    def send(index: int) -> tuple[int, str]:
        answer = clients[index].post(
            BASE, json.dumps(body), content_type="application/json", headers={"Idempotency-Key": "one"}
        )
        return answer.status_code, answer.json()["id"]

    answers = at_once(50, send)
    assert set(answers) == {(201, Ticket.objects.get().reference)}


def test_stale_edits(scene: Scene) -> None:
    path = f"{BASE}{open_ticket(scene).reference}/"
    headers = {"If-Match": '"1"'}
    assert call(scene.agent, "PATCH", path, {"title": "A"}, **headers)["ETag"] == '"2"'
    assert call(scene.agent, "PATCH", path, {"title": "B"}, **headers).status_code == 412
    assert call(scene.clerk, "POST", path + "take/", **headers).status_code == 412


def test_lists_filters_and_orders(scene: Scene) -> None:
    new, taken, waiting, done = open_ticket(scene), taken_ticket(scene), waiting_ticket(scene), resolved_ticket(scene)

    def found(user: User, **query: str) -> list[str]:
        answer = call(user, "GET", BASE, query)
        assert answer.status_code == 200, answer.json()
        return [row["id"] for row in answer.json()["results"]]

    everything = [new.reference, taken.reference, waiting.reference, done.reference]
    assert found(scene.clerk) == everything
    assert found(scene.clerk, ordering="newest") == everything[::-1]
    assert found(scene.clerk, mine="waiting") == [taken.reference]
    assert found(scene.clerk, mine="queue") == [new.reference]
    assert found(scene.agent, mine="waiting") == [waiting.reference]
    assert found(scene.agent, mine="opened", state="open") == everything[:3]
    assert found(scene.clerk, owner="none") == [new.reference]
    assert found(scene.clerk, owner="me", state="resolved") == [done.reference]
    assert found(scene.clerk, due="late") == [new.reference, taken.reference]
    assert found(scene.clerk, department=scene.logistics.reference) == []
    assert found(scene.clerk, service=scene.service.reference, q="refund", opened_to="2026-11-16") == everything
    assert found(scene.clerk, opened_from="2026-11-17") == []
    assert found(scene.driver) == found(scene.admin) == []
    assert found(scene.agent_head) == found(scene.reader) == everything


def test_pages_follow_each_other(scene: Scene) -> None:
    references = [open_ticket(scene).reference for _each in range(5)]
    seen, url = [], BASE + "?page_size=2"
    while url:
        answer = call(scene.clerk, "GET", url).json()
        seen += [row["id"] for row in answer["results"]]
        url = answer["next"]
    assert seen == references


def test_internal_notes_are_for_the_working_side(scene: Scene) -> None:
    ticket = taken_ticket(scene)
    ticket_comment(reference=ticket.reference, text="secret", by=scene.clerk, now=MONDAY, internal=True)
    path = f"{BASE}{ticket.reference}/comments/"
    assert len(call(scene.other_clerk, "GET", path).json()["results"]) == 1
    for person in (scene.agent, scene.agent_head, scene.reader):
        assert call(person, "GET", path).json()["results"] == []
    assert call(scene.agent, "POST", path, {"text": "x", "internal": True}).status_code == 403


def test_notes_with_files(scene: Scene) -> None:
    path = f"{BASE}{open_ticket(scene).reference}/comments/"
    file = SimpleUploadedFile("note.txt", b"four seven one one")
    answer = client_of(scene.agent).post(path, {"text": "See file", "files": [file]})
    assert answer.status_code == 201, answer.json()
    assert [found["name"] for found in answer.json()["files"]] == ["note.txt"]


@pytest.mark.parametrize("step", ["", "take/", "comments/", "steps/", "why/", "resolve/"])
def test_absent_and_foreign_are_the_same_404(scene: Scene, step: str) -> None:
    method = "POST" if step in ("take/", "resolve/") else "GET"
    body = {"text": "x"} if step == "resolve/" else None
    reference = open_ticket(scene).reference
    foreign = call(scene.driver, method, f"{BASE}{reference}/{step}", body)
    absent = call(scene.driver, method, f"{BASE}T-00000000/{step}", body)
    assert foreign.status_code == absent.status_code == 404
    assert foreign.json() == absent.json()


HOSTILE_BODIES: list[Any] = [
    [], "x", 1, None, {"text": None}, {"text": []}, {"text": {"a": 1}}, {"text": "\x00"}, {"text": " "},
    {"text": "x" * 20_001},
    {"text": "x", "state": "new"}, {"text": "x", "internal": "perhaps"},
]  # fmt: skip


@pytest.mark.parametrize("body", HOSTILE_BODIES, ids=lambda body: str(body)[:20])
def test_hostile_bodies_are_400(scene: Scene, body: Any) -> None:
    ticket = taken_ticket(scene)
    before = verbs(ticket)
    for step in ("wait/", "resolve/", "comments/"):
        answer = client_of(scene.clerk).post(
            f"{BASE}{ticket.reference}/{step}", json.dumps(body), content_type="application/json"
        )
        assert answer.status_code == 400, (step, answer.content)
    assert verbs(ticket) == before


@pytest.mark.parametrize(
    "change",
    [
        {"service": "S-00000000"},
        {"service": "\x00"},
        {"service": {"id": 1}},
        {"title": "x" * 201},
        {"title": ""},
        {"kind": "rant"},
        {"state": "resolved"},
        {"owner": "P-1"},
        {"requester": "P-1"},
        {"reference": "T-1"},
        {"external_id": ""},
        {"external_id": "x" * 121},
        {"opened_at": "2020-01-01T00:00:00Z"},
    ],
    ids=lambda change: next(iter(change)),
)
def test_hostile_tickets_are_400(scene: Scene, change: dict[str, Any]) -> None:
    assert post(scene.agent, "", body_of(scene) | change).status_code == 400
    assert not Ticket.objects.exists()


@pytest.mark.parametrize(
    "query",
    [
        "state=gone", "mine=all", "department=D-0", "service=%00", "q=%00", "opened_from=2026-02-30",
        "opened_to=0001-01-01", "opened_from=9999-12-31", "due=1e400", "ordering=id", "page_size=0",
        "page_size=1000000000", "cursor=x", "owner=(", "unknown=1",
    ],
)  # fmt: skip
def test_hostile_filters_are_400(scene: Scene, query: str) -> None:
    answer = call(scene.clerk, "GET", f"{BASE}?{query}")
    assert answer.status_code == 400
    assert answer.json()["errors"]


def test_catalogue(scene: Scene) -> None:
    path = "/api/v1/service-catalogue/"
    body = {
        "name_en": "Invoice", "name_zh": "发票", "department": scene.billing.reference,
        "response_minutes": 30, "resolution_minutes": 60, "external_id": "SVC-1",
    }  # fmt: skip
    made = call(scene.clerk_head, "POST", path, body)
    assert made.status_code == 201, made.json()
    again = call(scene.clerk_head, "POST", path, body | {"response_minutes": 20})
    assert (again.status_code, again.json()["response_minutes"], again["ETag"]) == (200, 20, '"2"')
    one = f"{path}{made.json()['id']}/"
    assert call(scene.outsider, "GET", one).json()["name"] == "Invoice"
    assert call(scene.driver_head, "PATCH", one, {"active": False}).status_code == 403
    assert call(scene.clerk, "PATCH", one, {"active": False}).status_code == 403
    assert call(scene.admin, "PATCH", one, {"active": False}, **{"If-Match": '"1"'}).status_code == 412
    assert call(scene.admin, "PATCH", one, {"active": False}).json()["active"] is False
    assert [row["name"] for row in call(scene.outsider, "GET", path, {"active": "true"}).json()["results"]] == [
        "Refund"
    ]
    assert call(scene.admin, "PATCH", one, {"response_minutes": 61}).status_code == 400
