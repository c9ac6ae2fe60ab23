"""What an upload would change: compared with the database, nothing written."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from portal.people.models import RoleAssignment, User
from portal.people.rules import has_left
from portal.people.services.importing.reading import Content, Errors, Row
from portal.people.services.importing.units import Units, plan_units

# Columns of an employee as the file has them; the department is its code until it is written.
FIELDS = (
    "employee_number", "email", "full_name", "latin_name", "phone", "job_title", "department", "language", "timezone",
    "external_id", "left_on",
)  # fmt: skip
BLANK: dict[str, Any] = dict.fromkeys(FIELDS, "") | {"employee_number": None, "external_id": None, "left_on": None}
KEYS = ("employee_number", "external_id", "email")
SAMPLES = 10


@dataclass
class Person:
    """One employee after the import. `pk` is None for a new one, `changed` names the columns that differ."""

    values: dict[str, Any]
    pk: int | None = None
    version: int = 1
    active: bool = True
    changed: list[str] = field(default_factory=list)
    row: Row | None = None

    def leaves(self, today: dt.date) -> bool:
        return self.pk is not None and self.active and has_left(self.values["left_on"], today)

    def returns(self, today: dt.date) -> bool:
        return self.pk is not None and not self.active and not has_left(self.values["left_on"], today)


@dataclass
class Plan:
    units: Units
    people: list[Person] = field(default_factory=list)  # those of the file
    by_key: dict[str, Person] = field(default_factory=dict)  # e-mail and number after the import, everybody
    roles_add: list[tuple[Person, str, str]] = field(default_factory=list)
    roles_remove: list[int] = field(default_factory=list)
    roles_unchanged: int = 0
    today: dt.date = dt.date.min

    @property
    def new(self) -> list[Person]:
        return [person for person in self.people if person.pk is None]

    @property
    def changed(self) -> list[Person]:
        return [person for person in self.people if person.pk is not None and person.changed]

    @property
    def leaving(self) -> list[Person]:
        return [person for person in self.people if person.leaves(self.today)]

    def counts(self) -> dict[str, dict[str, int]]:
        new, changed = len(self.new), len(self.changed)
        people = {
            "new": new,
            "changed": changed,
            "unchanged": len(self.people) - new - changed,
            "leaving": len(self.leaving),
        }
        roles = {"new": len(self.roles_add), "removed": len(self.roles_remove), "unchanged": self.roles_unchanged}
        return {**self.units.counts(), "employees": people, "roles": roles}

    def changes(self) -> int:
        counted = ("new", "changed", "removed")
        return sum(table.get(name, 0) for table in self.counts().values() for name in counted)

    def samples(self) -> list[dict[str, Any]]:
        """The first few new and changed employees, for the owner of the import to look at."""
        picked = [*self.new[:SAMPLES], *self.changed[:SAMPLES]]
        return [
            {
                "row": person.row.place.row if person.row else 0,
                "name": person.values["full_name"],
                "email": person.values["email"],
                "new": person.pk is None,
                "leaving": person.leaves(self.today),
                "columns": person.changed,
            }
            for person in picked
        ]


def make_plan(content: Content, *, by: User, today: dt.date, step: Callable[[], None]) -> Plan:
    """Compare everything that was uploaded. What can't be is noted in `content.errors`."""
    plan = Plan(units=plan_units(content), today=today)
    everybody = _existing(plan.units)
    _match(plan, content, everybody, step)
    _check_unique(plan, everybody, content.errors)
    _check_departments(plan, content)
    _plan_roles(plan, content)
    plan.units.lead(content, plan.by_key, plan.today)
    _check_left_behind(plan, content, by)
    return plan


def _existing(units: Units) -> dict[int, Person]:
    codes = units.code_of
    names = [name for name in FIELDS if name != "department"]
    rows = User.objects.values_list("pk", "version", "is_active", *names, "department_id")
    found = {}
    for pk, version, active, *cells, department_id in rows.iterator(chunk_size=5000):
        values = dict(zip(names, cells, strict=True))
        values["department"] = codes.get(department_id, "")
        found[pk] = Person(values, pk, version, active)
    return found


def _match(plan: Plan, content: Content, everybody: dict[int, Person], step: Callable[[], None]) -> None:
    """Each row finds its person by number, else external id, else e-mail: a changed e-mail is a rename, no twin."""
    index: dict[str, dict[str, int]] = {key: {} for key in KEYS}
    for pk, person in everybody.items():
        for key in KEYS:
            if person.values[key]:
                index[key][person.values[key]] = pk
    seen: dict[int, Row] = {}
    for count, row in enumerate(content.of("employees")):
        if count % 500 == 0:
            step()
        keys = (key for key in KEYS if row.values.get(key) in index[key])
        found: int | None = next((index[key][row.values[key]] for key in keys), None)
        if found is None:
            plan.people.append(Person(BLANK | row.values, row=row))
            continue
        if found in seen:
            content.errors.add(row.place, "email", "person_twice", row=seen[found].place.row)
            continue
        seen[found] = row
        person = everybody[found]
        person.row = row
        person.changed = [name for name, value in row.values.items() if person.values[name] != value]
        person.values |= row.values
        plan.people.append(person)


def _check_unique(plan: Plan, everybody: dict[int, Person], errors: Errors) -> None:
    """After the import every key belongs to one person; the present owner, if not in the file, was first."""
    for key in ("employee_number", "external_id", "email"):
        owners: dict[str, Person] = {}
        strangers = [person for person in everybody.values() if person.row is None]
        for person in [*strangers, *plan.people]:
            value = person.values[key]
            if not value:
                continue
            first = owners.setdefault(value, person)
            if first is not person and person.row is not None:
                errors.add(person.row.place, key, "taken" if first.row is None else "value_twice",
                           row=first.row.place.row if first.row else 0)  # fmt: skip
        if key != "external_id":
            plan.by_key |= {value.lower(): person for value, person in owners.items()}


def _check_departments(plan: Plan, content: Content) -> None:
    for person in plan.people:
        code = person.values["department"]
        if not code or person.row is None or ("department" not in person.changed and person.pk is not None):
            continue
        unit = plan.units.by_code.get(code)
        if unit is None:
            content.errors.add(person.row.place, "department", "unknown_department", value=code)
        elif not unit.values["active"]:
            content.errors.add(person.row.place, "department", "closed_department", value=code)


def _plan_roles(plan: Plan, content: Content) -> None:
    """Everybody whom the roles sheet names holds afterwards exactly what it says; others keep theirs."""
    wanted: dict[int, tuple[Person, dict[tuple[str, str], Row]]] = {}
    for row in content.of("roles"):
        person = plan.by_key.get(row.values["employee"])
        code = row.values.get("department", "")
        if person is None:
            content.errors.add(row.place, "employee", "unknown_person", value=row.values["employee"])
        elif has_left(person.values["left_on"], plan.today):
            content.errors.add(row.place, "employee", "person_left")
        elif code and code not in plan.units.by_code:
            content.errors.add(row.place, "department", "unknown_department", value=code)
        else:
            wanted.setdefault(id(person), (person, {}))[1][row.values["role"], code] = row
    pks = [person.pk for person, _roles in wanted.values() if person.pk]
    held: dict[int, dict[tuple[str, str], int]] = {}
    rows = RoleAssignment.objects.filter(user_id__in=pks).values_list("pk", "user_id", "role", "department_id")
    for pk, user_id, role, department_id in rows:
        held.setdefault(user_id, {})[role, plan.units.code_of.get(department_id, "")] = pk
    for person, roles in wanted.values():
        mine = held.get(person.pk or 0, {})
        plan.roles_unchanged += len(roles.keys() & mine.keys())
        plan.roles_add += [(person, role, code) for role, code in roles if (role, code) not in mine]
        plan.roles_remove += [pk for key, pk in mine.items() if key not in roles]


def _check_left_behind(plan: Plan, content: Content, by: User) -> None:
    """Somebody has to be able to undo an import: not oneself out, and one administrator stays."""
    leaving = {person.pk: person for person in plan.leaving}
    if by.pk in leaving and (row := leaving[by.pk].row):
        content.errors.add(row.place, "left_on", "leave_oneself")
    held = RoleAssignment.objects.filter(role="administrator", user__is_active=True).exclude(pk__in=plan.roles_remove)
    stays = held.exclude(user_id__in=list(leaving)).exists()
    if not stays and not any(role == "administrator" for _person, role, _code in plan.roles_add):
        row = next(iter([*content.of("roles"), *content.of("employees"), *content.of("departments")]), None)
        if row is not None:
            content.errors.add(row.place, "", "last_administrator")
