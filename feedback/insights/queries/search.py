"""The search of the top bar: every area's registered search, or straight to a reference."""

from __future__ import annotations

from dataclasses import dataclass

from portal.core.errors import Text
from portal.core.refs import normalise
from portal.core.search_registry import SEARCHABLE, Hit
from portal.people.models import User

PER_KIND = 10


@dataclass(frozen=True)
class Group:
    kind: str
    label: Text
    icon: str
    hits: list[Hit]


def search(user: User, text: str) -> list[Group]:
    """What this person may see and finds by these words: one query per kind, newest first."""
    groups = [Group(kind, area.label, area.icon, area.find(user, text, PER_KIND)) for kind, area in SEARCHABLE.items()]
    return [group for group in groups if group.hits]


def exact(groups: list[Group], text: str) -> Hit | None:
    """The one hit whose reference was typed, so that the search can go straight there."""
    wanted = normalise(text)
    return next((hit for group in groups for hit in group.hits if hit.reference == wanted), None)
