"""Service lines: hotline numbers that are one to the customer, and when somebody answers them."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from feedback.customers.models import Contact, LineNumber, ServiceLine
from feedback.customers.rules.hours import Hours
from feedback.customers.services.common import open_department, phone_digits, refused_field, required_text
from portal.calendars.models import Calendar
from portal.core.errors import Refused
from portal.core.versions import check_version
from portal.people.access import get_visible, require
from portal.people.models import User
from portal.records.services import event_write

MAX_NUMBERS = 50


def line_create(
    *,
    name_en: str,
    name_zh: str,
    department: str,
    calendar: str,
    numbers: Sequence[str],
    by: User,
    now: dt.datetime,
    active: bool = True,
) -> ServiceLine:
    """Join numbers into one line. `department` and `calendar` (its hours) are references.

    Contacts that came in by one of the numbers before, and had no line, join too. Refuses what is no number
    (Malformed) and a number of another line (`number_taken`).
    """
    require(by, "lines.edit")
    with transaction.atomic():
        line = ServiceLine(
            name_en=required_text("name_en", name_en),
            name_zh=required_text("name_zh", name_zh),
            department=open_department(department),
            calendar=_calendar(calendar),
            active=active,
        )
        line.save()
        _set_numbers(line, _checked(numbers))
        event_write(subject=line, verb="line.create", by=by, at=now)
    return line


def line_edit(
    *,
    reference: str,
    by: User,
    now: dt.datetime,
    department: str | None = None,
    calendar: str | None = None,
    numbers: Sequence[str] | None = None,
    version: int | None = None,
    **values: Any,
) -> ServiceLine:
    """Change a line; what is left out stays. Other hours count for contacts that come in from now on.

    Refuses as `line_create` does, and Stale.
    """
    with transaction.atomic():
        line: ServiceLine = get_visible(ServiceLine, by, reference, lock=True)
        require(by, "lines.edit", line)
        check_version(line, version)
        wanted = {name: _plain(name, value) for name, value in values.items()}
        if department is not None and department.upper() != line.department.reference:
            wanted["department"] = open_department(department)
        if calendar is not None:
            wanted["calendar"] = _calendar(calendar)
        changed = sorted(name for name, value in wanted.items() if getattr(line, name) != value)
        if numbers is not None and _set_numbers(line, _checked(numbers)):
            changed.append("numbers")
        if not changed:
            return line
        for name in changed:
            if name in wanted:
                setattr(line, name, wanted[name])
        line.version += 1
        line.save()
        event_write(subject=line, verb="line.edit", by=by, at=now, data={"fields": changed})
    return line


def _plain(name: str, value: Any) -> Any:
    if name not in ("name_en", "name_zh", "active"):
        raise TypeError(f"A service line has no field {name!r} to write")
    return value if name == "active" else required_text(name, value)


def _calendar(reference: str) -> Calendar:
    found: Calendar | None = Calendar.objects.filter(reference=reference.upper()).first()
    if found is None:
        raise refused_field("unknown_calendar", "calendar", _("There is no such working calendar."))
    return found


def _checked(numbers: Sequence[str]) -> dict[str, str]:
    """Digits -> as written, in order. Refuses none, too many, and what is no number."""
    found: dict[str, str] = {}
    for number in numbers:
        digits = phone_digits(number)
        if not digits:
            text = _("“%(number)s” is no telephone number.") % {"number": number[:40]}
            raise refused_field("bad_phone", "numbers", text)
        found.setdefault(digits, number.strip()[:40])
    if not 1 <= len(found) <= MAX_NUMBERS:
        raise refused_field("numbers", "numbers", _("From 1 to %(max)s numbers.") % {"max": MAX_NUMBERS})
    return found


def _set_numbers(line: ServiceLine, wanted: dict[str, str]) -> bool:
    """Exactly these belong to the line; whether anything changed."""
    present = dict(LineNumber.objects.filter(line=line).values_list("digits", "number"))
    if present == wanted:
        return False
    other = LineNumber.objects.filter(digits__in=wanted).exclude(line=line).select_related("line").first()
    if other is not None:
        raise number_taken(other)
    LineNumber.objects.filter(line=line).delete()
    LineNumber.objects.bulk_create(LineNumber(line=line, digits=d, number=n) for d, n in wanted.items())
    _join(line, set(wanted) - set(present))
    return True


def _join(line: ServiceLine, numbers: set[str]) -> None:
    """Contacts by these numbers that belong to no line yet: theirs is this one, with its hours and department."""
    waiting = Contact.objects.filter(line=None, number__in=numbers)
    rows = list(waiting.values_list("pk", "offered_at"))
    is_open = Hours(line.calendar.rules(), [at for _pk, at in rows])
    outside = [pk for pk, at in rows if not is_open(at)]
    waiting.filter(pk__in=outside).update(in_hours=False)
    waiting.filter(department=None).update(department=line.department)
    waiting.update(line=line)


def number_taken(other: LineNumber | None = None) -> Refused:
    if other is None:
        return Refused("number_taken", _("One of these numbers belongs to another line."), field="numbers")
    text = _("%(number)s belongs to the line “%(line)s”.") % {"number": other.number, "line": other.line.name}
    return Refused("number_taken", text, {"line": other.line.reference}, field="numbers")
