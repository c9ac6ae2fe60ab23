"""How a target is written down: a route of the URL conf, who asks, and what it stands beside."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

LIST, SEARCH, DETAIL, REPORT, CREATE, HOME = "list", "search", "detail", "report", "create", "home"
OVERSEER, AGENT, HEAD, CHIEF, CLERK = "overseer", "agent", "head", "chief", "clerk"
# What every list may cost, as a multiple of the floor's CPU for the same rows.
REST_FLOORS, PAGE_FLOORS = 8.0, 25.0
PAGE_QUERIES = 12
SEARCH_MS = 50.0
QUEUE_GROWTH = 1.3


class Spec(NamedTuple):
    """`of`: whose reference fills the address (a key of the area's samples). `floor`, `peer`: what it stands beside.

    `growth`: how many times its median at the smallest size it may take, both asked in turns.
    """

    route: str
    kind: str = LIST
    query: str = ""
    by: str = OVERSEER
    of: str = ""
    floor: str = ""
    peer: str = ""
    least_peers: float | None = None
    growth: float | None = None

    @property
    def is_rest(self) -> bool:
        return self.route.startswith("api:")

    @property
    def most_floors(self) -> float | None:
        if not self.floor or self.kind not in (LIST, SEARCH):
            return None
        return REST_FLOORS if self.is_rest else PAGE_FLOORS

    @property
    def most_queries(self) -> int | None:
        return None if self.kind == CREATE else PAGE_QUERIES

    @property
    def most_ms(self) -> float | None:
        return SEARCH_MS if self.kind == SEARCH else None


def without_floor(kind: str, routes: str, *, of: str = "", by: str = OVERSEER) -> Iterable[Spec]:
    """Several routes that stand beside nothing."""
    return [Spec(route, kind, of=of, by=by) for route in routes.split()]
