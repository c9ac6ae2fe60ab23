"""What an initiative leaves to another one: its plan without people, states and numbers, days counted from its start.

Plain functions, tested with literals. A copy and a template are both made of it.
"""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True)
class Point:
    """A milestone, or an action with its first day; days after the start, 0 is the start itself."""

    title: str
    due: int
    first: int | None = None


@dataclass(frozen=True)
class Danger:
    """A risk without owner and state."""

    text: str
    likelihood: int
    impact: int
    answer: str


@dataclass(frozen=True)
class Outline:
    """`waits` joins points: ("milestone" or "action", place) before the same. `parts` are ids of departments."""

    length: int
    summary: str
    charter: Mapping[str, str]
    parts: Sequence[tuple[int, str]]
    milestones: Sequence[Point]
    actions: Sequence[Point]
    waits: Sequence[tuple[tuple[str, int], tuple[str, int]]]
    risks: Sequence[Danger]


def day_of(offset: int, starts_on: dt.date, due_on: dt.date) -> dt.date:
    """The day so many days after the start, at most the last one of a shorter plan."""
    return min(starts_on + dt.timedelta(days=offset), due_on)


def as_json(outline: Outline) -> dict[str, Any]:
    return asdict(outline)


def from_json(data: Mapping[str, Any]) -> Outline:
    """What `as_json` gave, read back from the database."""
    return Outline(
        length=data["length"],
        summary=data["summary"],
        charter=data["charter"],
        parts=[(department, role) for department, role in data["parts"]],
        milestones=[Point(**row) for row in data["milestones"]],
        actions=[Point(**row) for row in data["actions"]],
        waits=[((a[0], a[1]), (b[0], b[1])) for a, b in data["waits"]],
        risks=[Danger(**row) for row in data["risks"]],
    )
