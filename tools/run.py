"""`make run`: PostgreSQL, web, worker and beat under one runner, until Ctrl-C.

Web pages are bound to this machine alone unless HOST says otherwise: the demonstration company's passwords stand in the
README, so a fresh start must not be open to everybody in the café.
"""

from __future__ import annotations

import fcntl
import os
import secrets
import shutil
import socket
import subprocess
import time
from collections.abc import Callable
from pathlib import Path
from typing import IO

from tools.install import port_number
from tools.paths import PYTHON, ROOT, STATE, private_folder
from tools.postgres import Server
from tools.say import GiveUp, need_space, readable_failures
from tools.supervisor import MARK, Child, Supervisor, end_survivors, log, spawn

WORKERS = 2


def main() -> None:
    began = float(os.environ.get("PORTAL_STARTED") or time.time())
    with readable_failures(STATE):
        private_folder(STATE)
        need_space(STATE)
        lock = only_run()
        end_survivors(str(STATE))
        listeners = open_port()
        make_folders(STATE)
        environment = child_environment()
        supervisor = Supervisor()
        try:
            serve(supervisor, environment, listeners, began)
        finally:
            log("info", "stopping")
            supervisor.stop()
            log("info", "stopped")
            lock.close()


def serve(supervisor: Supervisor, environment: dict[str, str], listeners: list[socket.socket], began: float) -> None:
    if not environment.get("DATABASE_URL"):
        environment["DATABASE_URL"] = start_postgres(supervisor)
    descriptors = tuple(listener.fileno() for listener in listeners)
    argv = programs(descriptors)
    # Web by itself first: three Djangos that start at once on two processors would each take three times as long.
    web = supervisor.add(Child("web", spawner("web", argv.pop("web"), environment, descriptors)))
    wait_for_first_page(supervisor, web)
    if supervisor.stopping.is_set():
        return
    log("info", f"ready on http://localhost:{port_number()} after {time.time() - began:.1f} s; Ctrl-C stops it")
    for name, words in argv.items():
        supervisor.add(Child(name, spawner(name, words, environment, ())))
    supervisor.watch()


def only_run() -> IO[str]:
    """The lock that says that this state folder is in use; it goes with our process, however that ends."""
    lock = (STATE / "run.lock").open("a+")
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        lock.seek(0)
        raise GiveUp(
            f"This checkout is already running ({lock.read().strip()}). Stop that one, or use another checkout."
        ) from None
    lock.truncate(0)
    lock.write(f"process {os.getpid()}, port {port_number()}")
    lock.flush()
    return lock


def open_port() -> list[socket.socket]:
    """Listen before anything is started: a taken port is said at once, and ours stays ours while web restarts."""
    port = port_number()
    host = os.environ.get("HOST")
    if host:
        return [listen(host, port)]
    listeners = [listen("127.0.0.1", port)]
    try:
        # Some clients read localhost as ::1 only.
        listeners.append(listen("::1", port))
    except GiveUp:
        pass
    return listeners


def listen(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.socket(family)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
    except OSError as problem:
        listener.close()
        raise GiveUp(
            f"Port {port} on {host} cannot be used ({problem.strerror}). Choose another one: make run PORT={port + 1}"
        ) from None
    listener.listen(1024)
    return listener


def make_folders(state: Path) -> None:
    """The broker without a server passes messages as files; it does not make its folders itself."""
    for name in ("queue", "control"):
        private_folder(state / "broker" / name)
    # Half-read messages and uploads of a run that was killed.
    shutil.rmtree(state / "tmp", ignore_errors=True)
    private_folder(state / "tmp")


def child_environment() -> dict[str, str]:
    return {
        **os.environ,
        MARK: str(STATE),
        "DJANGO_SETTINGS_MODULE": "portal.settings",
        "PORTAL_STATE": str(STATE),
        "PORT": str(port_number()),
        "SECRET_KEY": os.environ.get("SECRET_KEY") or kept_secret(STATE / "secret-key"),
        "CELERY_BROKER_URL": os.environ.get("CELERY_BROKER_URL") or "filesystem://localhost//",
        "TMPDIR": str(STATE / "tmp"),
        "PYTHONUNBUFFERED": "1",
        "PYTHONPATH": str(ROOT),
    }


def kept_secret(path: Path) -> str:
    """The key that signs sessions, made once; without it every start would sign everybody out."""
    if not path.exists() or not path.read_text():
        unfinished = path.with_suffix(".unfinished")
        unfinished.touch(mode=0o600)
        unfinished.chmod(0o600)
        unfinished.write_text(secrets.token_urlsafe(50))
        unfinished.rename(path)
    return path.read_text()


def start_postgres(supervisor: Supervisor) -> str:
    server = Server()
    server.prepare()
    process = supervisor.add(
        Child("postgres", lambda: server.start(subprocess.PIPE), stop_signal=2, stop_seconds=60)  # SIGINT: fast
    )
    server.wait_until_ready(process)
    server.make_role_and_database()
    return server.url


def programs(descriptors: tuple[int, ...]) -> dict[str, list[str]]:
    python = str(PYTHON)
    # Root's checkout may be root's alone, so its worker has to be root too; the portal's tasks are JSON, not pickle.
    celery = [
        python,
        "-W",
        "ignore:You're running the worker with superuser",
        "-m",
        "celery",
        "--app",
        "portal.celery",
        "--quiet",
    ]
    binds = [word for number in descriptors for word in ("--bind", f"fd://{number}")]
    return {
        "web": [python, "-m", "gunicorn", "--config", "python:tools.gunicorn_settings", *binds, "tools.prepared_wsgi"],
        "worker": [
            *celery, "worker", "--concurrency", str(WORKERS), "--loglevel", "INFO",
            "--without-gossip", "--without-mingle", "--without-heartbeat",
        ],
        "beat": [*celery, "beat", "--loglevel", "INFO", "--pidfile="],
    }  # fmt: skip


def spawner(
    name: str, argv: list[str], environment: dict[str, str], keep: tuple[int, ...]
) -> Callable[[], subprocess.Popen[str]]:
    own = {**environment, "PORTAL_PROCESS": name}
    return lambda: spawn(argv, own, keep)


def wait_for_first_page(supervisor: Supervisor, web: subprocess.Popen[str], seconds: float = 600) -> None:
    """Until web answers with HTTP, whatever the status. A web that never answered is not started again.

    The first web of a checkout migrates, collects and loads the demonstration company before it answers.
    """
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline and not supervisor.stopping.is_set():
        if web.poll() is not None:
            need_space(STATE)
            raise GiveUp("The web process ended before its first page; its lines stand above.")
        if answers():
            return
        time.sleep(0.1)
    if not supervisor.stopping.is_set():
        log("warning", f"web has not answered within {seconds:g} s; its lines stand above")


def answers() -> bool:
    host = os.environ.get("HOST") or "127.0.0.1"
    # What listens everywhere is asked here.
    host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)
    request = f"GET / HTTP/1.0\r\nHost: localhost:{port_number()}\r\n\r\n".encode()
    try:
        with socket.create_connection((host, port_number()), timeout=10) as connection:
            connection.sendall(request)
            return connection.recv(16).startswith(b"HTTP/")
    except OSError:
        return False


if __name__ == "__main__":
    main()
