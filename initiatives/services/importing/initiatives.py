"""Initiatives of a workbook with their departments, benefits and milestones.

What differs is done by the verbs of the pages, so that an import can do nothing that a page refuses; a preview does
the same and is rolled back. What a file doesn't have stays as it is.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from initiatives.choices import Better, InitiativeState, InitiativeType, PartRole
from initiatives.models import Initiative, Milestone, Participation, Target
from initiatives.rules import better_of
from initiatives.services.benefits import BenefitPlan, benefit_add, benefit_edit
from initiatives.services.importing.book import KEYS, Work, known_rows, meant, named_once, noted
from initiatives.services.importing.columns import line, plain
from initiatives.services.initiatives import OWN_FIELDS, TARGET_FIELDS, Plan, initiative_create, initiative_edit
from initiatives.services.milestones import milestone_edit
from initiatives.services.parts import milestone_add, milestone_done, milestone_reopen, participant_set
from initiatives.services.pilots import TYPE_FIELDS
from portal.people.models import Department, User
from portal.people.services.importing.finding import departments_named, people_named
from portal.people.services.importing.reading import Row

PEOPLE = ("owner", "sponsor")
ONE_LINE = ("title", "metric", "unit")
one_line = line(1_000_000)


@dataclass
class Known:
    """What the file can mean. `initiatives` by reference and external id; `failed` names those whose row broke."""

    people: dict[str, User]
    departments: dict[str, Department]
    initiatives: dict[str, Initiative] = field(default_factory=dict)
    failed: set[str] = field(default_factory=set)


def initiatives_work(work: Work) -> None:
    content = work.content
    tables = [content.of(name) for name in ("initiatives", "participants", "benefits", "milestones")]
    names = {row.values.get(role) or "" for rows in tables for row in rows for role in PEOPLE}
    known = Known(people_named(names), departments_named())
    known.initiatives = _initiatives(work, tables)
    _initiatives_of(work, known)
    _parts(work, known)


def _initiatives(work: Work, tables: list[list[Row]]) -> dict[str, Initiative]:
    """Those that any table names; a part names its initiative by either key."""
    keys: dict[str, set[str]] = {name: set() for name in KEYS}
    for rows in tables:
        for row in rows:
            parent = row.values.get("initiative") or ""
            keys["reference"] |= {row.values.get("reference") or "", parent.upper()}
            keys["external_id"] |= {row.values.get("external_id") or "", parent}
    visible = Initiative.objects.visible_to(work.by).select_related("owner", "sponsor", "department").defer("search")
    return known_rows(visible, keys)


def _initiatives_of(work: Work, known: Known) -> None:
    seen: dict[str, int] = {}
    targets = _first_targets(known.initiatives.values())
    work.tally("initiatives")
    for row in work.content.of("initiatives"):
        work.step()
        broken = work.errors.count
        if named_once(row, seen, work.errors):
            _initiative(row, targets, work, known)
        if work.errors.count > broken:
            known.failed |= {row.values.get(name) or "" for name in KEYS}


def _initiative(row: Row, targets: dict[int, Target], work: Work, known: Known) -> None:
    broken, tally = work.errors.count, work.tally("initiatives")
    before = meant(row, known.initiatives, work.errors)
    values = _resolved(row, work, known)
    if work.errors.count > broken:
        return
    if before is None:
        _create(row, values, work, known)
        tally.new += 1
    elif changes := _differing(values, before, targets.get(before.pk), row, work):
        with noted(work.errors, row.place, next(iter(changes))):
            initiative_edit(reference=before.reference, changes=changes, by=work.by, now=work.now)
        tally.changed += 1
    else:
        tally.unchanged += 1


def _first_targets(rows: Iterable[Initiative]) -> dict[int, Target]:
    """The main target of each."""
    ids = {row.pk for row in rows}
    found = Target.objects.filter(initiative__in=ids).order_by("initiative_id", "id").distinct("initiative_id")
    return {target.initiative_id: target for target in found}


def _resolved(row: Row, work: Work, known: Known) -> dict[str, Any]:
    """The row's cells with colleagues and departments in the place of their names; what isn't there is left out."""
    values = {
        name: row.values[name] for name in (*OWN_FIELDS, *TARGET_FIELDS, *TYPE_FIELDS, "state") if name in row.values
    }
    for role in PEOPLE:
        if role in values:
            values[role] = _person(values[role], role, row, work, known)
    values["department"] = _department(row, work, known)
    if values.get("better") == "" or ("better" not in values and values.get("metric")):
        numbers = values.get("baseline"), values.get("target_value")
        whole = numbers[0] is not None and numbers[1] is not None
        values["better"] = better_of(*numbers) if whole else Better.HIGHER  # type: ignore[arg-type]
    if values.get("starts_on", "") is None:
        del values["starts_on"]
    return values


def _person(name: str, role: str, row: Row, work: Work, known: Known) -> User | None:
    if not name:
        return None
    person = known.people.get(name)
    if person is None:
        work.errors.add(row.place, role, "absent_person", value=name)
    return person


def _department(row: Row, work: Work, known: Known) -> Department | None:
    department = known.departments.get(row.values["department"])
    if department is None:
        work.errors.add(row.place, "department", "absent_department", value=row.values["department"])
    return department


def _create(row: Row, values: dict[str, Any], work: Work, known: Known) -> None:
    state = values.pop("state", "") or InitiativeState.DRAFT
    if state == InitiativeState.CLOSED:
        work.errors.add(row.place, "state", "begins_only")
        return
    values["type"] = InitiativeType(values["type"]) if values.get("type") else None
    with noted(work.errors, row.place, "title"):
        made = initiative_create(
            plan=Plan(**values),
            by=work.by,
            now=work.now,
            draft=state == InitiativeState.DRAFT,
            external_id=row.values["external_id"],
        )
        known.initiatives[f"external_id:{made.external_id}"] = made


def _differing(
    values: dict[str, Any], before: Initiative, target: Target | None, row: Row, work: Work
) -> dict[str, Any]:
    """What the row has otherwise than the initiative."""
    if values.get("state") and values["state"] != before.state:
        label = str(InitiativeState(before.state).label)
        work.errors.add(row.place, "state", "state_moved", state=label)
    for name in TYPE_FIELDS:
        if values.get(name) and _differs(before, name, values[name]):
            work.errors.add(row.place, name, "type_moved")
    changes = {name: values[name] for name in OWN_FIELDS if name in values and _differs(before, name, values[name])}
    if target is None:
        if values.get("metric"):
            changes |= {name: values[name] for name in TARGET_FIELDS if name in values}
        return changes
    return changes | {
        name: values[name] for name in TARGET_FIELDS if name in values and _differs(target, name, values[name])
    }


def _differs(row: Any, name: str, value: Any) -> bool:
    present = getattr(row, name)
    if isinstance(present, str):
        present = plain(present)
        present = one_line(present) if name in ONE_LINE else present
    return bool(present != value)


def _parts(work: Work, known: Known) -> None:
    whole = {row.pk for row in known.initiatives.values()}
    parts = {
        (part.initiative_id, part.department_id): part.role
        for part in Participation.objects.filter(initiative__in=whole)
    }
    targets = Target.objects.filter(initiative__in=whole).select_related("owner", "counted_in").order_by("id")
    milestones = Milestone.objects.filter(initiative__in=whole).select_related("owner").order_by("id")
    benefits = _by_name(targets, "metric")
    steps = _by_name(milestones, "title")
    for row, initiative in _rows("participants", work, known):
        _participant(row, initiative, parts, work, known)
    for row, initiative in _rows("benefits", work, known):
        _benefit(row, initiative, benefits, work, known)
    for row, initiative in _rows("milestones", work, known):
        _milestone(row, initiative, steps, work, known)


def _by_name(rows: Iterable[Any], name: str) -> dict[Any, Any]:
    """By reference, and by initiative and name; of two alike the first."""
    found: dict[Any, Any] = {}
    for row in rows:
        found[row.reference] = row
        found.setdefault((row.initiative_id, one_line(plain(getattr(row, name)))), row)
    return found


def _rows(table: str, work: Work, known: Known) -> Iterable[tuple[Row, Initiative]]:
    """The rows of a part with their initiative; those of an initiative whose own row broke are passed over."""
    work.tally(table)
    for row in work.content.of(table):
        work.step()
        name = row.values["initiative"]
        initiative = known.initiatives.get(f"reference:{name.upper()}") or known.initiatives.get(f"external_id:{name}")
        if initiative is not None:
            yield row, initiative
        elif name not in known.failed:
            work.errors.add(row.place, "initiative", "absent_initiative", value=name)


def _participant(row: Row, initiative: Initiative, parts: dict[Any, str], work: Work, known: Known) -> None:
    department = _department(row, work, known)
    if department is None:
        return
    tally, key = work.tally("participants"), (initiative.pk, department.pk)
    role = PartRole(row.values["role"])
    if parts.get(key) == role:
        tally.unchanged += 1
        return
    with noted(work.errors, row.place, "role"):
        participant_set(reference=initiative.reference, department=department, role=role, by=work.by, now=work.now)
    tally.changed += key in parts
    tally.new += key not in parts
    parts[key] = role


def _found(row: Row, initiative: Initiative, name: str, rows: Mapping[Any, Any], work: Work) -> Any:
    """The part that the row means, None for a new one, False when its reference is of nothing here."""
    reference = row.values.get("reference") or ""
    if not reference:
        return rows.get((initiative.pk, row.values[name]))
    found = rows.get(reference)
    if found is None or found.initiative_id != initiative.pk:
        work.errors.add(row.place, "reference", "absent_reference", value=reference)
        return False
    return found


def _benefit(row: Row, initiative: Initiative, rows: dict[Any, Any], work: Work, known: Known) -> None:
    broken = work.errors.count
    before = _found(row, initiative, "metric", rows, work)
    names = ("metric", "unit", "better", "baseline", "target_value", "owner", "due_on", "counted_in")
    values = {name: row.values[name] for name in names if name in row.values}
    if "owner" in values:
        values["owner"] = _person(values["owner"], "owner", row, work, known)
    if not values.get("better"):
        values["better"] = better_of(values["baseline"], values["target_value"])
    if values.get("counted_in"):
        reference = values["counted_in"]
        values["counted_in"] = Target.objects.visible_to(work.by).filter(reference=reference).first()
        if values["counted_in"] is None:
            work.errors.add(row.place, "counted_in", "absent_reference", value=reference)
    elif "counted_in" in values:
        values["counted_in"] = None
    if before is False or work.errors.count > broken:
        return
    tally = work.tally("benefits")
    if before is None:
        with noted(work.errors, row.place, "metric"):
            made = benefit_add(initiative=initiative.reference, plan=BenefitPlan(**values), by=work.by, now=work.now)
            rows[initiative.pk, values["metric"]] = made
        tally.new += 1
    elif changes := {name: value for name, value in values.items() if _differs(before, name, value)}:
        with noted(work.errors, row.place, next(iter(changes))):
            benefit_edit(reference=before.reference, changes=changes, by=work.by, now=work.now)
        tally.changed += 1
    else:
        tally.unchanged += 1


def _milestone(row: Row, initiative: Initiative, rows: dict[Any, Any], work: Work, known: Known) -> None:
    broken = work.errors.count
    before = _found(row, initiative, "title", rows, work)
    owner = _person(row.values.get("owner") or "", "owner", row, work, known)
    if before is False or work.errors.count > broken:
        return
    tally = work.tally("milestones")
    values = {"title": row.values["title"], "due_on": row.values["due_on"]} | ({"owner": owner} if owner else {})
    done_on = row.values.get("done_on", before.done_on if before else None)
    whose: dict[str, Any] = {"reference": initiative.reference, "by": work.by, "now": work.now}
    if before is None:
        with noted(work.errors, row.place, "due_on"):
            before = milestone_add(**whose, **values)
            rows[initiative.pk, values["title"]] = before
            if done_on:
                milestone_done(**whose, milestone=before.reference, done_on=done_on)
        tally.new += 1
        return
    changes = {name: value for name, value in values.items() if _differs(before, name, value)}
    if not changes and done_on == before.done_on:
        tally.unchanged += 1
        return
    with noted(work.errors, row.place, next(iter(changes), "done_on")):
        if changes:
            milestone_edit(**whose, milestone=before.reference, changes=changes)
        if done_on != before.done_on and before.done_on:
            milestone_reopen(**whose, milestone=before.reference)
        if done_on != before.done_on and done_on:
            milestone_done(**whose, milestone=before.reference, done_on=done_on)
    tally.changed += 1
