"""The figures as one table, ratios first."""

from __future__ import annotations

from typing import NamedTuple

from bench.load import Cost
from bench.targets import Target

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

    @property
    def floors(self) -> float | None:
        return self.own.cpu / self.floor.cpu if self.floor else None

    @property
    def peers(self) -> float | None:
        return self.own.per_second / self.peer.per_second if self.peer else None

    def line(self) -> str:
        cells = [
            self.target.name,
            _ratio(self.floors, self.target.most_floors, "at most"),
            _ratio(self.peers, self.target.least_peers, "at least"),
            f"{self.own.application:.1f} + {self.own.postgres:.1f}",
            str(self.queries),
            f"{self.own.median:.1f}",
            f"{self.own.p95:.0f}",
            f"{self.own.per_second:.0f}",
            f"{self.floor.cpu:.2f}" if self.floor else "",
            f"{self.peer.cpu:.0f}" if self.peer else "",
        ]
        return "| " + " | ".join(cells) + " |"


def _ratio(value: float | None, wanted: float | None, word: str) -> str:
    if value is None:
        return ""
    text = f"**{value:.1f}**" if value < 100 else f"**{value:.0f}**"
    return f"{text} ({word} {wanted:g})" if wanted else text


def rows(figures: list[Figure]) -> list[str]:
    return [HEAD, "|" + "---|" * (HEAD.count("|") - 1), *(figure.line() for figure in figures)]


def growth(sizes: dict[int, list[Figure]]) -> list[str]:
    """Medians at every size, and how many times that of the smallest size the largest one is."""
    small, large = min(sizes), max(sizes)
    medians = {size: {figure.target.name: figure.own.median for figure in figures} for size, figures in sizes.items()}
    head = ["request", *(f"{size:,}" for size in sorted(sizes)), f"x from {small:,} to {large:,}"]
    lines = ["| " + " | ".join(head) + " |", "|" + "---|" * len(head)]
    for name, first in medians[small].items():
        cells = [name, *(f"{medians[size][name]:.1f}" for size in sorted(sizes))]
        lines.append("| " + " | ".join([*cells, f"**{medians[large][name] / first:.2f}**"]) + " |")
    return lines
