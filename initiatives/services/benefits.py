"""Verbs on benefits: add, edit, forecast, read, realise and take back. A benefit is a target of an initiative."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from initiatives import rules
from initiatives.choices import Better, InitiativeState
from initiatives.models import Initiative, Reading, Target
from initiatives.rules.benefits import change
from initiatives.services.initiatives import check_not_closed, check_target_free, target_words
from initiatives.services.tracking import Value, add_reading
from portal.core.errors import Malformed, Refused
from portal.core.versions import check_version
from portal.people.access import get_visible, require
from portal.people.models import User
from portal.records.services import event_write, notify


@dataclass(frozen=True)
class BenefitPlan:
    """What a benefit is set up with. Owner and date are the initiative's unless given."""

    metric: str
    baseline: Decimal
    target_value: Decimal
    unit: str = ""
    better: Better = Better.HIGHER
    owner: User | None = None
    due_on: date | None = None
    counted_in: Target | None = None


EDITABLE = tuple(field.name for field in fields(BenefitPlan))
# What is measured, and against what: fixed once the initiative is closed.
MEASURED = ("metric", "unit", "baseline", "target_value", "better")


def benefit_add(*, initiative: str, plan: BenefitPlan, by: User, now: datetime) -> Target:
    """Give an initiative a benefit more; its first one is its main target. The benefit's owner is told.

    Refuses a closed initiative, a target no better than the baseline, an owner who left, a date before the start, and
    `counted_in` another than a benefit of the same unit that isn't counted elsewhere itself.
    """
    with transaction.atomic():
        parent: Initiative = get_visible(Initiative, by, initiative, lock=True)
        require(by, "benefits.create", parent)
        check_not_closed(parent)
        values = {name: getattr(plan, name) for name in EDITABLE}
        _check_values(parent, values, EDITABLE)
        if plan.counted_in:
            _check_link(None, _lock([plan.counted_in.pk])[plan.counted_in.pk], plan.unit, by)
        target = Target.objects.create(initiative=parent, **values)
        _event(target, "added", by, now)
        _tell_owner(target, by, now)
    return target


def benefit_edit(
    *, reference: str, changes: Mapping[str, Any], by: User, now: datetime, expected_version: int | None = None
) -> Target:
    """Change any of EDITABLE; a new owner is told. Refuses what `benefit_add` refuses, an edit of an older version,
    what is measured once the initiative is closed or the benefit realised, and another unit while it is linked."""
    with transaction.atomic():
        wanted = changes.get("counted_in")
        target = _changeable(reference, by, expected_version, also=wanted)
        changed = [name for name in EDITABLE if name in changes and changes[name] != getattr(target, name)]
        if not changed:
            return target
        measured = [name for name in changed if name in MEASURED]
        if measured:
            check_not_closed(target.initiative)
        linked = changes.get("counted_in", target.counted_in)
        check_target_free(target, measured, counted=bool(linked) and "counted_in" not in changed)
        for name in changed:
            setattr(target, name, changes[name])
        _check_values(target.initiative, {name: getattr(target, name) for name in EDITABLE}, changed)
        if wanted and "counted_in" in changed:
            _check_link(target, _lock([wanted.pk])[wanted.pk], target.unit, by)
        target.version += 1
        target.save(update_fields=[*changed, "version"])
        _event(target, "edited", by, now, data={"fields": changed})
        if "owner" in changed:
            _tell_owner(target, by, now)
    return target


def _lock(ids: list[int]) -> dict[int, Target]:
    """In the order of the ids, so that two who link benefits at once never wait for each other in a ring."""
    return {row.pk: row for row in Target.objects.select_for_update().filter(pk__in=ids).order_by("id")}


def _changeable(reference: str, by: User, version: int | None, also: Target | None = None) -> Target:
    seen: Target = get_visible(Target, by, reference)
    require(by, "benefits.edit", seen)
    target = _lock([seen.pk, *([also.pk] if also else [])])[seen.pk]
    check_version(target, version)
    return target


def _check_values(initiative: Initiative, values: Mapping[str, Any], changed: Any) -> None:
    if not values["metric"].strip():
        sentence = _("Say what is measured.")
        raise Malformed("metric_missing", sentence, errors={"metric": [sentence]})
    if not rules.target_fits(values["baseline"], values["target_value"], values["better"]):
        raise Refused("target_no_better", target_words(values["better"]), field="target_value")
    if values["owner"] and "owner" in changed and not values["owner"].is_active:
        raise Refused("left", _("This colleague has left. Name somebody who is here."), field="owner")
    if values["due_on"] and values["due_on"] < initiative.starts_on:
        text = _("The date is before the start. Choose a later one.")
        raise Refused("due_before_start", text, field="due_on")


def _check_link(target: Target | None, into: Target, unit: str, by: User) -> None:
    """A benefit is counted in one of its unit, one level deep."""
    if not Target.objects.visible_to(by).filter(pk=into.pk).exists():
        raise _link("absent", _("There is no benefit with this reference."))
    if into.initiative.state == InitiativeState.DRAFT:
        raise _link("draft", _("Its initiative is a draft, which counts nothing yet."))
    if target and target.pk == into.pk:
        raise _link("counted_in_itself", _("A benefit can't be counted in itself."))
    if into.unit != unit:
        text = _("It is measured in “%(other)s”, this one in “%(unit)s”: only one of the same unit can count it.")
        raise _link("other_unit", text % {"other": into.unit or "—", "unit": unit or "—"})
    if into.counted_in_id:
        raise _link("counted_on", _("That benefit is itself counted in another one. Choose the one that counts."))
    if target and target.counts.exists():
        raise _link("counts_others", _("Other benefits are counted in this one, so it counts itself."))


def _link(code: str, text: str) -> Refused:
    return Refused(code, text, field="counted_in")


def _event(
    target: Target, verb: str, by: User, now: datetime, reason: str = "", data: dict[str, Any] | None = None
) -> None:
    event_write(subject=target, verb=f"benefit.{verb}", by=by, at=now, reason=reason, data=data or {})


def benefit_owner(target: Target) -> User:
    owner: User = target.owner or target.initiative.owner
    return owner


def _tell_owner(target: Target, by: User, now: datetime) -> None:
    if target.owner and target.owner_id != by.pk:
        tell_about(target, "benefit-yours", str(target.version), [target.owner], now)


def tell_about(target: Target, kind: str, key: str, people: list[User], now: datetime) -> None:
    """A message about a benefit that leads to its page."""
    facts = {"reference": target.reference, "title": target.metric, "initiative": target.initiative.title}
    url = reverse("initiatives:benefit", args=[target.reference])
    notify(kind=kind, key=f"benefit:{target.pk}:{kind}:{key}", recipients=people, params=facts, url=url, at=now)


def benefit_forecast(
    *, reference: str, forecast: Decimal, note: str, by: User, now: datetime, expected_version: int | None = None
) -> Target:
    """What its owner expects on the date, and why (Malformed without). Refuses a realised benefit."""
    if not note.strip():
        sentence = _("Say why you expect this value.")
        raise Malformed("note_missing", sentence, errors={"note": [sentence]})
    with transaction.atomic():
        target = _changeable(reference, by, expected_version)
        if target.realised_on:
            raise Refused("realised", _("It is realised: there is nothing left to expect."))
        target.forecast, target.forecast_note, target.forecast_at = forecast, note, now
        target.version += 1
        target.save(update_fields=["forecast", "forecast_note", "forecast_at", "version"])
        _event(target, "forecast", by, now, reason=note, data={"value": f"{forecast:f}", "unit": target.unit})
    return target


def benefit_read(*, reference: str, reading: Value, by: User, now: datetime) -> Reading:
    """Add a reading, after closing too. Refuses a draft, a day that hasn't come, and one without a source."""
    with transaction.atomic():
        target = _changeable(reference, by, None)
        if target.initiative.state == InitiativeState.DRAFT:
            raise Refused("not_running", _("A draft isn't measured yet. Start it first."))
        if not reading.source.strip():
            raise Refused("source_missing", _("Say where the value can be looked up."), field="source")
        return add_reading(target=target, reading=reading, by=by, now=now)


def benefit_realise(
    *,
    reference: str,
    by: User,
    now: datetime,
    as_of: date | None = None,
    realised_on: date | None = None,
    expected_version: int | None = None,
) -> Target:
    """It is there: proved by the newest reading, or that of the day `as_of`. Initiative's owner and sponsor are told.

    `realised_on` is the reading's day unless given. Refuses without a reading (`no_actual`), a reading without
    source (`no_source`) or no better than the baseline (`no_gain`), a day to come, and what is realised already.
    """
    with transaction.atomic():
        target = _changeable(reference, by, expected_version)
        if target.realised_on:
            raise Refused("realised", _("It is realised already."))
        proof = _proof(target, as_of)
        day = realised_on or proof.as_of
        if day > timezone.localdate(now):
            raise Refused("realised_ahead", _("This day hasn't come yet."), field="realised_on")
        target.realised_on, target.proof = day, proof
        target.version += 1
        target.save(update_fields=["realised_on", "proof", "version"])
        _event(target, "realised", by, now, data={"value": f"{proof.value:f}", "unit": target.unit})
        carriers = {person for person in (target.initiative.owner, target.initiative.sponsor) if person}
        people = [person for person in carriers if person.pk != by.pk]
        tell_about(target, "benefit-realised", str(target.version), people, now)
    return target


def _proof(target: Target, as_of: date | None) -> Reading:
    rows = target.readings.order_by("-as_of", "-id")
    proof: Reading | None = (rows.filter(as_of=as_of) if as_of else rows).first()
    if proof is None:
        text = _("There is no actual value that shows it. Add a reading first.")
        raise Refused("no_actual", text, field="as_of")
    if not proof.source.strip():
        text = _("The reading names no source. Add one that says where the value can be looked up.")
        raise Refused("no_source", text, field="as_of")
    if change(target.baseline, proof.value, target.better) <= 0:
        raise Refused(
            "no_gain", _("This reading is no better than the baseline: nothing is gained yet."), field="as_of"
        )
    return proof


def benefit_take_back(
    *, reference: str, reason: str, by: User, now: datetime, expected_version: int | None = None
) -> Target:
    """It isn't realised after all, with the reason (Malformed without). Refuses what isn't realised."""
    if not reason.strip():
        sentence = _("Say why it is taken back.")
        raise Malformed("reason_missing", sentence, errors={"reason": [sentence]})
    with transaction.atomic():
        target = _changeable(reference, by, expected_version)
        if not target.realised_on:
            raise Refused("not_realised", _("It isn't realised, so there is nothing to take back."))
        target.realised_on = target.proof = None
        target.version += 1
        target.save(update_fields=["realised_on", "proof", "version"])
        _event(target, "taken_back", by, now, reason=reason)
    return target
