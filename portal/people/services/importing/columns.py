"""What each table of an organisation holds, and which rule each column keeps. The export writes the same columns."""

import datetime as dt
import functools
import zoneinfo
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from portal.people.models import Side
from portal.people.services.roles import GIVEN


class Broken(Exception):
    """A cell breaks a rule; `rule` is a key of import_words.RULES."""

    def __init__(self, rule: str, **facts: Any) -> None:
        super().__init__(rule)
        self.rule = rule
        self.facts = facts


def text(limit: int) -> Callable[[str], str]:
    def parse(value: str) -> str:
        if len(value) > limit:
            raise Broken("too_long", limit=limit)
        if not value.isprintable():
            raise Broken("control_character")
        return value

    return parse


def nullable(limit: int) -> Callable[[str], str | None]:
    inner = text(limit)
    return lambda value: inner(value) or None


def email(value: str) -> str:
    lowered = text(254)(value).lower()
    try:
        validate_email(lowered)
    except ValidationError:
        raise Broken("bad_email") from None
    return lowered


def choice(*choices: str) -> Callable[[str], str]:
    def parse(value: str) -> str:
        if value.lower() not in choices:
            raise Broken("bad_choice", choices=", ".join(item or "—" for item in choices))
        return value.lower()

    return parse


def day(value: str) -> dt.date | None:
    if not value:
        return None
    try:
        found = dt.date.fromisoformat(value)
    except ValueError:
        raise Broken("bad_day") from None
    if not 1950 <= found.year <= 2199:
        raise Broken("bad_day")
    return found


def yes_no(value: str) -> bool:
    known = {"": True, "true": True, "yes": True, "1": True, "false": False, "no": False, "0": False}
    if value.lower() not in known:
        raise Broken("bad_choice", choices="true, false")
    return known[value.lower()]


@functools.cache
def _zones() -> frozenset[str]:
    return frozenset(zoneinfo.available_timezones())


def zone(value: str) -> str:
    if value and value not in _zones():
        raise Broken("bad_zone")
    return value


def site_zone(value: str) -> str:
    return zone(value) or settings.TIME_ZONE


def lowered(value: str) -> str:
    return text(254)(value).lower()


@dataclass(frozen=True)
class Column:
    """`read` is False for what an export has for people alone: an import passes over it."""

    name: str
    parse: Callable[[str], Any]
    required: bool = False
    read: bool = True


TABLES: dict[str, tuple[Column, ...]] = {
    "sites": (
        Column("code", text(40), required=True),
        Column("name_en", text(120), required=True),
        Column("name_zh", text(120), required=True),
        Column("timezone", site_zone),
    ),
    "departments": (
        Column("code", text(40), required=True),
        Column("name_en", text(120), required=True),
        Column("name_zh", text(120), required=True),
        Column("parent", text(40)),
        Column("side", choice(*Side.values)),
        Column("site", text(40)),
        Column("head", lowered),
        Column("deputy", lowered),
        Column("external_id", nullable(120)),
        Column("active", yes_no),
    ),
    "employees": (
        Column("employee_number", nullable(40)),
        Column("email", email, required=True),
        Column("full_name", text(120), required=True),
        Column("latin_name", text(120)),
        Column("phone", text(40)),
        Column("job_title", text(120)),
        Column("department", text(40)),
        Column("language", choice("", *dict(settings.LANGUAGES))),
        Column("timezone", zone),
        Column("external_id", nullable(120)),
        Column("left_on", day),
    ),
    "roles": (
        Column("employee", lowered, required=True),
        Column("role", choice(*GIVEN), required=True),
        Column("department", text(40)),
    ),
}
