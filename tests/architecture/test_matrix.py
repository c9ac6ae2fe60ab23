"""Role x URL x method, generated from the URL conf: the answers are what the permission table says."""

from typing import Any

import pytest
from django.test import Client

from portal.people.access import access_of
from portal.people.models import Role, User
from portal.people.registry import PUBLIC, action_for
from tests.architecture.urls import Url, every_url
from tests.cast import PASSWORD, make_department, make_head, make_user

pytestmark = [pytest.mark.django_db, pytest.mark.once]

SIGNED_OUT_PAGE = "/accounts/login/"
# Ends the session that the other requests of the test need; it has tests of its own.
LEFT_OUT = {"account_logout"}


def ask(client: Client, url: Url, method: str) -> Any:
    body = {"content_type": "application/json", "data": "{}"} if url.is_api and method != "GET" else {}
    return client.generic(method, url.path, **body) if url.is_api else getattr(client, method.lower())(url.path)


def colleague_with(role: Role) -> User:
    department = make_department("matrix")
    if role == Role.DEPARTMENT_HEAD:
        return make_head(department, password=PASSWORD)
    roles = [] if role == Role.EMPLOYEE else [role]
    return make_user("matrix", *roles, department=department, password=PASSWORD)


@pytest.fixture
def client(monkeypatch: pytest.MonkeyPatch) -> Client:
    """Pages are made but not written out: what they say is not asked here, and it would be half of the time."""
    monkeypatch.setattr("django.template.backends.django.Template.render", lambda *_args: "")
    return Client(raise_request_exception=True)


@pytest.mark.parametrize("role", Role.values)
def test_answers_are_what_the_table_says(role: str, client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    user = colleague_with(Role(role))
    client.force_login(user)
    # Who asks and how far they reach is read once and not seven hundred times; every other test reads it.
    monkeypatch.setattr("django.contrib.auth.get_user", lambda _request: user)
    wrong = []
    for url in every_url():
        for method in url.methods:
            action = action_for(url.name, method)
            if url.name in LEFT_OUT or action == PUBLIC:
                continue
            status = ask(client, url, method).status_code
            expected = "405" if action is None else "not 403" if access_of(user).may(action) else "403"
            if (
                status >= 500
                or status == 401
                or (status == 403) != (expected == "403")
                or (expected == "405") != (status == 405)
            ):
                wrong.append(f"{method} {url.path} ({url.name}): {status}, the table says {expected}")
    assert not wrong, "\n".join(wrong)


def test_signed_out_gets_nothing_but_the_sign_in_page(client: Client) -> None:
    make_user("somebody")
    wrong = []
    for url in every_url():
        for method in url.methods:
            if action_for(url.name, method) in (PUBLIC, None):
                continue
            response = ask(client, url, method)
            led_away = response.status_code == 302 and response["Location"].startswith(SIGNED_OUT_PAGE)
            if not (response.status_code == 401 if url.is_api else led_away):
                wrong.append(f"{method} {url.path} ({url.name}): {response.status_code}")
    assert not wrong, "\n".join(wrong)


def test_superuser_flags_grant_nothing() -> None:
    assert not hasattr(User(), "is_superuser")
