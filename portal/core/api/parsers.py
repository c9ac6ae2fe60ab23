"""JSON with a guard in front: what PostgreSQL or Python would choke on is a 400, not a 500."""

import json
import math
from collections.abc import Mapping
from typing import IO, Any

from django.utils.translation import gettext as _
from rest_framework.exceptions import ParseError
from rest_framework.parsers import BaseParser

MAX_BYTES = 1_000_000
MAX_DEPTH = 32


class PayloadTooLarge(ParseError):
    status_code = 413
    default_code = "too_large"


class GuardedJSONParser(BaseParser):
    """Refuses NUL, lone surrogates, NaN and Infinity, deep nesting, repeated keys and bodies over 1 MB (413)."""

    media_type = "application/json"
    max_bytes = MAX_BYTES

    def parse(
        self, stream: IO[bytes], media_type: str | None = None, parser_context: Mapping[str, Any] | None = None
    ) -> Any:
        raw = stream.read(self.max_bytes + 1)
        if len(raw) > self.max_bytes:
            raise PayloadTooLarge(_("The body is larger than %(limit)s kB.") % {"limit": self.max_bytes // 1000})
        return loads(raw)


class BatchParser(GuardedJSONParser):
    """With room for 10,000 rows."""

    max_bytes = 10_000_000


def loads(raw: bytes) -> Any:
    try:
        text = raw.decode("utf-8")
        if _depth(text) > MAX_DEPTH:
            raise ParseError(_("The JSON is nested more than %(limit)s levels deep.") % {"limit": MAX_DEPTH})
        value = json.loads(
            text, parse_constant=_no_constant, object_pairs_hook=_unique_keys, parse_float=_finite, parse_int=_int
        )
    except (UnicodeDecodeError, ValueError, RecursionError) as exc:
        raise ParseError(_("The body is not well-formed JSON in UTF-8.")) from exc
    _check_text(value)
    return value


def _depth(text: str) -> int:
    """Upper bound of the nesting, brackets in strings counted too: cheap, and generous enough."""
    depth = deepest = 0
    in_string = escaped = False
    for char in text:
        if in_string:
            in_string = escaped or char != '"'
            escaped = char == "\\" and not escaped
        elif char == '"':
            in_string = True
        elif char in "[{":
            depth += 1
            deepest = max(deepest, depth)
            if deepest > MAX_DEPTH:
                return deepest
        elif char in "]}":
            depth -= 1
    return deepest


def _no_constant(name: str) -> float:
    raise ParseError(_("%(name)s is not a number that JSON knows.") % {"name": name})


def _finite(text: str) -> float:
    value = float(text)
    if not math.isfinite(value):
        raise ParseError(_("The number %(number)s is out of range.") % {"number": text[:20]})
    return value


def _int(text: str) -> int:
    if len(text) > 30:
        raise ParseError(_("The number %(number)s is out of range.") % {"number": text[:20]})
    return int(text)


def _unique_keys(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ParseError(_("A key is there twice in the same object."))
    return found


def _check_text(value: Any) -> None:
    if isinstance(value, str):
        if "\x00" in value or any("\ud800" <= char <= "\udfff" for char in value):
            raise ParseError(_("A text holds a character that can't be stored (NUL or half of a pair)."))
    elif isinstance(value, dict):
        for key, item in value.items():
            _check_text(key)
            _check_text(item)
    elif isinstance(value, list):
        for item in value:
            _check_text(item)
