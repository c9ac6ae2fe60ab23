"""Fields of a service's form and what was answered. Plain values in, plain values out."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

TEXT, LONG, NUMBER, DATE, CHOICE, YES_NO = "text", "long", "number", "date", "choice", "yes_no"
KINDS = (TEXT, LONG, NUMBER, DATE, CHOICE, YES_NO)
MOST_FIELDS = 12
MOST_OPTIONS = 30
LONGEST = {TEXT: 200, LONG: 5000}
LARGEST = Decimal("1e12")
# What is wrong with an answer.
REQUIRED, UNKNOWN, NO_TEXT, TOO_LONG, NO_NUMBER, NO_DATE, NOT_OFFERED, NOT_YES_NO = (
    "required", "unknown", "no_text", "too_long", "no_number", "no_date", "not_offered", "not_yes_no"
)  # fmt: skip


@dataclass(frozen=True)
class Option:
    key: str
    en: str
    zh: str


@dataclass(frozen=True)
class Field:
    """One field. Its key stays when its words change: rules and other systems name it by that."""

    key: str
    kind: str
    label_en: str
    label_zh: str
    hint_en: str = ""
    hint_zh: str = ""
    required: bool = False
    options: tuple[Option, ...] = ()


def field_of(stored: Mapping[str, Any]) -> Field:
    options = tuple(Option(**each) for each in stored.get("options", ()))
    return Field(**{**stored, "options": options})


def stored(field: Field) -> dict[str, Any]:
    return asdict(field) | {"options": [asdict(each) for each in field.options]}


def key_for(words: str, taken: Iterable[str]) -> str:
    """A name made of English words, with a number where it is taken."""
    stem = re.sub(r"[^a-z0-9]+", "_", words.lower()).strip("_")[:30] or "field"
    known, key, number = set(taken), stem, 1
    while key in known:
        number += 1
        key = f"{stem}_{number}"
    return key


def read_answers(fields: Iterable[Field], given: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, str]]:
    """What to keep, and what is wrong by the key of the field. What is empty is not kept."""
    known = {field.key: field for field in fields}
    kept: dict[str, Any] = {}
    wrong = dict.fromkeys((key for key in given if key not in known), UNKNOWN)
    for key, field in known.items():
        value = given.get(key)
        value = value.strip() if isinstance(value, str) else value
        if value is None or value == "":
            if field.required:
                wrong[key] = REQUIRED
            continue
        read, problem = _READERS[field.kind](field, value)
        if problem:
            wrong[key] = problem
        else:
            kept[key] = read
    return kept, wrong


def _text(field: Field, value: Any) -> tuple[Any, str]:
    if not isinstance(value, str) or "\x00" in value:
        return None, NO_TEXT
    return value, TOO_LONG if len(value) > LONGEST[field.kind] else ""


def _number(field: Field, value: Any) -> tuple[Any, str]:
    """As JSON writes it: a whole number, or one with at most four decimals."""
    if isinstance(value, bool):
        return None, NO_NUMBER
    try:
        number = Decimal(str(value).replace(",", ""))
    except InvalidOperation:
        return None, NO_NUMBER
    if not number.is_finite() or abs(number) >= LARGEST or number != round(number, 4):
        return None, NO_NUMBER
    return int(number) if number == number.to_integral_value() else float(number), ""


def _date(field: Field, value: Any) -> tuple[Any, str]:
    try:
        day = value if type(value) is date else date.fromisoformat(value)
    except (TypeError, ValueError):
        return None, NO_DATE
    return (day.isoformat(), "") if 1900 <= day.year <= 2199 else (None, NO_DATE)


def _choice(field: Field, value: Any) -> tuple[Any, str]:
    offered = isinstance(value, str) and value in {option.key for option in field.options}
    return (value, "") if offered else (None, NOT_OFFERED)


def _yes_no(field: Field, value: Any) -> tuple[Any, str]:
    if isinstance(value, bool):
        return value, ""
    return (value == "yes", "") if value in ("yes", "no") else (None, NOT_YES_NO)


_READERS = {TEXT: _text, LONG: _text, NUMBER: _number, DATE: _date, CHOICE: _choice, YES_NO: _yes_no}


def texts_in(fields: Iterable[Field], values: Mapping[str, Any]) -> list[str]:
    """What people wrote themselves: the search finds it."""
    return [values[field.key] for field in fields if field.kind in (TEXT, LONG) and field.key in values]


def holds(kind: str, value: Any, wanted: str) -> bool:
    """Whether an answer meets what a rule asks of it: a text holds it, a number is at least it, the rest is it."""
    if value is None:
        return False
    if kind in (TEXT, LONG):
        return wanted.casefold() in str(value).casefold()
    if kind == NUMBER:
        return not isinstance(value, (str, bool)) and Decimal(str(value)) >= Decimal(wanted)
    if kind == YES_NO:
        return value is (wanted == "yes")
    return bool(value == wanted)
