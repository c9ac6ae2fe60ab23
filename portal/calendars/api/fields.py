"""Fields whose shape the rules check, path by path; here they only say in the schema what they look like."""

import datetime as dt
import re
from typing import Any

from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from portal.calendars.problems import SENTENCES
from portal.calendars.rules import Code

BLOCKS = {
    "type": "array",
    "items": {"type": "array", "items": {"type": "string", "example": "09:00"}, "minItems": 2, "maxItems": 2},
}
WEEK = {"type": "object", "additionalProperties": BLOCKS, "example": {"0": [["09:00", "12:00"], ["13:00", "18:00"]]}}
DATES = {"type": "array", "items": {"type": "string"}, "example": ["2026-10-01", "12-25"]}
SHIFTS = {"type": "object", "additionalProperties": BLOCKS, "example": {"2026-10-10": [["09:00", "18:00"]]}}

INSTANT = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}[Tt ][0-9]{2}:[0-9]{2}(:[0-9]{2}(\.[0-9]{1,6})?)?([Zz]|[+-][0-9]{2}:?[0-9]{2})?"
)


@extend_schema_field({"type": "string"})
class Words(serializers.JSONField):
    """A name or a zone: what it may hold is the rules' question."""


@extend_schema_field(WEEK)
class Week(serializers.JSONField):
    """Weekday ("0" is Monday) to blocks of hours."""


@extend_schema_field(DATES)
class Dates(serializers.JSONField):
    """Dates, or month and day for every year."""


@extend_schema_field(SHIFTS)
class Shifts(serializers.JSONField):
    """Dates with hours of their own."""


@extend_schema_field({"type": "number", "minimum": 0})
class Minutes(serializers.Field[Any, Any, Any, Any]):
    """Working minutes; the rules refuse what is no number, negative or too much."""

    def to_internal_value(self, data: Any) -> Any:
        return data

    def to_representation(self, value: Any) -> Any:
        return value


@extend_schema_field({"type": "string", "format": "date-time"})
class Instant(serializers.Field[dt.datetime, Any, str, Any]):
    """An instant as RFC 3339 writes it, with its zone. Nothing is guessed: not the zone, not the date."""

    def to_internal_value(self, data: Any) -> dt.datetime:
        found = _read(data)
        if found is None:
            raise serializers.ValidationError(_("Write it like 2026-11-22T09:30:00+08:00 or 2026-11-22T01:30:00Z."))
        if found.tzinfo is None:
            raise serializers.ValidationError(str(SENTENCES[Code.NAIVE_INSTANT]))
        return found

    def to_representation(self, value: dt.datetime) -> str:
        return instant_text(value)


def _read(data: Any) -> dt.datetime | None:
    if not isinstance(data, str) or not INSTANT.fullmatch(data):
        return None
    try:
        return dt.datetime.fromisoformat(data.upper())
    except ValueError:
        return None


def instant_text(value: dt.datetime) -> str:
    """In UTC, with `Z`."""
    return value.astimezone(dt.UTC).isoformat().replace("+00:00", "Z")
