"""Which step leads where, and where a ticket stands in its queue. Plain values in, plain values out."""

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import NamedTuple

from portal.core.transitions import TransitionTable

NEW, IN_PROGRESS, WAITING, RESOLVED, MERGED = "new", "in_progress", "waiting", "resolved", "merged"
OPEN = (NEW, IN_PROGRESS, WAITING)

# A ticket is new while nobody has it, also after a hand-over: then the next department's queue has it.
TRANSITIONS = TransitionTable(
    [
        ("take", (NEW,), IN_PROGRESS),
        ("release", (IN_PROGRESS,), NEW),
        ("wait", (IN_PROGRESS,), WAITING),
        ("resume", (WAITING,), IN_PROGRESS),
        ("hand_over", OPEN, NEW),
        ("pass_on", (IN_PROGRESS, WAITING), NEW),
        ("resolve", (IN_PROGRESS, WAITING), RESOLVED),
        ("reopen", (RESOLVED,), IN_PROGRESS),
        ("merge", OPEN, MERGED),
    ]
)
# Actions that leave the state as it is, and the states in which they are open.
STAYING: dict[str, tuple[str, ...]] = {
    "edit": OPEN,
    "comment": (*OPEN, RESOLVED),
    "promise": OPEN,
    "jump": OPEN,
    "ask": OPEN,
    "ask_approval": OPEN,
    "watch": (*OPEN, RESOLVED),
    "split": (*OPEN, RESOLVED),
    "open_child": OPEN,
}
ACTIONS = (*TRANSITIONS.rows, *STAYING)
# What the event of an action is called; the last ones are the system's.
EVENTS = {
    "open": "ticket.opened",
    "take": "ticket.taken",
    "release": "ticket.released",
    "wait": "ticket.asked",
    "resume": "ticket.resumed",
    "hand_over": "ticket.handed_over",
    "pass_on": "ticket.passed_on",
    "resolve": "ticket.resolved",
    "reopen": "ticket.reopened",
    "merge": "ticket.merged",
    "edit": "ticket.edited",
    "move": "ticket.moved",
    "settle": "ticket.settled",
    "chase": "ticket.chased",
    "confirm": "ticket.confirmed",
    "breach": "ticket.breached",
    "escalate": "ticket.escalated",
    "retime": "ticket.retimed",
}
_NO_CHANGES = ("open", "settle", "chase", "confirm", "breach", "escalate", "retime")
CHANGES = tuple(verb for action, verb in EVENTS.items() if action not in _NO_CHANGES)  # raise the version

# Sorting needs one column without gaps: on top the fast lane (longest first), then running tickets at their due time,
# behind them those whose clock is paused (longest first), behind these the resolved ones (latest first). Years that
# no due time reaches.
_FIRST = datetime(2000, 1, 1, tzinfo=UTC)
_JUMPED_FROM = datetime(1700, 1, 1, tzinfo=UTC)
_PAUSED_FROM = datetime(2300, 1, 1, tzinfo=UTC)
_RESOLVED_UNTIL = datetime(2800, 1, 1, tzinfo=UTC)


class Dates(NamedTuple):
    """What a clock has to say about the next due time."""

    due_at: datetime
    met_at: datetime | None
    paused_at: datetime | None


def allows(action: str, state: str) -> bool:
    """Whether the published table has this step; who may take it stands in the permission table."""
    return state in STAYING[action] if action in STAYING else TRANSITIONS.allows(action, state)


def next_due(clocks: Iterable[Dates]) -> datetime | None:
    """The earliest due time of the clocks that run."""
    running = [clock.due_at for clock in clocks if clock.met_at is None and clock.paused_at is None]
    return min(running, default=None)


def queue_place(
    *,
    next_due_at: datetime | None,
    paused_at: datetime | None,
    resolved_at: datetime | None,
    jumped_at: datetime | None = None,
) -> datetime:
    """The sort key of a queue: the fast lane, then most overdue first, paused behind all that runs, resolved last."""
    if resolved_at is not None:
        return _RESOLVED_UNTIL - (resolved_at - _FIRST)
    if jumped_at is not None:
        return _JUMPED_FROM + (jumped_at - _FIRST)
    if paused_at is not None:
        return _PAUSED_FROM + (paused_at - _FIRST)
    if next_due_at is None:
        raise ValueError("An open ticket has a clock that runs or is paused.")
    return next_due_at


def is_late(due_at: datetime, now: datetime) -> bool:
    """The due instant itself is still in time."""
    return now > due_at
