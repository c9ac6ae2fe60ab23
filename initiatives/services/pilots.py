"""What a type has to come with: checked alike when an initiative is set up and when its type changes."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django_stubs_ext import StrOrPromise

from initiatives import rules
from initiatives.choices import InitiativeType
from portal.core.errors import Malformed, Refused

TYPE_FIELDS = ("type", "pilot_reason", "pilot_until")


def type_values(
    *,
    type: InitiativeType | None,  # noqa: A002
    pilot_reason: str,
    pilot_until: date | None,
    starts_on: date,
    today: date,
) -> dict[str, Any]:
    """The columns of a type; the whole company unless given.

    Refuses a pilot without reason or last day (Malformed) or with a last day that is past or before the start, and
    both with another type.
    """
    chosen = type or InitiativeType.COMPANY
    values = {"type": chosen, "pilot_reason": pilot_reason, "pilot_until": pilot_until}
    code = rules.types.refusal(type=chosen, reason=pilot_reason, until=pilot_until, starts_on=starts_on, today=today)
    if code:
        field, sentence = _words()[code]
        if code == "pilot_end_past":
            raise Refused(code, sentence, field=field)
        raise Malformed(code, sentence, errors={field: [str(sentence)]})
    return values


def _words() -> Mapping[str, tuple[str, StrOrPromise]]:
    return {
        "not_a_pilot": ("pilot_until", _("Only a pilot has a reason and an end. Leave both empty.")),
        "pilot_reason_missing": ("pilot_reason", _("Say why it can't be for the whole company at once.")),
        "pilot_end_missing": ("pilot_until", _("A pilot needs a last day, on which somebody decides.")),
        "pilot_end_past": ("pilot_until", _("This day is past or before the start. Choose a later one.")),
    }
