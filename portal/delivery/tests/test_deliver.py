"""The relay, against a real mail server in this process."""

from __future__ import annotations

import datetime as dt
import os
import socket
import subprocess
import sys
import time
from typing import Any

import pytest

from portal.delivery import rules
from portal.delivery.services import smtp
from portal.delivery.services.relay import deliver_due
from portal.delivery.tests.factory import NOW, Clock, mails, tell, the_mail
from portal.delivery.tests.sink import DRIP, DROP, HANG, Sink
from portal.records.models import OutboxRow
from tests.cast import make_user
from tools.paths import ROOT

State = OutboxRow.State
pytestmark = pytest.mark.django_db


def test_it_works(sink: Sink, settings: object) -> None:
    settings.PUBLIC_URL = "https://portal.example.test/"  # type: ignore[attr-defined]
    tell(make_user("ana"))
    assert deliver_due(clock=Clock()).sent == 1
    mail, row = sink.accepted[0], the_mail()
    assert (row.state, row.sent_at, row.attempts, row.lease_until) == (State.SENT, NOW, 1, None)
    assert mail["To"] == "ana@example.test"
    assert mail["Subject"] == "Ticket T-7K3M9Q2X is solved"
    assert mail["Message-ID"] == row.message_id
    text, html = (mail.get_body((kind,)).get_content() for kind in ("plain", "html"))  # type: ignore[union-attr]
    assert "Card does not arrive" in text
    assert "https://portal.example.test/tickets/T-1/" in text
    assert 'href="https://portal.example.test/tickets/T-1/"' in html


def test_nothing_to_do_opens_no_line(sink: Sink) -> None:
    tell(make_user(), kind="delivery.quiet")
    assert deliver_due(clock=Clock()).sent == 0
    assert sink.connections == 0


def test_the_recipients_language_decides(sink: Sink) -> None:
    tell(make_user("lin", language="zh-hans"))
    deliver_due(clock=Clock())
    html = sink.accepted[0].get_body(("html",)).get_content()  # type: ignore[union-attr]
    assert 'lang="zh-hans"' in html
    assert "在平台中打开" in html


def test_what_people_wrote_is_text(sink: Sink) -> None:
    title = "<script>alert(1)</script> {{7*7}} %(x)s\r\nBcc: evil@example.test"
    tell(make_user(), title=title, reference="T\r\nBcc: a@b.c")
    deliver_due(clock=Clock())
    mail = sink.accepted[0]
    assert mail["Bcc"] is None
    assert mail["Subject"] == "Ticket T Bcc: a@b.c is solved"
    html = mail.get_body(("html",)).get_content()  # type: ignore[union-attr]
    assert "<script>" not in html
    assert "{{7*7}} %(x)s" in html


def test_one_line_carries_many(sink: Sink) -> None:
    tell(*[make_user() for _ in range(20)])
    assert deliver_due(clock=Clock()).sent == 20
    assert sink.connections == 1


def test_a_sent_mail_is_not_sent_again(sink: Sink) -> None:
    tell(make_user())
    clock = Clock()
    deliver_due(clock=clock)
    clock.forward(dt.timedelta(days=2))
    assert deliver_due(clock=clock).sent == 0
    assert len(sink.accepted) == 1


def test_one_bad_recipient_of_fifty_holds_nobody(sink: Sink) -> None:
    people = [make_user() for _ in range(50)]
    bad = people[20].email
    sink.on_rcpt = lambda _sink, address: f"550 no {bad}" if address == bad else None
    tell(*people)
    done = deliver_due(clock=Clock())
    assert (done.sent, done.refused) == (49, 1)
    assert len(set(sink.ids)) == 49
    stuck = mails().get(state=State.STUCK)
    assert stuck.last_refusal == "recipient 550"  # the server's text would name the person


def test_a_kind_that_nobody_knows_holds_nobody(sink: Sink) -> None:
    tell(make_user(), make_user())
    odd = mails().first()
    mails().filter(pk=odd.pk).update(kind="gone.kind")
    assert deliver_due(clock=Clock()).sent == 1
    odd.refresh_from_db()
    assert (odd.state, odd.last_refusal) == (State.STUCK, "words")


def test_a_leaver_gets_no_mail(sink: Sink) -> None:
    person = make_user()
    tell(person)
    person.is_active = False
    person.save()
    deliver_due(clock=Clock())
    assert sink.accepted == []
    assert the_mail().state == State.GIVEN_UP


@pytest.mark.parametrize("answer", ["451 later", "421 closing", "554 no such content"])
def test_a_refused_text(sink: Sink, answer: str) -> None:
    sink.on_data = lambda _sink, _text: answer
    tell(make_user())
    assert deliver_due(clock=Clock()).refused == 1
    row = the_mail()
    assert row.last_refusal == f"content {answer[:3]}"
    assert row.state == (State.STUCK if answer.startswith("5") else State.WAITING)


@pytest.fixture
def impatient(settings: Any) -> None:
    settings.EMAIL_TIMEOUT = 0.3


def test_a_server_that_hangs_is_cut(sink: Sink, impatient: None) -> None:
    sink.on_data = lambda _sink, _text: HANG
    tell(make_user())
    deliver_due(clock=Clock())
    assert (the_mail().state, the_mail().last_refusal) == (State.WAITING, "timeout")


def test_a_silent_greeting_ends_the_round(sink: Sink, impatient: None) -> None:
    sink.greeting = HANG
    tell(make_user(), make_user())
    assert deliver_due(clock=Clock()).refused == 1
    assert sorted(row.attempts for row in mails()) == [0, 1]


def test_a_server_that_drips_is_cut(sink: Sink, settings: Any) -> None:
    """Silence is allowed for much longer than a whole conversation."""
    settings.EMAIL_TIMEOUT, settings.MAIL_CONVERSATION_SECONDS = 60, 0.3
    sink.on_data = lambda _sink, _text: DRIP
    tell(make_user())
    began = time.monotonic()
    deliver_due(clock=Clock())
    assert time.monotonic() - began < 30  # the server goes on for a minute
    assert (the_mail().state, the_mail().last_refusal) == (State.WAITING, "timeout")


@pytest.fixture
def drips_take_time(sink: Sink, monkeypatch: pytest.MonkeyPatch) -> None:
    """A second for each byte, without waiting for it."""
    ahead = iter(range(10_000))
    late = [0.0]

    def second() -> None:
        late[0] = float(next(ahead))

    sink.between_bytes = second
    monkeypatch.setattr(smtp, "monotonic", lambda: time.monotonic() + late[0])


@pytest.mark.parametrize("place", ["on_rcpt", "on_data"])
def test_the_next_mail_has_its_own_time(sink: Sink, drips_take_time: None, place: str) -> None:
    drips = iter([DRIP])
    setattr(sink, place, lambda _sink, _said: next(drips, None))
    tell(make_user(), make_user())
    clock = Clock()
    done = deliver_due(clock=clock)
    assert (done.sent, done.refused) == (1, 1)
    cut = mails().get(state=State.WAITING)
    assert (cut.last_refusal, cut.attempts) == ("timeout", 1)
    clock.forward(dt.timedelta(minutes=1))
    assert deliver_due(clock=clock).sent == 1
    assert set(sink.ids) == {row.message_id for row in mails()}


def test_a_dripping_greeting_ends_the_round(sink: Sink, drips_take_time: None) -> None:
    sink.greeting = DRIP
    tell(make_user(), make_user())
    assert deliver_due(clock=Clock()).refused == 1
    assert sorted((row.attempts, row.last_refusal) for row in mails()) == [(0, ""), (1, "timeout")]


def test_a_dripping_goodbye_costs_no_mail(sink: Sink, drips_take_time: None) -> None:
    sink.goodbye = DRIP
    tell(make_user(), make_user())
    assert deliver_due(clock=Clock()).sent == 2


def test_many_mails_on_a_line_may_take_longer_than_one(sink: Sink, drips_take_time: None) -> None:
    def take_half_a_minute(server: Sink, _address: str) -> None:
        for _second in range(30):
            server.between_bytes()

    sink.on_rcpt = take_half_a_minute
    tell(*[make_user() for _ in range(8)])
    assert deliver_due(clock=Clock()).sent == 8
    assert sink.connections == 1


def test_a_limit_beyond_the_lease_is_refused_at_the_start() -> None:
    argv = [sys.executable, "-c", "import portal.settings"]
    environment = {**os.environ, "MAIL_CONVERSATION_SECONDS": "600"}
    answer = subprocess.run(argv, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    assert answer.returncode == 1
    assert "MAIL_CONVERSATION_SECONDS" in answer.stderr.splitlines()[-1]


def test_no_server_at_all(settings: object) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"  # type: ignore[attr-defined]
        settings.EMAIL_HOST, settings.EMAIL_PORT = free.getsockname()  # type: ignore[attr-defined]
        tell(make_user(), make_user())
        assert deliver_due(clock=Clock()).refused == 1
    row = mails().get(attempts=1)
    assert (row.state, row.last_refusal) == (State.WAITING, "unreachable")


def test_dropped_after_the_text_comes_again_with_the_same_id(sink: Sink) -> None:
    drops = iter([DROP])
    sink.on_data = lambda _sink, _text: next(drops, None)
    tell(make_user(), make_user())
    clock = Clock()
    done = deliver_due(clock=clock)
    assert (done.sent, done.refused) == (1, 1)
    clock.forward(dt.timedelta(minutes=1))
    assert deliver_due(clock=clock).sent == 1
    assert len(sink.ids) == 3
    assert set(sink.ids) == {row.message_id for row in mails()}


def test_it_waits_longer_each_time_and_then_is_stuck(sink: Sink) -> None:
    sink.on_rcpt = lambda _sink, _address: "450 greylisted"
    tell(make_user())
    clock, waits = Clock(), []
    while the_mail().state == State.WAITING:
        assert deliver_due(clock=clock).refused == 1
        assert deliver_due(clock=clock).refused == 0
        waits.append(the_mail().next_attempt_at - clock())
        clock.now = the_mail().next_attempt_at
    row = the_mail()
    assert (row.state, row.attempts, row.last_refusal) == (State.STUCK, rules.MAX_ATTEMPTS, "recipient 450")
    assert waits[0] < waits[1] < waits[2] < waits[5]
    assert sum(waits, dt.timedelta()) > dt.timedelta(hours=12)


def test_a_lease_that_ran_out_is_taken_again(sink: Sink) -> None:
    tell(make_user())
    mails().update(state=State.SENDING, attempts=1, lease_until=NOW + rules.LEASE, next_attempt_at=NOW + rules.LEASE)
    clock = Clock()
    assert deliver_due(clock=clock).sent == 0
    clock.forward(rules.LEASE)
    assert deliver_due(clock=clock).sent == 1
    assert the_mail().attempts == 2


def test_a_mail_that_kills_its_process_every_time_is_stuck(sink: Sink) -> None:
    tell(make_user())
    mails().update(state=State.SENDING, attempts=rules.MAX_ATTEMPTS, next_attempt_at=NOW)
    deliver_due(clock=Clock())
    assert (the_mail().state, the_mail().last_refusal) == (State.STUCK, "died")
    assert sink.accepted == []
