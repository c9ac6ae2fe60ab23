"""Verbs about leaving and coming back."""

import datetime as dt
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from portal.core.errors import Refused
from portal.core.versions import check_version
from portal.people.access import get_visible, require
from portal.people.handover import HANDOVERS
from portal.people.models import Department, RoleAssignment, User
from portal.people.rules import has_left
from portal.people.services.roles import check_not_last_administrator
from portal.people.services.sessions import sessions_end, tokens_end
from portal.people.services.writing import TREE_LOCK, lock
from portal.records.services import event_write


def employee_leave(
    *,
    by: User,
    now: dt.datetime,
    employee: str,
    left_on: dt.date | None = None,
    expected_version: int | None = None,
) -> User:
    """Somebody leaves: today, or on the day `left_on` when that is still to come (a sweep ends it then).

    At once: account off, sessions and tokens end, roles and headships end, open work goes to the deputy, else the
    head, else back to its queue. Refuses `already_left`, `leave_oneself`, `last_administrator`.
    """
    day = left_on or timezone.localdate(now)
    with transaction.atomic():
        lock(TREE_LOCK)
        person: User = get_visible(User, by, employee, lock=True)
        require(by, "people.edit", person)
        check_version(person, expected_version)
        if not person.is_active:
            raise Refused("already_left", _("This person has left already."), {"left_on": str(person.left_on)})
        if person.pk == by.pk:
            raise Refused("leave_oneself", _("Nobody can end their own account. Ask another administrator."))
        check_not_last_administrator(person)
        person.left_on = day
        if has_left(day, timezone.localdate(now)):
            end_account(person=person, by=by, now=now)
        else:
            person.version += 1
            person.save(update_fields=["left_on", "version"])
            event_write(subject=person, verb="employee.leaving", by=by, at=now, data={"day": str(day)})
    return person


def employee_return(*, by: User, now: dt.datetime, employee: str, expected_version: int | None = None) -> User:
    """Somebody comes back, or stays after all. Roles, tokens, password and work do not come back by themselves.

    Refuses `not_left` and, when their department has closed, `department_inactive`.
    """
    with transaction.atomic():
        person: User = get_visible(User, by, employee, lock=True)
        require(by, "people.edit", person)
        check_version(person, expected_version)
        if person.is_active and person.left_on is None:
            raise Refused("not_left", _("This person works here."))
        if person.department is not None and not person.department.active:
            text = _("%(name)s is closed. Choose an open department.") % {"name": person.department.name}
            raise Refused("department_inactive", text)
        person.is_active, person.left_on = True, None
        person.version += 1
        person.save(update_fields=["is_active", "left_on", "version"])
        event_write(subject=person, verb="employee.returned", by=by, at=now)
    return person


def leavers_end(*, now: dt.datetime, limit: int = 50) -> int:
    """The sweep: end the accounts of those whose day of leaving has come. The number of ended ones."""
    today = timezone.localdate(now)
    ended = 0
    for _round in range(limit):
        with transaction.atomic():
            rows = User.objects.filter(is_active=True, left_on__lte=today).order_by("left_on", "id")
            person = rows.select_for_update(of=("self",), skip_locked=True).first()
            if person is None:
                return ended
            end_account(person=person, by=person, now=now)
            ended += 1
    return ended


def end_account(*, person: User, by: User, now: dt.datetime) -> None:
    """Everything that ends with somebody; the caller holds the row and has set `left_on`. `by` gives the work on."""
    successor = successor_of(person)
    roles = list(RoleAssignment.objects.filter(user=person).values("role", "department_id"))
    moved = _hand_over(person, successor, by, now)
    headed = _end_headships(person)
    RoleAssignment.objects.filter(user=person).delete()
    person.is_active = False
    # Without a password no old session's hash fits any more, listed or not, after a return neither.
    person.set_unusable_password()
    person.feed_token = None
    person.version += 1
    person.save(update_fields=["is_active", "left_on", "password", "feed_token", "version"])
    sessions_end(user=person)
    tokens_end(user=person, now=now)
    data = {
        "roles": roles,
        "headships": headed,
        "successor": successor and successor.pk,
        "work": moved,
        "day": str(person.left_on),
    }
    event_write(subject=person, verb="employee.left", by=by, at=now, data=data)


def successor_of(person: User) -> User | None:
    """Who takes the work: the deputy of the department, else its head, else nobody (the queue)."""
    department = person.department
    if department is None:
        return None
    for candidate in (department.deputy, department.head):
        if candidate is not None and candidate.is_active and candidate.pk != person.pk:
            return candidate
    return None


def _hand_over(person: User, successor: User | None, by: User, now: dt.datetime) -> list[dict[str, Any]]:
    """References of what moved, never titles: an event holds no text of people."""
    moved: list[dict[str, Any]] = []
    for kind, handover in HANDOVERS.items():
        work = handover.open_work(person)
        if work:
            handover.move(person, successor, by, now)
            moved += [{"kind": kind, "reference": item.reference, "url": item.url} for item in work]
    return moved


def _end_headships(person: User) -> list[int]:
    """A deputy moves up when the head leaves."""
    headed = list(Department.objects.filter(head=person).values_list("pk", flat=True))
    deputised = list(Department.objects.filter(deputy=person).values_list("pk", flat=True))
    for department in Department.objects.select_for_update(of=("self",)).filter(pk__in=headed):
        department.head, department.deputy = department.deputy, None
        department.version += 1
        department.save(update_fields=["head", "deputy", "version"])
    for department in Department.objects.select_for_update(of=("self",)).filter(pk__in=deputised):
        department.deputy = None
        department.version += 1
        department.save(update_fields=["deputy", "version"])
    return headed + deputised
