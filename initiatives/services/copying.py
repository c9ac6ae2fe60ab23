"""Verbs that begin with the plan of another initiative: copy it, keep it as a template, use a template."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from initiatives.choices import PartRole, Section
from initiatives.models import (
    Action,
    CharterText,
    Dependency,
    Initiative,
    Milestone,
    Participation,
    PlanTemplate,
    Risk,
)
from initiatives.queries.outline import outline_of
from initiatives.rules.outline import Outline, Point, as_json, day_of, from_json
from initiatives.services.initiatives import Plan, create_from_plan
from portal.core.errors import Malformed, Refused
from portal.core.versions import check_version
from portal.people.access import get_visible, require
from portal.people.models import Department, User
from portal.records.services import event_write


@dataclass(frozen=True)
class Beginning:
    """What a new initiative gets of its own. Its department is the owner's, its length that of the plan before."""

    title: str
    owner: User
    starts_on: date
    sponsor: User | None = None
    due_on: date | None = None


def initiative_copy(*, reference: str, beginning: Beginning, by: User, now: datetime) -> Initiative:
    """A draft with summary, charter, departments, milestones, actions, dependencies and risks of another initiative.

    Days move with the start, at most to the new date. Milestones, actions and risks are the new owner's: nobody gets
    work without being told. No target, reading, report, state or money comes along.
    Refuses what `initiative_create` refuses, and an owner without a department.
    """
    source: Initiative = get_visible(Initiative, by, reference)
    require(by, "initiatives.create")
    with transaction.atomic():
        return _begin(outline_of(source), beginning, by, now, {"from": source.reference}, "copied")


def template_use(*, reference: str, beginning: Beginning, by: User, now: datetime) -> Initiative:
    """A draft that begins with a template; refuses what `initiative_copy` refuses."""
    template: PlanTemplate = get_visible(PlanTemplate, by, reference)
    require(by, "initiatives.create")
    with transaction.atomic():
        data = {"from": template.name}
        return _begin(from_json(template.outline), beginning, by, now, data, "from_template")


def _begin(
    outline: Outline, beginning: Beginning, by: User, now: datetime, data: Mapping[str, str], verb: str
) -> Initiative:
    owner = beginning.owner
    if owner.department is None:
        raise Refused("department_missing", _("The owner has no department, so choose another one."), field="owner")
    due_on = beginning.due_on or beginning.starts_on + timedelta(days=outline.length)
    plan = Plan(
        title=beginning.title,
        summary=outline.summary,
        owner=owner,
        sponsor=beginning.sponsor,
        department=owner.department,
        starts_on=beginning.starts_on,
        due_on=due_on,
    )
    initiative = create_from_plan(plan=plan, by=by, now=now, draft=True)
    _lay_out(initiative, outline, by, now)
    event_write(subject=initiative, verb=f"initiative.{verb}", by=by, at=now, data=data)
    return initiative


def _lay_out(initiative: Initiative, outline: Outline, by: User, now: datetime) -> None:
    CharterText.objects.bulk_create(
        CharterText(initiative=initiative, section=Section(section), number=1, text=text, by=by, at=now)
        for section, text in outline.charter.items()
    )
    _take_part(initiative, outline)
    rows: dict[tuple[str, int], Milestone | Action] = {}
    for place, point in enumerate(outline.milestones):
        due_on = _day(initiative, point.due)
        rows["milestone", place] = Milestone.objects.create(
            initiative=initiative, title=point.title, due_on=due_on, owner=initiative.owner
        )
    for place, point in enumerate(outline.actions):
        rows["action", place] = _action(initiative, point, now)
    for before, after in outline.waits:
        ends = {f"before_{before[0]}": rows[before], f"after_{after[0]}": rows[after]}
        Dependency.objects.create(initiative=initiative, **ends)
    for risk in outline.risks:
        Risk.objects.create(initiative=initiative, owner=initiative.owner, created_at=now, **vars(risk))


def _day(initiative: Initiative, offset: int) -> date:
    return day_of(offset, initiative.starts_on, initiative.due_on)


def _action(initiative: Initiative, point: Point, now: datetime) -> Action:
    return Action.objects.create(
        initiative=initiative,
        title=point.title,
        assignee=initiative.owner,
        starts_on=None if point.first is None else _day(initiative, point.first),
        due_on=_day(initiative, point.due),
        created_at=now,
    )


def _take_part(initiative: Initiative, outline: Outline) -> None:
    """Departments that are still there; who was accountable before is responsible now, unless it is so again."""
    there = set(Department.objects.filter(active=True).values_list("pk", flat=True)) - {initiative.department_id}
    Participation.objects.bulk_create(
        Participation(
            initiative=initiative,
            department_id=department,
            role=PartRole.RESPONSIBLE if role == PartRole.ACCOUNTABLE else role,
        )
        for department, role in outline.parts
        if department in there
    )


def template_keep(*, reference: str, name: str, by: User, now: datetime, purpose: str = "") -> PlanTemplate:
    """Keep the plan of an initiative as a template, as it is now. Refuses an empty name (Malformed)."""
    source: Initiative = get_visible(Initiative, by, reference)
    require(by, "templates.edit")
    _check_name(name)
    with transaction.atomic():
        outline = as_json(outline_of(source))
        row = PlanTemplate.objects.create(name=name, purpose=purpose, outline=outline, by=by, created_at=now)
        event_write(subject=row, verb="template.kept", by=by, at=now, data={"from": source.reference})
    return row


def _check_name(name: str) -> None:
    if not name.strip():
        sentence = _("Give it a name.")
        raise Malformed("name_missing", sentence, errors={"name": [sentence]})


def template_edit(
    *, reference: str, changes: Mapping[str, Any], by: User, now: datetime, expected_version: int | None = None
) -> PlanTemplate:
    """Change name and purpose. Refuses a stale edit and an empty name."""
    with transaction.atomic():
        row: PlanTemplate = get_visible(PlanTemplate, by, reference, lock=True)
        require(by, "templates.edit")
        check_version(row, expected_version)
        changed = [name for name in ("name", "purpose") if name in changes and changes[name] != getattr(row, name)]
        if not changed:
            return row
        for name in changed:
            setattr(row, name, changes[name])
        _check_name(row.name)
        row.version += 1
        row.save(update_fields=[*changed, "version"])
        event_write(subject=row, verb="template.edited", by=by, at=now, data={"fields": changed})
    return row


def template_remove(*, reference: str, by: User, now: datetime) -> None:
    """Take it out; what was begun with it stays."""
    with transaction.atomic():
        row: PlanTemplate = get_visible(PlanTemplate, by, reference, lock=True)
        require(by, "templates.edit")
        event_write(subject=row, verb="template.removed", by=by, at=now, data={"name": row.name})
        row.delete()
