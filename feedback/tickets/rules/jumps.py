"""The fast lane: how a jump goes on, and how much of its budget is left. Plain values in, plain values out."""

from datetime import datetime, timedelta
from typing import NamedTuple

from portal.core.transitions import TransitionTable

ASKED, RUNNING, REFUSED, ENDED = "asked", "running", "refused", "ended"
OPEN = (ASKED, RUNNING)
TRANSITIONS = TransitionTable(
    [
        ("grant", (ASKED,), RUNNING),
        ("refuse", (ASKED,), REFUSED),
        ("stop", (ASKED, RUNNING), ENDED),
        ("expire", (ASKED, RUNNING), ENDED),
        ("resolve", (ASKED, RUNNING), ENDED),
    ]
)
EVENTS = {
    "start": "jump.started",
    "ask": "jump.asked",
    "grant": "jump.granted",
    "refuse": "jump.refused",
    "acknowledge": "jump.acknowledged",
    "late": "jump.not_acknowledged",
    "stop": "jump.stopped",
    "expire": "jump.expired",
    "resolve": "jump.ended",
    "review": "jump.reviewed",
}
# A jump ends by itself: with its ticket, else after this time.
LASTS = timedelta(days=3)


class Budget(NamedTuple):
    """Jumps that one person, and all people of one department, may start alone within the last `days` days."""

    per_person: int
    per_department: int
    days: int

    def since(self, now: datetime) -> datetime:
        return now - timedelta(days=self.days)

    def covers(self, *, person: int, department: int) -> bool:
        """Whether one more fits; the arguments are what was started within the window."""
        return person < self.per_person and department < self.per_department


class Review(NamedTuple):
    """What heads said afterwards, and what is still to be said."""

    justified: int
    not_justified: int
    open: int
