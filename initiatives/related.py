"""What areas above know of an idea's story: each registers it here, so that ideas know none of them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from initiatives.queries.story import Station

Stations = Callable[[Sequence[int], Any], "list[Station]"]
"""`stations(ideas, user)`: ids of an idea and of those merged into it; in one query. Without a user, only what every
colleague may see: whoever holds a receipt code reads it."""

Below = Callable[[Any], str]
"""`below(idea)`: finished HTML under the story of an idea that isn't merged itself, for whoever holds a receipt code,
without links. Signed-in readers get it by its URL."""

STATIONS: dict[str, Stations] = {}
BELOW: dict[str, Below] = {}


def register_stations(name: str, stations: Stations) -> None:
    STATIONS[name] = stations


def register_below(name: str, below: Below) -> None:
    BELOW[name] = below
