"""Whose minutes they were: an agent who holds several chats at once works each minute once."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import NamedTuple, TypeVar

Key = TypeVar("Key")
LONGEST = timedelta(days=7)
"""A contact that lasts longer is several; so nothing beyond this distance can overlap."""


class Held(NamedTuple):
    """From answer to end."""

    start: datetime
    end: datetime


def shared(held: Iterable[tuple[Key, Held]]) -> dict[Key, timedelta]:
    """The part of one agent's time that each contact took; a moment that n of them share counts 1/n for each.

    So the parts of an agent add up to the union of the intervals: shared minutes count once.
    """
    rows = list(held)
    marks = sorted({moment for _key, span in rows for moment in span})
    change = dict.fromkeys(marks, 0)
    for _key, span in rows:
        change[span.start] += 1
        change[span.end] -= 1
    # Up to each mark: the seconds that a contact would have had which was held all the time. Begins anew where the
    # agent was free, so that a single contact has exactly its own length.
    passed: dict[datetime, float] = {}
    before, open_now, seconds = None, 0, 0.0
    for mark in marks:
        if before is not None and open_now:
            seconds += (mark - before).total_seconds() / open_now
        passed[mark] = seconds
        before, open_now = mark, open_now + change[mark]
    return {key: timedelta(seconds=round(passed[span.end] - passed[span.start], 6)) for key, span in rows}
