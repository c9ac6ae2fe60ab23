"""kill -9 of web and worker while people write: nothing that was accepted is missing, nothing is there twice."""

from __future__ import annotations

import email
import json
import signal
import subprocess
import threading
import time
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from django.db.models import F
from django.utils import timezone

from feedback.tickets.models import Ticket
from feedback.tickets.services import ticket_resolve, ticket_take
from feedback.tickets.tests.factory import Scene, make_scene
from portal.delivery import rules
from portal.delivery.tests.sink import Sink, as_usual, mail_server
from portal.people.models import User
from portal.people.services.tokens import token_create
from portal.records.models import Event, IdempotencyKey, OutboxRow
from tests.crash.processes import Background, Web, answer_of, background_on_test_database, web_on_test_database

WRITES = 24
CLIENTS = 6
# Whatever takes longer than this does not happen; a busy machine may need a good part of it.
WAIT_SECONDS = 120


@dataclass
class Ledger:
    """What the clients were told: reference by Idempotency-Key, and how often a connection broke."""

    accepted: dict[str, str] = field(default_factory=dict)
    broken: int = 0
    faults: list[str] = field(default_factory=list)


@pytest.fixture
def scene(transactional_db: None) -> Scene:
    return make_scene()


@dataclass(frozen=True)
class Client:
    """Who writes, and for which service."""

    token: str
    service: str


@pytest.fixture
def client(scene: Scene) -> Client:
    scopes = ["tickets:write", "tickets:read", "catalogue:read"]
    token = token_create(by=scene.agent, now=timezone.now(), name="Drill", scopes=scopes)[1]
    return Client(token, scene.service.reference)


def write_all(web: Web, client: Client, count: int, ledger: Ledger, written: threading.Semaphore) -> None:
    """Each ticket under its own key, again and again with the same key until there is an answer."""
    end = time.monotonic() + WAIT_SECONDS

    def write(number: int) -> None:
        body = json.dumps({"service": client.service, "title": f"Ticket {number}", "text": "Text"}).encode()
        headers = {
            "Authorization": f"Token {client.token}",
            "Content-Type": "application/json",
            "Idempotency-Key": f"ticket-{number}",
        }
        # A client that meets a dead worker asks again at once; the new worker needs a moment to load the portal.
        while time.monotonic() < end:
            answer = answer_of(web.port, "POST", "/api/v1/tickets/", body, headers)
            if answer is None:
                ledger.broken += 1
                continue
            status, content = answer
            if status == 201:
                ledger.accepted[f"ticket-{number}"] = json.loads(content)["id"]
            else:
                ledger.faults.append(f"{status}: {content.decode()[:200]}")
            written.release()
            return
        ledger.faults.append(f"ticket-{number} was never answered")
        written.release()

    with ThreadPoolExecutor(CLIENTS) as pool:
        list(pool.map(write, range(count)))


def drill(web: Web, client: Client, count: int, kills: dict[int, Callable[[], None]]) -> Ledger:
    """`count` writes by several clients; `kills` says what happens when so many of them have been answered."""
    ledger, written = Ledger(), threading.Semaphore(0)
    writer = threading.Thread(target=write_all, args=(web, client, count, ledger, written))
    writer.start()
    for number in range(count):
        written.acquire()
        if number in kills:
            kills[number]()
    writer.join()
    assert ledger.faults == []
    assert ledger.broken > 0, "nobody was interrupted, so nothing was shown"
    return ledger


@pytest.mark.slow
def test_web_and_worker_are_killed_while_people_write_and_mails_go_out(
    scene: Scene, client: Client, tmp_path: Path
) -> None:
    """One test for both: every program that starts costs seconds."""
    with (
        web_on_test_database(tmp_path) as web,
        mail_server() as sink,
        background_on_test_database(tmp_path, sink) as background,
    ):
        ledger = drill(web, client, WRITES, {4: web.kill_a_worker, 12: web.kill_everything_and_start_again})
        # Whoever asks again after everything is over gets the answer of then.
        again = Ledger()
        write_all(web, client, WRITES, again, threading.Semaphore(0))
        assert again.accepted == ledger.accepted
        check_nothing_lost_nothing_twice(ledger)
        check_mails(sink, deliver_with_kills(scene, background, sink))


def check_nothing_lost_nothing_twice(ledger: Ledger) -> None:
    assert len(ledger.accepted) == WRITES
    stored = Counter(Ticket.objects.values_list("title", flat=True))
    assert stored == Counter(f"Ticket {number}" for number in range(WRITES))
    assert set(ledger.accepted.values()) == set(Ticket.objects.values_list("reference", flat=True))
    # What belongs to an accepted write came with it: its event, its kept answer.
    assert Event.objects.filter(verb="ticket.opened").count() == WRITES
    assert set(IdempotencyKey.objects.values_list("key", "status")) == {(key, 201) for key in ledger.accepted}


def check_mails(sink: Sink, cut: set[str]) -> None:
    mails = OutboxRow.objects.filter(channel=OutboxRow.Channel.MAIL)
    assert set(mails.values_list("state", flat=True)) == {OutboxRow.State.SENT}
    times = Counter(sink.ids)
    # Nothing is lost; the id that arrived is the one that stands beside the delivery key.
    assert set(times) == set(mails.values_list("message_id", flat=True))
    assert len(times) == mails.count() >= 10
    # No mail came under two ids: to one person about one thing there is one.
    assert len({(mail["To"], mail["Subject"]) for mail in sink.accepted}) == len(times)
    # A mail comes again when its worker died between the server's word and ours, and no other one does.
    assert times == Counter(dict.fromkeys(times, 1)) + Counter(cut)
    assert len(cut) == 1


def resolve_some(scene: Scene) -> None:
    """Which tells their requester."""
    for ticket in Ticket.objects.order_by("pk")[:12]:
        ticket_take(reference=ticket.reference, by=scene.clerk, now=timezone.now())
        ticket_resolve(reference=ticket.reference, text="Done", by=scene.clerk, now=timezone.now())


class Postman:
    """Watches the mail server, kills the worker in the middle of its third mail, and says when all have arrived."""

    def __init__(self, background: Background, sink: Sink) -> None:
        self.background, self.sink = background, sink
        self.cut: set[str] = set()
        self.limit = 0
        self.arrived = threading.Event()

    def kill_before_acceptance(self, sink: Sink, _address: str) -> None:
        if len(sink.accepted) == self.limit:
            self.background.kill_worker()

    def kill_after_acceptance(self, sink: Sink, text: str) -> None:
        if len(sink.accepted) == self.limit:
            self.cut.add(str(email.message_from_string(text)["Message-ID"]))
            self.background.kill_worker()

    def count(self, sink: Sink, _text: str) -> None:
        if len(sink.accepted) + 1 == self.limit:
            self.arrived.set()

    def start_worker(self) -> subprocess.Popen[bytes]:
        self.limit = len(self.sink.accepted) + 2
        return self.background.start_worker()

    def until_arrived(self, count: int) -> None:
        """Then the worker is asked to stop, which it does when its task is over."""
        self.limit = count
        worker = self.background.start_worker()
        assert self.arrived.wait(WAIT_SECONDS)
        worker.terminate()
        assert worker.wait(WAIT_SECONDS) == 0


def deliver_with_kills(scene: Scene, background: Background, sink: Sink) -> set[str]:
    """Two workers are killed in the middle of a mail, the third one finishes. Ids of what had been accepted by then."""
    # These programs run by the clock on the wall: on a Saturday a mail would wait for Monday.
    User.objects.update(mail_at_once=True)
    mails = OutboxRow.objects.filter(channel=OutboxRow.Channel.MAIL)
    being_sent = mails.filter(state=OutboxRow.State.SENDING)
    postman = Postman(background, sink)
    sink.on_rcpt = postman.kill_before_acceptance
    worker = postman.start_worker()
    resolve_some(scene)
    assert worker.wait(WAIT_SECONDS) == -signal.SIGKILL
    sink.on_rcpt, sink.on_data = as_usual, postman.kill_after_acceptance
    assert postman.start_worker().wait(WAIT_SECONDS) == -signal.SIGKILL
    # The second worker left the first one's mail alone: its lease was not over.
    assert list(being_sent.values_list("attempts", flat=True)) == [1, 1]
    # Instead of waiting five minutes: the leases began that much earlier.
    being_sent.update(next_attempt_at=F("next_attempt_at") - rules.LEASE, lease_until=F("lease_until") - rules.LEASE)
    sink.on_data = postman.count
    postman.until_arrived(mails.count() + len(postman.cut))
    return postman.cut
