"""First-contact resolution: solved by the first contact, none again about it within seven days."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from itertools import groupby
from operator import attrgetter
from typing import NamedTuple

WINDOW = timedelta(days=7)
SOLVED, REPEATED, UNDECIDED = "solved", "repeated", "undecided"


class Touch(NamedTuple):
    """A contact of a customer about a service. `counts`: no compliment."""

    id: int
    customer: int
    service: str
    at: datetime
    answered: bool
    counts: bool = True


def verdicts(touches: Iterable[Touch], *, now: datetime) -> dict[int, str]:
    """How each first contact turned out; the others are not in it.

    A first contact is answered and has no answered one about the same service in the seven days before it. Anything
    again within seven days after it, answered or not, makes it repeated; while those days run it is undecided.
    Compliments are neither first nor again, for there is nothing to solve.
    """
    about = attrgetter("customer", "service")
    known = [touch for touch in touches if touch.counts and touch.service]
    found: dict[int, str] = {}
    for _subject, group in groupby(sorted(known, key=lambda t: (about(t), t.at, t.id)), key=about):
        found |= _of_one_subject(list(group), now)
    return found


def _of_one_subject(touches: list[Touch], now: datetime) -> dict[int, str]:
    found: dict[int, str] = {}
    last_answered: datetime | None = None
    for touch, later in zip(touches, [*touches[1:], None], strict=True):
        if not touch.answered:
            continue
        first = last_answered is None or touch.at - last_answered > WINDOW
        last_answered = touch.at
        if not first:
            continue
        if later is not None and later.at - touch.at <= WINDOW:
            found[touch.id] = REPEATED
        else:
            found[touch.id] = SOLVED if now - touch.at > WINDOW else UNDECIDED
    return found
