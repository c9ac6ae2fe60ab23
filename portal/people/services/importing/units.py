"""Sites and departments of an upload: compared, checked as a tree, written. There are few of them."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from portal.people.models import Department, Site, User
from portal.people.rules import has_left
from portal.people.services.importing.reading import Content, Row
from portal.records.services import event_write

SITE = ("name_en", "name_zh", "timezone")
UNIT = ("code", "name_en", "name_zh", "parent", "side", "site", "head", "deputy", "external_id", "active")
BLANK: dict[str, Any] = dict.fromkeys(UNIT, "") | {"side": "back", "external_id": None, "active": True}


@dataclass
class Unit:
    """A department after the import, everything it refers to by key."""

    values: dict[str, Any]
    department: Department | None = None
    changed: list[str] = field(default_factory=list)
    row: Row | None = None


@dataclass
class Units:
    sites: dict[str, Site] = field(default_factory=dict)
    sites_new: list[Site] = field(default_factory=list)
    sites_changed: list[Site] = field(default_factory=list)
    sites_unchanged: int = 0
    units: list[Unit] = field(default_factory=list)
    by_code: dict[str, Unit] = field(default_factory=dict)
    code_of: dict[int | None, str] = field(default_factory=dict)  # department id -> code after the import
    ids: dict[str, int] = field(default_factory=dict)  # code -> id, once written

    def counts(self) -> dict[str, dict[str, int]]:
        listed = [unit for unit in self.units if unit.row]
        new = sum(unit.department is None for unit in listed)
        changed = sum(unit.department is not None and bool(unit.changed) for unit in listed)
        return {
            "sites": {
                "new": len(self.sites_new), "changed": len(self.sites_changed), "unchanged": self.sites_unchanged
            },
            "departments": {"new": new, "changed": changed, "unchanged": len(listed) - new - changed},
        }  # fmt: skip

    def lead(self, content: Content, people: Mapping[str, Any], today: dt.date) -> None:
        """Compare heads and deputies, once it is known who there will be, and check closed departments."""
        for unit in self.units:
            if unit.row is None:
                continue
            for name in ("head", "deputy"):
                if name in unit.row.values:
                    self._lead_one(unit, name, content, people, today)
            if unit.values["head"] and unit.values["head"] == unit.values["deputy"]:
                content.errors.add(unit.row.place, "deputy", "head_is_deputy")
        busy = Counter(
            person.values["department"]
            for person in {id(p): p for p in people.values()}.values()
            if not has_left(person.values["left_on"], today)
        )
        for unit in self.units:
            if unit.row and not unit.values["active"] and busy[unit.values["code"]]:
                content.errors.add(unit.row.place, "active", "has_people", count=busy[unit.values["code"]])

    def _lead_one(self, unit: Unit, name: str, content: Content, people: Mapping[str, Any], today: dt.date) -> None:
        wanted = unit.row.values[name] if unit.row else ""
        person = people.get(wanted) if wanted else None
        place = unit.row.place if unit.row else None
        if place and wanted and person is None:
            content.errors.add(place, name, "unknown_person", value=wanted)
        elif place and person is not None and has_left(person.values["left_on"], today):
            content.errors.add(place, name, "person_left")
        unit.values[name] = person
        now = getattr(unit.department, f"{name}_id", None)
        if now != (person.pk if person else None) or (person is not None and person.pk is None):
            unit.changed.append(name)


def plan_units(content: Content) -> Units:
    units = Units()
    _plan_sites(units, content)
    _plan_departments(units, content)
    _check_tree(units, content)
    return units


def _plan_sites(units: Units, content: Content) -> None:
    units.sites = {site.code: site for site in Site.objects.all()}
    seen: set[str] = set()
    for row in content.of("sites"):
        values = dict(row.values)
        code = values.pop("code")
        if code in seen:
            content.errors.add(row.place, "code", "value_twice", row=0)
            continue
        seen.add(code)
        site = units.sites.get(code)
        if site is None:
            units.sites[code] = Site(code=code, **values)
            units.sites_new.append(units.sites[code])
        elif any(getattr(site, name) != value for name, value in values.items()):
            for name, value in values.items():
                setattr(site, name, value)
            units.sites_changed.append(site)
        else:
            units.sites_unchanged += 1


def _plan_departments(units: Units, content: Content) -> None:
    rows = list(Department.objects.select_related("site", "parent"))
    by_external = {d.external_id: d for d in rows if d.external_id}
    by_code = {d.code: d for d in rows}
    known = {d.pk: Unit(_values(d), d) for d in rows}
    for row in content.of("departments"):
        found = by_external.get(row.values.get("external_id") or "") or by_code.get(row.values["code"])
        unit = known[found.pk] if found else Unit(dict(BLANK))
        if unit.row is not None:
            content.errors.add(row.place, "code", "value_twice", row=unit.row.place.row)
            continue
        unit.row = row
        values = {name: value for name, value in row.values.items() if name not in ("head", "deputy")}
        unit.changed = [name for name, value in values.items() if unit.values[name] != value]
        unit.values |= values
        units.units.append(unit)
    listed = {id(unit) for unit in units.units}
    units.units = [unit for unit in known.values() if id(unit) not in listed] + units.units
    for unit in units.units:
        first = units.by_code.setdefault(unit.values["code"], unit)
        if first is not unit and unit.row:
            content.errors.add(unit.row.place, "code", "value_twice", row=first.row.place.row if first.row else 0)
    units.code_of = {unit.department.pk: unit.values["code"] for unit in units.units if unit.department}


def _values(department: Department) -> dict[str, Any]:
    plain = ("code", "name_en", "name_zh", "side", "external_id", "active")
    values: dict[str, Any] = {name: getattr(department, name) for name in plain}
    values["parent"] = department.parent.code if department.parent else ""
    values["site"] = department.site.code if department.site else ""
    return values | {"head": department.head_id, "deputy": department.deputy_id}


def _check_tree(units: Units, content: Content) -> None:
    renamed = {u.department.code: u.values["code"] for u in units.units if u.department and "code" in u.changed}
    for unit in units.units:
        if unit.values["parent"] in renamed and "parent" not in unit.changed:
            unit.values["parent"] = renamed[unit.values["parent"]]
        if unit.row is None:
            continue
        if unit.values["site"] and unit.values["site"] not in units.sites:
            content.errors.add(unit.row.place, "site", "unknown_site", value=unit.values["site"])
        parent = units.by_code.get(unit.values["parent"])
        if unit.values["parent"] and parent is None:
            content.errors.add(unit.row.place, "parent", "unknown_department", value=unit.values["parent"])
        elif parent is not None and unit.values["active"] and not parent.values["active"]:
            content.errors.add(unit.row.place, "parent", "closed_department", value=unit.values["parent"])
        if _stands_below_itself(unit, units):
            content.errors.add(unit.row.place, "parent", "circle")


def _stands_below_itself(unit: Unit, units: Units) -> bool:
    seen: set[int] = set()
    here: Unit | None = unit
    while here is not None:
        if id(here) in seen:
            return here is unit
        seen.add(id(here))
        here = units.by_code.get(here.values["parent"]) if here.values["parent"] else None
    return False


def write_units(units: Units, *, by: User, now: dt.datetime) -> None:
    """Sites, departments and their paths; heads come later (`write_leaders`), when everybody has an id."""
    Site.objects.bulk_create(units.sites_new)
    Site.objects.bulk_update(units.sites_changed, SITE)
    changed = [unit for unit in units.units if unit.row and (unit.changed or unit.department is None)]
    for unit in changed:
        # Out of the way first: two departments may swap their codes.
        if unit.department and {"code", "external_id"} & set(unit.changed):
            Department.objects.filter(pk=unit.department.pk).update(code=f"~{unit.department.pk}", external_id=None)
    for unit in changed:
        _write_one(unit, units, by, now)
    units.ids = {unit.values["code"]: unit.department.pk for unit in units.units if unit.department}
    _write_tree(units)


def _write_one(unit: Unit, units: Units, by: User, now: dt.datetime) -> None:
    values = {name: unit.values[name] for name in ("code", "name_en", "name_zh", "side", "external_id", "active")}
    site = units.sites.get(unit.values["site"])
    verb, data = "department.edited", {"fields": sorted(unit.changed)}
    if unit.department is None:
        unit.department = Department(**values, site=site)
        unit.department.save(force_insert=True)
        verb, data = "department.created", {}
    else:
        for name, value in {**values, "site": site}.items():
            setattr(unit.department, name, value)
        unit.department.version += 1
        unit.department.save(update_fields=[*values, "site", "version"])
    event_write(subject=unit.department, verb=verb, by=by, at=now, data=data)


def _write_tree(units: Units) -> None:
    moved = []
    for unit in units.units:
        department = unit.department
        if department is None:
            continue
        path = _path(unit, units)
        parent_id = path[-2] if len(path) > 1 else None
        if department.path != path or department.parent_id != parent_id:
            department.path, department.parent_id = path, parent_id
            moved.append(department)
    Department.objects.bulk_update(moved, ["path", "parent"], batch_size=500)


def _path(unit: Unit, units: Units) -> list[int]:
    above: list[int] = []
    here: Unit | None = unit
    while here is not None and here.department is not None:
        above.append(here.department.pk)
        here = units.by_code.get(here.values["parent"]) if here.values["parent"] else None
    return above[::-1]


def write_leaders(units: Units, id_of: Callable[[Any], int]) -> None:
    for unit in units.units:
        names = [name for name in ("head", "deputy") if name in unit.changed]
        if not names or unit.department is None:
            continue
        for name in names:
            person = unit.values[name]
            setattr(unit.department, f"{name}_id", id_of(person) if person else None)
        unit.department.save(update_fields=names)
