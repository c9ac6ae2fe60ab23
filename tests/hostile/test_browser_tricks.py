"""Cross-site posts, open redirects, forged headers, methods in disguise."""

import pytest
from django.test import Client

from portal.core.nameless import is_nameless
from portal.people.models import User
from portal.records.models import OutboxRow
from tests.architecture.urls import every_url
from tests.cast import PASSWORD, make_user

pytestmark = pytest.mark.once

EVIL = ["//evil.test", "https://evil.test/", "\\\\evil.test", "https:evil.test", "/\\evil.test", "javascript:alert(1)"]


def test_every_page_post_needs_its_csrf_token(everyman: User) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(everyman)
    for url in every_url():
        if is_nameless(url.path):  # sent without the cookie that the token belongs to; asks for the pass or the code
            continue
        kind = {"content_type": "application/json"} if url.is_api else {}
        if url.is_api and not {"POST", "PATCH"} & set(url.methods):
            continue
        method = "POST" if not url.is_api or "POST" in url.methods else "PATCH"
        response = client.generic(method, url.path, b"{}", **kind)
        assert response.status_code in (403, 405), (url.name, response.status_code)


@pytest.mark.parametrize("target", EVIL)
def test_next_never_leads_off_the_site(target: str, client: Client) -> None:
    for name in ("/preferences/theme/", "/preferences/language/", "/preferences/density/"):
        response = client.post(
            name, {"theme": "dark", "language": "en", "list": "x", "density": "compact", "next": target}
        )
        assert response["Location"] == "/"


@pytest.mark.parametrize("target", EVIL)
def test_sign_in_never_leads_off_the_site(target: str, db: None) -> None:
    make_user("visitor", password=PASSWORD)
    response = Client().post(f"/accounts/login/?next={target}", {"login": "visitor@example.test", "password": PASSWORD})
    assert response.status_code == 302
    assert "evil" not in response["Location"]
    assert response["Location"].startswith("/")


def test_method_override_is_ignored(client: Client) -> None:
    response = client.get("/api/v1/tickets/", headers={"X-HTTP-Method-Override": "DELETE"})
    assert response.status_code == 200


def test_reset_mail_has_our_own_address(db: None, settings: object) -> None:
    make_user("forgetful", password=PASSWORD)
    Client().post("/accounts/password/reset/", {"email": "forgetful@example.test"}, headers={"Host": "evil.test"})
    rows = [str(row.params) + row.url for row in OutboxRow.objects.all()]
    assert rows
    assert not any("evil.test" in row for row in rows)


def test_security_headers_are_sent(client: Client) -> None:
    response = client.get("/")
    assert "default-src 'self'" in response["Content-Security-Policy"]
    assert "unsafe" not in response["Content-Security-Policy"]
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["X-Frame-Options"] == "DENY"
