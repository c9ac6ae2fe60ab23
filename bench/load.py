"""One request measured: alone for CPU and median, then by several connections at once for p95 and throughput."""

from __future__ import annotations

import socket
import statistics
import threading
import time
from collections.abc import Callable, Sequence
from typing import NamedTuple

from bench.processes import between, family, postgres_pids, spent

WARM_UP, ROUNDS, CROWDS, CONNECTIONS = 6, 4, 2, 8
# A slow peer is measured on fewer requests than a quick one.
SECONDS = 10.0
UNCOUNTED = 1_000_000_000


class Unexpected(Exception):
    """Something else came back than what is measured."""


class Request(NamedTuple):
    """`status` is what has to come back; anything else stops the bench."""

    method: str
    path: str
    headers: dict[str, str]
    body: bytes = b""
    status: int = 200


Make = Callable[[], Request]


class Cost(NamedTuple):
    """Milliseconds per request: CPU of the application and of PostgreSQL, median alone, 95th percentile of eight."""

    application: float
    postgres: float
    median: float
    p95: float
    per_second: float

    @property
    def cpu(self) -> float:
        return self.application + self.postgres


class Side(NamedTuple):
    """A server, what it is asked, and how often by one connection; by eight at once twice as often.

    Where `timed`, eight ask for SECONDS however many answers that gives: what is compared by its throughput must not
    hang on how a hundred requests happened to fall on the workers.
    """

    make: Make
    port: int
    pid: int
    database: str
    requests: int
    timed: bool = False


class Line:
    """A connection that is kept. Bare, because eight of them ask from the cores that the server answers on."""

    def __init__(self, port: int) -> None:
        self._host = f"127.0.0.1:{port}"
        self._socket = socket.create_connection(("127.0.0.1", port), timeout=600)
        self._answers = self._socket.makefile("rb", buffering=1 << 17)

    def answer(self, request: Request) -> tuple[int, bytes]:
        """Status and body. Every server here says how long its answers are."""
        lines = [
            f"{request.method} {request.path} HTTP/1.1",
            f"Host: {self._host}",
            f"Content-Length: {len(request.body)}",
        ]
        lines += [f"{name}: {value}" for name, value in request.headers.items()]
        self._socket.sendall("\r\n".join([*lines, "", ""]).encode() + request.body)
        first = self._answers.readline().split()
        if len(first) < 2:
            raise Unexpected(f"{request.path} was not answered: the server closed the connection.")
        status, length = int(first[1]), 0
        for line in iter(self._answers.readline, b"\r\n"):
            name, _colon, value = line.partition(b":")
            if name.lower() == b"transfer-encoding":
                raise Unexpected(f"{request.path} came in pieces.")
            if name.lower() == b"content-length":
                length = int(value)
        return status, self._answers.read(length)

    def close(self) -> None:
        self._answers.close()
        self._socket.close()


class Measured:
    """What one side has cost so far."""

    def __init__(self, side: Side) -> None:
        self.side = side
        alone(side, 1, SECONDS)  # what answers otherwise stops the bench here, not in a thread
        # All at once, so that each of the server's connections to PostgreSQL has planned what it is asked.
        together(side, WARM_UP, SECONDS)
        self.web, self.postgres = family(side.pid), postgres_pids(side.database)
        self.times: list[float] = []
        self.spent = [0.0, 0.0]
        self.crowded: list[float] = []
        self.seconds = 0.0

    def round(self) -> None:
        before = spent(self.web), spent(self.postgres)
        self.times += alone(self.side, self.side.requests // ROUNDS, SECONDS / ROUNDS)
        after = spent(self.web), spent(self.postgres)
        for i in (0, 1):
            self.spent[i] += between(before[i], after[i])

    def crowd(self) -> None:
        each = UNCOUNTED if self.side.timed else 2 * self.side.requests // CONNECTIONS // CROWDS
        times, seconds = together(self.side, each, SECONDS / CROWDS)
        self.crowded += times
        self.seconds += seconds

    def cost(self) -> Cost:
        application, postgres = (each / len(self.times) for each in self.spent)
        median, p95 = statistics.median(self.times), statistics.quantiles(self.crowded, n=20)[-1]
        return Cost(application, postgres, median, p95, len(self.crowded) / self.seconds)


def costs(sides: Sequence[Side]) -> list[Cost]:
    """In turns, so that what else the machine does falls on all sides alike."""
    found = [Measured(side) for side in sides]
    for _ in range(ROUNDS):
        for each in found:
            each.round()
    for _ in range(CROWDS):
        for each in found:
            each.crowd()
    return [each.cost() for each in found]


def ask(line: Line, request: Request) -> float:
    """Milliseconds."""
    began = time.perf_counter()
    status, body = line.answer(request)
    if status != request.status:
        raise Unexpected(f"{request.method} {request.path} answered {status}: {body[:100]!r}")
    return (time.perf_counter() - began) * 1000


def asked(line: Line, make: Make, count: int, seconds: float) -> list[float]:
    end = time.monotonic() + seconds
    times: list[float] = []
    while len(times) < count and (time.monotonic() < end or not times):
        times.append(ask(line, make()))
    return times


def alone(side: Side, count: int, seconds: float) -> list[float]:
    """By a connection of its own: a server closes one that waits while other sides are asked."""
    line = Line(side.port)
    try:
        return asked(line, side.make, count, seconds)
    finally:
        line.close()


def together(side: Side, each: int, at_most: float) -> tuple[list[float], float]:
    """Milliseconds of every request, and the seconds of all."""
    times: list[float] = []

    def run() -> None:
        times.extend(alone(side, each, at_most))

    began = time.perf_counter()
    threads = [threading.Thread(target=run) for _ in range(CONNECTIONS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return times, time.perf_counter() - began
