"""Fills the company to each size and measures every target there."""

from __future__ import annotations

import logging
import os
import sys
from argparse import Namespace
from collections.abc import Mapping
from contextlib import ExitStack
from pathlib import Path
from tempfile import TemporaryDirectory

from bench import database
from bench.counting import queries, queue_counters
from bench.data.company import callers
from bench.load import Make, Request, Side, Unexpected, costs
from bench.peer import running as peer
from bench.processes import served
from bench.table import Figure, growth, held, rows
from bench.targets.areas import targets
from bench.targets.asking import Target
from bench.targets.spec import CREATE

OWN_PORT, FLOOR_PORT, PEER_PORT, SMALLEST_PORT = 8801, 8802, 8803, 8804
WORKERS, THREADS = "2", "4"


def run(words: Namespace) -> None:
    logging.disable(logging.INFO)  # in this process alone: the servers log as always
    if not words.keep:
        database.make_empty()
    sizes, words.failed, words.smallest = {}, [], {}
    for size in words.sizes:
        seconds = database.fill(size)
        print(f"\n{size:,} tickets, filled in {seconds:.0f} s\n", flush=True)
        sizes[size] = measured(words, size)
        if not words.smallest and size != words.sizes[-1]:
            database.keep_smallest()
            words.smallest = {figure.target.name: figure.target.make for figure in sizes[size]}
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
        with_peer = not words.no_peer and size <= words.peer_until
        beside = Beside(stack, words.requests, words.smallest, with_peer=with_peer)
        figures = []
        for target in wanted():
            if any(word in f"{target.name}$" for word in words.only.split("|")):
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
    """The servers.

    `smallest`: how the portal is asked on the database as it was at the smallest size, by the target's name. Empty
    while that is measured itself.
    """

    def __init__(self, stack: ExitStack, requests: int, smallest: Mapping[str, Make], *, with_peer: bool) -> None:
        self.database, self.requests, self.smallest = database.bench_url(), requests, smallest
        folder = Path(stack.enter_context(TemporaryDirectory()))
        python = peer.environment(Path(os.environ["PORTAL_STATE"]))
        own = {"WEB_WORKERS": WORKERS, "WEB_THREADS": THREADS}
        bare = peer.variables(self.database)
        self.own = stack.enter_context(served(portal_argv(OWN_PORT), own, OWN_PORT, folder))
        if smallest:
            own |= {"DATABASE_URL": database.smallest_url()}
            self.own_smallest = stack.enter_context(served(portal_argv(SMALLEST_PORT), own, SMALLEST_PORT, folder))
        self.floor = stack.enter_context(served(floor_argv(python), bare, FLOOR_PORT, folder))
        self.session = ""
        if with_peer:
            self.session = peer.fill(python, self.database)
            self.peer = stack.enter_context(served(peer_argv(python), bare, PEER_PORT, folder))

    def figure(self, target: Target) -> Figure:
        sides = self.sides(target)
        found = dict(zip(sides, costs(list(sides.values())), strict=True))
        beside = (found.get(name) for name in ("floor", "peer", "smallest"))
        return Figure(target, queries(target.make), found["own"], *beside)

    def sides(self, target: Target) -> dict[str, Side]:
        """The portal, and what is asked for beside it."""
        spec, url = target.spec, self.database
        often = self.requests * (1 if spec.growth is None else 3)
        with_peer = bool(self.session and target.peer)
        # Not where tickets are made: as many more would lie in what is measured afterwards.
        timed = with_peer and spec.kind != CREATE
        sides = {"own": Side(target.make, OWN_PORT, self.own, url, often, timed)}
        if target.floor:
            sides["floor"] = Side(floor_asks(target.floor), FLOOR_PORT, self.floor, url, 2 * often)
        if with_peer:
            make = peer.asked_as(target.peer, self.session)
            sides["peer"] = Side(make, PEER_PORT, self.peer, url, self.requests, timed)
        if spec.growth is not None and target.name in self.smallest:
            make, url = self.smallest[target.name], database.smallest_url()
            sides["smallest"] = Side(make, SMALLEST_PORT, self.own_smallest, url, often)
        return sides


def floor_asks(path: str) -> Make:
    request = Request("GET", path, {})
    return lambda: request


def portal_argv(port: int) -> list[str]:
    bind = ["--bind", f"127.0.0.1:{port}"]
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
