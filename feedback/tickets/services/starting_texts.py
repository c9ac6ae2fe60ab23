"""Starting texts: kept by the heads of the serving departments."""

import datetime as dt
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from feedback.tickets.models import CatalogueService, StartingText
from feedback.tickets.rules.texts import unknown
from feedback.tickets.services.common import required_text
from portal.core.errors import Malformed
from portal.core.versions import check_version
from portal.people.access import access_of, get_visible, not_allowed, require
from portal.people.models import Department, User
from portal.records.services import event_write

NAMES, TEXTS = ("name_en", "name_zh"), ("text_en", "text_zh")
MAX_NAME, MAX_STARTING = 120, 5000


def text_create(
    *,
    department: str,
    name_en: str,
    name_zh: str,
    text_en: str,
    text_zh: str,
    by: User,
    now: dt.datetime,
    service: str = "",
    active: bool = True,
) -> StartingText:
    """Add a text of a department (its reference), for one of its services or, with an empty one, for all.

    Refuses a department outside the reach of `by`, a service of another department, and a placeholder that there is
    not (Malformed, naming it).
    """
    with transaction.atomic():
        made = StartingText(department=_department(department, by))
        _write(made, name_en=name_en, name_zh=name_zh, text_en=text_en, text_zh=text_zh, active=active, service=service)
        made.save()
        event_write(subject=made, verb="text.create", by=by, at=now)
    return made


def text_edit(
    *, reference: str, by: User, now: dt.datetime, version: int | None = None, **changes: Any
) -> StartingText:
    """Change what is named; nothing different writes nothing. The department stays."""
    with transaction.atomic():
        text: StartingText = get_visible(StartingText, by, reference, lock=True)
        require(by, "texts.edit", text)
        check_version(text, version)
        before = _values(text)
        _write(text, **changes)
        changed = sorted(name for name, value in _values(text).items() if value != before[name])
        if not changed:
            return text
        text.version += 1
        text.save()
        event_write(subject=text, verb="text.edit", by=by, at=now, data={"fields": changed})
    return text


def _values(text: StartingText) -> dict[str, Any]:
    return {name: getattr(text, name) for name in (*NAMES, *TEXTS, "active", "service_id")}


def _write(text: StartingText, **values: Any) -> None:
    errors: dict[str, list[Any]] = {}
    for name, value in values.items():
        if name == "service":
            text.service = _service(value, text.department)
        elif name == "active":
            text.active = bool(value)
        else:
            setattr(text, name, required_text(name, value))
            if problem := _problem(name, getattr(text, name)):
                errors[name] = [problem]
    if errors:
        raise Malformed("malformed", _("Some fields need a change."), errors=errors)


def _problem(name: str, value: str) -> str:
    most = MAX_NAME if name in NAMES else MAX_STARTING
    if len(value) > most:
        return _("At most %(max)s characters.") % {"max": most}
    if name in TEXTS and (wrong := unknown(value)):
        return _("There is no placeholder {%(name)s}.") % {"name": wrong[0]}
    return ""


def _department(reference: str, by: User) -> Department:
    found = Department.objects.filter(reference=reference.upper(), active=True).first()
    if found is None:
        text = _("There is no such department, or it is closed.")
        raise Malformed("unknown_department", text, errors={"department": [text]})
    reach = access_of(by).reach("texts.edit")
    if not (reach.all or found.pk in reach.departments):
        raise not_allowed("texts.edit")
    return found


def _service(reference: str, department: Department) -> CatalogueService | None:
    if not reference:
        return None
    found: CatalogueService | None = CatalogueService.objects.filter(reference=reference.upper()).first()
    if found is None or found.department_id != department.pk:
        text = _("This department has no such service.")
        raise Malformed("unknown_service", text, errors={"service": [text]})
    return found
