"""What the imports of this area share: a book is a kind of file; work on it counts rows and notes broken rules."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from typing import Any

from django.db import transaction

from portal.core.errors import Malformed, Refused
from portal.people.models import User
from portal.people.services.importing.reading import Content, Errors, Place, Row, Tables

KEYS = ("reference", "external_id")
CHUNK = 1_000


@dataclass
class Tally:
    """The rows of one table."""

    new: int = 0
    changed: int = 0
    unchanged: int = 0


@dataclass
class Work:
    """One import on its way. `writes` is False for a preview, whose transaction is rolled back whatever it did."""

    content: Content
    by: User
    now: dt.datetime
    key: str
    writes: bool
    step: Callable[[], None] = lambda: None
    tallies: dict[str, Tally] = field(default_factory=dict)

    @property
    def errors(self) -> Errors:
        return self.content.errors

    def tally(self, table: str) -> Tally:
        return self.tallies.setdefault(table, Tally())

    def counts(self) -> dict[str, dict[str, int]]:
        return {name: asdict(tally) for name, tally in self.tallies.items()}

    def changes(self) -> int:
        return sum(tally.new + tally.changed for tally in self.tallies.values())


@dataclass(frozen=True)
class Book:
    """A kind of import: who may, which tables it reads, how many rows at most, and what is done with them."""

    code: str
    permission: str
    tables: Tables
    most: int
    work: Callable[[Work], None]

    @property
    def kinds(self) -> tuple[str, str]:
        """Kinds of jobs: the preview and the import."""
        return f"initiatives.book_{self.code}_preview", f"initiatives.book_{self.code}_import"


def known_rows(visible: Any, keys: Mapping[str, set[str]]) -> dict[str, Any]:
    """Of the rows that somebody may see those with these keys, as "reference:I-1" and "external_id:7"."""
    found: dict[str, Any] = {}
    for column, names in keys.items():
        wanted = sorted(names - {""})
        for start in range(0, len(wanted), CHUNK):
            for row in visible.filter(**{f"{column}__in": wanted[start : start + CHUNK]}):
                found[f"{column}:{getattr(row, column)}"] = row
    return found


def named_once(row: Row, seen: dict[str, int], errors: Errors) -> bool:
    """Whether the row names what it means, and no other row does too."""
    named = [(column, row.values.get(column) or "") for column in KEYS]
    if not any(value for _column, value in named):
        errors.add(row.place, "external_id", "no_name")
        return False
    for column, value in named:
        if value and (first := seen.setdefault(f"{column}:{value}", row.place.row)) != row.place.row:
            errors.add(row.place, column, "value_twice", row=first)
            return False
    return True


def meant(row: Row, known: Mapping[str, Any], errors: Errors) -> Any:
    """What the row means, None for something new, False when it can't be told."""
    reference, external = (row.values.get(column) or "" for column in KEYS)
    if not reference:
        return known.get(f"external_id:{external}")
    found = known.get(f"reference:{reference}")
    if found is None:
        errors.add(row.place, "reference", "absent_reference", value=reference)
        return False
    if external and external != found.external_id:
        errors.add(row.place, "external_id", "other_external_id")
        return False
    return found


@contextmanager
def noted(errors: Errors, place: Place, fallback: str) -> Iterator[None]:
    """A verb's refusal becomes a broken rule of this row, at the column that it names; what it did is undone."""
    try:
        with transaction.atomic():
            yield
    except Refused as refusal:
        errors.add(place, _column(refusal, fallback), "refused", text=str(refusal.message))


def _column(refusal: Refused, fallback: str) -> str:
    named: Any = next(iter(refusal.errors), None) if isinstance(refusal, Malformed) else refusal.field
    return str(named or fallback)
