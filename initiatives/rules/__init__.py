"""Rules of this area by subject; one file each, all without Django."""

from initiatives.rules import coverage, gates, graph, light, texts
from initiatives.rules.answers import (
    ABOVE,
    DEFAULT_DAYS,
    HEADS_FIRST,
    HERE,
    MOST_DAYS,
    OFFICE,
    Pause,
    answer_due,
    board_is_open,
    days_taken,
    level_up,
    plain_week,
    share_in_time,
)
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
    "ABOVE",
    "DEFAULT_DAYS",
    "HEADS_FIRST",
    "HERE",
    "IDEA",
    "INITIATIVE",
    "MOST_DAYS",
    "OFFICE",
    "REPORT_EVERY",
    "SECONDS_PER_POWER",
    "Pause",
    "answer_due",
    "attention",
    "better_of",
    "board_is_open",
    "coverage",
    "days_taken",
    "expected",
    "gates",
    "graph",
    "level_up",
    "light",
    "plain_week",
    "progress",
    "rank",
    "share_in_time",
    "target_fits",
    "texts",
]
