"""The organisation as a workbook or CSV files, in the columns that an import reads: imported, it changes nothing."""

import csv
import io
from collections.abc import Iterable, Iterator
from typing import Any

from portal.core.export import safe_cell, xlsx
from portal.people.access import require
from portal.people.models import Department, RoleAssignment, Site, User
from portal.people.services.importing.columns import TABLES


def organisation_workbook(*, by: User) -> bytes:
    """One sheet per table."""
    require(by, "people.export")
    return xlsx((name, _head(name), list(_cells(name))) for name in TABLES)


def organisation_csv(*, by: User, table: str) -> bytes:
    """One table as CSV in UTF-8 with a byte-order mark."""
    require(by, "people.export")
    return _csv(table)


def _csv(table: str) -> bytes:
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(_head(table))
    writer.writerows(_cells(table))
    return text.getvalue().encode("utf-8-sig")


def _head(table: str) -> list[str]:
    return [column.name for column in TABLES[table]]


def _cells(table: str) -> Iterator[list[Any]]:
    for row in _ROWS[table]():
        yield [safe_cell(_plain(value)) for value in row]


def _plain(value: Any) -> Any:
    if isinstance(value, bool):
        return "true" if value else "false"
    return "" if value is None else value


def _sites() -> Iterable[Any]:
    return Site.objects.order_by("code").values_list("code", "name_en", "name_zh", "timezone")


def _departments() -> Iterable[Any]:
    return Department.objects.order_by("path").values_list(
        "code", "name_en", "name_zh", "parent__code", "side", "site__code", "head__email", "deputy__email",
        "external_id", "active",
    )  # fmt: skip


def _employees() -> Iterable[Any]:
    rows = User.objects.order_by("id").values_list(
        "employee_number", "email", "full_name", "latin_name", "phone", "job_title", "department__code", "language",
        "timezone", "external_id", "left_on",
    )  # fmt: skip
    return rows.iterator(chunk_size=5000)


def _roles() -> Iterable[Any]:
    rows = RoleAssignment.objects.order_by("user_id", "role", "id")
    return rows.values_list("user__email", "role", "department__code").iterator(chunk_size=5000)


_ROWS = {"sites": _sites, "departments": _departments, "employees": _employees, "roles": _roles}
