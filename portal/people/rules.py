"""What can be decided about people and departments without asking the database."""

import datetime as dt
from collections.abc import Iterable, Sequence

MAX_TOKEN_DAYS = 365


def makes_circle(moved: int, new_parent_path: Sequence[int]) -> bool:
    """Whether a department would stand below itself."""
    return moved in new_parent_path


def path_below(parent_path: Sequence[int], pk: int) -> list[int]:
    return [*parent_path, pk]


def has_left(left_on: dt.date | None, today: dt.date) -> bool:
    """The day of leaving is the first day without access."""
    return left_on is not None and left_on <= today


def unknown_scopes(wanted: Iterable[str], known: Iterable[str]) -> list[str]:
    return sorted(set(wanted) - set(known))
