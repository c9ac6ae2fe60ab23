"""How much CPU the processes under a server, and those of PostgreSQL, have used."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from http.client import HTTPConnection
from pathlib import Path

import psycopg

START_SECONDS = 60.0


Spent = dict[int, float]


def spent(pids: Sequence[int]) -> Spent:
    """Milliseconds on a CPU so far by process id, all threads; those of ended threads are not in it."""
    return {pid: sum(int(_read(task / "schedstat").split()[0]) for task in _tasks(pid)) / 1e6 for pid in pids}


def between(before: Spent, after: Spent) -> float:
    """What those spent that were there all the time: one that ends takes its count with it."""
    return sum(after[pid] - before[pid] for pid in before.keys() & after.keys() if after[pid])


def _tasks(pid: int) -> Iterator[Path]:
    try:
        yield from Path(f"/proc/{pid}/task").iterdir()
    except OSError:
        return


def _read(path: Path) -> str:
    try:
        return path.read_text()
    except OSError:
        return "0"


def family(pid: int) -> list[int]:
    """The process and its children."""
    return [pid, *(child for child in all_pids() if parent_of(child) == pid)]


def all_pids() -> Iterator[int]:
    return (int(folder.name) for folder in Path("/proc").glob("[0-9]*"))


def parent_of(pid: int) -> int:
    try:
        return int(Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[1])
    except OSError:
        return 0


def postgres_pids(url: str) -> list[int]:
    """The server's processes that serve clients of this database; the server has to run on this machine."""
    with psycopg.connect(url) as connection:
        statement = "SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND client_port IS NOT NULL"
        return [pid for (pid,) in connection.execute(statement)]


@contextmanager
def served(argv: Sequence[str], environment: Mapping[str, str], port: int, folder: Path) -> Iterator[int]:
    """A web server's process id while it answers on `port`; it has ended afterwards."""
    if answers(port):
        raise SystemExit(f"Something answers on port {port} already: it would be measured in place of ours. Stop it.")
    with (folder / f"server-{port}.log").open("w") as log:
        process = subprocess.Popen(
            argv, env={**os.environ, **environment}, stdout=log, stderr=log, start_new_session=True
        )
        try:
            wait_for(port, process)
            yield process.pid
        finally:
            os.killpg(process.pid, signal.SIGTERM)
            process.wait()


def answers(port: int) -> bool:
    try:
        connection = HTTPConnection("127.0.0.1", port, timeout=START_SECONDS)
        connection.request("GET", "/")
        connection.getresponse().read()
    except OSError:
        return False
    return True


def wait_for(port: int, process: subprocess.Popen[bytes]) -> None:
    end = time.monotonic() + START_SECONDS
    while time.monotonic() < end and process.poll() is None:
        if answers(port):
            return
        time.sleep(0.1)
    raise SystemExit(f"The server on port {port} did not start; its log is in the state folder.")
