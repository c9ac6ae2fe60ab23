"""Lists as files: CSV with a byte-order mark for Excel, XLSX, and no cell that a spreadsheet would execute."""

import csv
import datetime as dt
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from tempfile import TemporaryFile
from typing import IO, Any

from django.conf import settings
from django.db.models import QuerySet
from django.http import FileResponse, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.utils import timezone, translation
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

from portal.core.errors import Refused, Text
from portal.core.keyset import capped_count

KINDS = ("csv", "xlsx")
# Rows that are read, prepared and written together.
CHUNK = 2_000
EXCEL_ROWS = 1_048_576
Sheet = tuple[str, list[str], Iterable[list[Any]]]

# What Excel, LibreOffice or WPS takes for the start of a formula, full-width forms included.
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@dataclass(frozen=True)
class Column:
    """A column of an export. `name` is the stable head that an import reads again."""

    name: str
    value: Callable[[Any], Any]
    label: Text = ""


def safe_cell(value: Any) -> Any:
    """Numbers and days stay what they are; a text that looks like a formula gets a quote in front."""
    if value is None:
        return ""
    if isinstance(value, dt.datetime):
        return timezone.localtime(value).strftime("%Y-%m-%d %H:%M")
    if isinstance(value, (int, float, dt.date)):
        return value
    text = str(value)
    # One that has quotes in front of a formula already gets one more, so that the import knows which one was ours.
    return "'" + text if text.lstrip("'").startswith(_FORMULA) else text


def unsafe_cell(text: str) -> str:
    """What `safe_cell` was given: an exported text imports again unchanged."""
    return text[1:] if text[:1] == "'" and text.lstrip("'").startswith(_FORMULA) else text


def export_response(
    kind: str, name: str, columns: list[Column], rows: QuerySet[Any], prepare: Callable[[list[Any]], list[Any]]
) -> HttpResponseBase:
    """All of `rows`, in their order, without holding more than a chunk of them. `kind` is csv or xlsx.

    Refuses what a sheet of Excel can't hold (too_many_rows).
    """
    head = [column.name for column in columns]
    filename = f"{name}-{timezone.localtime():%Y%m%d-%H%M}.{kind}"
    if kind == "xlsx" and capped_count(rows, EXCEL_ROWS) >= EXCEL_ROWS:  # the head is a row too
        raise _too_many_rows()
    table = _table(columns, rows, prepare)
    if kind == "xlsx":
        return FileResponse(_xlsx_file([(name[:31], head, table)]), as_attachment=True, filename=filename)
    response = StreamingHttpResponse(_csv(head, table), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{filename}"'
    return response


def report_response(kind: str, name: str, columns: list[Column], rows: Iterable[Any]) -> HttpResponseBase:
    """A report's few rows, which are in memory already. `kind` is csv or xlsx."""
    head = [column.name for column in columns]
    filename = f"{name}-{timezone.localtime():%Y%m%d-%H%M}.{kind}"
    table = [[safe_cell(column.value(row)) for column in columns] for row in rows]
    if kind == "xlsx":
        response = HttpResponse(xlsx([(name[:31], head, table)]), content_type=XLSX)
    else:
        response = HttpResponse("".join(_csv(head, table)), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{filename}"'
    return response


def _table(
    columns: list[Column], rows: QuerySet[Any], prepare: Callable[[list[Any]], list[Any]]
) -> Iterator[list[Any]]:
    """The cells of each row. In the language and zone of now: a streamed answer is read when the request is over."""
    language, zone = translation.get_language() or settings.LANGUAGE_CODE, timezone.get_current_timezone()

    def read() -> Iterator[list[Any]]:
        # Outside of a transaction the server keeps the result beyond it: every row is of one moment, and a slow
        # reader holds no transaction open.
        found = rows.iterator(chunk_size=CHUNK)
        while True:
            with translation.override(language), timezone.override(zone):
                chunk = list(islice(found, CHUNK))
                prepared = prepare(chunk) if chunk else []
                cells = [[safe_cell(column.value(row)) for column in columns] for row in prepared]
            if not chunk:
                return
            yield from cells

    return read()


def _too_many_rows() -> Refused:
    sentence = _(
        "An Excel sheet holds %(limit)s rows, this list has more. Filter the list, or take CSV, which has no limit."
    )
    most = EXCEL_ROWS - 1
    return Refused("too_many_rows", sentence % {"limit": number_format(most, force_grouping=True)}, {"limit": most})


class _Echo:
    def write(self, value: str) -> str:
        return value


def _csv(head: list[str], table: Iterable[list[Any]]) -> Iterator[str]:
    writer = csv.writer(_Echo())
    yield "\ufeff" + writer.writerow(head)
    for row in table:
        yield writer.writerow(row)


def xlsx(sheets: Iterable[Sheet]) -> bytes:
    """A workbook of (title, head, rows)."""
    with _xlsx_file(sheets) as file:
        return file.read()


def _xlsx_file(sheets: Iterable[Sheet]) -> IO[bytes]:
    """The same in a file that goes when it is closed; every text is typed as text."""
    book = Workbook(write_only=True)
    for title, head, table in sheets:
        sheet = book.create_sheet(title)
        sheet.append(head)
        for row in table:
            sheet.append([_typed(sheet, value) for value in row])
    file = TemporaryFile()  # noqa: SIM115  (the answer closes it)
    book.save(file)
    file.seek(0)
    return file


def _typed(sheet: Any, value: Any) -> Any:
    if not isinstance(value, str):
        return value
    # XML has no control characters; the rest of the text, and of the list, is worth having.
    cell = WriteOnlyCell(sheet, value=ILLEGAL_CHARACTERS_RE.sub("\ufffd", value))
    cell.data_type = "s"
    return cell
