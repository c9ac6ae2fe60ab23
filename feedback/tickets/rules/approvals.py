"""Approvals: how one goes on, when a level has said yes, and what a ticket may not do meanwhile. Plain values."""

from collections.abc import Iterable
from typing import NamedTuple

from portal.core.transitions import TransitionTable

REQUESTED, APPROVED, DECLINED, WITHDRAWN = "requested", "approved", "declined", "withdrawn"
TRANSITIONS = TransitionTable(
    [
        ("approve", (REQUESTED,), APPROVED),
        ("decline", (REQUESTED,), DECLINED),
        ("withdraw", (REQUESTED,), WITHDRAWN),
    ]
)
EVENTS = {
    "request": "approval.requested",
    "agree": "approval.agreed",
    "approve": "approval.approved",
    "decline": "approval.declined",
    "give": "approval.given",
    "move": "approval.moved",
    "late": "approval.late",
    "withdraw": "approval.withdrawn",
}
ONE, ALL = "one", "all"
REQUESTER_HEAD, SERVING_HEAD, PERSON, ROLE = "requester_head", "serving_head", "person", "role"
# Working minutes of whoever is asked, unless others are said.
MINUTES = 480
MOST_MINUTES = 20 * 8 * 60
MOST_PEOPLE = 5
MOST_RULES = 6
# What waits for a yes: the work goes on or is finished.
GUARDED = ("pass_on", "resolve")


class Seat(NamedTuple):
    """One who is asked on a level, and whether they have said yes."""

    level: int
    mode: str
    agreed: bool


def level_agrees(seats: Iterable[Seat], level: int) -> bool:
    """Whether a level has said yes: one of it is enough, or all are needed."""
    here = [seat for seat in seats if seat.level == level]
    enough = any if here and here[0].mode == ONE else all
    return enough(seat.agreed for seat in here)


def next_level(seats: Iterable[Seat], level: int) -> int | None:
    """The level that is asked after this one; None after the last."""
    return min((seat.level for seat in seats if seat.level > level), default=None)


def guards(action: str, *, is_open: bool, by_rule: str, asked: str) -> str:
    """The code with which `action` is refused, or nothing.

    `by_rule` is the state of the last approval that the service demands, `asked` that of the last one that somebody
    asked for and did not withdraw; empty: there is none. A no, or a demanded yes that was withdrawn, keeps the work
    from going on; the ticket can still be resolved: that is how its owner ends it.
    """
    if action not in GUARDED:
        return ""
    if is_open:
        return "approval_open"
    if action == "pass_on" and (by_rule in (DECLINED, WITHDRAWN) or asked == DECLINED):
        return "approval_missing"
    return ""


def reminded_after(minutes: int) -> int:
    """Working minutes until a reminder: half of the time, at least one."""
    return max(minutes // 2, 1)
