"""A look at an uploaded workbook before anything opens it: the directory of the ZIP tells the bombs."""

import re
import zipfile
from typing import IO
from zlib import error as zlib_error

from django.utils.translation import gettext as _

from portal.core.errors import Malformed

MAX_ENTRIES = 200
MAX_ENTRY = 150_000_000
MAX_TOTAL = 200_000_000
MAX_RATIO = 100  # a workbook of text shrinks to about a tenth
RATIO_FROM = 1_000_000
HEAD = 65_536

_OLE = b"\xd0\xcf\x11\xe0"
_NESTED = (".zip", ".xlsx", ".xlsm", ".docx", ".7z", ".gz", ".rar", ".jar")
_ROOT = re.compile(rb"<[A-Za-z_]")


def refuse_file(code: str, text: str) -> Malformed:
    return Malformed(code, text, errors={"files": [text]})


def check_workbook(stream: IO[bytes]) -> None:
    """Refuses (Malformed) what is no plain .xlsx: encrypted, old, with macros, too large when unpacked, with
    entities, with archives inside, truncated. Reads the directory and the head of each XML part, nothing more."""
    stream.seek(0)
    if stream.read(4) == _OLE:
        text = _("This workbook is encrypted or in the old .xls format. Save it as .xlsx without a password.")
        raise refuse_file("workbook_encrypted", text)
    try:
        with zipfile.ZipFile(stream) as book:
            _check_directory(book.infolist())
            _check_parts(book)
    except (zipfile.BadZipFile, zlib_error, OSError, NotImplementedError, RuntimeError, EOFError) as exc:
        raise refuse_file("workbook_broken", _("This is not a whole .xlsx workbook. Save it again.")) from exc
    finally:
        stream.seek(0)


def _check_directory(entries: list[zipfile.ZipInfo]) -> None:
    names = {entry.filename for entry in entries}
    if "[Content_Types].xml" not in names or "xl/workbook.xml" not in names:
        raise refuse_file("no_workbook", _("This is a ZIP file, but no .xlsx workbook."))
    if any("vbaproject" in name.lower() for name in names):
        raise refuse_file("workbook_macros", _("This workbook holds macros. Save it as .xlsx without them."))
    if any(name.lower().endswith(_NESTED) for name in names):
        raise refuse_file("workbook_nested", _("This workbook holds other archives. Save it without embedded files."))
    if any(entry.flag_bits & 0x1 for entry in entries):
        raise refuse_file("workbook_encrypted", _("This workbook is encrypted. Save it without a password."))
    too_large = len(entries) > MAX_ENTRIES or sum(entry.file_size for entry in entries) > MAX_TOTAL
    if too_large or any(_is_bomb(entry) for entry in entries):
        limit = {"limit": MAX_TOTAL // 1_000_000, "parts": MAX_ENTRIES}
        text = _("Unpacked, this workbook is larger than it may be (%(limit)s MB, %(parts)s parts).") % limit
        raise refuse_file("workbook_too_large", text)


def _is_bomb(entry: zipfile.ZipInfo) -> bool:
    packed = max(entry.compress_size, 1)
    return entry.file_size > MAX_ENTRY or (entry.file_size > RATIO_FROM and entry.file_size / packed > MAX_RATIO)


def _check_parts(book: zipfile.ZipFile) -> None:
    for entry in book.infolist():
        if not entry.filename.endswith((".xml", ".rels")):
            continue
        with book.open(entry) as part:
            head = part.read(HEAD)
        if entry.filename == "[Content_Types].xml" and b"macroEnabled" in head:
            raise refuse_file("workbook_macros", _("This workbook holds macros. Save it as .xlsx without them."))
        # A document type must stand before the root element, so a plain root within the head rules entities out;
        # NUL bytes would be UTF-16, in which both could hide.
        root = _ROOT.search(head)
        if root is None or b"\x00" in head or b"<!DOCTYPE" in head[: root.start()] or b"<!ENTITY" in head:
            raise refuse_file("workbook_entities", _("This workbook holds XML that isn't taken. Save it again."))
