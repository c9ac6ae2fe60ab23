"""The embedded server, for real: in a state folder of the test's own."""

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tools.paths import ROOT

STARTED = """
import subprocess, sys, time
from tools.postgres import Server
server = Server("test")
server.prepare()
process = server.start(subprocess.DEVNULL)
server.wait_until_ready(process)
server.make_role_and_database()
print(process.pid, server.data, server.sockets, server.url, flush=True)
"""
ASK = """
import psycopg
with psycopg.connect(server.url) as connection:
    for row in connection.execute(sys.argv[1]):
        print(*row, flush=True)
"""
WAIT = "\ntime.sleep(60)\n"
STOP = "\nprocess.send_signal(2); sys.exit(process.wait())\n"


@pytest.fixture
def state(tmp_path: Path) -> Iterator[Path]:
    yield tmp_path
    home = run("from tools.postgres import Server; print(Server().home)", tmp_path).stdout.strip()
    if Path(home) != tmp_path:
        shutil.rmtree(home, ignore_errors=True)


def environment(state: Path) -> dict[str, str]:
    return {**os.environ, "PORTAL_STATE": str(state)}


def run(program: str, state: Path, *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", program, *words],
        cwd=ROOT,
        env=environment(state),
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )


def is_running(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


def wait_for_end(pid: int) -> None:
    deadline = time.monotonic() + 20
    while is_running(pid):
        assert time.monotonic() < deadline, "the server outlived the process that started it"
        time.sleep(0.05)


def test_it_works_without_a_port_and_without_a_superuser(state: Path) -> None:
    before = {path: path.stat().st_mode for path in (state, *state.parents)}
    question = (
        "SELECT rolsuper, current_setting('listen_addresses') = '', current_setting('max_connections'),"
        " (SELECT datlocale FROM pg_database WHERE datname = 'portal')"
        " FROM pg_roles WHERE rolname = current_user"
    )
    answer = run(STARTED + ASK + STOP, state, question)
    assert answer.stdout.splitlines()[1] == "False True 300 C.UTF-8"
    assert {path: path.stat().st_mode for path in before} == before


def test_kill_9_of_the_starter_leaves_no_server_and_no_damage(state: Path) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", STARTED + WAIT], cwd=ROOT, env=environment(state), stdout=subprocess.PIPE, text=True
    ) as starter:
        assert starter.stdout
        pid = int(starter.stdout.readline().split()[0])
        starter.kill()
    wait_for_end(pid)
    assert run(STARTED + ASK + STOP, state, "SELECT 42").stdout.splitlines()[1] == "42"


def test_a_server_left_behind_is_stopped_and_its_data_used_again(state: Path) -> None:
    # Without the parent-death signal, as after a runner that could not set it.
    unbound = "import tools.postgres; tools.postgres.end_with_parent = lambda: None\nserver.prepare()"
    orphan = STARTED.replace("server.prepare()", unbound)
    first = run(orphan, state).stdout.split()
    assert is_running(int(first[0]))
    second = run(STARTED + STOP, state).stdout.split()
    assert second[1] == first[1]
    wait_for_end(int(first[0]))


def test_a_pid_file_that_names_somebody_else_does_not_stop_the_start(state: Path) -> None:
    data = Path(run(STARTED + STOP, state).stdout.split()[1])
    with subprocess.Popen(["sleep", "60"]) as somebody:
        (data / "postmaster.pid").write_text(f"{somebody.pid}\n{data}\n1\n5432\n\n\n\nready\n")
        assert run(STARTED + ASK + STOP, state, "SELECT 42").stdout.splitlines()[1] == "42"
        assert somebody.poll() is None
        somebody.send_signal(signal.SIGKILL)


def test_a_start_that_was_killed_in_initdb_begins_again(state: Path) -> None:
    home = Path(run("from tools.postgres import Server; print(Server('test').home)", state).stdout.strip())
    (home / "postgres-test-unfinished").mkdir(parents=True)
    (home / "postgres-test-unfinished" / "PG_VERSION").write_text("18\n")
    assert run(STARTED + ASK + STOP, state, "SELECT 42").stdout.splitlines()[1] == "42"


def test_a_socket_folder_that_is_open_to_others_is_refused(state: Path) -> None:
    sockets = Path(run(STARTED + STOP, state).stdout.split()[2])
    sockets.chmod(0o755)
    answer = run(
        "from tools.postgres import Server\nfrom tools.say import GiveUp\n"
        "try: Server('test').prepare()\nexcept GiveUp as reason: print(reason)",
        state,
    )
    assert answer.stdout.startswith(f"{sockets} is not a folder of ")
