"""Keyset paging by row comparison, wrapped once: `(created, id) < (x, y)` walks the index, whatever the page."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, NamedTuple

from django.core.signing import BadSignature, Signer
from django.db.models import F, QuerySet
from django.db.models.fields.tuple_lookups import (
    Tuple,
    TupleGreaterThan,
    TupleGreaterThanOrEqual,
    TupleLessThan,
    TupleLessThanOrEqual,
)
from django.utils.translation import gettext as _

from portal.core.errors import Malformed
from portal.core.reading import counted, is_of_values, read, values_of


@dataclass(frozen=True)
class Ordering:
    """One way to sort a list: non-null columns of one direction, a unique one (`id`) last."""

    name: str
    columns: tuple[str, ...]
    descending: bool = True

    def order_by(self) -> list[str]:
        return [f"-{column}" if self.descending else column for column in self.columns]


@dataclass(frozen=True)
class Page:
    rows: list[Any]
    next: str | None
    previous: str | None


class Columns(NamedTuple):
    """What is read of each row, as values; `beside` are annotations, best a Beside (`core.reading`)."""

    values: Sequence[str]
    beside: Mapping[str, Any] = {}


def page_of(
    rows: QuerySet[Any], ordering: Ordering, size: int, cursor: str = "", columns: Columns | None = None
) -> Page:
    """`size` rows from the cursor on: dicts of `columns`, else what `rows` reads. Malformed: a cursor not ours."""
    backwards, position = _decode(cursor, ordering) if cursor else (False, None)
    descending = ordering.descending != backwards
    marks = [f"-{column}" if descending else column for column in ordering.columns]
    if position is not None:
        rows, columns = _annotated(rows, ordering, columns)
        rows = rows.filter(_beyond(ordering.columns, position, descending))
    found = _read(rows, marks, size + 1, columns)
    more = len(found) > size
    found = found[:size]
    if backwards:
        found.reverse()
    has_next = more if not backwards else True
    has_previous = (position is not None) if not backwards else more
    return Page(
        rows=found,
        next=_encode(ordering, found[-1], False) if found and has_next else None,
        previous=_encode(ordering, found[0], True) if found and has_previous else None,
    )


def _annotated(rows: QuerySet[Any], ordering: Ordering, columns: Columns | None) -> tuple[Any, Columns | None]:
    """A position is compared with what the order names: with annotations, where one of those is in it."""
    if columns is None or not any(name in columns.beside for name in ordering.columns):
        return rows, columns
    return rows.annotate(**columns.beside), Columns(columns.values)


def _read(rows: QuerySet[Any], marks: list[str], limit: int, columns: Columns | None) -> list[Any]:
    if columns is not None:
        return read(rows, columns.values, columns.beside, marks, limit)
    rows = rows.order_by(*marks)[:limit]
    return values_of(rows) if is_of_values(rows) else list(rows)


def _beyond(columns: tuple[str, ...], position: list[Any], descending: bool) -> Any:
    lookup = TupleLessThan if descending else TupleGreaterThan
    return lookup(Tuple(*(F(column) for column in columns)), position)


def within(rows: QuerySet[Any], ordering: Ordering, cursor: str) -> QuerySet[Any]:
    """The rows down to the one at which a page's `next` goes on. A cursor that isn't ours is Malformed."""
    _backwards, position = _decode(cursor, ordering)
    lookup = TupleGreaterThanOrEqual if ordering.descending else TupleLessThanOrEqual
    return rows.filter(lookup(Tuple(*(F(column) for column in ordering.columns)), position))


def _value(row: Any, column: str) -> Any:
    return row[column] if isinstance(row, dict) else getattr(row, column)


def _encode(ordering: Ordering, row: Any, backwards: bool) -> str:
    """Signed, so that what comes back has the types that went out."""
    values = [_plain(_value(row, column)) for column in ordering.columns]
    return Signer(salt="cursor").sign_object([ordering.name, backwards, values])


def _plain(value: Any) -> Any:
    if isinstance(value, dt.datetime):
        return {"t": value.isoformat()}
    if isinstance(value, dt.date):
        return {"d": value.isoformat()}
    if isinstance(value, Decimal):
        return {"n": str(value)}
    return value


_READERS: dict[str, Callable[[str], Any]] = {
    "t": dt.datetime.fromisoformat,
    "d": dt.date.fromisoformat,
    "n": Decimal,
}


def _typed(value: Any) -> Any:
    if isinstance(value, dict):
        kind, text = next(iter(value.items()))
        return _READERS[kind](text)
    return value


def _decode(cursor: str, ordering: Ordering) -> tuple[bool, list[Any]]:
    try:
        name, backwards, values = Signer(salt="cursor").unsign_object(cursor)
    except (BadSignature, ValueError) as exc:
        raise _bad_cursor() from exc
    if name != ordering.name or len(values) != len(ordering.columns):
        raise _bad_cursor()
    return bool(backwards), [_typed(value) for value in values]


def _bad_cursor() -> Malformed:
    text = _("This cursor doesn't belong to this list and order. Begin again without it.")
    return Malformed("bad_cursor", text, errors={"cursor": [text]})


def capped_count(rows: QuerySet[Any], cap: int = 1000) -> int:
    """How many rows there are, `cap` + 1 at most: an exact count of a million rows helps nobody."""
    return counted(rows, cap + 1)
