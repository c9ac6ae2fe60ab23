"""Whom and which department a cell means."""

from collections.abc import Iterable
from typing import Any

from django.db.models import Q

from portal.people.models import Department, User

CHUNK = 5_000


def people_named(keys: Iterable[str], rows: Any = None) -> dict[str, User]:
    """Colleagues by e-mail, employee number and reference, in lower case as the keys are; those who left as well."""
    found: dict[str, User] = {}
    wanted = sorted({key for key in keys if key})
    for start in range(0, len(wanted), CHUNK):
        chunk = wanted[start : start + CHUNK]
        upper = [key.upper() for key in chunk]
        meant = Q(email__in=chunk) | Q(employee_number__in=[*chunk, *upper]) | Q(reference__in=upper)
        for person in (User.objects.all() if rows is None else rows).filter(meant):
            names = (person.reference, person.employee_number, person.email)
            found |= {name.lower(): person for name in names if name}
    return found


def departments_named() -> dict[str, Department]:
    """All departments by code and reference, in lower case; closed ones as well."""
    found: dict[str, Department] = {}
    for department in Department.objects.select_related("parent", "head", "deputy"):
        found |= {name.lower(): department for name in (department.code, department.reference) if name}
    return found
