"""Runs the portal's processes as children: one log, restarts with back-off, an end that leaves nothing behind."""

from __future__ import annotations

import ctypes
import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import IO

PR_SET_PDEATHSIG = 1
LIBC = ctypes.CDLL(None)
# In the environment of every child: tells the next start which processes an earlier one left behind.
MARK = "PORTAL_SUPERVISED"
FIRST_PAUSE, LONGEST_PAUSE = 0.5, 30.0
# A child that ran this long was well; its next fall begins at the first pause again.
WELL_AFTER = 60.0


@dataclass
class Child:
    """One process to keep running. `spawn` starts it; `stop_signal` and `stop_seconds` say how it ends in peace."""

    name: str
    spawn: Callable[[], subprocess.Popen[str]]
    stop_signal: int = signal.SIGTERM
    stop_seconds: float = 15.0
    process: subprocess.Popen[str] | None = None
    started: float = 0.0
    pause: float = FIRST_PAUSE
    start_again_at: float | None = field(default=None)


class Supervisor:
    """Children are started in the order of `add` and stopped in the reverse one."""

    def __init__(self) -> None:
        self.children: list[Child] = []
        self.stopping = threading.Event()
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, self.ask_to_stop)

    def ask_to_stop(self, number: int, _frame: object) -> None:
        # Twice is no reason to hurry: PostgreSQL must come last.
        self.stopping.set()

    def add(self, child: Child) -> subprocess.Popen[str]:
        self.children.append(child)
        return self.start(child)

    def start(self, child: Child) -> subprocess.Popen[str]:
        process = child.spawn()
        child.process, child.started, child.start_again_at = process, time.monotonic(), None
        if process.stdout:
            threading.Thread(target=copy_lines, args=(process.stdout, child.name), daemon=True).start()
        return process

    def watch(self) -> None:
        """Return when a signal asked to stop; until then start again whatever ended."""
        while not self.stopping.wait(0.2):
            for child in self.children:
                self.look_after(child)

    def look_after(self, child: Child) -> None:
        now = time.monotonic()
        if child.start_again_at is not None:
            if now >= child.start_again_at:
                self.start(child)
            return
        if child.process is None or child.process.poll() is None:
            return
        if now - child.started > WELL_AFTER:
            child.pause = FIRST_PAUSE
        status = child.process.returncode
        log("warning", f"{child.name} ended with status {status}; starting again in {child.pause:g} s")
        # What it left behind would hold its place: the workers of a gunicorn that was killed, say.
        end_group(child.process.pid)
        child.start_again_at = now + child.pause
        child.pause = min(child.pause * 2, LONGEST_PAUSE)

    def stop(self) -> None:
        """End all children: first those that use the database, together, and the first one of all at the end."""
        first, rest = self.children[:1], self.children[1:]
        for group in (rest, first):
            for child in group:
                if child.process and child.process.poll() is None:
                    child.process.send_signal(child.stop_signal)
            for child in group:
                self.wait_for_end(child)

    def wait_for_end(self, child: Child) -> None:
        if child.process is None:
            return
        try:
            child.process.wait(child.stop_seconds)
        except subprocess.TimeoutExpired:
            log("warning", f"{child.name} did not end within {child.stop_seconds:g} s and is killed")
        end_group(child.process.pid)
        child.process.wait()


def spawn(argv: list[str], environment: dict[str, str], keep: tuple[int, ...] = ()) -> subprocess.Popen[str]:
    """Start a child in a session of its own (Ctrl-C reaches us alone) that ends when we do."""
    return subprocess.Popen(
        argv,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
        env=environment,
        pass_fds=keep,
        start_new_session=True,
        preexec_fn=end_with_parent,  # noqa: PLW1509  one system call, nothing that a thread could hold
    )


def end_with_parent() -> None:
    LIBC.prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


def end_group(leader: int) -> None:
    try:
        os.killpg(leader, signal.SIGKILL)
    except (ProcessLookupError, PermissionError):
        pass


def end_survivors(mark: str) -> None:
    """Kill the children of an earlier run that was killed itself. The caller holds the lock of this state folder."""
    wanted = f"{MARK}={mark}".encode()
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            if wanted in (folder / "environ").read_bytes().split(b"\0"):
                os.kill(int(folder.name), signal.SIGKILL)
        except (OSError, ProcessLookupError):
            continue


def copy_lines(stream: IO[str], name: str) -> None:
    for line in stream:
        text = line.rstrip("\n")
        if text:
            print(text if text.startswith('{"') else as_log_line(text, name), flush=True)


def as_log_line(text: str, name: str) -> str:
    """A line of a program that has its own format (PostgreSQL, gunicorn's first words, a traceback) in ours."""
    level = "info"
    for word, meaning in (("WARNING", "warning"), ("ERROR", "error"), ("FATAL", "error"), ("PANIC", "error")):
        if text.startswith(word):
            level = meaning
    return line_of(level, text, name)


def log(level: str, event: str) -> None:
    print(line_of(level, event, "runner"), flush=True, file=sys.stdout)


def line_of(level: str, event: str, process: str) -> str:
    stamp = datetime.now(UTC).isoformat().replace("+00:00", "Z")
    return json.dumps({"event": event, "level": level, "timestamp": stamp, "process": process}, ensure_ascii=False)
