"""The real programs of a start, as processes of the test: web under gunicorn, Celery's worker and beat."""

from __future__ import annotations

import http.client
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from django.db import connection

from portal.delivery.tests.sink import Sink
from tools.paths import ROOT
from tools.run import make_folders, programs

HOST = "127.0.0.1"


def database_address() -> str:
    """Of the test's own database."""
    where = connection.settings_dict
    password = f":{where['PASSWORD']}" if where["PASSWORD"] else ""
    host = where["HOST"] or "localhost"
    if host.startswith("/"):
        return f"postgres://{where['USER']}{password}@/{where['NAME']}?host={host}"
    return f"postgres://{where['USER']}{password}@{host}:{where['PORT'] or 5432}/{where['NAME']}"


def environment(state: Path, sink: Sink | None = None) -> dict[str, str]:
    backend = "django.core.mail.backends.smtp.EmailBackend"
    mail = {"EMAIL_BACKEND": backend, "EMAIL_HOST": HOST, "EMAIL_PORT": str(sink.port)} if sink else {}
    return {
        **os.environ,
        "DATABASE_URL": database_address(),
        "DJANGO_SETTINGS_MODULE": "portal.settings",
        "PYTHONPATH": str(ROOT),
        "PORTAL_STATE": str(state),
        "WEB_WORKERS": "2",
        "LOG_LEVEL": "ERROR",
        **mail,
    }


class Web:
    """gunicorn with two workers on a port of its own; the port stays open whatever happens to the processes."""

    def __init__(self, state: Path) -> None:
        self.listener = socket.create_server((HOST, 0), backlog=1024)
        self.port = self.listener.getsockname()[1]
        self.state = state
        self.master = self._start()

    def _start(self) -> subprocess.Popen[bytes]:
        descriptor = self.listener.fileno()
        return subprocess.Popen(
            [sys.executable, "-m", "gunicorn", "--config", "python:tools.gunicorn_settings",
             "--bind", f"fd://{descriptor}", "portal.wsgi"],
            cwd=ROOT, env=environment(self.state), pass_fds=(descriptor,), start_new_session=True,
        )  # fmt: skip

    def workers(self) -> list[int]:
        """Process ids of the web workers that live now."""
        children = Path(f"/proc/{self.master.pid}/task/{self.master.pid}/children")
        return [int(word) for word in children.read_text().split()]

    def kill_a_worker(self) -> None:
        for worker in self.workers()[:1]:
            with suppress(ProcessLookupError):
                os.kill(worker, signal.SIGKILL)

    def kill_everything_and_start_again(self) -> None:
        kill_group(self.master.pid)
        self.master.wait()
        self.master = self._start()

    def stop(self) -> None:
        kill_group(self.master.pid)
        self.master.wait()
        self.listener.close()


@contextmanager
def web_on_test_database(state: Path) -> Iterator[Web]:
    web = Web(state)
    try:
        yield web
    finally:
        web.stop()


def answer_of(port: int, method: str, path: str, body: bytes, headers: dict[str, str]) -> tuple[int, bytes] | None:
    """Status and body, None when the connection broke before an answer was complete."""
    line = http.client.HTTPConnection(HOST, port, timeout=20)
    try:
        line.request(method, path, body, headers)
        answer = line.getresponse()
        return answer.status, answer.read()
    except (OSError, http.client.HTTPException):
        return None
    finally:
        line.close()


class Background:
    """Worker and beat as the runner starts them, with the broker that needs no server, in a folder of the test."""

    def __init__(self, state: Path, sink: Sink) -> None:
        self.environment = environment(state, sink) | {
            "CELERY_BROKER_URL": "filesystem://localhost//",
            "TMPDIR": str(state / "tmp"),
        }
        make_folders(state)
        self.beat = self._start("beat")
        self.worker: subprocess.Popen[bytes] | None = None

    def _start(self, name: str) -> subprocess.Popen[bytes]:
        own = self.environment | {"PORTAL_PROCESS": name}
        return subprocess.Popen(programs(())[name], cwd=ROOT, env=own, start_new_session=True)

    def start_worker(self) -> subprocess.Popen[bytes]:
        self.worker = self._start("worker")
        return self.worker

    def kill_worker(self) -> None:
        """All of it at once: the parent and the processes that do its tasks."""
        if self.worker is not None:
            kill_group(self.worker.pid)

    def stop(self) -> None:
        self.kill_worker()
        kill_group(self.beat.pid)
        for process in (self.worker, self.beat):
            if process is not None:
                process.wait()


def kill_group(leader: int) -> None:
    with suppress(ProcessLookupError):
        os.killpg(leader, signal.SIGKILL)


@contextmanager
def background_on_test_database(state: Path, sink: Sink) -> Iterator[Background]:
    background = Background(state, sink)
    try:
        yield background
    finally:
        background.stop()
