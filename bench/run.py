"""Fills the company to each size and measures every target there."""

from __future__ import annotations

import logging
import os
import sys
from argparse import Namespace
from contextlib import ExitStack
from pathlib import Path
from tempfile import TemporaryDirectory

from bench import database
from bench.counting import queries, queue_counters
from bench.data.company import callers
from bench.load import Cost, Make, Request, Side, Unexpected, costs
from bench.peer import running as peer
from bench.processes import served
from bench.table import Figure, growth, held, rows
from bench.targets.areas import targets
from bench.targets.asking import Target

OWN_PORT, FLOOR_PORT, PEER_PORT = 8801, 8802, 8803
WORKERS, THREADS = "2", "4"


def run(words: Namespace) -> None:
    logging.disable(logging.INFO)  # in this process alone: the servers log as always
    if not words.keep:
        database.make_empty()
    sizes, words.failed = {}, []
    for size in words.sizes:
        seconds = database.fill(size)
        print(f"\n{size:,} tickets, filled in {seconds:.0f} s\n", flush=True)
        sizes[size] = measured(words, size)
        lines = [f"\n## {size:,} tickets\n", *rows(sizes[size]), "", counted()]
        print(lines[-1], flush=True)
        write(words.out, lines)
    tail = ["\n## What must hold\n", *held(sizes), *(f"- {failure}" for failure in words.failed)]
    if len(sizes) > 1:
        tail += ["\n## Growth: medians in ms\n", *growth(sizes)]
    print("\n".join(tail))
    write(words.out, tail)


def counted() -> str:
    found, asked = queue_counters(callers()["overseer"])
    return f"Counters of {found} queues from {asked} queries, wanted 1 {'✓' if asked == 1 else '✗'}"


def measured(words: Namespace, size: int) -> list[Figure]:
    """Portal, floor and peer stand side by side, and every figure of one request is taken one after the other."""
    with ExitStack() as stack:
        beside = Beside(stack, words.requests, with_peer=not words.no_peer and size <= words.peer_until)
        figures = []
        for target in wanted():
            if any(word in target.name for word in words.only.split("|")):
                try:
                    figures.append(beside.figure(target))
                    print(figures[-1].line(), flush=True)
                except Unexpected as failure:
                    words.failed.append(f"{size:,}: {failure}")
                    print(failure, flush=True)
    return figures


def wanted() -> list[Target]:
    return targets({name: database.signed_in(number) for name, number in callers().items()}, OWN_PORT)


class Beside:
    """The three servers. The peer is measured once for all that compare themselves with the same of its pages."""

    def __init__(self, stack: ExitStack, requests: int, *, with_peer: bool) -> None:
        self.database, self.requests = database.bench_url(), requests
        folder = Path(stack.enter_context(TemporaryDirectory()))
        python = peer.environment(Path(os.environ["PORTAL_STATE"]))
        own = {"WEB_WORKERS": WORKERS, "WEB_THREADS": THREADS}
        bare = peer.variables(self.database)
        self.own = stack.enter_context(served(portal_argv(), own, OWN_PORT, folder))
        self.floor = stack.enter_context(served(floor_argv(python), bare, FLOOR_PORT, folder))
        self.session = ""
        if with_peer:
            self.session = peer.fill(python, self.database)
            self.peer = stack.enter_context(served(peer_argv(python), bare, PEER_PORT, folder))
        self.peers: dict[str, Cost] = {}

    def figure(self, target: Target) -> Figure:
        # What is compared with another size is asked more often: a busy neighbour must not decide.
        often = self.requests * (3 if target.spec.growth else 1)
        sides = [Side(target.make, OWN_PORT, self.own, often)]
        if target.floor:
            sides.append(Side(floor_asks(target.floor), FLOOR_PORT, self.floor, 2 * often))
        own, *floor = costs(sides, self.database)
        other = self.cost_of_peer(target.peer) if self.session and target.peer else None
        return Figure(target, queries(target.make), own, floor[0] if floor else None, other)

    def cost_of_peer(self, name: str) -> Cost:
        if name not in self.peers:
            side = Side(peer.asked_as(name, self.session), PEER_PORT, self.peer, self.requests)
            [self.peers[name]] = costs([side], self.database)
        return self.peers[name]


def floor_asks(path: str) -> Make:
    request = Request("GET", path, {})
    return lambda: request


def portal_argv() -> list[str]:
    bind = ["--bind", f"127.0.0.1:{OWN_PORT}"]
    return [sys.executable, "-m", "gunicorn", "--config", "python:tools.gunicorn_settings", *bind, "portal.wsgi"]


def peer_argv(python: Path) -> list[str]:
    """As many workers and threads as the portal has; its slowest pages take minutes."""
    same = ["--worker-class", "gthread", "--workers", WORKERS, "--threads", THREADS, "--preload", "--timeout", "600"]
    return [str(python), "-m", "gunicorn", *same, "--bind", f"127.0.0.1:{PEER_PORT}", "bench.peer.wsgi"]


def floor_argv(python: Path) -> list[str]:
    words = ["--interface", "wsgi", "--workers", WORKERS, "--blocking-threads", THREADS, "--no-ws"]
    return [str(python), "-m", "granian", *words, "--port", str(FLOOR_PORT), "bench.floor.server:application"]


def write(path: Path | None, lines: list[str]) -> None:
    if path:
        with path.open("a") as out:
            out.write("\n".join(lines) + "\n")
