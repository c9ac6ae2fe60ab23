"""One Idempotency-Key, one row: fifty at once over real connections, and what happens around it."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.test import Client

from feedback.tickets.models import Ticket
from feedback.tickets.tests.factory import Scene, make_scene
from portal.people.models import User
from portal.records.models import Event, IdempotencyKey, OutboxRow
from tests.api.ask import check_problem, send
from tests.crowd import at_once

MANY = 50
PATH = "/api/v1/tickets/"


@pytest.fixture
def scene(db: Any) -> Scene:
    return make_scene()


def client_of(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def clients_of(user: User) -> list[Client]:
    return [client_of(user) for _number in range(MANY)]


def body_of(scene: Scene, **changes: str) -> dict[str, str]:
    return {"service": scene.service.reference, "title": "Refund", "text": "Order 4711 was returned"} | changes


def create(client: Client, body: dict[str, str], **headers: str) -> Any:
    return send(client, "POST", PATH, body, **headers)


@pytest.mark.django_db(transaction=True)
def test_fifty_at_once_make_one_row_and_get_one_answer(scene: Scene) -> None:
    clients = clients_of(scene.agent)
    answers = at_once(MANY, lambda index: create(clients[index], body_of(scene), Idempotency_Key="once"))
    assert Ticket.objects.count() == 1
    assert {answer.status_code for answer in answers} == {201}
    assert len({answer.content for answer in answers}) == 1
    assert {answer["ETag"] for answer in answers} == {'"1"'}
    # What came with it is there once, too.
    assert Event.objects.filter(subject_type="tickets.ticket").count() == 1
    keys = OutboxRow.objects.values_list("delivery_key", flat=True)
    assert len(keys) == len(set(keys))


@pytest.mark.django_db(transaction=True)
def test_fifty_at_once_without_a_key_make_fifty_rows(scene: Scene) -> None:
    """The control: it is the key that holds the crowd back, nothing else."""
    clients = clients_of(scene.agent)
    answers = at_once(MANY, lambda index: create(clients[index], body_of(scene)))
    assert {answer.status_code for answer in answers} == {201}
    assert Ticket.objects.count() == MANY


@pytest.mark.django_db(transaction=True)
def test_fifty_at_once_that_are_all_refused_leave_nothing(scene: Scene) -> None:
    clients = clients_of(scene.agent)
    unknown = body_of(scene, service="S-00000000")
    answers = at_once(MANY, lambda index: create(clients[index], unknown, Idempotency_Key="refused"))
    assert len({answer.status_code for answer in answers}) == 1
    assert 400 <= answers[0].status_code < 500
    assert not Ticket.objects.exists()
    assert not IdempotencyKey.objects.exists()


def test_another_body_or_address_under_the_same_key_is_refused(scene: Scene) -> None:
    client = client_of(scene.agent)
    assert create(client, body_of(scene), Idempotency_Key="a").status_code == 201
    check_problem(create(client, body_of(scene, title="Other"), Idempotency_Key="a"), 422, "key_reused")
    idea = send(client, "POST", "/api/v1/ideas/", body_of(scene), Idempotency_Key="a")
    check_problem(idea, 422, "key_reused")
    assert Ticket.objects.count() == 1


def test_the_order_of_fields_and_white_space_do_not_matter(scene: Scene) -> None:
    client = client_of(scene.agent)
    first = create(client, body_of(scene), Idempotency_Key="a")
    turned = json.dumps(dict(reversed(body_of(scene).items())), indent=3)
    second = client.post(PATH, turned, content_type="application/json", headers={"Idempotency-Key": "a"})
    assert (second.status_code, second.json()) == (201, first.json())


def test_the_same_key_of_somebody_else_is_another_key(scene: Scene) -> None:
    first = create(client_of(scene.agent), body_of(scene), Idempotency_Key="a")
    second = create(client_of(scene.outsider), body_of(scene, title="Other"), Idempotency_Key="a")
    assert (first.status_code, second.status_code) == (201, 201)
    assert first.json()["id"] != second.json()["id"]


def test_after_a_refusal_the_key_can_be_used_again(scene: Scene) -> None:
    client = client_of(scene.agent)
    check_problem(create(client, body_of(scene, title=""), Idempotency_Key="a"), 400)
    assert create(client, body_of(scene), Idempotency_Key="a").status_code == 201


def test_a_key_that_is_none_is_refused(scene: Scene) -> None:
    client = client_of(scene.agent)
    for key in ("x" * 101, "a\tb"):
        problem = check_problem(create(client, body_of(scene), Idempotency_Key=key), 400, "bad_idempotency_key")
        assert "Idempotency-Key" in problem["errors"]
    assert create(client, body_of(scene), Idempotency_Key="x" * 100).status_code == 201
