"""Verbs on an initiative as a whole: create, start, edit, close."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from initiatives import rules
from initiatives.choices import NEED_WORDS, Better, InitiativeState, InitiativeType, PartRole
from initiatives.models import Initiative, Participation, Target
from initiatives.services.ideas import check_department
from initiatives.services.pilots import TYPE_FIELDS, type_values
from initiatives.services.tracking import Value, add_reading, checks_begin
from portal.core.errors import Malformed, Refused
from portal.core.search import search_vector
from portal.core.versions import check_version
from portal.people.access import get_visible, require
from portal.people.models import Department, User
from portal.records.files import attach
from portal.records.services import event_write, notify


@dataclass(frozen=True)
class Plan:
    """What an initiative is set up with. `starts_on` is the day of creation unless given.

    A draft may do without sponsor and target (metric, baseline and target value together); a start needs both.
    It is for the whole company unless it says otherwise; a pilot says why, and until when.
    """

    title: str
    owner: User
    department: Department
    due_on: date
    sponsor: User | None = None
    metric: str = ""
    baseline: Decimal | None = None
    target_value: Decimal | None = None
    better: Better = Better.HIGHER
    unit: str = ""
    summary: str = ""
    starts_on: date | None = None
    type: InitiativeType | None = None
    pilot_reason: str = ""
    pilot_until: date | None = None


OWN_FIELDS = ("title", "summary", "owner", "sponsor", "department", "starts_on", "due_on")
TARGET_FIELDS = ("metric", "unit", "baseline", "target_value", "better")
EDITABLE = OWN_FIELDS + TARGET_FIELDS


def initiative_create(
    *,
    plan: Plan,
    by: User,
    now: datetime,
    draft: bool = False,
    uploads: list[Any] | None = None,
    external_id: str | None = None,
) -> Initiative:
    """Begin an initiative, or prepare it as a draft. Owner and sponsor are told; the owner's department is accountable.

    An external id that is known already edits that initiative instead (see `initiative_edit`), except for its type,
    which has a verb of its own: another one than it has is refused.
    Refuses colleagues who left, a closed department, a date that is past or before the start, a target that is
    no better than its baseline or in pieces, a draft that its maker could not see again, and without sponsor or
    target (Malformed) anything but a draft.
    """
    require(by, "initiatives.create")
    known = external_id and Initiative.objects.filter(external_id=external_id).values_list("reference", "type").first()
    if known:
        if plan.type and plan.type != known[1]:
            raise _bad("type", "type_has_its_verb", _("Its type changes by a step of its own, with a reason."))
        return initiative_edit(reference=known[0], changes=_changes(plan), by=by, now=now)
    with transaction.atomic():
        initiative = create_from_plan(plan=plan, by=by, now=now, draft=draft, external_id=external_id)
        attach(subject=initiative, uploads=uploads or [], by=by)
    return initiative


def _changes(plan: Plan) -> dict[str, Any]:
    """A plan as an edit: a start that isn't given stays what it was."""
    values = {field.name: getattr(plan, field.name) for field in fields(plan)}
    kept = TYPE_FIELDS if plan.starts_on else (*TYPE_FIELDS, "starts_on")
    return {name: value for name, value in values.items() if name not in kept}


def create_from_plan(*, plan: Plan, by: User, now: datetime, draft: bool, external_id: str | None = None) -> Initiative:
    """The part that `initiative_create` and `idea_turn` share; runs in their transaction, after their permission."""
    today = timezone.localdate(now)
    if plan.due_on < today:
        raise _bad("due_on", "due_in_past", _("The date is past. Choose the day by which the target is to be reached."))
    values = {field.name: getattr(plan, field.name) for field in fields(plan)}
    _check_plan(values, plan.starts_on or today)
    typed = type_values(**{name: values[name] for name in TYPE_FIELDS}, starts_on=plan.starts_on or today, today=today)
    if not draft:
        _check_complete(values)
    initiative = Initiative.objects.create(
        **{name: getattr(plan, name) for name in OWN_FIELDS if name != "starts_on"},
        **typed,
        starts_on=plan.starts_on or today,
        state=InitiativeState.DRAFT if draft else InitiativeState.RUNNING,
        created_at=now,
        external_id=external_id or None,
        search=search_vector(plan.title, plan.summary, plan.metric),
    )
    if plan.metric:
        Target.objects.create(initiative=initiative, **{name: values[name] for name in TARGET_FIELDS})
    Participation.objects.create(initiative=initiative, department=plan.department, role=PartRole.ACCOUNTABLE)
    if not Initiative.objects.visible_to(by).filter(pk=initiative.pk).exists():
        raise Refused("draft_hidden", _("You couldn't open this draft again. Start it at once, or take part in it."))
    event_write(subject=initiative, verb="initiative.created", by=by, at=now, to_state=initiative.state)
    _tell_people(initiative, ("owner", "sponsor"), by, now)
    initiative.search = None
    return initiative


def _check_plan(values: Mapping[str, Any], starts_on: date) -> None:
    for role in ("owner", "sponsor"):
        if values[role] and not values[role].is_active:
            raise _bad(role, "left", _("This colleague has left. Name somebody who is here."))
    check_department(values["department"])
    if values["due_on"] < starts_on:
        raise _bad("due_on", "due_before_start", _("The date is before the start. Choose a later one."))
    _check_target(values)


def _check_target(values: Mapping[str, Any]) -> None:
    parts = [bool(values["metric"]), values["baseline"] is not None, values["target_value"] is not None]
    if any(parts) and not all(parts):
        sentence = _("A target is what is measured, its baseline and its target value: give all three.")
        raise Malformed("target_incomplete", sentence, errors={"target": [sentence]})
    if all(parts) and not rules.target_fits(values["baseline"], values["target_value"], values["better"]):
        raise _bad("target_value", "target_no_better", target_words(values["better"]))


def _absent(values: Mapping[str, Any]) -> list[str]:
    return rules.gates.missing(
        rules.gates.START, {"sponsor": bool(values["sponsor"]), "target": bool(values["metric"])}
    )


def _check_complete(values: Mapping[str, Any]) -> None:
    """Refuse a running initiative without sponsor or target, at the fields."""
    if absent := _absent(values):
        sentence = not_ready_words(absent)
        raise Malformed("not_ready", sentence, errors={name: [sentence] for name in absent})


def not_ready_words(absent: Sequence[str]) -> str:
    return _("Before it starts it needs: %(missing)s. Until then keep it as a draft.") % {
        "missing": missing_words(absent)
    }


def missing_words(names: Sequence[str]) -> str:
    return pgettext("between items", ", ").join(str(NEED_WORDS[name]) for name in names)


def check_target_free(target: Target, changed: Sequence[str], *, counted: bool) -> None:
    """Refuse other numbers for what is realised, and another unit for what shares a sum with others.

    `counted`: another benefit counts this one, and goes on doing so.
    """
    if target.realised_on and any(name != "metric" for name in changed):
        text = _("It is realised. Take that back before you change what it is measured against.")
        raise Refused("realised", text, field=changed[0])
    if "unit" in changed and (counted or target.counts.exists()):
        raise Refused("unit_linked", _("It is counted together with others of its unit."), field="unit")


def target_words(better: str) -> str:
    if better == Better.HIGHER:
        return _("Higher is better here, so the target value has to be above the baseline.")
    return _("Lower is better here, so the target value has to be below the baseline.")


def _bad(field: str, code: str, message: str) -> Refused:
    return Refused(code, message, field=field)


def _tell_people(initiative: Initiative, roles: tuple[str, ...], by: User, now: datetime) -> None:
    for role in roles:
        person = getattr(initiative, role)
        if person and person.pk != by.pk:
            kind = "initiative-yours" if role == "owner" else "initiative-sponsored"
            tell(initiative, kind, f"initiative:{initiative.pk}:{role}:{initiative.version}", [person], now)


def tell(initiative: Initiative, kind: str, key: str, people: list[User], now: datetime) -> None:
    """A message about an initiative that leads to its page."""
    facts = {"reference": initiative.reference, "title": initiative.title}
    url = reverse("initiatives:initiative", args=[initiative.reference])
    notify(kind=kind, key=key, recipients=people, params=facts, url=url, at=now)


def editable(reference: str, by: User, expected_version: int | None = None) -> Initiative:
    """The locked initiative, if `by` may change it: else NotFound, NotAllowed or Stale."""
    initiative: Initiative = get_visible(Initiative, by, reference, lock=True)
    require(by, "initiatives.edit", initiative)
    check_version(initiative, expected_version)
    return initiative


def move(initiative: Initiative, action: str) -> str:
    """Take the step in the state table and give the state before; refuses with `wrong_state`."""
    before = initiative.state
    label = str(InitiativeState(before).label)
    initiative.state = rules.INITIATIVE.target(action, before, label=label)
    initiative.version += 1
    return before


def initiative_start(*, reference: str, by: User, now: datetime, expected_version: int | None = None) -> Initiative:
    """Begin a draft: from now on every colleague sees it. Refuses what isn't a draft, and by name what is missing."""
    with transaction.atomic():
        initiative = editable(reference, by, expected_version)
        before = move(initiative, "start")
        target = first_target(initiative)
        if absent := _absent({"sponsor": initiative.sponsor, "metric": target and target.metric}):
            raise Refused("not_ready", not_ready_words(absent), {"missing": absent})
        initiative.save(update_fields=["state", "version"])
        event_write(
            subject=initiative, verb="initiative.started", by=by, at=now, from_state=before, to_state=initiative.state
        )
    return initiative


def initiative_edit(
    *, reference: str, changes: Mapping[str, Any], by: User, now: datetime, expected_version: int | None = None
) -> Initiative:
    """Change any of EDITABLE; the target's fields belong to its first target. A new owner or sponsor is told.

    Refuses a closed initiative, an edit of an older version (Stale), and what `initiative_create` refuses.
    """
    with transaction.atomic():
        initiative = editable(reference, by, expected_version)
        check_not_closed(initiative)
        target = first_target(initiative, lock=True) or _no_target(initiative)
        values = {name: getattr(initiative, name) for name in OWN_FIELDS}
        values |= {name: getattr(target, name) for name in TARGET_FIELDS}
        changed = [name for name in EDITABLE if name in changes and changes[name] != values[name]]
        if not changed:
            return initiative
        values |= {name: changes[name] for name in changed}
        _check_plan(values, values["starts_on"])
        if initiative.state != InitiativeState.DRAFT:
            _check_complete(values)
        if target.pk:
            aimed = [name for name in changed if name in TARGET_FIELDS]
            check_target_free(target, aimed, counted=target.counted_in_id is not None)
        _write(initiative, target, values, changed)
        event_write(subject=initiative, verb="initiative.edited", by=by, at=now, data={"fields": changed})
        aimed = [name for name in changed if name in TARGET_FIELDS]
        if aimed and target.pk:
            verb = "benefit.edited" if target.version > 1 else "benefit.added"
            event_write(subject=target, verb=verb, by=by, at=now, data={"fields": aimed})
        _tell_people(initiative, tuple(name for name in ("owner", "sponsor") if name in changed), by, now)
    initiative.search = None
    return initiative


def _write(initiative: Initiative, target: Target, values: Mapping[str, Any], changed: list[str]) -> None:
    own = [name for name in changed if name in OWN_FIELDS]
    for name in own:
        setattr(initiative, name, values[name])
    initiative.version += 1
    initiative.search = search_vector(values["title"], values["summary"], values["metric"])
    initiative.save(update_fields=[*own, "version", "search"])
    if "department" in changed:
        _make_accountable(initiative)
    aimed = [name for name in changed if name in TARGET_FIELDS]
    for name in aimed:
        setattr(target, name, values[name])
    if aimed and target.metric:
        target.version += bool(target.pk)
        target.save()


def _make_accountable(initiative: Initiative) -> None:
    """The new owner's department takes over; the old one goes on as responsible."""
    Participation.objects.filter(initiative=initiative, role=PartRole.ACCOUNTABLE).update(role=PartRole.RESPONSIBLE)
    Participation.objects.update_or_create(
        initiative=initiative, department=initiative.department, defaults={"role": PartRole.ACCOUNTABLE}
    )


def first_target(initiative: Initiative, *, lock: bool = False) -> Target | None:
    """None while a draft has none."""
    rows = Target.objects.filter(initiative=initiative).order_by("id")
    found: Target | None = (rows.select_for_update() if lock else rows).first()
    return found


def _no_target(initiative: Initiative) -> Target:
    target = Target(initiative=initiative, metric="")
    target.baseline = target.target_value = None  # type: ignore[assignment]
    return target


def main_target(initiative: Initiative) -> Target:
    """The target of an initiative that has started."""
    found: Target = Target.objects.filter(initiative=initiative).order_by("id")[:1].get()
    return found


def check_not_closed(initiative: Initiative) -> None:
    if initiative.state == InitiativeState.CLOSED:
        raise Refused("closed", _("It is closed and stays as it ended. Add a reading or a comment instead."))


def initiative_close(
    *, reference: str, result: str, reading: Value, by: User, now: datetime, expected_version: int | None = None
) -> Initiative:
    """End it with its result and a last reading of its target. Sponsor and owner are told.

    Refuses without a result (Malformed), what isn't running, and a reading that doesn't hold (see `reading_add`).
    """
    if not result.strip():
        sentence = _("Say what came of it.")
        raise Malformed("result_missing", sentence, errors={"result": [sentence]})
    with transaction.atomic():
        initiative = editable(reference, by, expected_version)
        before = move(initiative, "close")
        add_reading(target=main_target(initiative), reading=reading, by=by, now=now)
        initiative.result, initiative.closed_at = result, now
        initiative.save(update_fields=["state", "version", "result", "closed_at"])
        checks_begin(initiative, now=now)
        event_write(
            subject=initiative,
            verb="initiative.closed",
            by=by,
            at=now,
            from_state=before,
            to_state=initiative.state,
            reason=result,
        )
        people = [person for person in (initiative.owner, initiative.sponsor) if person and person.pk != by.pk]
        tell(initiative, "initiative-closed", f"initiative:{initiative.pk}:closed", people, now)
    return initiative
