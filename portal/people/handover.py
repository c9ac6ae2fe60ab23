"""What happens to the open work of somebody who leaves: each area registers how its work moves."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass

from portal.core.errors import Text
from portal.people.models import User


@dataclass(frozen=True)
class OpenWork:
    """One thing that somebody still answers for."""

    reference: str
    title: str
    url: str


@dataclass(frozen=True)
class HandOver:
    """`open_work(user)` lists; `move(leaver, successor, by, now)` gives all of it to the successor.

    `successor` is None when the department has neither deputy nor head: the work goes back to its queue.
    Both run in the leaver verb's transaction; `move` writes an event for each object.
    """

    label: Text
    open_work: Callable[[User], list[OpenWork]]
    move: Callable[[User, User | None, User, dt.datetime], int]


HANDOVERS: dict[str, HandOver] = {}


def register_handover(kind: str, handover: HandOver) -> None:
    HANDOVERS[kind] = handover
