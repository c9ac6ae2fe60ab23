"""What is stuck: seen by administrators, sent again or given up."""

from __future__ import annotations

import datetime as dt
import socket

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from rest_framework.test import APIClient

from portal.calendars.tests.factory import make_calendar
from portal.delivery.queries import handle_of
from portal.delivery.services.relay import deliver_due
from portal.delivery.services.upkeep import heartbeat_write
from portal.delivery.tests.factory import Clock, mails, tell, the_mail
from portal.delivery.tests.sink import Sink, as_usual
from portal.people.models import Role, User
from portal.records.models import Event, OutboxRow
from tests.cast import make_user

State = OutboxRow.State
pytestmark = pytest.mark.django_db


def client_of(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def admin() -> Client:
    return client_of(make_user("", Role.ADMINISTRATOR))


def stuck_mail(title: str = "Private words") -> OutboxRow:
    tell(make_user("ana"), title=title)
    mails().update(state=State.STUCK, attempts=12, last_refusal="recipient 550")
    return the_mail()


def test_it_shows_what_is_stuck_without_words(admin: Client) -> None:
    stuck_mail()
    page = admin.get("/outbox/").content.decode()
    assert "The mail server refused the recipient (550)" in page
    assert "Ana" in page
    assert ">Sample</span>" in page
    assert "delivery.sample" not in page.replace('value="delivery.sample"', "")
    assert "Private words" not in page
    assert "ana@example.test" not in page
    assert admin.get("/outbox/?state=sent").context["page"].rows == []
    assert len(admin.get("/outbox/?all=1&kind=delivery.sample").context["page"].rows) == 1


def test_a_kind_is_chosen_by_its_label(admin: Client) -> None:
    form = admin.get("/outbox/?all=1&kind=delivery.sample").context["page"].filter_form
    assert ("delivery.sample", "Sample") in list(form.fields["kind"].choices)
    assert ("delivery.quiet", "Quiet sample") in list(form.fields["kind"].choices)


def test_rows_of_a_kind_that_is_gone_stand_for_themselves(admin: Client) -> None:
    stuck_mail()
    mails().update(kind="gone.kind")
    assert ">gone.kind</span>" in admin.get("/outbox/").content.decode()


def test_sent_again_with_the_same_id(admin: Client, sink: Sink) -> None:
    sink.on_rcpt = lambda _sink, _address: "550 unknown"
    tell(make_user())
    deliver_due(clock=Clock())
    row = the_mail()
    assert row.state == State.STUCK
    sink.on_rcpt = as_usual
    assert admin.post(f"/outbox/{handle_of(row.message_id)}/resend/").status_code == 302
    assert deliver_due(clock=timezone.now).sent == 1
    assert sink.ids == [row.message_id]
    assert Event.objects.get(verb="mail.resent").from_state == State.STUCK


def test_all_stuck_go_again(admin: Client) -> None:
    tell(*[make_user() for _ in range(3)])
    mails().update(state=State.STUCK, attempts=12)
    admin.post("/outbox/resend/")
    assert set(mails().values_list("state", "attempts")) == {(State.WAITING, 0)}


def test_given_up_stays(admin: Client, sink: Sink) -> None:
    row = stuck_mail()
    admin.post(f"/outbox/{handle_of(row.message_id)}/give-up/")
    assert the_mail().state == State.GIVEN_UP
    assert deliver_due(clock=timezone.now).sent == 0


@pytest.mark.parametrize("state", [State.SENT, State.SENDING, State.WAITING])
def test_what_is_not_stuck_is_not_resent(state: str) -> None:
    row, client = stuck_mail(), APIClient()
    mails().update(state=state)
    client.force_authenticate(make_user("", Role.ADMINISTRATOR))
    answer = client.post(f"/api/v1/outbox/{handle_of(row.message_id)}/resend/")
    assert (answer.status_code, answer.json()["code"]) == (409, "not_stuck")
    assert the_mail().state == state


def test_rest() -> None:
    row, client = stuck_mail(), APIClient()
    client.force_authenticate(make_user("", Role.ADMINISTRATOR))
    rows = client.get("/api/v1/outbox/?state=stuck").json()["results"]
    assert [(mail["id"], mail["last_refusal"]) for mail in rows] == [(handle_of(row.message_id), "recipient 550")]
    assert "Private words" not in str(rows)
    assert client.post(f"/api/v1/outbox/{rows[0]['id']}/resend/").json()["state"] == "waiting"
    assert client.post(f"/api/v1/outbox/{rows[0]['id']}/give-up/").json()["state"] == "given_up"


def test_employees_see_none_of_it() -> None:
    row = stuck_mail()
    client = client_of(make_user())
    for path in ("/outbox/", "/system/"):
        assert client.get(path).status_code == 403
    assert client.post(f"/outbox/{handle_of(row.message_id)}/resend/").status_code == 403
    assert the_mail().state == State.STUCK


def test_the_list_takes_twelve_queries(admin: Client) -> None:
    counts = []
    for size in (3, 60):
        tell(*[make_user() for _ in range(size)], key=f"sample:{size}")
        admin.get("/outbox/?state=waiting")
        with CaptureQueriesContext(connection) as seen:
            assert admin.get("/outbox/?state=waiting").status_code == 200
        counts.append(len(seen))
    assert max(counts) <= 12, counts


def test_the_system_page(admin: Client) -> None:
    make_calendar()
    stuck_mail()
    page = admin.get("/system/").content.decode()
    for words in ("The background is silent", "1 mail is stuck", "These years have no holidays yet"):
        assert words in page
    heartbeat_write(name="worker", now=timezone.now() - dt.timedelta(seconds=20))
    assert "The background is silent" not in admin.get("/system/").content.decode()


def test_healthz(client: Client) -> None:
    answer = client.get("/healthz/")
    assert (answer.status_code, answer.json()) == (200, {"status": "ok"})


@pytest.mark.django_db(transaction=True)
def test_healthz_without_a_database(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.socket() as free, monkeypatch.context() as patch:
        free.bind(("127.0.0.1", 0))
        connection.close()
        patch.setitem(connection.settings_dict, "PORT", free.getsockname()[1])
        assert client.get("/healthz/").status_code == 503
    assert client.get("/healthz/").status_code == 200
