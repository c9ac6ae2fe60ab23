"""Verbs about colleagues: coming, changing. Leaving stands in leaving.py."""

import datetime as dt
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from portal.core.errors import Refused
from portal.core.versions import check_version
from portal.people.access import get_visible, require
from portal.people.models import Department, User
from portal.people.services.sessions import sessions_end
from portal.people.services.writing import changed_fields, derive, empty_to_none
from portal.records.services import event_write

UNIQUE = ("employee_number", "external_id")


def employee_create(
    *, by: User, now: dt.datetime, email: str, full_name: str, department: Department | None = None, **fields: Any
) -> User:
    """A colleague without a password: they choose one by "Forgot your password" at the first sign-in.

    `fields`: latin_name, employee_number, phone, job_title, language, timezone, external_id.
    Refuses `department_inactive`; a taken e-mail, number or external id is `taken`.
    """
    require(by, "people.edit")
    with transaction.atomic():
        _check_department(department)
        person = User(
            email=email.strip().lower(),
            full_name=full_name,
            department=department,
            **empty_to_none(fields, *UNIQUE),
        )
        person.set_unusable_password()
        derive(person)
        person.save(force_insert=True)
        person.refresh_from_db(fields=["search"])
        event_write(subject=person, verb="employee.created", by=by, at=now)
    return person


def employee_edit(
    *, by: User, now: dt.datetime, employee: str, expected_version: int | None = None, **changes: Any
) -> User:
    """Change the given fields. A changed e-mail ends the person's sessions: it is what they sign in with.

    Refuses `department_inactive`, a stale version; a taken e-mail, number or external id is `taken`.
    """
    with transaction.atomic():
        person: User = get_visible(User, by, employee, lock=True)
        require(by, "people.edit", person)
        check_version(person, expected_version)
        changes = empty_to_none(changes, *UNIQUE)
        if "email" in changes:
            changes["email"] = changes["email"].strip().lower()
        fields = changed_fields(person, changes)
        if not fields:
            return person
        if "department" in fields:
            _check_department(person.department)
        derive(person)
        person.version += 1
        person.save(update_fields=[*fields, "name_key", "search", "version"])
        person.refresh_from_db(fields=["search"])
        if "email" in fields and person.pk != by.pk:
            sessions_end(user=person)
        event_write(subject=person, verb="employee.edited", by=by, at=now, data={"fields": sorted(fields)})
    return person


def employee_upsert(*, by: User, now: dt.datetime, external_id: str, **fields: Any) -> tuple[User, bool]:
    """Create, or change the one that carries this external id. The flag says whether it is new."""
    found = User.objects.visible_to(by).filter(external_id=external_id).first()
    if found is None:
        return employee_create(by=by, now=now, external_id=external_id, **fields), True
    return employee_edit(by=by, now=now, employee=found.reference, **fields), False


def _check_department(department: Department | None) -> None:
    if department is not None and not department.active:
        text = _("%(name)s is closed. Choose an open department.") % {"name": department.name}
        raise Refused("department_inactive", text, field="department")
