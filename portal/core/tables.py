"""Rows out of an uploaded workbook or CSV file, streamed, with limits on everything."""

import codecs
import csv
import datetime as dt
import io
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import IO, Any
from xml.parsers.expat import ExpatError
from zlib import error as zlib_error

from django.utils.translation import gettext as _

from portal.core.archive import check_workbook, refuse_file
from portal.core.export import unsafe_cell
from portal.core.workbook import BrokenWorkbook, Limits, OutOfBounds, Unwanted, Workbook

MAX_SHEETS = 20
MAX_ROWS = 200_000  # of one sheet or file
MAX_COLUMNS = 60
MAX_CELLS = 4_000_000  # of one upload
MAX_CELL = 32_767  # characters, as in Excel

BROKEN = (
    BrokenWorkbook, ExpatError, zipfile.BadZipFile, zlib_error, EOFError, NotImplementedError,
    KeyError, IndexError, ValueError, TypeError, OverflowError,
)  # fmt: skip


@dataclass
class Budget:
    """The cells that an upload has left."""

    cells: int = MAX_CELLS


@dataclass(frozen=True)
class Table:
    """`rows` gives (row number as the file shows it, values by lower-case head); it can be read once."""

    file: str
    sheet: str
    head: list[str]
    rows: Iterator[tuple[int, dict[str, str]]]


def is_workbook(stream: IO[bytes]) -> bool:
    stream.seek(0)
    magic = stream.read(4)
    stream.seek(0)
    return magic in (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")


def check_upload(name: str, stream: IO[bytes]) -> None:
    """At the door: refuses what isn't a plain workbook or a text in UTF-8, and a name that says something else."""
    if is_workbook(stream):
        if not name.lower().endswith(".xlsx"):
            raise refuse_file(
                "file_renamed", _("%(name)s is a workbook, but its name doesn't end in .xlsx.") % {"name": name}
            )
        check_workbook(stream)
        return
    if not name.lower().endswith(".csv"):
        raise refuse_file("file_renamed", _("%(name)s is neither an .xlsx workbook nor a .csv file.") % {"name": name})
    head = stream.read(65_536)
    stream.seek(0)
    try:
        codecs.getincrementaldecoder("utf-8")().decode(head)
    except UnicodeDecodeError as exc:
        text = _("%(name)s is not in UTF-8. Save it as CSV UTF-8.") % {"name": name}
        raise refuse_file("not_utf8", text) from exc
    if b"\x00" in head:
        raise refuse_file("not_text", _("%(name)s is not a text.") % {"name": name})


def tables(name: str, stream: IO[bytes], budget: Budget, *, plain: bool = False) -> Iterator[Table]:
    """The sheets of a workbook or the one table of a CSV file. Refuses with the row or the limit that is passed.

    `plain`: refuses formulas and merged cells by their place, which are else read as the value that was kept.
    """
    if is_workbook(stream):
        yield from _sheets(name, stream, budget, plain)
    else:
        yield _csv_table(name, stream, budget)


def _sheets(name: str, stream: IO[bytes], budget: Budget, plain: bool) -> Iterator[Table]:
    check_workbook(stream)
    with zipfile.ZipFile(stream) as archive:
        with _whole(name):
            book = Workbook(archive)
        if len(book.sheets) > MAX_SHEETS:
            text = _("%(name)s has more than %(limit)s sheets.") % {"name": name, "limit": MAX_SHEETS}
            raise refuse_file("too_many_sheets", text)
        for title, path in book.sheets:
            yield _table(name, title, _sheet_rows(name, book, title, path, plain), budget)


@contextmanager
def _whole(name: str) -> Iterator[None]:
    """What a broken workbook raises, as the refusal that people read."""
    try:
        yield
    except OutOfBounds as beyond:
        raise _beyond(name, beyond.what, beyond.row) from None
    except BROKEN as exc:
        text = _("%(name)s can't be read to its end. Save it again.") % {"name": name}
        raise refuse_file("workbook_broken", text) from exc


def _sheet_rows(name: str, book: Workbook, title: str, path: str, plain: bool) -> Iterator[tuple[int, Any]]:
    try:
        with _whole(name):
            yield from book.rows(path, Limits(MAX_ROWS, MAX_COLUMNS, plain))
    except Unwanted as found:
        facts = {"name": name, "sheet": title[:40], "place": found.place}
        text = _("%(name)s, sheet %(sheet)s: the cells %(place)s are merged. Unmerge them, so that each row is whole.")
        if found.what == "formula":
            text = _("%(name)s, sheet %(sheet)s: %(place)s is a formula. Copy the cells and paste them as values.")
        raise refuse_file(found.what, text % facts) from None


def _csv_table(name: str, stream: IO[bytes], budget: Budget) -> Table:
    stream.seek(0)
    text = io.TextIOWrapper(stream, encoding="utf-8-sig", newline="")
    return _table(name, "", _lines(name, text), budget)


def _lines(name: str, text: io.TextIOWrapper) -> Iterator[tuple[int, Any]]:
    # strict: a stray quote is told instead of swallowing the rest of the file into one cell.
    reader = csv.reader(text, strict=True)
    try:
        for number, row in enumerate(reader, start=1):
            if number > MAX_ROWS + 1:
                raise _beyond(name, "rows", number)
            if len(row) > MAX_COLUMNS:
                raise _beyond(name, "columns", number)
            yield number, row
    except csv.Error as exc:
        message = _("%(name)s, line %(line)s: a quote is open or a cell is too long.")
        raise refuse_file("bad_csv", message % {"name": name, "line": reader.line_num}) from exc
    except UnicodeDecodeError as exc:
        message = _("%(name)s is not in UTF-8. Save it as CSV UTF-8.") % {"name": name}
        raise refuse_file("not_utf8", message) from exc
    finally:
        # The file may be closed already when a caller stopped half-way.
        with suppress(ValueError):
            text.detach()


def _table(name: str, sheet: str, rows: Iterator[tuple[int, Any]], budget: Budget) -> Table:
    _number, first = next(rows, (0, []))
    head = [cell_text(value).lower() for value in first]
    while head and not head[-1]:
        head.pop()
    return Table(name, sheet, head, _body(name, head, rows, budget))


def _body(
    name: str, head: list[str], rows: Iterator[tuple[int, Any]], budget: Budget
) -> Iterator[tuple[int, dict[str, str]]]:
    for number, row in rows:
        budget.cells -= len(row)
        if budget.cells < 0:
            text = _("%(name)s has more than %(limit)s cells.") % {"name": name, "limit": MAX_CELLS}
            raise refuse_file("too_many_cells", text)
        values = [cell_text(value) for value in row]
        if any(values):
            yield number, dict(zip(head, values + [""] * (len(head) - len(values)), strict=False))


def _beyond(name: str, what: str, row: int) -> Exception:
    if what == "rows":
        text = _("%(name)s has more than %(limit)s rows.") % {"name": name, "limit": MAX_ROWS}
        return refuse_file("too_many_rows", text)
    facts = {"name": name, "row": row, "limit": MAX_COLUMNS}
    text = _("%(name)s, row %(row)s: more than %(limit)s columns.") % facts
    return refuse_file("too_many_columns", text)


def cell_text(value: Any) -> str:
    """A cell as people see it: days in ISO form, whole numbers without a point, exported texts as they were."""
    if type(value) is str:
        return unsafe_cell(value).strip()[: MAX_CELL + 1]
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, dt.datetime):
        midnight = (value.hour, value.minute, value.second) == (0, 0, 0)
        return value.date().isoformat() if midnight else value.isoformat(sep=" ")
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    return unsafe_cell(str(value)).strip()[: MAX_CELL + 1]
