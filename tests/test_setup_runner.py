"""The runner with real children: small programs that tell in a file what happened to them."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

from tools.paths import ROOT

CHILD = """
import os, signal, sys, time
name, folder = sys.argv[1:]
def leave(*_):
    with open(f"{folder}/ended", "a") as file: file.write(name + "\\n")
    sys.exit()
signal.signal(signal.SIGTERM, leave)
with open(f"{folder}/{name}.pids", "a") as file: file.write(f"{os.getpid()}\\n")
print("hello from", name)
while True: time.sleep(0.05)
"""
RUNNER = """
import os, sys
from tools.supervisor import MARK, Child, Supervisor, spawn
folder = sys.argv[1]
environment = {**os.environ, MARK: folder, "PYTHONUNBUFFERED": "1"}
supervisor = Supervisor()
for name in ("database", "web", "worker"):
    argv = [sys.executable, "-c", os.environ["CHILD"], name, folder]
    supervisor.add(Child(name, lambda argv=argv: spawn(argv, environment)))
supervisor.watch()
supervisor.stop()
"""


def runner(folder: Path) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", RUNNER, str(folder)],
        cwd=ROOT,
        env={**os.environ, "CHILD": CHILD},
        stdout=subprocess.PIPE,
        text=True,
    )


def until(true: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 20
    while not true():
        assert time.monotonic() < deadline, "it did not happen within 20 seconds"
        time.sleep(0.02)


def pids(folder: Path, name: str) -> list[int]:
    file = folder / f"{name}.pids"
    return [int(line) for line in file.read_text().split()] if file.exists() else []


def all_started(folder: Path) -> bool:
    return all(pids(folder, name) for name in ("database", "web", "worker"))


def is_running(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


def test_sigterm_ends_all_and_the_database_last(tmp_path: Path) -> None:
    with runner(tmp_path) as process:
        until(lambda: all_started(tmp_path))
        process.send_signal(signal.SIGTERM)
        output, _ = process.communicate(timeout=30)
    assert process.returncode == 0
    ended = (tmp_path / "ended").read_text().split()
    assert sorted(ended) == ["database", "web", "worker"]
    assert ended[-1] == "database"
    assert '"event": "hello from web", "level": "info"' in output


def test_a_child_that_dies_is_started_again(tmp_path: Path) -> None:
    with runner(tmp_path) as process:
        until(lambda: all_started(tmp_path))
        os.kill(pids(tmp_path, "web")[0], signal.SIGKILL)
        until(lambda: len(pids(tmp_path, "web")) == 2)
        assert len(pids(tmp_path, "worker")) == 1
        process.send_signal(signal.SIGTERM)
        output, _ = process.communicate(timeout=30)
    assert "web ended with status -9; starting again in 0.5 s" in output


def test_kill_9_of_the_runner_ends_its_children(tmp_path: Path) -> None:
    with runner(tmp_path) as process:
        until(lambda: all_started(tmp_path))
        process.kill()
    for name in ("database", "web", "worker"):
        until(lambda name=name: not is_running(pids(tmp_path, name)[0]))


def test_survivors_of_this_state_folder_are_ended_and_no_others(tmp_path: Path) -> None:
    def sleeper(mark: Path) -> subprocess.Popen[bytes]:
        return subprocess.Popen(["sleep", "60"], env={**os.environ, "PORTAL_SUPERVISED": str(mark)})

    with sleeper(tmp_path) as ours, sleeper(tmp_path / "other") as other:
        program = f"from tools.supervisor import end_survivors; end_survivors({str(tmp_path)!r})"
        subprocess.run([sys.executable, "-c", program], cwd=ROOT, check=True)
        assert ours.wait(timeout=20) == -signal.SIGKILL
        assert other.poll() is None
        other.kill()
