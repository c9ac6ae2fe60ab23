"""The people that tests tell their stories with: owner, colleague, outsider, and whoever else a story needs."""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from typing import Any

from portal.people.models import Department, Role, RoleAssignment, Side, User

PASSWORD = "Korrekt-Pferd-7"
_numbers = itertools.count(1)


def make_department(code: str = "", *, parent: Department | None = None, **fields: Any) -> Department:
    code = code or f"dep-{next(_numbers)}"
    fields = {"name_en": code.title(), "name_zh": code, "side": Side.BACK} | fields
    department = Department.objects.create(code=code, parent=parent, **fields)
    department.path = [*(parent.path if parent else []), department.pk]
    department.save(update_fields=["path"])
    return department


def make_user(
    name: str = "",
    *roles: Role,
    department: Department | None = None,
    role_department: Department | None = None,
    **fields: Any,
) -> User:
    """A colleague `name`@example.test with these roles; no usable password unless `password=` is given."""
    name = name or f"user{next(_numbers)}"
    password = fields.pop("password", None)
    fields = {"full_name": name.title(), "language": "en", "timezone": "Asia/Shanghai"} | fields
    user: User = User.objects.create_user(f"{name}@example.test", password, department=department, **fields)
    RoleAssignment.objects.bulk_create(
        RoleAssignment(user=user, role=role, department=role_department) for role in roles
    )
    return user


def make_head(department: Department, name: str = "", **fields: Any) -> User:
    head = make_user(name or f"head-{department.code}", department=department, **fields)
    Department.objects.filter(pk=department.pk).update(head=head)
    department.refresh_from_db()
    return head


@dataclass(frozen=True)
class Cast:
    """Owner and colleague share a department, the outsider works elsewhere."""

    department: Department
    elsewhere: Department
    owner: User
    colleague: User
    outsider: User
    head: User
    other_head: User


def make_cast(*roles: Role) -> Cast:
    """All three hold `roles`; each department has a head."""
    department, elsewhere = make_department("hub"), make_department("away")
    return Cast(
        department=department,
        elsewhere=elsewhere,
        owner=make_user("owner", *roles, department=department),
        colleague=make_user("colleague", *roles, department=department),
        outsider=make_user("outsider", *roles, department=elsewhere),
        head=make_head(department, "head"),
        other_head=make_head(elsewhere, "otherhead"),
    )
