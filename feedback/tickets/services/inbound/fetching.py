"""Fetching mails from a mailbox by IMAP. A mail is marked as seen only after it is committed here."""

from __future__ import annotations

import datetime as dt
import imaplib
import re
import ssl
from collections.abc import Callable
from typing import Any
from urllib.parse import unquote, urlsplit

import structlog
from django.conf import settings

from feedback.tickets.choices import Route
from feedback.tickets.services.inbound.receiving import mail_receive

log = structlog.get_logger(__name__)
SECONDS = 30.0
MOST = 200
_FOLDER = re.compile(r"[^\x00-\x1f\"\\]{1,200}")


class NoMailbox(Exception):
    """The mailbox could not be opened, or answered with a refusal."""


def mailbox_fetch(*, now: Callable[[], dt.datetime]) -> int:
    """How many mails were new. 0 without INBOUND_IMAP_URL; one that can't be reached is asked again later."""
    if not settings.INBOUND_IMAP_URL:
        return 0
    try:
        box, folder = connect(settings.INBOUND_IMAP_URL)
        try:
            return fetch(box, folder, now=now)
        finally:
            box.logout()
    except (imaplib.IMAP4.error, OSError, NoMailbox) as exc:
        # Its kind alone: a server's answer may repeat addresses.
        log.warning("mailbox_failed", exception=type(exc).__name__)
        return 0


def connect(url: str) -> tuple[imaplib.IMAP4, str]:
    """A mailbox, signed in over TLS: from the start (imaps) or by STARTTLS (imap). Never without."""
    parts = urlsplit(url)
    folder = unquote(parts.path.strip("/")) or "INBOX"
    if parts.scheme not in ("imap", "imaps") or not parts.hostname or not _FOLDER.fullmatch(folder):
        raise NoMailbox("INBOUND_IMAP_URL")
    context = ssl.create_default_context()
    box: imaplib.IMAP4
    if parts.scheme == "imaps":
        box = imaplib.IMAP4_SSL(parts.hostname, parts.port or 993, ssl_context=context, timeout=SECONDS)
    else:
        box = imaplib.IMAP4(parts.hostname, parts.port or 143, timeout=SECONDS)
    try:
        if parts.scheme == "imap":
            box.starttls(context)
        box.login(unquote(parts.username or ""), unquote(parts.password or ""))
    except BaseException:
        box.shutdown()
        raise
    return box, folder


def fetch(box: imaplib.IMAP4, folder: str, *, now: Callable[[], dt.datetime]) -> int:
    """Store the unseen mails of a folder, MOST at a time; how many were new."""
    _ok(box.select(f'"{folder}"'))
    found = _ok(box.uid("SEARCH", "UNSEEN"))
    new = 0
    for uid in (found[0] or b"").split()[:MOST]:
        raw = _raw(_ok(box.uid("FETCH", uid.decode(), "(BODY.PEEK[])")))
        if raw is None:
            continue
        _mail, is_new = mail_receive(raw=raw, route=Route.IMAP, now=now())
        _ok(box.uid("STORE", uid.decode(), "+FLAGS.SILENT", r"(\Seen)"))
        new += is_new
    return new


def _ok(answer: tuple[str, list[Any]]) -> list[Any]:
    status, data = answer
    if status != "OK":
        raise NoMailbox(status)
    return data


def _raw(data: list[Any]) -> bytes | None:
    """The literal of a FETCH; None for a mail that somebody took away in between."""
    return next((bytes(part[1]) for part in data if isinstance(part, tuple)), None)
