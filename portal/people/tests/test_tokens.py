"""API tokens: made and revoked by their owner, in the browser only."""

import datetime as dt
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from portal.core.errors import Malformed, NotFound
from portal.people.models import ApiToken
from portal.people.services.tokens import token_create, token_revoke
from tests.cast import make_user

pytestmark = pytest.mark.django_db
NOW = dt.datetime(2026, 11, 2, 9, tzinfo=dt.UTC)


def test_it_works(client):
    owner = make_user("owner")
    client.force_login(owner)
    answer = client.post("/tokens/new/", {"name": "robot", "scopes": ["people:read"], "days": 30})
    token = ApiToken.objects.get()
    words = answer.content.decode().replace("<", " ").replace(">", " ").split()
    key = next(word for word in words if word.startswith("stp_"))
    assert ApiToken.digest_of(key) == token.digest
    assert key not in client.get("/tokens/").content.decode()
    bearer = {"Authorization": f"Token {key}"}
    client.logout()
    assert client.get("/api/v1/employees/", headers=bearer).status_code == 200
    assert client.get("/api/v1/departments/", headers=bearer).status_code == 200
    token_revoke(by=owner, now=NOW, token=token.reference)
    assert client.get("/api/v1/employees/", headers=bearer).status_code == 401


def test_a_token_makes_no_token(client):
    owner = make_user("owner")
    _token, key = token_create(by=owner, now=dt.datetime.now(dt.UTC), name="t", scopes=["people:write", "people:read"])
    answer = client.post(
        "/api/v1/tokens/",
        {"name": "more", "scopes": ["people:read"]},
        content_type="application/json",
        headers={"Authorization": f"Token {key}"},
    )
    assert (answer.status_code, answer.json()["code"]) == (409, "session_only")


WRONG = [(["nothing:read"], 9), ([], 9), (["people:read"], 0), (["people:read"], 366)]


@pytest.mark.parametrize(("scopes", "days"), WRONG)
def test_refusals(scopes, days):
    with pytest.raises(Malformed):
        token_create(by=make_user("o"), now=NOW, name="t", scopes=scopes, days=days)


def test_others_tokens_are_not_there():
    token, _key = token_create(by=make_user("o"), now=NOW, name="t", scopes=["people:read"])
    with pytest.raises(NotFound):
        token_revoke(by=make_user("x"), now=NOW, token=token.reference)


def test_the_command_prints_a_token_only():
    out = StringIO()
    make_user("o")
    call_command("create_token", "o@example.test", stdout=out)
    key = out.getvalue().strip()
    assert key.startswith("stp_")
    assert ApiToken.objects.get().digest == ApiToken.digest_of(key)
    for wrong in (["nobody@example.test"], ["o@example.test", "--scopes", "x"], ["o@example.test", "--days", "400"]):
        with pytest.raises(CommandError):
            call_command("create_token", *wrong)
