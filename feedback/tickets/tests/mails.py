"""Mails as they come in, sound and broken, and what has to become of each."""

from __future__ import annotations

import base64
import random
from dataclasses import dataclass
from typing import Any

REAL, REPLY = "real", "reply"


@dataclass(frozen=True)
class Sent:
    """`fate`: REAL (a new ticket), REPLY (a note), or the reason for which it is left alone."""

    raw: bytes
    fate: str
    mark: str  # stands in its words, once in the world


def raw_mail(
    *,
    sender: str = "agent@example.org",
    to: str = "help@portal.example",
    subject: str = "Refund is missing",
    text: str = "Order 4711 was returned.",
    message_id: str | None = "<first@mail.example>",
    answers: str = "",
    extra: str = "",
    charset: str = "utf-8",
    named: str = "",
) -> bytes:
    lines = [f"From: Somebody <{sender}>", f"To: {to}", "Date: Mon, 16 Nov 2026 09:00:00 +0800"]
    if message_id:
        lines.append(f"Message-ID: {message_id}")
    if answers:
        lines += [f"In-Reply-To: {answers}", f"References: <older@mail.example> {answers}"]
    encoded = base64.b64encode(subject.encode("utf-8")).decode()
    lines.append(f"Subject: =?utf-8?B?{encoded}?=" if not subject.isascii() else f"Subject: {subject}")
    lines.append(f"MIME-Version: 1.0\nContent-Type: text/plain; charset={named or charset}")
    if extra:
        lines.append(extra)
    return "\n".join(lines).encode() + b"\n\n" + text.encode(charset) + b"\n"


def with_attachment(name: str, content: bytes, kind: str = "application/pdf", text: str = "See there.") -> bytes:
    return (
        (
            "From: agent@example.org\nTo: help@portal.example\nMessage-ID: <with@mail.example>\nSubject: File\n"
            'MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary="b"\n\n'
            f"--b\nContent-Type: text/plain; charset=utf-8\n\n{text}\n--b\nContent-Type: {kind}\n"
            f'Content-Disposition: attachment; filename="{name}"\nContent-Transfer-Encoding: base64\n\n'
        ).encode()
        + base64.encodebytes(content)
        + b"--b--\n"
    )


def corpus(count: int, people: list[str], threads: list[str], *, seed: int = 7) -> list[Sent]:
    """`count` different mails of every kind. `people`: addresses of colleagues; `threads`: Message-IDs of ours."""
    chance = random.Random(seed)
    return [_one(number, chance, people, threads) for number in range(count)]


def _one(number: int, chance: random.Random, people: list[str], threads: list[str]) -> Sent:
    mark = f"mark{number:06}x"
    kind = KINDS[number % len(KINDS)]
    values: dict[str, Any] = {
        "sender": people[number % len(people)],
        "subject": f"Matter {mark}",
        "text": f"退款没有到账 {mark}",
        "message_id": f"<{number}.{chance.randrange(10**9)}@mail.example>",
    }
    fate, changes = kind
    thread = chance.choice(threads)
    if callable(changes):
        return Sent(changes(values, mark), fate, mark)
    filled = {name: value and value.format(thread=thread, mark=mark) for name, value in changes.items()}
    return Sent(raw_mail(**values | filled), fate, mark)


def _html(values: dict[str, Any], mark: str) -> bytes:
    body = f"<html><head><style>p {{}}</style></head><body><p>退款 {mark}<script>x()</script></p></body></html>"
    return raw_mail(**values | {"text": body}).replace(b"text/plain", b"text/html")


def _broken_base64(values: dict[str, Any], mark: str) -> bytes:
    text = base64.b64encode(f"broken {mark}".encode()).decode().rstrip("=") + "\n%%%"
    return raw_mail(**values | {"text": text, "extra": "Content-Transfer-Encoding: base64"})


def _raw_subject(values: dict[str, Any], mark: str) -> bytes:
    return raw_mail(**values).replace(f"Subject: Matter {mark}".encode(), f"Subject: 退款 {mark}".encode("gb18030"))


def _nul(values: dict[str, Any], _mark: str) -> bytes:
    return raw_mail(**values).replace(b"\n\n", b"\n\n\x00\x00", 1)


def _large(values: dict[str, Any], mark: str) -> bytes:
    # One in a hundred is larger than what an upload may be.
    size = 21_000_000 if int(mark[4:10], 16) // len(KINDS) % 100 == 0 else 40_000
    big = with_attachment("big.bin", bytes(size), "application/octet-stream", f"Large {mark}")
    named = big.replace(b"<with@mail.example>", values["message_id"].encode())
    return named.replace(b"agent@example.org", values["sender"].encode())


KINDS: list[tuple[str, Any]] = [
    (REAL, {}),
    (REPLY, {"answers": "{thread}", "text": "Thanks {mark}\n\nOn Monday, the portal wrote:\n> quoted\n"}),
    ("auto_reply", {"answers": "{thread}", "extra": "Auto-Submitted: auto-replied"}),
    ("bounce", {"answers": "{thread}", "extra": "Return-Path: <>"}),
    (REAL, {"charset": "gb18030", "named": "gb2312", "text": "退款镕没有到账 {mark}"}),
    (REAL, {"charset": "iso-2022-jp", "text": "返金がありません {mark}"}),
    (REAL, {"message_id": None}),
    ("bulk", {"extra": "Precedence: bulk"}),
    (REAL, _html),
    (REAL, _broken_base64),
    ("unknown_sender", {"sender": "stranger@elsewhere.example"}),
    (REAL, {"named": "x-never-heard-of"}),
    ("loop", {"sender": "portal@localhost"}),
    (REPLY, {"answers": "{thread}", "text": "好的 {mark}\n\n在 2026年11月16日，门户写道：\n> 引用\n"}),
    (REAL, _raw_subject),
    ("unknown_address", {"to": "nobody@portal.example"}),
    (REAL, _nul),
    ("auto_reply", {"extra": "X-Auto-Response-Suppress: All"}),
    (REAL, _large),
    ("no_sender", {"sender": "none"}),
]
