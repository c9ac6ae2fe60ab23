"""Wording whom a department serves, and putting it away once read."""

import datetime as dt
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from feedback.tickets.models import CatalogueService, Purpose, PurposeRead
from feedback.tickets.models.purpose import TEXT_MAX
from portal.core.errors import Malformed
from portal.core.versions import check_version
from portal.people.access import access_of, get_visible, not_allowed
from portal.people.models import Department, User
from portal.records.services import event_write


def purpose_set(
    *, department: str, by: User, now: dt.datetime, service: str = "", version: int | None = None, **texts: str
) -> Purpose:
    """Word it for a department, or for one service that passes it; a second time it is changed.

    Refuses an unknown or closed department, an unknown service, a text that is missing in one language or too long
    (Malformed), a department outside the reach of `by` (NotAllowed), and Stale.
    """
    with transaction.atomic():
        # The department's row decides who of two words it first.
        rows = Department.objects.select_for_update(of=("self",)).filter(active=True)
        found = rows.filter(reference=department.upper()).first()
        if found is None:
            raise _unknown("department", _("There is no such department, or it is closed."))
        reach = access_of(by).reach("purposes.edit")
        if not (reach.all or found.pk in reach.departments):
            raise not_allowed("purposes.edit")
        serving = CatalogueService.objects.filter(reference=service.upper()).first() if service else None
        if service and serving is None:
            raise _unknown("service", _("There is no such service in the catalogue."))
        purpose = Purpose.objects.filter(department=found, service=serving).first()
        if purpose is None:
            purpose = Purpose(department=found, service=serving)
        else:
            check_version(purpose, version)
            purpose.version += 1
        for name, text in _checked(texts).items():
            setattr(purpose, name, text)
        purpose.save()
        data = {"department": found.reference, "service": serving.reference if serving else None}
        event_write(subject=purpose, verb="purpose.set", by=by, at=now, data=data)
    return purpose


def purpose_dismiss(*, reference: str, by: User, now: dt.datetime) -> Purpose:
    """Don't show this version to `by` again. Repeating it changes nothing."""
    with transaction.atomic():
        purpose: Purpose = get_visible(Purpose, by, reference)
        PurposeRead.objects.bulk_create(
            [PurposeRead(purpose=purpose, user=by, version=purpose.version)],
            update_conflicts=True,
            unique_fields=["user", "purpose"],
            update_fields=["version"],
        )
    return purpose


def _checked(texts: dict[str, str]) -> dict[str, str]:
    errors: dict[str, list[Any]] = {}
    found = {name: texts.get(name, "").strip() for name in Purpose.TEXTS}
    for name, text in found.items():
        if not text:
            errors[name] = [_("Word it in both languages.")]
        elif len(text) > TEXT_MAX:
            errors[name] = [_("At most %(max)s characters.") % {"max": TEXT_MAX}]
    if errors:
        raise Malformed("malformed", _("Some fields need a change."), errors=errors)
    return found


def _unknown(field: str, text: str) -> Malformed:
    return Malformed(f"unknown_{field}", text, errors={field: [text]})
