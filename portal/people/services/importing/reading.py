"""Uploaded tables as checked rows, with every broken rule noted by file, row and column."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, field
from pathlib import PurePath
from typing import Any

from portal.core.tables import Table
from portal.people.services.importing.columns import TABLES, Broken, Column

KEPT_ERRORS = 500
Tables = Mapping[str, tuple[Column, ...]]


@dataclass(frozen=True)
class Place:
    file: str
    sheet: str
    row: int


@dataclass(frozen=True)
class Row:
    place: Place
    values: dict[str, Any]


@dataclass
class Errors:
    """The first 500 in full, all of them counted."""

    kept: list[dict[str, Any]] = field(default_factory=list)
    count: int = 0

    def add(self, place: Place, column: str, rule: str, **facts: Any) -> None:
        self.count += 1
        if len(self.kept) < KEPT_ERRORS:
            self.kept.append({**asdict(place), "column": column, "rule": rule, "facts": facts})


@dataclass
class Content:
    """What was uploaded, by table; `columns` names the columns that were there: an absent one changes nothing."""

    rows: dict[str, list[Row]] = field(default_factory=dict)
    columns: dict[str, set[str]] = field(default_factory=dict)
    errors: Errors = field(default_factory=Errors)

    def of(self, name: str) -> list[Row]:
        return self.rows.get(name, [])

    def has(self, name: str, column: str) -> bool:
        return column in self.columns.get(name, set())


def read_table(table: Table, content: Content, known: Tables = TABLES) -> Iterator[int]:
    """Read one table into `content`; yields the row numbers, so that the caller can show progress and stop."""
    head = Place(table.file, table.sheet, 1)
    name = table_name(table, known)
    if name is None:
        if table.head:
            content.errors.add(head, "", "unknown_table", tables=", ".join(known))
        return
    if name in content.rows:
        content.errors.add(head, "", "table_twice", table=name)
        return
    columns = _columns(table, name, head, content, known[name])
    rows = content.rows[name] = []
    for number, cells in table.rows:
        place = Place(table.file, table.sheet, number)
        values = parse_cells(cells, columns, place, content.errors)
        if values is not None:
            rows.append(Row(place, values))
        yield number


def table_name(table: Table, known: Tables = TABLES) -> str | None:
    """By the name of sheet or file ("employees", "2026 employees.csv"), else by the columns that a table needs."""
    title = (table.sheet or PurePath(table.file).stem).lower()
    for name in known:
        if name in title:
            return name
    head = set(table.head)
    needing = [name for name, columns in known.items() if {c.name for c in columns if c.required} <= head]
    return needing[0] if len(needing) == 1 else None


def _columns(table: Table, name: str, head: Place, content: Content, columns: tuple[Column, ...]) -> list[Column]:
    known = {column.name: column for column in columns}
    seen: set[str] = set()
    for title in table.head:
        if title not in known:
            content.errors.add(head, title[:60], "unknown_column", known=", ".join(known))
        elif title in seen:
            content.errors.add(head, title, "column_twice")
        seen.add(title)
    for column in known.values():
        if column.required and column.name not in seen:
            content.errors.add(head, column.name, "missing_column")
    content.columns[name] = seen & set(known)
    return [column for column in known.values() if column.name in seen]


def parse_cells(
    cells: Mapping[str, str], columns: Iterable[Column], place: Place, errors: Errors
) -> dict[str, Any] | None:
    """The values of one row; None when it breaks a rule, which is then noted."""
    values: dict[str, Any] = {}
    whole = True
    for column in columns:
        cell = cells[column.name]
        if column.required and not cell:
            errors.add(place, column.name, "required")
            whole = False
            continue
        try:
            values[column.name] = column.parse(cell)
        except Broken as broken:
            errors.add(place, column.name, broken.rule, **broken.facts)
            whole = False
    return values if whole else None
