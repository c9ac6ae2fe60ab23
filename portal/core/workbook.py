"""Values out of an .xlsx workbook, streamed: openpyxl reads 50,000 rows in half a minute of CPU, this in a few seconds.

Only what an import needs: sheet names, texts, numbers, days. No formulas, no styles beyond "is this a day".
The archive has been checked before (portal.core.archive); expat refuses document types here once more.
"""

import datetime as dt
import posixpath
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any
from xml.parsers import expat

from openpyxl.styles.numbers import BUILTIN_FORMATS, is_date_format
from openpyxl.utils import get_column_letter
from openpyxl.utils.datetime import MAC_EPOCH, WINDOWS_EPOCH, from_excel

CHUNK = 262_144


class BrokenWorkbook(Exception):
    """The workbook doesn't hold what an .xlsx holds."""


class OutOfBounds(Exception):
    """A row number or column beyond the limits."""

    def __init__(self, what: str, row: int) -> None:
        super().__init__(what)
        self.what = what
        self.row = row


class Unwanted(Exception):
    """A formula or a merged cell, where only values are taken. `what` is formula or merged, `place` as in Excel."""

    def __init__(self, what: str, place: str) -> None:
        super().__init__(what)
        self.what = what
        self.place = place


@dataclass(frozen=True)
class Limits:
    """`plain`: formulas and merged cells are told (Unwanted) instead of passed over."""

    rows: int
    columns: int
    plain: bool = False


def _parser() -> Any:
    parser = expat.ParserCreate(namespace_separator="}")
    parser.buffer_text = True

    def refuse(*_args: Any) -> None:
        raise BrokenWorkbook("document type")

    parser.StartDoctypeDeclHandler = refuse
    parser.EntityDeclHandler = refuse
    return parser


def _local(name: str) -> str:
    return name.rpartition("}")[2]


def _elements(archive: zipfile.ZipFile, path: str, seen: Callable[[str, dict[str, str]], None]) -> None:
    """Call `seen(name, attributes)` for every element of a small part."""
    parser = _parser()
    parser.StartElementHandler = lambda name, attributes: seen(
        _local(name), {_local(key): value for key, value in attributes.items()}
    )
    with archive.open(path) as part:
        parser.ParseFile(part)


class Workbook:
    """`sheets`: (title, path). A broken file raises BrokenWorkbook, KeyError, ExpatError or BadZipFile."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self.archive = archive
        self.epoch = WINDOWS_EPOCH
        self.sheets = self._sheets()
        names = set(archive.namelist())
        self.strings = _strings(archive) if "xl/sharedStrings.xml" in names else []
        self.day_styles: frozenset[str] = _day_styles(archive) if "xl/styles.xml" in names else frozenset()

    def _sheets(self) -> list[tuple[str, str]]:
        targets: dict[str, str] = {}
        found: list[tuple[str, str]] = []

        def relation(name: str, attributes: dict[str, str]) -> None:
            if name == "Relationship":
                targets[attributes["Id"]] = attributes["Target"]

        def book(name: str, attributes: dict[str, str]) -> None:
            if name == "workbookPr" and attributes.get("date1904") in ("1", "true"):
                self.epoch = MAC_EPOCH
            if name == "sheet":
                target = targets[attributes["id"]]
                path = target.lstrip("/") if target.startswith("/") else posixpath.join("xl", target)
                found.append((attributes["name"], posixpath.normpath(path)))

        _elements(self.archive, "xl/_rels/workbook.xml.rels", relation)
        _elements(self.archive, "xl/workbook.xml", book)
        return found

    def rows(self, path: str, limits: Limits) -> Iterator[tuple[int, list[Any]]]:
        """(row number, values) of the rows that hold something. Raises OutOfBounds at the first cell beyond."""
        reader = _SheetReader(self, limits)
        with self.archive.open(path) as part:
            while chunk := part.read(CHUNK):
                reader.parser.Parse(chunk, False)
                yield from reader.take()
            reader.parser.Parse(b"", True)
            yield from reader.take()


def _strings(archive: zipfile.ZipFile) -> list[str]:
    found: list[str] = []
    parts: list[str] = []
    inside = {"text": False, "phonetic": False}
    parser = _parser()

    def start(name: str, _attributes: dict[str, str]) -> None:
        local = _local(name)
        if local == "si":
            parts.clear()
        elif local == "rPh":
            inside["phonetic"] = True
        inside["text"] = local == "t" and not inside["phonetic"]

    def end(name: str) -> None:
        local = _local(name)
        inside["text"] = False
        if local == "si":
            found.append("".join(parts))
        elif local == "rPh":
            inside["phonetic"] = False

    def data(text: str) -> None:
        if inside["text"]:
            parts.append(text)

    parser.StartElementHandler, parser.EndElementHandler, parser.CharacterDataHandler = start, end, data
    with archive.open("xl/sharedStrings.xml") as part:
        parser.ParseFile(part)
    return found


def _day_styles(archive: zipfile.ZipFile) -> frozenset[str]:
    """The numbers of the cell styles that show a day."""
    formats: dict[int, str] = dict(BUILTIN_FORMATS)
    styles: list[int] = []
    inside = [False]

    def seen(name: str, attributes: dict[str, str]) -> None:
        if name == "numFmt":
            formats[int(attributes["numFmtId"])] = attributes["formatCode"]
        elif name in ("cellXfs", "cellStyles"):
            inside[0] = name == "cellXfs"
        elif name == "xf" and inside[0]:
            styles.append(int(attributes.get("numFmtId", "0")))

    _elements(archive, "xl/styles.xml", seen)
    return frozenset(str(index) for index, fmt in enumerate(styles) if is_date_format(formats.get(fmt, "")))


class _SheetReader:
    def __init__(self, book: Workbook, limits: Limits) -> None:
        self.book = book
        self.limits = limits
        self.done: list[tuple[int, list[Any]]] = []
        self.row: list[Any] = []
        self.number = 0
        self.column = 0
        self.kind = "n"
        self.style = ""
        self.text: list[str] | None = None
        self.phonetic = False
        self._letters: dict[str, int] = {}
        self.parser = _parser()
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.CharacterDataHandler = self._data

    def take(self) -> list[tuple[int, list[Any]]]:
        done, self.done = self.done, []
        return done

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        local = name.rpartition("}")[2]
        if local == "c":
            self._start_cell(attributes)
        elif self.limits.plain and local == "f":
            raise Unwanted("formula", f"{get_column_letter(self.column)}{self.number}")
        elif self.limits.plain and local == "mergeCell":
            raise Unwanted("merged", attributes.get("ref", "")[:40])
        elif local in ("v", "t"):
            if not self.phonetic and self.text is None:
                self.text = []
        elif local == "row":
            self._start_row(attributes)
        elif local == "rPh":
            self.phonetic = True

    def _start_row(self, attributes: dict[str, str]) -> None:
        self.number = int(attributes["r"]) if "r" in attributes else self.number + 1
        if not 0 < self.number <= self.limits.rows + 1:
            raise OutOfBounds("rows", self.number)
        self.row = []
        self.column = 0

    def _start_cell(self, attributes: dict[str, str]) -> None:
        place = attributes.get("r")
        self.column = self._column(place.rstrip("0123456789")) if place else self.column + 1
        if self.column > self.limits.columns:
            raise OutOfBounds("columns", self.number)
        self.kind = attributes.get("t", "n")
        self.style = attributes.get("s", "")
        self.text = None

    def _column(self, letters: str) -> int:
        found = self._letters.get(letters)
        if found is None:
            found = 0
            for letter in letters:
                found = found * 26 + ord(letter) - 64
            if found < 1:
                raise BrokenWorkbook("column")
            self._letters[letters] = found
        return found

    def _data(self, text: str) -> None:
        if self.text is not None:
            self.text.append(text)

    def _end(self, name: str) -> None:
        local = name.rpartition("}")[2]
        if local == "c":
            self._end_cell()
        elif local == "row":
            if self.row:
                self.done.append((self.number, self.row))
        elif local == "rPh":
            self.phonetic = False

    def _end_cell(self) -> None:
        if self.text is None:
            return
        value = self._value("".join(self.text))
        self.text = None
        row = self.row
        missing = self.column - 1 - len(row)
        if missing < 0:
            raise BrokenWorkbook("cells out of order")
        if missing:
            row.extend([None] * missing)
        row.append(value)

    def _value(self, text: str) -> Any:
        kind = self.kind
        if kind == "s":
            return self.book.strings[int(text)]
        if kind in ("inlineStr", "str", "e", "d"):
            return text
        if kind == "b":
            return text.strip() == "1"
        return self._number(text)

    def _number(self, text: str) -> float | dt.datetime | dt.time | dt.timedelta | None:
        if not text.strip():
            return None
        value = float(text)
        if self.style in self.book.day_styles:
            return from_excel(value, self.book.epoch)
        return value
