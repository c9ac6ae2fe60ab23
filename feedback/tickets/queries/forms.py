"""What a service asks now, and what was answered on a ticket."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef
from django.db.models.functions import JSONObject
from django.utils.translation import gettext as _

from feedback.tickets.models import FormVersion, TicketAnswers
from feedback.tickets.rules import forms as rules
from feedback.tickets.rules.forms import Field, field_of
from portal.core.names import either
from portal.core.wording import day, number


@dataclass(frozen=True)
class Form:
    """One version of a form; `row` is none where the service asks nothing."""

    row: FormVersion | None
    fields: tuple[Field, ...]


NOTHING = Form(None, ())


def form_of(row: FormVersion | None) -> Form:
    return NOTHING if row is None else Form(row, tuple(field_of(each) for each in row.fields))


def form_now(service: str) -> Form:
    """What the service with this reference asks now: one query."""
    if not service or "\x00" in service:
        return NOTHING
    found = form_of(FormVersion.objects.filter(service__reference=service.upper()).order_by("-number").first())
    return found if found.fields else NOTHING


def label_of(field: Field) -> str:
    return either(field.label_en, field.label_zh)


def hint_of(field: Field) -> str:
    return either(field.hint_en, field.hint_zh)


class Answer(NamedTuple):
    """One answered field, in the reader's language."""

    key: str
    label: str
    value: Any
    text: str
    is_long: bool


def answers_card() -> ArraySubquery:
    """For `annotate` on tickets; `answers_of` reads it."""
    rows = TicketAnswers.objects.filter(ticket=OuterRef("pk"))
    return ArraySubquery(rows.values(card=JSONObject(fields="form__fields", values="values", number="form__number")))


def answers_of(found: list[dict[str, Any]]) -> list[Answer]:
    if not found:
        return []
    card = found[0]
    return answers_shown([field_of(each) for each in card["fields"]], card["values"])


def answers_shown(fields: Iterable[Field], values: Mapping[str, Any]) -> list[Answer]:
    """In the order of the form; what was left empty is left out."""
    return [
        Answer(
            field.key, label_of(field), values[field.key], in_words(field, values[field.key]), field.kind == rules.LONG
        )
        for field in fields
        if field.key in values
    ]


def in_words(field: Field, value: Any) -> str:
    if field.kind == rules.CHOICE:
        chosen = next((option for option in field.options if option.key == value), None)
        return either(chosen.en, chosen.zh) if chosen else str(value)
    if field.kind == rules.YES_NO:
        return _("Yes") if value else _("No")
    if field.kind == rules.DATE:
        return day(dt.date.fromisoformat(value))
    if field.kind == rules.NUMBER:
        return number(value)
    return str(value)


def answers_line(found: list[dict[str, Any]]) -> str:
    """For a cell of an export."""
    return _("; ").join(f"{each.label}: {each.text}" for each in answers_of(found))
