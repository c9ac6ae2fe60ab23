"""What survives: a process killed between acceptance and commit, and two relays at once."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

from portal.delivery import rules
from portal.delivery.services.relay import deliver_due
from portal.delivery.tests.factory import NOW, Clock, mails, tell, the_mail
from portal.delivery.tests.sink import Sink, as_usual
from portal.records.models import OutboxRow
from tests.cast import make_user
from tests.crash.processes import database_address
from tests.crowd import at_once

ROOT = Path(__file__).resolve().parents[3]
RELAY = f"""
import datetime, django
django.setup()
from portal.delivery.tests.conftest import SAMPLE
from portal.records.messages import register
from portal.delivery.services.relay import deliver_due
register(SAMPLE)
deliver_due(clock=lambda: datetime.datetime.fromisoformat({NOW.isoformat()!r}))
"""


def relay_process(sink: Sink) -> subprocess.Popen[bytes]:
    """A relay in a process of its own, on the test's database and mail server."""
    smtp = {
        "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "EMAIL_HOST": "127.0.0.1",
        "EMAIL_PORT": str(sink.port),
    }
    env = os.environ | smtp | {"DATABASE_URL": database_address(), "DJANGO_SETTINGS_MODULE": "portal.settings"}
    return subprocess.Popen([sys.executable, "-c", RELAY], cwd=ROOT, env=env)


@pytest.mark.django_db(transaction=True)
def test_killed_between_acceptance_and_commit(sink: Sink) -> None:
    tell(*[make_user() for _ in range(4)])
    running: list[subprocess.Popen[bytes]] = []

    def kill_at_the_third(server: Sink, _text: str) -> None:
        if len(server.accepted) == 2:
            running[0].send_signal(signal.SIGKILL)

    sink.on_data = kill_at_the_third
    running.append(relay_process(sink))
    assert running[0].wait(timeout=60) == -signal.SIGKILL
    cut = mails().get(state=OutboxRow.State.SENDING)
    assert mails().filter(state=OutboxRow.State.SENT).count() == 2

    # The others go on at once, the cut one when its lease has run out.
    sink.on_data = as_usual
    clock = Clock()
    assert deliver_due(clock=clock).sent == 1
    clock.forward(rules.LEASE)
    assert deliver_due(clock=clock).sent == 1
    assert set(mails().values_list("state", flat=True)) == {OutboxRow.State.SENT}

    times = Counter(sink.ids)
    assert set(times) == {row.message_id for row in mails()}  # nothing lost
    assert [key for key, count in times.items() if count > 1] == [cut.message_id]  # and only that one came twice


@pytest.mark.django_db(transaction=True)
def test_killed_before_acceptance_is_not_lost(sink: Sink) -> None:
    tell(make_user())
    running: list[subprocess.Popen[bytes]] = []

    def kill(_server: Sink, _address: str) -> str:
        running[0].kill()
        return "250 ok"

    sink.on_rcpt = kill
    running.append(relay_process(sink))
    running[0].wait(timeout=60)
    sink.on_rcpt = as_usual
    clock = Clock()
    clock.forward(rules.LEASE)
    assert deliver_due(clock=clock).sent == 1
    assert sink.ids == [the_mail().message_id]


@pytest.mark.django_db(transaction=True)
def test_relays_at_once_send_each_mail_once(sink: Sink) -> None:
    tell(*[make_user() for _ in range(60)])
    rounds = at_once(4, lambda _index: deliver_due(clock=Clock()).sent)
    assert sum(rounds) == 60
    assert len(sink.ids) == len(set(sink.ids)) == 60
