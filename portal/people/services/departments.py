"""Verbs about departments."""

import datetime as dt
from typing import Any

from django.db import connection, transaction
from django.utils.translation import gettext as _

from portal.core.errors import Refused
from portal.core.versions import check_version
from portal.people.access import get_visible, require
from portal.people.models import Department, User
from portal.people.rules import makes_circle, path_below
from portal.people.services.writing import TREE_LOCK, changed_fields, empty_to_none, lock
from portal.records.services import event_write


def department_create(
    *,
    by: User,
    now: dt.datetime,
    code: str,
    name_en: str,
    name_zh: str,
    parent: Department | None = None,
    **fields: Any,
) -> Department:
    """A department below `parent`, or a root without one. `fields`: side, site, head, deputy, external_id.

    Refuses `parent_inactive`, `person_left` and `head_is_deputy`; a taken code or external id is `taken`.
    """
    require(by, "people.edit")
    with transaction.atomic():
        lock(TREE_LOCK)
        parent = Department.objects.get(pk=parent.pk) if parent else None
        _check_parent(parent)
        fields = empty_to_none(fields, "external_id")
        department = Department(code=code, name_en=name_en, name_zh=name_zh, parent=parent, **fields)
        _check_leaders(department)
        department.save(force_insert=True)
        department.path = path_below(parent.path if parent else [], department.pk)
        department.save(update_fields=["path"])
        event_write(subject=department, verb="department.created", by=by, at=now)
    return department


def department_edit(
    *, by: User, now: dt.datetime, department: str, expected_version: int | None = None, **changes: Any
) -> Department:
    """Change names, code, side, site, head, deputy, parent or external id of the department with this reference.

    With `parent` the whole subtree moves. Refuses `circle`, `parent_inactive`, `person_left`, `head_is_deputy`.
    """
    with transaction.atomic():
        if "parent" in changes:
            lock(TREE_LOCK)
        row: Department = get_visible(Department, by, department, lock=True)
        require(by, "people.edit", row)
        check_version(row, expected_version)
        before = row.parent_id
        fields = changed_fields(row, empty_to_none(changes, "external_id"))
        if not fields:
            return row
        _check_leaders(row)
        if "parent" in fields:
            _move(row)
        row.version += 1
        row.save(update_fields=[*fields, "version"])
        moved = {"from_parent": before, "to_parent": row.parent_id} if "parent" in fields else {}
        event_write(subject=row, verb="department.edited", by=by, at=now, data={"fields": sorted(fields), **moved})
    return row


def department_deactivate(
    *, by: User, now: dt.datetime, department: str, expected_version: int | None = None
) -> Department:
    """Close a department. Refuses `has_departments` and `has_people`: both have to go somewhere first."""
    with transaction.atomic():
        lock(TREE_LOCK)
        row: Department = get_visible(Department, by, department, lock=True)
        require(by, "people.edit", row)
        check_version(row, expected_version)
        below = Department.objects.active().filter(parent=row).count()
        if below:
            text = _("%(count)s open departments belong to this one. Move or close them first.") % {"count": below}
            raise Refused("has_departments", text, {"count": below})
        people = User.objects.active().filter(department=row).count()
        if people:
            text = _("%(count)s colleagues work in this department. Move them to another one first.")
            raise Refused("has_people", text % {"count": people}, {"count": people})
        return _switch(row, active=False, verb="department.deactivated", by=by, now=now)


def department_activate(
    *, by: User, now: dt.datetime, department: str, expected_version: int | None = None
) -> Department:
    """Open a closed department again. Refuses `parent_inactive`."""
    with transaction.atomic():
        lock(TREE_LOCK)
        row: Department = get_visible(Department, by, department, lock=True)
        require(by, "people.edit", row)
        check_version(row, expected_version)
        _check_parent(row.parent)
        return _switch(row, active=True, verb="department.activated", by=by, now=now)


def department_upsert(*, by: User, now: dt.datetime, external_id: str, **fields: Any) -> tuple[Department, bool]:
    """Create, or change the one that carries this external id. The flag says whether it is new."""
    found = Department.objects.visible_to(by).filter(external_id=external_id).first()
    if found is None:
        return department_create(by=by, now=now, external_id=external_id, **fields), True
    return department_edit(by=by, now=now, department=found.reference, **fields), False


def _switch(row: Department, *, active: bool, verb: str, by: User, now: dt.datetime) -> Department:
    if row.active == active:
        return row
    row.active = active
    row.version += 1
    row.save(update_fields=["active", "version"])
    event_write(subject=row, verb=verb, by=by, at=now)
    return row


def _check_parent(parent: Department | None) -> None:
    if parent is not None and not parent.active:
        text = _("%(name)s is closed, so nothing can belong to it. Open it again first.") % {"name": parent.name}
        raise Refused("parent_inactive", text, field="parent")


def _check_leaders(row: Department) -> None:
    for name in ("head", "deputy"):
        person = getattr(row, name)
        if person is not None and not person.is_active:
            text = _("%(name)s has left. Choose somebody who works here.") % {"name": person.display_name}
            raise Refused("person_left", text, field=name)
    if row.head_id is not None and row.head_id == row.deputy_id:
        raise Refused("head_is_deputy", _("Head and deputy are two different people."), field="deputy")


def _move(row: Department) -> None:
    """Give the subtree its new path in one statement: what stands above the department is replaced."""
    parent = Department.objects.get(pk=row.parent_id) if row.parent_id else None
    _check_parent(parent)
    above = list(parent.path) if parent else []
    if makes_circle(row.pk, above):
        text = _("%(name)s stands below this department, so it can't be above it.") % {"name": parent and parent.name}
        raise Refused("circle", text, field="parent")
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE people_department SET path = %s::bigint[] || path[array_position(path, %s::bigint):]"
            " WHERE path @> ARRAY[%s]::bigint[]",
            [above, row.pk, row.pk],
        )
    row.path = path_below(above, row.pk)
