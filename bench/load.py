"""One request measured: alone for CPU and median, then by several connections at once for p95 and throughput."""

from __future__ import annotations

import statistics
import threading
import time
from collections.abc import Callable
from http.client import HTTPConnection
from typing import NamedTuple

from bench.processes import between, family, postgres_pids, spent

WARM_UP, ALONE, TOGETHER, CONNECTIONS = 5, 60, 200, 8
# A slow peer is measured on fewer requests than a quick one.
SECONDS = 20.0


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
    size: int

    @property
    def cpu(self) -> float:
        return self.application + self.postgres


def cost(make: Make, *, port: int, server: int, database: str) -> Cost:
    connection = HTTPConnection("127.0.0.1", port)
    size = 0
    for _ in range(WARM_UP):
        _took, size = ask(connection, make())
    web, postgres = family(server), postgres_pids(database)
    before = spent(web), spent(postgres)
    times = asked(connection, make, ALONE)
    after = spent(web), spent(postgres)
    connection.close()
    crowd, seconds = together(make, port)
    return Cost(
        application=between(before[0], after[0]) / len(times),
        postgres=between(before[1], after[1]) / len(times),
        median=statistics.median(times),
        p95=statistics.quantiles(crowd, n=20)[-1],
        per_second=len(crowd) / seconds,
        size=size,
    )


def ask(connection: HTTPConnection, request: Request) -> tuple[float, int]:
    """Milliseconds and bytes of the answer."""
    began = time.perf_counter()
    connection.request(request.method, request.path, request.body or None, request.headers)
    answer = connection.getresponse()
    body = answer.read()
    if answer.status != request.status:
        raise SystemExit(f"{request.method} {request.path} answered {answer.status}: {body[:300]!r}")
    return (time.perf_counter() - began) * 1000, len(body)


def asked(connection: HTTPConnection, make: Make, count: int) -> list[float]:
    end = time.monotonic() + SECONDS
    times: list[float] = []
    while len(times) < count and (time.monotonic() < end or len(times) < 2):
        times.append(ask(connection, make())[0])
    return times


def together(make: Make, port: int) -> tuple[list[float], float]:
    times: list[float] = []

    def run() -> None:
        connection = HTTPConnection("127.0.0.1", port)
        times.extend(asked(connection, make, TOGETHER // CONNECTIONS))
        connection.close()

    began = time.perf_counter()
    threads = [threading.Thread(target=run) for _ in range(CONNECTIONS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return times, time.perf_counter() - began
