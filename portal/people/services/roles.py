"""Verbs about roles."""

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext as _

from portal.core.errors import Malformed, Refused
from portal.people.access import get_visible, require
from portal.people.models import Department, Role, RoleAssignment, User
from portal.people.services.writing import TREE_LOCK, lock
from portal.records.services import event_write

# Everybody is an employee, and a head is who stands at a department: neither is given by hand.
GIVEN = [role for role in Role if role not in (Role.EMPLOYEE, Role.DEPARTMENT_HEAD)]


def role_grant(*, by: User, now: dt.datetime, employee: str, role: str, department: Department | None = None) -> User:
    """Give a role, reaching `department` (and below) or, without one, the person's own. Twice is the same as once.

    Refuses `not_granted` (employee, department head), `person_left`.
    """
    with transaction.atomic():
        person: User = get_visible(User, by, employee, lock=True)
        require(by, "people.edit", person)
        _check_role(role)
        if not person.is_active:
            raise Refused("person_left", _("Somebody who has left holds no role."), field="role")
        _row, created = RoleAssignment.objects.get_or_create(user=person, role=role, department=department)
        if created:
            data = {"role": str(role), "department": department and department.pk}
            event_write(subject=person, verb="employee.role_granted", by=by, at=now, data=data)
    return person


def role_withdraw(
    *, by: User, now: dt.datetime, employee: str, role: str, department: Department | None = None
) -> User:
    """Take a role away; it counts from the next request on. Refuses `last_administrator` and `not_held`."""
    with transaction.atomic():
        lock(TREE_LOCK)
        person: User = get_visible(User, by, employee, lock=True)
        require(by, "people.edit", person)
        _check_role(role)
        if role == Role.ADMINISTRATOR:
            check_not_last_administrator(person)
        held = RoleAssignment.objects.filter(user=person, role=role, department=department)
        if not held.delete()[0]:
            raise Refused("not_held", _("This person doesn't hold that role."), field="role")
        data = {"role": str(role), "department": department and department.pk}
        event_write(subject=person, verb="employee.role_withdrawn", by=by, at=now, data=data)
    return person


def check_not_last_administrator(person: User) -> None:
    """Refuse to leave the company without anybody who could let people in. Call it under TREE_LOCK."""
    holders = RoleAssignment.objects.filter(role=Role.ADMINISTRATOR, user__is_active=True)
    if holders.filter(user=person).exists() and not holders.exclude(user=person).exists():
        text = _("This is the last administrator. Give the role to somebody else first.")
        raise Refused("last_administrator", text)


def _check_role(role: str) -> None:
    if role not in GIVEN:
        text = _("Everybody is an employee, and a head is named at the department: choose another role.")
        raise Malformed("not_granted", text, errors={"role": [text]})
