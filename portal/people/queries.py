"""Reads about people that several pages and REST share."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.db.models import Count, Q

from portal.core.errors import Text
from portal.people.access import access_of
from portal.people.import_words import RULES, rule_text
from portal.people.models import Department, RoleAssignment, User
from portal.records.models import Job


def tree_of(user: User) -> list[Department]:
    """Every department, parents before children, with head, deputy and the number of colleagues (`people_count`)."""
    visible = Department.objects.visible_to(user).select_related("head", "deputy")
    rows: Any = visible.annotate(people_count=Count("people", filter=Q(people__is_active=True)))
    by_parent: dict[int | None, list[Department]] = {}
    for row in sorted(rows, key=lambda department: department.name):
        by_parent.setdefault(row.parent_id, []).append(row)
    ordered: list[Department] = []
    waiting = list(reversed(by_parent.get(None, [])))
    while waiting:
        row = waiting.pop()
        ordered.append(row)
        waiting += reversed(by_parent.get(row.pk, []))
    return ordered


def roles_of(person: User) -> list[RoleAssignment]:
    return list(RoleAssignment.objects.filter(user=person).select_related("department").order_by("role", "id"))


def may_see_numbers(reader: Any, person: User) -> bool:
    """Employee number and external id: for those who administer or export people, and for oneself."""
    access = access_of(reader)
    return reader.pk == person.pk or access.may("people.edit") or access.may("people.export")


def headed_by(person: User) -> list[Department]:
    return list(Department.objects.filter(Q(head=person) | Q(deputy=person), active=True).order_by("path"))


def in_office(department: Department, day: dt.date) -> User | None:
    """Who answers for a department on a day: its head; while the head is away, and where there is none, the deputy.

    When both are away it is the head, so that something that waits for somebody never waits for nobody.
    """
    head = department.head
    if head is not None and not head.is_away(day):
        return head
    deputy = department.deputy
    if deputy is not None and (head is None or not deputy.is_away(day)):
        return deputy
    return head


def import_view(job: Job, rules: Mapping[str, Text] = RULES) -> dict[str, Any]:
    """What a page and REST show of an import: broken rules in the reader's language."""
    result = job.result
    errors = [error | {"text": rule_text(error, rules)} for error in result.get("errors", [])]
    return {
        "reference": job.reference,
        "kind": "preview" if job.kind.endswith("preview") else "apply",
        "state": job.state,
        "done": job.done,
        "total": job.total,
        "counts": result.get("counts", {}),
        "changes": result.get("changes"),
        "samples": result.get("samples", []),
        "code": result.get("code", ""),
        "message": result.get("message", ""),
        "error_count": result.get("error_count", 0),
        "errors": errors,
    }


def colleagues_named(text: str, limit: int) -> list[User]:
    """Whom somebody means who types an e-mail address, a reference, an employee number or a whole name; one query."""
    meant = (
        Q(email__iexact=text)
        | Q(reference=text.upper())
        | Q(employee_number=text)
        | Q(full_name=text)
        | Q(latin_name__iexact=text)
    )
    return list(User.objects.active().filter(meant).order_by("id")[:limit])


def leaving_soon(user: User, limit: int = 7) -> list[dict[str, Any]]:
    """Colleagues whose day of leaving is set, soonest first: one query."""
    rows = User.objects.visible_to(user).filter(is_active=True, left_on__isnull=False).order_by("left_on", "id")
    return list(rows.values("reference", "full_name", "left_on")[:limit])


def without_department(user: User) -> int:
    """How many colleagues belong to no department, 1,001 at most: one query."""
    return int(User.objects.visible_to(user).active().filter(department=None).order_by()[:1001].count())
