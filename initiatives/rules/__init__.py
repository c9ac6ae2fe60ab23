"""Rules of this area by subject; one file each, all without Django."""

from initiatives.rules import gates, graph, light, texts
from initiatives.rules.ideas import IDEA, SECONDS_PER_POWER, rank
from initiatives.rules.initiatives import (
    INITIATIVE,
    REPORT_EVERY,
    attention,
    better_of,
    expected,
    progress,
    target_fits,
)

__all__ = [
    "IDEA",
    "INITIATIVE",
    "REPORT_EVERY",
    "SECONDS_PER_POWER",
    "attention",
    "better_of",
    "expected",
    "gates",
    "graph",
    "light",
    "progress",
    "rank",
    "target_fits",
    "texts",
]
