"""Bytes of a mail as text, whatever the mail says that they are."""

import re
from email.header import decode_header

# Mislabelled every day: what calls itself GB2312 or GBK is written with characters of GB18030.
_WIDER = {"gb2312": "gb18030", "gb_2312-80": "gb18030", "gbk": "gb18030", "cp936": "gb18030", "x-gbk": "gb18030"}
_WIDER |= {"iso-2022-jp": "iso2022_jp_ext", "iso-8859-1": "cp1252", "latin-1": "cp1252", "ks_c_5601-1987": "cp949"}
_NOT_TEXT = re.compile(r"[\x00\ud800-\udfff]")
_ESCAPES = (b"\x1b$", b"\x1b(")  # ISO-2022-JP is seven bits wide and needs no declaration


def decoded(raw: bytes, charset: str = "") -> str:
    """The text: by its declared charset, else by what fits, at last with marks for what can't be read. Never raises."""
    named = charset.strip().strip("'\"").lower()
    tried = [_WIDER.get(named, named)] if named and named not in ("us-ascii", "ascii") else []
    if any(escape in raw for escape in _ESCAPES) and not tried:
        tried.append("iso2022_jp_ext")
    for name in (*tried, "utf-8", "gb18030"):
        try:
            return clean(raw.decode(name))
        except (LookupError, ValueError):
            continue
    try:
        return clean(raw.decode(tried[0] if tried else "utf-8", errors="replace"))
    except (LookupError, ValueError):
        return clean(raw.decode("utf-8", errors="replace"))


def clean(text: str) -> str:
    """Without what PostgreSQL can't store: NUL and halves of pairs; with one kind of line end."""
    return _NOT_TEXT.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


def header_text(value: str) -> str:
    """A header as people read it, on one line: encoded words and bytes that nobody declared. Never raises."""
    raw = value.encode("utf-8", "surrogateescape")
    try:
        plain = raw.decode("ascii")
    except ValueError:
        return _line(decoded(raw))
    try:
        chunks = decode_header(plain)
    except Exception:  # noqa: BLE001  (broken base64 in an encoded word, among others)
        return _line(plain)
    words = "".join(chunk if isinstance(chunk, str) else decoded(chunk, name or "") for chunk, name in chunks)
    return _line(words) or _line(plain)


def _line(text: str) -> str:
    return " ".join(clean(text).split())
