"""A REST call with a token goes straight to its view, and comes out as one that took the whole way."""

from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from portal.people.models import User
from portal.people.registry import token_scopes
from portal.people.services.tokens import token_create
from tests.cast import make_user

pytestmark = pytest.mark.django_db
SHORT = "portal.people.middleware.TokenCallMiddleware"
JSON = {"content_type": "application/json"}
CALLS: list[tuple[str, str, dict[str, Any]]] = [
    ("get", "/api/v1/employees/", {}),
    ("get", "/api/v1/employees/?page_size=1", {}),
    ("get", "/api/v1/employees/?page_size=none", {}),
    ("get", "/api/v1/employees/?nothing=1", {}),
    ("get", "/api/v1/tickets/T-00000000/", {}),
    ("get", "/api/v1/nowhere/", {}),
    ("get", "/api/v1/employees", {}),
    ("head", "/api/v1/employees/", {}),
    ("options", "/api/v1/employees/", {}),
    ("delete", "/api/v1/employees/", {}),
    ("post", "/api/v1/tickets/", {"data": "{", **JSON}),
    ("post", "/api/v1/tokens/", {"data": {}, **JSON}),
    ("get", "/api/v1/schema/", {}),
    ("get", "/tickets/", {}),
]
KEYS = ("Token {key}", "token {key}", "Token stp_wrong", "Token ", "Bearer {key}")


@pytest.fixture
def key(db: Any) -> str:
    owner = make_user("owner")
    make_user("colleague", department=owner.department)
    return token_create(by=owner, now=timezone.now(), name="Robot", scopes=token_scopes())[1]


def answer(call: tuple[str, str, dict[str, Any]], authorization: str, language: str) -> tuple[int, Any, Any]:
    method, path, words = call
    headers = {"Authorization": authorization, "Accept-Language": language}
    found: Any = getattr(Client(), method)(path, headers=headers, **words)
    kept = {name: value for name, value in found.headers.items() if name != "Vary"}
    return found.status_code, kept, b"".join(found) if found.streaming else found.content


@pytest.mark.parametrize("call", CALLS, ids=lambda call: " ".join(call[:2]))
def test_it_answers_as_the_whole_way_does(call: Any, key: str, settings: Any) -> None:
    asked = [(shape.format(key=key), language) for shape in KEYS for language in ("en", "zh-hans")]
    short = [answer(call, *each) for each in asked]
    settings.MIDDLEWARE = [name for name in settings.MIDDLEWARE if name != SHORT]
    assert short == [answer(call, *each) for each in asked]


def test_it_passes_what_pages_need(key: str, settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """The control: a call without a token does go through what stands behind it."""
    seen: list[str] = []
    name = "portal.people.middleware.PermissionMiddleware.process_view"
    monkeypatch.setattr(name, lambda _self, request, *_rest: seen.append(request.path))
    headers = {"Authorization": f"Token {key}"}
    assert Client().get("/api/v1/me/", headers=headers).status_code == 200
    assert seen == []
    assert Client().get("/api/v1/me/").status_code == 401
    assert seen == ["/api/v1/me/"]


def test_a_session_beside_a_wrong_token_opens_nothing(key: str) -> None:
    client = Client()
    client.force_login(make_user("other"))
    assert client.get("/api/v1/me/", headers={"Authorization": "Token stp_wrong"}).status_code == 401
    assert client.get("/api/v1/me/").status_code == 200


def test_a_token_beside_a_session_answers_as_the_token_alone(key: str) -> None:
    """In the company's zone and with the token's rights, whoever is signed in."""
    client, headers = Client(), {"Authorization": f"Token {key}"}
    client.force_login(User.objects.create(email="far@example.test", full_name="Far", timezone="America/Lima"))
    both = client.get("/api/v1/tokens/", headers=headers)
    assert both.status_code == 200
    assert both.content == Client().get("/api/v1/tokens/", headers=headers).content


def test_a_fault_is_an_answer_too(key: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def fault(*_words: Any, **_values: Any) -> Any:
        raise RuntimeError("for the test")

    monkeypatch.setattr("portal.people.api.views.MeView.retrieve", fault)
    client = Client(raise_request_exception=False)
    found = client.get("/api/v1/me/", headers={"Authorization": f"Token {key}", "Accept-Language": "zh-hans"})
    assert (found.status_code, found["Content-Language"]) == (500, "zh-hans")
    assert found.json()["title"].startswith("请求失败")


def test_an_address_that_leads_nowhere_is_said_in_the_callers_language(key: str) -> None:
    for headers in ({"Authorization": f"Token {key}"}, {}):
        found = Client().get("/api/v1/nowhere/", headers={**headers, "Accept-Language": "zh-hans"})
        assert (found.status_code, found.json()["title"]) == (404, "没有这个资源。")
