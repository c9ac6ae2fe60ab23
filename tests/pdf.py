"""The text of a PDF that the portal wrote, page after page: what is shown with embedded fonts, read by their maps."""

import base64
import re
import zlib

_OBJECT = re.compile(rb"(\d+) 0 obj\s(.*?)\sendobj", re.DOTALL)
_STREAM = re.compile(rb"stream\r?\n(.*?)endstream", re.DOTALL)
_SHOWN = re.compile(rb"/(F\d+(?:\+\d+)?) [\d.]+ Tf|\(((?:\\.|[^\\()])*)\) Tj", re.DOTALL)
_ESCAPED = re.compile(rb"\\([0-7]{1,3}|.)", re.DOTALL)
_LETTERS = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"\b", b"f": b"\f"}


def pdf_pages(content: bytes) -> int:
    return len(re.findall(rb"/Type /Page\b", content))


def pdf_text(content: bytes) -> str:
    """Every string that is shown, a line for each, in the order in which they were written."""
    objects = {int(number): body for number, body in _OBJECT.findall(content)}
    maps = {
        name.decode(): _map(_plain(objects[int(target)]))
        for name, target in (
            (re.search(rb"/Name /(\S+)", body)[1], re.search(rb"/ToUnicode (\d+) 0 R", body)[1])  # type: ignore[index]
            for body in objects.values()
            if b"/ToUnicode" in body and b"/Name" in body
        )
    }
    pages = (_plain(body) for body in objects.values() if _STREAM.search(body))
    return "\n".join(line for page in pages if b"Tj" in page for line in _lines(page, maps))


def _plain(body: bytes) -> bytes:
    found = _STREAM.search(body)
    if found is None or b"FontFile" in body or b"/Length1" in body:
        return b""
    data = found[1].strip()
    if b"ASCII85" in body:
        data = base64.a85decode(data.removesuffix(b"~>"))
    return zlib.decompress(data) if b"Flate" in body else data


def _map(cmap: bytes) -> dict[int, str]:
    pairs = re.findall(rb"<([0-9A-F]{2})> <([0-9A-F]{4})>", cmap)
    return {int(code, 16): chr(int(sign, 16)) for code, sign in pairs}


def _lines(page: bytes, maps: dict[str, dict[int, str]]) -> list[str]:
    font: dict[int, str] = {}
    found = []
    for name, shown in _SHOWN.findall(page):
        if name:
            font = maps.get(name.decode(), {})
        else:
            found.append("".join(font.get(code, chr(code)) for code in _ESCAPED.sub(_unescape, shown)))
    return found


def _unescape(match: re.Match[bytes]) -> bytes:
    text = match[1]
    return bytes([int(text, 8)]) if text[:1].isdigit() else _LETTERS.get(text, text)
