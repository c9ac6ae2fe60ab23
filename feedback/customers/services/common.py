"""What the verbs share."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import TypeVar

from django.conf import settings
from django.utils.translation import gettext as _

from feedback.customers.rules.phones import digits_of
from portal.core.errors import Malformed
from portal.people.models import Department

Item = TypeVar("Item")


def required_text(field: str, value: str) -> str:
    """Refuses nothing but blanks (Malformed, by field)."""
    text = value.strip()
    if not text:
        raise refused_field("required", field, _("This may not be empty."))
    return text


def refused_field(code: str, field: str, text: str) -> Malformed:
    return Malformed(code, text, errors={field: [text]})


def phone_digits(text: str) -> str:
    """The number as a call is found by; empty when it is none."""
    return digits_of(text, country=settings.PHONE_COUNTRY)


def open_department(reference: str) -> Department:
    found = Department.objects.filter(reference=reference.upper(), active=True).first()
    if found is None:
        raise refused_field("unknown_department", "department", _("There is no such department, or it is closed."))
    return found


def chunks(items: Iterable[Item], size: int) -> Iterator[Sequence[Item]]:
    rest = iter(items)
    while chunk := list(islice(rest, size)):
        yield chunk
