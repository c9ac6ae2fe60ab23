"""A token's limits: scope, end, revocation, and the end of its owner's employment."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from portal.people.models import ApiToken, Role, User
from portal.people.registry import PUBLIC, SIGNED_IN, action_for, token_scope, token_scopes
from portal.people.services.leaving import employee_leave
from portal.people.services.tokens import token_create, token_revoke
from tests.api.ask import check_problem, send
from tests.api.urls import Operation, operations
from tests.cast import make_department, make_head, make_user

READ = [scope for scope in token_scopes() if scope.endswith(":read")]


@pytest.fixture
def owner(db: Any) -> User:
    """Holds every role, so that only the token's own limits are felt."""
    department = make_department("tokens")
    make_user("second-admin", Role.ADMINISTRATOR, department=department)
    owner = make_head(department, "owner")
    for role in Role:
        owner.role_assignments.create(role=role)
    return owner


def token_of(owner: User, scopes: list[str]) -> tuple[ApiToken, str]:
    return token_create(by=owner, now=timezone.now(), name="Nightly report", scopes=scopes, days=30)


def ask(key: str, method: str = "GET", path: str = "/api/v1/me/") -> Any:
    return send(Client(), method, path, Authorization=f"Token {key}")


def needs_more_than_reading(operation: Operation) -> bool:
    action = action_for(operation.name, operation.method)
    return action not in (PUBLIC, SIGNED_IN, None) and not token_scope(str(action)).endswith(":read")


WRITES = [operation for operation in operations() if needs_more_than_reading(operation)]


def test_there_are_writes_to_try() -> None:
    assert len(WRITES) > 10


def test_a_token_that_reads_writes_nothing(owner: User) -> None:
    key = token_of(owner, READ)[1]
    assert ask(key, "GET", "/api/v1/tickets/").status_code == 200
    answers = {str(operation): ask(key, operation.method, operation.path) for operation in WRITES}
    assert {name: answer.status_code for name, answer in answers.items() if answer.status_code != 403} == {}
    for answer in answers.values():
        check_problem(answer, 403)


def test_a_token_of_one_area_opens_no_other(owner: User) -> None:
    key = token_of(owner, ["tickets:read"])[1]
    assert ask(key, "GET", "/api/v1/tickets/").status_code == 200
    check_problem(ask(key, "GET", "/api/v1/ideas/"), 403)


def test_a_revoked_token_ends_at_once(owner: User) -> None:
    token, key = token_of(owner, READ)
    assert ask(key).status_code == 200
    token_revoke(by=owner, now=timezone.now(), token=token.reference)
    check_problem(ask(key), 401)


def test_an_expired_token_ends_by_itself(owner: User) -> None:
    key = token_of(owner, READ)[1]
    with time_machine.travel(timezone.now() + dt.timedelta(days=29, hours=23), tick=False):
        assert ask(key).status_code == 200
    with time_machine.travel(timezone.now() + dt.timedelta(days=30, seconds=1), tick=False):
        check_problem(ask(key), 401)


def test_a_leavers_token_ends_with_their_leaving(owner: User) -> None:
    leaver = make_user("leaver", department=owner.department)
    key = token_of(leaver, READ)[1]
    assert ask(key).status_code == 200
    employee_leave(by=owner, now=timezone.now(), employee=leaver.reference)
    check_problem(ask(key), 401)


def test_unknown_revoked_and_expired_sound_the_same(owner: User) -> None:
    token, key = token_of(owner, READ)
    token_revoke(by=owner, now=timezone.now(), token=token.reference)
    assert ask(key).json() == ask("stp_" + "x" * 43).json()


def test_a_lost_role_is_lost_to_its_tokens(owner: User) -> None:
    key = token_of(owner, token_scopes())[1]
    body = {"name": "x", "timezone": "Asia/Shanghai", "hours": {"0": [["09:00", "18:00"]]}}
    path = "/api/v1/calendars/"
    assert send(Client(), "POST", path, body, Authorization=f"Token {key}").status_code == 201
    owner.role_assignments.all().delete()
    check_problem(send(Client(), "POST", path, body | {"name": "y"}, Authorization=f"Token {key}"), 403)


def test_the_key_itself_is_not_kept(owner: User) -> None:
    key = token_of(owner, READ)[1]
    kept = [str(value) for row in ApiToken.objects.values() for value in row.values()]
    assert not any(key in value or key[8:] in value for value in kept)
