"""The figures as one table, ratios first."""

from __future__ import annotations

from typing import NamedTuple

from bench.load import Cost
from bench.targets.asking import Target

HEAD = (
    "| request | x floor's CPU | x peer's throughput | CPU ms: portal + PostgreSQL | queries | median ms "
    "| p95 ms, 8 at once | requests/s, 8 at once | floor CPU ms | peer CPU ms |"
)


class Figure(NamedTuple):
    """One request at one size; `floor` and `peer` are what it stands beside, measured in the same run."""

    target: Target
    queries: int
    own: Cost
    floor: Cost | None
    peer: Cost | None
    smallest: Cost | None = None

    @property
    def grown(self) -> float | None:
        """Medians: they are asked in turns, so that a machine whose speed changes is the same for both."""
        return self.own.median / self.smallest.median if self.smallest else None

    @property
    def floors(self) -> float | None:
        return self.own.cpu / self.floor.cpu if self.floor else None

    @property
    def peers(self) -> float | None:
        return self.own.per_second / self.peer.per_second if self.peer else None

    def wishes(self) -> list[Wish]:
        spec = self.target.spec
        found = [
            Wish("x the floor's CPU", self.floors, spec.most_floors),
            Wish("x the peer's throughput", self.peers, spec.least_peers, at_least=True),
            Wish("queries", self.queries, spec.most_queries),
            Wish("ms median", self.own.median, spec.most_ms),
            Wish("x the median of the smallest size, in turns", self.grown, spec.growth),
        ]
        return [wish for wish in found if wish.value is not None and wish.limit is not None]

    def line(self) -> str:
        spec = self.target.spec
        cells = [
            self.target.name,
            _ratio(Wish("", self.floors, spec.most_floors)),
            _ratio(Wish("", self.peers, spec.least_peers, at_least=True)),
            f"{self.own.application:.1f} + {self.own.postgres:.1f}",
            str(self.queries),
            f"{self.own.median:.1f}" + ("" if spec.most_ms is None or self.own.median <= spec.most_ms else " ✗"),
            f"{self.own.p95:.0f}",
            f"{self.own.per_second:.0f}",
            f"{self.floor.cpu:.2f}" if self.floor else "",
            f"{self.peer.cpu:.0f}" if self.peer else "",
        ]
        return "| " + " | ".join(cells) + " |"


class Wish(NamedTuple):
    what: str
    value: float | None
    limit: float | None
    at_least: bool = False

    @property
    def holds(self) -> bool:
        value, limit = self.value or 0, self.limit or 0
        return value >= limit if self.at_least else value <= limit

    @property
    def bound(self) -> str:
        return f"{'≥' if self.at_least else '≤'} {self.limit:g} {'✓' if self.holds else '✗'}"


def _ratio(wish: Wish) -> str:
    if wish.value is None:
        return ""
    text = f"**{wish.value:.1f}**" if wish.value < 100 else f"**{wish.value:.0f}**"
    return text if wish.limit is None else f"{text} {wish.bound}"


def held(sizes: dict[int, list[Figure]]) -> list[str]:
    """How many of the wishes hold, and each that does not."""
    wishes = [
        (size, figure.target.name, wish)
        for size, found in sizes.items()
        for figure in found
        for wish in figure.wishes()
    ]
    missed = [each for each in wishes if not each[2].holds]
    lines = [f"- {size:,}: {name}: {wish.value:.1f} {wish.what}, wanted {wish.bound}" for size, name, wish in missed]
    return [f"{len(wishes) - len(missed)} of {len(wishes)} hold.", "", *lines]


def rows(figures: list[Figure]) -> list[str]:
    return [HEAD, "|" + "---|" * (HEAD.count("|") - 1), *(figure.line() for figure in figures)]


def growth(sizes: dict[int, list[Figure]]) -> list[str]:
    """Medians at every size as the run came by, and how many times that of the smallest size the largest one is.

    The last column is measured with both sizes asked in turns, where a limit is set.
    """
    small, large = min(sizes), max(sizes)
    found = {size: {figure.target.name: figure for figure in figures} for size, figures in sizes.items()}
    head = ["request", *(f"{size:,}" for size in sorted(sizes)), f"x from {small:,} to {large:,}", "in turns"]
    lines = ["| " + " | ".join(head) + " |", "|" + "---|" * len(head)]
    for name, figure in found[large].items():
        if any(name not in found[size] for size in sizes):
            continue  # failed at one of them, which is said elsewhere
        medians = [found[size][name].own.median for size in sorted(sizes)]
        turns = f"{figure.grown:.2f}" if figure.grown else ""
        cells = [name, *(f"{each:.1f}" for each in medians), f"**{medians[-1] / medians[0]:.2f}**", turns]
        lines.append("| " + " | ".join(cells) + " |")
    return lines
