"""Tickets under a ticket: how deep, and what the one above does about them. Plain values in, plain values out."""

from collections.abc import Sequence
from datetime import datetime

from feedback.tickets.rules import IN_PROGRESS, WAITING

WAITS, INFORMS, CLOSES = "waits", "informs", "closes"
# Of parallel parts: when their stage is done.
ALL, FIRST = "all", "first"
DEEPEST = 3  # parent, child, child of a child


def keeps_open(rule: str, open_children: int) -> bool:
    """Whether a parent may not be resolved yet."""
    return rule in (WAITS, CLOSES) and open_children > 0


def closes_now(rule: str, open_children: int, state: str) -> bool:
    """Whether a parent resolves by itself: somebody has it, and nothing below is open any more."""
    return rule == CLOSES and open_children == 0 and state in (IN_PROGRESS, WAITING)


def is_told(rule: str, open_children: int) -> bool:
    """Whether the parent's owner hears of a child that is done: of each, or of the last."""
    return rule == INFORMS or open_children == 0


def stage_done(rule: str, open_parts: int) -> bool:
    """Whether the next stage begins, now that a part of this one is done."""
    return rule == FIRST or open_parts == 0


def stage_end(rule: str, ends: Sequence[datetime]) -> datetime:
    """When a stage is over: with its longest branch, or with the shortest where the first one is enough."""
    return min(ends) if rule == FIRST else max(ends)
