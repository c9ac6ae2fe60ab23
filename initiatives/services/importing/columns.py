"""What the tables of this area hold, and which rule each column keeps. The exports write the same columns."""

import datetime as dt
from collections.abc import Callable
from decimal import Decimal, InvalidOperation
from typing import Any

from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

from initiatives.choices import Anonymity, Better, InitiativeState, InitiativeType, PartRole
from initiatives.models.ideas import TEXT_MAX, TITLE_MAX
from initiatives.models.parts import DIGITS, PLACES
from portal.people.services.importing.columns import Broken, Column, choice, lowered, text

# What a new row may say of its author; who is known to nobody comes by their own page alone.
KNOWN_AUTHORS = (Anonymity.NAMED.value, Anonymity.OFFICE.value)
EARLIEST, LATEST = dt.date(1990, 1, 1), dt.date(2199, 12, 31)


def plain(value: str) -> str:
    """A text as every kind of file gives it back: one kind of line break, nothing that XML can't hold, no blank ends.

    An import compares this of what it reads with this of what is there.
    """
    joined = value.replace("\r\n", "\n").replace("\r", "\n")
    return (
        ILLEGAL_CHARACTERS_RE.sub("", joined).replace("\ufffd", "").replace("\ufffe", "").replace("\uffff", "").strip()
    )


def prose(limit: int) -> Callable[[str], str]:
    def parse(value: str) -> str:
        found = plain(value)
        if len(found) > limit:
            raise Broken("too_long", limit=limit)
        return found

    return parse


def line(limit: int) -> Callable[[str], str]:
    """One line, whatever stood between its words."""
    inner = prose(limit)
    return lambda value: inner(" ".join(value.split()))


def reference(value: str) -> str:
    return text(12)(value).upper()


def key(value: str) -> str:
    """A reference in its own letters, or an external id as it is."""
    return text(120)(value)


def day(value: str) -> dt.date | None:
    if not value:
        return None
    try:
        found = dt.date.fromisoformat(value)
    except ValueError:
        raise Broken("bad_day") from None
    if not EARLIEST <= found <= LATEST:
        raise Broken("bad_day")
    return found


def number(value: str) -> Decimal | None:
    """Decimal point, at most 14 digits before it and 4 behind."""
    if not value:
        return None
    try:
        found = Decimal(value)
        rounded = found.quantize(Decimal(1).scaleb(-PLACES))
    except InvalidOperation:
        raise Broken("bad_number") from None
    if found.is_finite() and rounded != found:
        raise Broken("bad_places", places=PLACES)
    if not found.is_finite() or abs(found) >= Decimal(10) ** (DIGITS - PLACES):
        raise Broken("bad_number")
    return found


def part(value: str) -> str:
    return text(1)(value).upper() if value.upper() in PartRole.values else _no_part()


def _no_part() -> str:
    raise Broken("bad_choice", choices=", ".join(PartRole.values))


def shown(*names: str) -> tuple[Column, ...]:
    """Columns that an export has for people to read; an import passes over them."""
    return tuple(Column(name, _ignored, read=False) for name in names)


def _ignored(value: str) -> Any:
    return None


IDEAS: dict[str, tuple[Column, ...]] = {
    "ideas": (
        Column("reference", reference),
        Column("external_id", text(120)),
        Column("title", line(TITLE_MAX), required=True),
        Column("text", prose(TEXT_MAX), required=True),
        Column("department", lowered, required=True),
        Column("author", lowered),
        Column("anonymity", choice("", *KNOWN_AUTHORS, Anonymity.NOBODY.value)),
        *shown("state", "department_name", "author_name", "votes", "comments", "created_at", "decided_at"),
        *shown("answering_department", "answer_due_at", "overdue_since", "challenge", "tags"),
    )
}
INITIATIVES: dict[str, tuple[Column, ...]] = {
    "initiatives": (
        Column("reference", reference),
        Column("external_id", text(120)),
        Column("title", line(TITLE_MAX), required=True),
        Column("summary", prose(TEXT_MAX)),
        Column("state", choice("", *InitiativeState.values)),
        Column("type", choice("", *InitiativeType.values)),
        Column("pilot_reason", prose(TEXT_MAX)),
        Column("pilot_until", day),
        Column("owner", lowered, required=True),
        Column("sponsor", lowered),
        Column("department", lowered, required=True),
        Column("starts_on", day),
        Column("due_on", day, required=True),
        Column("metric", line(120)),
        Column("unit", line(30)),
        Column("better", choice("", *Better.values)),
        Column("baseline", number),
        Column("target_value", number),
        *shown("stage", "light", "computed_light", "owner_name", "sponsor_name", "department_name"),
        *shown("value", "progress_percent", "closed_at", "archived_at"),
    ),
    "participants": (
        Column("initiative", key, required=True),
        Column("department", lowered, required=True),
        Column("role", part, required=True),
        *shown("department_name"),
    ),
    "benefits": (
        Column("reference", reference),
        Column("initiative", key, required=True),
        Column("metric", line(120), required=True),
        Column("unit", line(30)),
        Column("better", choice("", *Better.values)),
        Column("baseline", number, required=True),
        Column("target_value", number, required=True),
        Column("owner", lowered),
        Column("due_on", day),
        Column("counted_in", reference),
        *shown("value", "as_of", "forecast", "computed_forecast", "state", "realised_on", "realised_value"),
        *shown("title", "department", "owner_name", "due"),
    ),
    "milestones": (
        Column("reference", reference),
        Column("initiative", key, required=True),
        Column("title", line(TITLE_MAX), required=True),
        Column("due_on", day, required=True),
        Column("done_on", day),
        Column("owner", lowered),
        *shown("owner_name"),
    ),
}
READINGS: dict[str, tuple[Column, ...]] = {
    "readings": (
        Column("benefit", reference, required=True),
        Column("value", number, required=True),
        Column("as_of", day, required=True),
        Column("source", line(200), required=True),
        Column("external_id", text(120)),
    )
}
