"""One request measured: alone for CPU and median, then by several connections at once for p95 and throughput."""

from __future__ import annotations

import statistics
import threading
import time
from collections.abc import Callable, Sequence
from http.client import HTTPConnection
from typing import NamedTuple

from bench.processes import between, family, postgres_pids, spent

WARM_UP, ROUNDS, CONNECTIONS = 6, 4, 8
# A slow peer is measured on fewer requests than a quick one.
SECONDS = 10.0


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
    """A server, what it is asked, and how often by one connection; by eight at once twice as often."""

    make: Make
    port: int
    pid: int
    requests: int


class Measured:
    """What one side has cost so far."""

    def __init__(self, side: Side, database: str) -> None:
        self.side = side
        # All at once, so that each of the server's connections to PostgreSQL has planned what it is asked.
        together(side, WARM_UP)
        self.connection = HTTPConnection("127.0.0.1", side.port)
        self.web, self.postgres = family(side.pid), postgres_pids(database)
        self.times: list[float] = []
        self.spent = [0.0, 0.0]

    def round(self) -> None:
        before = spent(self.web), spent(self.postgres)
        self.times += asked(self.connection, self.side.make, self.side.requests // ROUNDS, SECONDS / ROUNDS)
        after = spent(self.web), spent(self.postgres)
        for i in (0, 1):
            self.spent[i] += between(before[i], after[i])

    def cost(self) -> Cost:
        self.connection.close()
        crowd, seconds = together(self.side, 2 * self.side.requests // CONNECTIONS)
        application, postgres = (each / len(self.times) for each in self.spent)
        median, p95 = statistics.median(self.times), statistics.quantiles(crowd, n=20)[-1]
        return Cost(application, postgres, median, p95, len(crowd) / seconds)


def costs(sides: Sequence[Side], database: str) -> list[Cost]:
    """In turns, so that what else the machine does falls on all sides alike."""
    found = [Measured(side, database) for side in sides]
    for _ in range(ROUNDS):
        for each in found:
            each.round()
    return [each.cost() for each in found]


def ask(connection: HTTPConnection, request: Request) -> float:
    """Milliseconds."""
    began = time.perf_counter()
    connection.request(request.method, request.path, request.body or None, request.headers)
    answer = connection.getresponse()
    body = answer.read()
    if answer.status != request.status:
        raise Unexpected(f"{request.method} {request.path} answered {answer.status}: {body[:100]!r}")
    return (time.perf_counter() - began) * 1000


def asked(connection: HTTPConnection, make: Make, count: int, seconds: float) -> list[float]:
    end = time.monotonic() + seconds
    times: list[float] = []
    while len(times) < count and (time.monotonic() < end or not times):
        times.append(ask(connection, make()))
    return times


def together(side: Side, each: int) -> tuple[list[float], float]:
    """Milliseconds of every request, and the seconds of all."""
    times: list[float] = []

    def run() -> None:
        connection = HTTPConnection("127.0.0.1", side.port)
        times.extend(asked(connection, side.make, each, SECONDS))
        connection.close()

    began = time.perf_counter()
    threads = [threading.Thread(target=run) for _ in range(CONNECTIONS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return times, time.perf_counter() - began
