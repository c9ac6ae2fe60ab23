"""Requests that must not be known to be anybody's: addresses under which nothing that names the sender gets through.

What an area registers here loses cookies, tokens, network address and browser name before anything reads them, and
leaves no line in the log of requests. Such a view can't know who asks, so nothing behind it can write it down.
"""

import logging
from http.cookies import SimpleCookie
from typing import Any

from django.conf import settings
from django.core.files.uploadhandler import MemoryFileUploadHandler

PREFIXES: set[str] = set()
NAMING = (
    "HTTP_COOKIE",
    "HTTP_AUTHORIZATION",
    "REMOTE_ADDR",
    "REMOTE_HOST",
    "REMOTE_PORT",
    "REMOTE_USER",
    "HTTP_FORWARDED",
    "HTTP_X_FORWARDED_FOR",
    "HTTP_X_REAL_IP",
    "HTTP_USER_AGENT",
    "HTTP_REFERER",
    "HTTP_IDEMPOTENCY_KEY",
    "HTTP_X_REQUEST_ID",
    "HTTP_X_CORRELATION_ID",
)


def register_nameless(*prefixes: str) -> None:
    """`/ideas/nameless/`: this address and all below it."""
    PREFIXES.update(prefixes)


def is_nameless(path: str) -> bool:
    return path.startswith(tuple(PREFIXES))


def strip(meta: dict[str, Any]) -> None:
    """Of the cookies the language stays, one of those that the portal has."""
    language = SimpleCookie(meta.get("HTTP_COOKIE", "")).get(settings.LANGUAGE_COOKIE_NAME)
    for name in NAMING:
        meta.pop(name, None)
    if language and language.value in dict(settings.LANGUAGES):
        meta["HTTP_COOKIE"] = f"{settings.LANGUAGE_COOKIE_NAME}={language.value}"


class NamelessFilter(logging.Filter):
    """Keeps Django's own lines about refused requests away; a fault of ours is logged, it knows nobody either."""

    def filter(self, record: logging.LogRecord) -> bool:
        request = getattr(record, "request", None)
        return record.levelno >= logging.ERROR or request is None or not is_nameless(request.path_info)


class InMemory(MemoryFileUploadHandler):
    """Keeps files of such a request in memory: on the disk one would lie as the device wrote it, and survive a crash.

    Of a request larger than UPLOAD_LIMIT_BYTES no file is taken; whoever reads them asks `too_large` first.
    """

    def handle_raw_input(self, input_data: Any, META: Any, content_length: int, *rest: Any) -> None:  # noqa: N803
        self.activated = content_length <= settings.UPLOAD_LIMIT_BYTES


def too_large(meta: dict[str, Any]) -> bool:
    length = str(meta.get("CONTENT_LENGTH") or "0")
    return length.isdecimal() and int(length) > settings.UPLOAD_LIMIT_BYTES
