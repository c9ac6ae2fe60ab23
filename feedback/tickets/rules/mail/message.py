"""A raw mail taken apart, however broken it is."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import Message
from email.utils import getaddresses
from typing import Any

from feedback.tickets.rules.mail.charsets import decoded, header_text
from feedback.tickets.rules.mail.html import words_of

MAX_LINKS = 50
_ID = re.compile(r"<[^<>\s]{3,480}>")
_ADDRESS = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]+@[A-Za-z0-9.-]+")
_FROM_LINE = re.compile(rb"\A(?:\s*\n)*From [^\n]*\n")  # what a mailbox file puts in front
_NAMED = ("content-disposition", "content-type")
_RAW_NAME = re.compile(r"name=\"?([^\";\n]{1,300})", re.IGNORECASE)  # written in bytes that nobody declared
RECIPIENTS = ("X-Original-To", "Delivered-To", "Envelope-To", "To", "Cc")


@dataclass(frozen=True)
class Head:
    """What is read of a mail before it is worked on. `senders`: each address of its From headers, once."""

    senders: tuple[str, ...] = ()
    recipients: tuple[str, ...] = ()
    subject: str = ""
    message_id: str = ""
    links: tuple[str, ...] = ()  # the mails that it answers, the nearest first
    headers: dict[str, list[str]] = field(default_factory=dict)  # by name in small letters

    @property
    def sender(self) -> str:
        return self.senders[0] if len(self.senders) == 1 else ""


@dataclass(frozen=True)
class Attached:
    name: str
    content: bytes


@dataclass(frozen=True)
class Body:
    text: str
    attached: tuple[Attached, ...]


def unfolded(raw: bytes) -> bytes:
    """With one kind of line end, without a mailbox file's first line: pipe and IMAP bring the same mail alike."""
    return _FROM_LINE.sub(b"", raw.replace(b"\r\n", b"\n"), count=1)


def digest_of(raw: bytes) -> str:
    """What makes a mail this mail: Message-ID, sender, date, subject and body, not the marks of its way.

    The body counts too, because some programs give every mail the same Message-ID: no second one is taken for a copy.
    """
    head, _gap, body = unfolded(raw).partition(b"\n\n")
    found = [_first(head, name) for name in (b"message-id", b"from", b"date", b"subject", b"to")]
    digest = hashlib.sha256(b"\x00".join(found))
    digest.update(b"\x00" + body.rstrip(b"\n \t"))
    return digest.hexdigest()


def _first(head: bytes, name: bytes) -> bytes:
    match = re.search(rb"(?im)^" + re.escape(name) + rb"[ \t]*:((?:[^\n]*)(?:\n[ \t][^\n]*)*)", head)
    return b" ".join(match[1].split()) if match else b""


def head_of(raw: bytes) -> Head:
    """The headers. Never raises: a head that can't be read is an empty one."""
    head = unfolded(raw).partition(b"\n\n")[0]
    try:
        return _head(message_from_bytes(head[:500_000] + b"\n\n"))
    except Exception:  # noqa: BLE001  (a mail is stored whatever its head looks like)
        return Head()


def _head(message: Message) -> Head:
    headers: dict[str, list[str]] = {}
    for name, value in message.raw_items():
        headers.setdefault(name.strip().lower(), []).append(str(value))
    links = [*_ids(headers, "in-reply-to"), *reversed(_ids(headers, "references"))]
    recipients = [address for name in RECIPIENTS for address in addresses(headers.get(name.lower(), []))]
    own_ids = _ids(headers, "message-id")
    return Head(
        senders=tuple(dict.fromkeys(addresses(headers.get("from", [])))),
        recipients=tuple(dict.fromkeys(recipients))[:MAX_LINKS],
        subject=header_text(headers.get("subject", [""])[0])[:500],
        message_id=own_ids[0] if own_ids else "",
        links=tuple(dict.fromkeys(links))[:MAX_LINKS],
        headers=headers,
    )


def _ids(headers: dict[str, list[str]], name: str) -> list[str]:
    return [header_text(found) for value in headers.get(name, []) for found in _ID.findall(value)]


def addresses(values: list[str]) -> list[str]:
    """In small letters. Read before encoded words are: a name may hold a comma or an address of its own."""
    plain = [value.encode("ascii", "replace").decode().replace("\n", " ") for value in values]
    try:
        found = [address for _name, address in getaddresses(plain) if _ADDRESS.fullmatch(address)]
    except Exception:  # noqa: BLE001
        found = []
    for value in plain if not found else []:
        found += _ADDRESS.findall(re.sub(r'"[^"]*"', "", value))[:1]
    return [address.lower()[:254] for address in found]


def body_of(raw: bytes) -> Body:
    """The words, plain text before HTML, and what is attached."""
    message = message_from_bytes(unfolded(raw))
    plain: list[str] = []
    html: list[str] = []
    attached: list[Attached] = []
    for part in _leaves(message):
        kind, name = part.get_content_type(), _filename(part)
        if kind in ("text/plain", "text/html") and not name and not _is_attachment(part):
            (plain if kind == "text/plain" else html).append(decoded(_payload(part), _charset(part)))
        elif content := _payload(part):
            attached.append(Attached(name or kind.replace("/", "."), content))
    text = "\n".join(filter(None, (each.strip() for each in plain)))
    return Body(text or "\n".join(words_of(each) for each in html).strip(), tuple(attached))


def _leaves(message: Message) -> Iterator[Message]:
    """What holds content. A mail within a mail is one thing that was attached."""
    if message.get_content_maintype() == "multipart" and message.is_multipart():
        for part in message.get_payload():
            if isinstance(part, Message):
                yield from _leaves(part)
    else:
        yield message


def _payload(part: Message) -> bytes:
    inner: Any = part.get_payload()
    if part.is_multipart():
        return b"\n".join(each.as_bytes() for each in inner if isinstance(each, Message))
    try:
        content = part.get_payload(decode=True)
    except Exception:  # noqa: BLE001  (a transfer encoding that can't be undone)
        content = None
    if isinstance(content, bytes):
        return content
    return str(inner or "").encode("utf-8", "surrogateescape")


def _charset(part: Message) -> str:
    try:
        return str(part.get_param("charset", "") or "")
    except Exception:  # noqa: BLE001
        return ""


def _is_attachment(part: Message) -> bool:
    return str(part.get("Content-Disposition", "")).strip().lower().startswith("attachment")


def _filename(part: Message) -> str:
    raw = " ".join(value for name, value in part.raw_items() if name.lower() in _NAMED)
    try:
        if not raw.isascii() and (found := _RAW_NAME.search(raw)):
            return header_text(found[1])
        return header_text(part.get_filename() or "")
    except Exception:  # noqa: BLE001
        return ""
