"""Questions to colleagues: how one goes on, who may still be asked, whom to suggest. Plain values in and out."""

from collections.abc import Iterable
from typing import NamedTuple

from portal.core.transitions import TransitionTable

ASKED, ANSWERED, DECLINED, WITHDRAWN, EXPIRED = "asked", "answered", "declined", "withdrawn", "expired"
TRANSITIONS = TransitionTable(
    [
        ("answer", (ASKED,), ANSWERED),
        ("decline", (ASKED,), DECLINED),
        ("withdraw", (ASKED,), WITHDRAWN),
        ("expire", (ASKED,), EXPIRED),
    ]
)
EVENTS = {
    "ask": "question.asked",
    "answer": "question.answered",
    "decline": "question.declined",
    "withdraw": "question.withdrawn",
    "expire": "question.expired",
    "rate": "question.rated",
}
# Everybody who has not said otherwise is open to so many questions a day.
PER_DAY = 5
MOST_PER_DAY = 50
MOST_PEOPLE = 3
# Working minutes within which an answer is expected, and what may be chosen instead.
MINUTES = 240
MOST_MINUTES = 5 * 8 * 60
SUGGESTED = 5


def has_room(asked_today: int, per_day: int) -> bool:
    """Whether one more question fits into somebody's day."""
    return asked_today < per_day


class Candidate(NamedTuple):
    """Somebody who solved tickets like this one. `likeness`: the sum of how like they are, each from 0 to 1."""

    person: int
    solved: int
    likeness: float
    works_now: bool


def ranked(candidates: Iterable[Candidate]) -> list[Candidate]:
    """Who works now comes first, then who solved more of what is most like it."""
    order = sorted(candidates, key=lambda each: (not each.works_now, -each.likeness, each.person))
    return order[:SUGGESTED]
