"""What the search field of the top bar finds: each area registers one function over what the reader may see."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from portal.core.errors import Text


@dataclass(frozen=True)
class Hit:
    reference: str
    title: str
    url: str
    hint: str = ""


@dataclass(frozen=True)
class Searchable:
    """`find(user, text, limit)` gives the newest visible hits, in one query."""

    label: Text
    icon: str
    find: Callable[[Any, str, int], list[Hit]]


SEARCHABLE: dict[str, Searchable] = {}


def register_search(kind: str, searchable: Searchable) -> None:
    SEARCHABLE[kind] = searchable
