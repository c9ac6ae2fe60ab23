"""The inbox, as pages and over REST: one's own messages and nobody else's."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from rest_framework.test import APIClient

from portal.delivery.queries import handle_of
from portal.delivery.tests.factory import tell
from portal.people.models import Role, User
from portal.records.models import OutboxRow
from tests.cast import make_user

pytestmark = pytest.mark.django_db


def client_of(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def messages(user: User) -> list[OutboxRow]:
    return list(OutboxRow.objects.filter(recipient=user, channel="inbox").order_by("id"))


def test_unread_first_and_open_reads() -> None:
    owner = make_user()
    for number in (1, 2):
        tell(owner, key=f"sample:{number}", title=f"Card {number}", url=f"/tickets/T-{number}/")
    first, second = messages(owner)
    client = client_of(owner)
    answer = client.get(f"/inbox/{handle_of(second.message_id)}/")
    assert (answer.status_code, answer["Location"]) == (302, "/tickets/T-2/")
    rows = client.get("/inbox/").context["page"].rows
    assert [row["body"].split("\n")[0] for row in rows] == ["Card 1", "Card 2"]
    assert [row["read_at"] is None for row in rows] == [True, False]
    first.refresh_from_db()
    assert first.read_at is None


def test_in_the_readers_language_and_empty(client: Client) -> None:
    page = client_of(make_user(language="zh-hans")).get("/inbox/").content.decode()
    assert "还没有消息。" in page


def test_mark_read_and_all_read() -> None:
    owner = make_user()
    for number in range(3):
        tell(owner, key=f"sample:{number}")
    client = client_of(owner)
    assert client.post(f"/inbox/{handle_of(messages(owner)[0].message_id)}/read/").status_code == 302
    assert [row.read_at is None for row in messages(owner)] == [False, True, True]
    client.post("/inbox/read/")
    assert all(row.read_at for row in messages(owner))


def test_nobody_reads_anothers(client: Client) -> None:
    owner = make_user()
    tell(owner)
    handle = handle_of(messages(owner)[0].message_id)
    for other in (make_user(), make_user("", Role.ADMINISTRATOR)):
        stranger = client_of(other)
        assert stranger.get(f"/inbox/{handle}/").status_code == 404
        assert stranger.post(f"/inbox/{handle}/read/").status_code == 404
        assert stranger.get("/inbox/").context["page"].rows == []
    assert messages(owner)[0].read_at is None
    assert client_of(owner).get("/inbox/nothing/").status_code == 404


def test_a_foreign_address_is_not_followed() -> None:
    owner = make_user()
    tell(owner, url="//evil.example/")
    answer = client_of(owner).get(f"/inbox/{handle_of(messages(owner)[0].message_id)}/")
    assert answer["Location"] == "/inbox/"


def test_rest() -> None:
    owner, client = make_user(), APIClient()
    client.force_authenticate(owner)
    tell(owner, key="sample:1")
    tell(owner, key="sample:2", kind="delivery.quiet")
    rows = client.get("/api/v1/inbox/").json()["results"]
    assert [row["subject"] for row in rows] == ["Ticket T-7K3M9Q2X moved", "Ticket T-7K3M9Q2X is solved"]
    read = client.post(f"/api/v1/inbox/{rows[0]['id']}/read/")
    assert read.json()["read_at"]
    assert [row["id"] for row in client.get("/api/v1/inbox/").json()["results"]] == [rows[1]["id"], rows[0]["id"]]
    assert len(client.get("/api/v1/inbox/?unread=true").json()["results"]) == 1
    assert client.post("/api/v1/inbox/read-all/").json() == {"read": 1}
    assert client.get("/api/v1/inbox/?colour=red").status_code == 400


def test_pages_of_fifty_keep_the_order_and_the_queries() -> None:
    owner = make_user()
    client, counts = client_of(owner), []
    for size in (5, 120):
        for number in range(size):
            tell(owner, key=f"sample:{size}:{number}")
        client.get("/inbox/")
        with CaptureQueriesContext(connection) as seen:
            page = client.get("/inbox/").context["page"]
        counts.append(len(seen))
    assert max(counts) <= 12
    following = client.get(page.next_url).context["page"]
    assert not {row["id"] for row in page.rows} & {row["id"] for row in following.rows}
    assert following.rows[0]["id"] < page.rows[-1]["id"]
