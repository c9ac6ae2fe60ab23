"""How a promise ends, and how exactly it was kept. Plain values in, plain values out."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import NamedTuple

from portal.core.transitions import TransitionTable

OPEN, KEPT, BROKEN, RENEGOTIATED = "open", "kept", "broken", "renegotiated"
TRANSITIONS = TransitionTable(
    [
        ("keep", (OPEN,), KEPT),
        ("break", (OPEN,), BROKEN),
        ("renegotiate", (OPEN,), RENEGOTIATED),
    ]
)
EVENTS = {
    "make": "promise.made",
    "keep": "promise.kept",
    "break": "promise.broken",
    "fulfil": "promise.fulfilled",
    "renegotiate": "promise.renegotiated",
    "endanger": "promise.endangered",
    "move": "promise.moved",
}
MINUTE = timedelta(minutes=1)


def is_exact(due_at: datetime, kept_at: datetime) -> bool:
    """Kept within the last minute: not early, and the due instant itself is in time."""
    return timedelta(0) <= due_at - kept_at < MINUTE


class Kept(NamedTuple):
    """How promises ended. The rate counts early and exact as kept, over all that ended but were not renegotiated."""

    early: int = 0
    exact: int = 0
    broken: int = 0
    renegotiated: int = 0

    @property
    def ended(self) -> int:
        return self.early + self.exact + self.broken

    @property
    def rate(self) -> float | None:
        """From 0 to 1; None while none has ended."""
        return (self.early + self.exact) / self.ended if self.ended else None


def total(rows: Iterable[Kept]) -> Kept:
    """All of them together."""
    return Kept(*(sum(column) for column in zip(Kept(), *rows, strict=True)))
