"""Signing in and choosing a password: no word about who exists, links to our own address, other sessions end."""

import datetime as dt
import logging

import pytest
from django.core.cache import cache
from django.test import Client

from portal.people.services.reset_mail import reset_links_forget
from portal.records.models import OutboxRow
from tests.cast import PASSWORD, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def own_cache(settings):
    settings.CACHES = settings.CACHES | {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
    settings.PUBLIC_URL = "https://portal.example.test"
    cache.clear()


def sign_in(client, email, password=PASSWORD):
    return client.post("/accounts/login/", {"login": email, "password": password})


def test_unknown_and_wrong_read_the_same():
    make_user("known", password=PASSWORD)
    wrong = sign_in(Client(), "known@example.test", "nope").content.decode()
    unknown = sign_in(Client(), "nobody@example.test", "nope").content.decode()
    assert wrong.replace("known@", "x@").count("nope") == unknown.replace("nobody@", "x@").count("nope")
    words = "e-mail" if "e-mail" in wrong else "password"
    assert wrong.count(words) == unknown.count(words)


def test_somebody_who_left_does_not_get_in():
    make_user("gone", password=PASSWORD, is_active=False)
    client = Client()
    sign_in(client, "gone@example.test")
    assert client.get("/profile/").status_code == 302


def test_the_reset_link_follows_the_setting_and_is_wiped_when_sent():
    person = make_user("p", password=PASSWORD)
    first = Client().post("/accounts/password/reset/", {"email": person.email}, headers={"Host": "evil.test"})
    row = OutboxRow.objects.get()
    assert row.params["link"].startswith("https://portal.example.test/accounts/password/reset/key/")
    assert row.channel == "mail"
    unknown = Client().post("/accounts/password/reset/", {"email": "nobody@x.test"})
    assert (first.status_code, first["Location"]) == (unknown.status_code, unknown["Location"])
    assert OutboxRow.objects.count() == 1
    now = dt.datetime.now(dt.UTC)
    assert reset_links_forget(now=now) == 0
    OutboxRow.objects.update(state="sent")
    reset_links_forget(now=now)
    assert OutboxRow.objects.get().params == {}
    reset_links_forget(now=now + dt.timedelta(hours=2))
    assert not OutboxRow.objects.exists()


def test_a_changed_password_ends_other_sessions():
    person = make_user("p", password=PASSWORD)
    here, there = Client(), Client()
    for client in (here, there):
        sign_in(client, person.email)
    new = {"oldpassword": PASSWORD, "password1": "Anders-Pferd-8", "password2": "Anders-Pferd-8"}
    assert here.post("/accounts/password/change/", new).status_code == 302
    assert here.get("/profile/").status_code == 200
    assert there.get("/profile/").status_code == 302


def test_guesses_are_limited():
    make_user("p", password=PASSWORD)
    client = Client()
    for _guess in range(12):
        sign_in(client, "p@example.test", "wrong")
    sign_in(client, "p@example.test")
    assert client.get("/profile/").status_code == 302


def test_no_person_in_the_log(caplog):
    caplog.set_level(logging.INFO)
    person = make_user("canaryname", password=PASSWORD, full_name="金丝雀")
    client = Client()
    sign_in(client, person.email, "wrong")
    sign_in(client, person.email)
    client.get("/employees/?q=金丝雀")
    client.get(f"/employees/{person.reference}/")
    client.post("/accounts/password/reset/", {"email": person.email})
    said = "\n".join(f"{record.getMessage()} {record.__dict__}" for record in caplog.records)
    assert "canaryname" not in said
    assert "金丝雀" not in said
    assert "%E9%87%91" not in said
