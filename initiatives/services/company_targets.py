"""Verbs on the company's targets: add, edit, read. Readings are added, never changed."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from initiatives import rules
from initiatives.choices import Better
from initiatives.models import CompanyReading, CompanyTarget, Programme
from initiatives.services.initiatives import target_words
from initiatives.services.tracking import Value
from portal.core.errors import Malformed, Refused
from portal.core.versions import check_version
from portal.people.access import get_visible, require
from portal.people.models import User
from portal.records.services import event_write


@dataclass(frozen=True)
class TargetPlan:
    """What a company target is set up with. `due_on` is the programme's last day unless given."""

    metric: str
    baseline: Decimal
    target_value: Decimal
    unit: str = ""
    better: Better = Better.HIGHER
    due_on: date | None = None


EDITABLE = tuple(field.name for field in fields(TargetPlan))


def company_target_add(
    *, programme: str, plan: TargetPlan, by: User, now: datetime, external_id: str | None = None
) -> CompanyTarget:
    """Give a programme a target. An external id that is known already edits that target instead.

    Refuses an empty metric (Malformed), a target no better than the baseline, a day before the programme's start,
    and a known external id of another programme.
    """
    with transaction.atomic():
        parent: Programme = get_visible(Programme, by, programme, lock=True)
        require(by, "programmes.edit", parent)
        values = {name: getattr(plan, name) for name in EDITABLE}
        values["due_on"] = plan.due_on or parent.due_on
        known = external_id and CompanyTarget.objects.filter(external_id=external_id).first()
        if known and known.programme_id != parent.pk:
            text = _("Another programme's target has this external id already.")
            raise Refused("external_id_taken", text, field="external_id")
        if known:
            return company_target_edit(reference=known.reference, changes=values, by=by, now=now)
        _check(parent, values)
        target = CompanyTarget.objects.create(programme=parent, external_id=external_id or None, **values)
        _event(target, "target_added", by, now)
    return target


def company_target_edit(
    *, reference: str, changes: Mapping[str, Any], by: User, now: datetime, expected_version: int | None = None
) -> CompanyTarget:
    """Change any of EDITABLE. Refuses what `company_target_add` refuses, and an edit of an older version."""
    with transaction.atomic():
        target = _changeable(reference, by)
        check_version(target, expected_version)
        changed = [name for name in EDITABLE if name in changes and changes[name] != getattr(target, name)]
        if not changed:
            return target
        for name in changed:
            setattr(target, name, changes[name])
        _check(target.programme, {name: getattr(target, name) for name in EDITABLE})
        target.version += 1
        target.save(update_fields=[*changed, "version"])
        _event(target, "target_edited", by, now)
    return target


def _changeable(reference: str, by: User) -> CompanyTarget:
    target: CompanyTarget = get_visible(CompanyTarget, by, reference, lock=True)
    require(by, "programmes.edit", target.programme)
    return target


def _check(programme: Programme, values: Mapping[str, Any]) -> None:
    if not values["metric"].strip():
        sentence = _("Say what is measured.")
        raise Malformed("metric_missing", sentence, errors={"metric": [sentence]})
    if not rules.target_fits(values["baseline"], values["target_value"], values["better"]):
        raise Refused("target_no_better", target_words(values["better"]), field="target_value")
    if values["due_on"] is None or values["due_on"] < programme.starts_on:
        text = _("The date is before the start. Choose a later one.")
        raise Refused("due_before_start", text, field="due_on")


def _event(target: CompanyTarget, verb: str, by: User, now: datetime) -> None:
    """On the target, whose page tells its versions, and on the programme, whose page tells everything."""
    facts = {"metric": target.metric, "target": target.reference}
    for subject in (target, target.programme):
        event_write(subject=subject, verb=f"programme.{verb}", by=by, at=now, data=facts)


def company_reading_add(
    *, reference: str, reading: Value, by: User, now: datetime, external_id: str | None = None
) -> CompanyReading:
    """Add what a target stood at on a day. The same external id with the same content gives the reading that is there.

    Refuses a day that hasn't come (`reading_ahead`), one without a source (`source_missing`), and an external id
    that stands for another value, day or source (`reading_fixed`): a correction is another reading.
    """
    with transaction.atomic():
        target = _changeable(reference, by)
        if reading.as_of > timezone.localdate(now):
            text = _("This day hasn't come yet. Give the day that the value is from.")
            raise Refused("reading_ahead", text, field="as_of")
        if not reading.source.strip():
            raise Refused("source_missing", _("Say where the value can be looked up."), field="source")
        known = external_id and CompanyReading.objects.filter(target=target, external_id=external_id).first()
        if known:
            return _same(known, reading)
        row = CompanyReading.objects.create(
            target=target, value=reading.value, as_of=reading.as_of, source=reading.source,
            external_id=external_id or None, by=by, at=now,
        )  # fmt: skip
        facts = {"metric": target.metric, "value": f"{reading.value.normalize():f}", "unit": target.unit}
        event_write(subject=target.programme, verb="programme.read", by=by, at=now, data=facts)
    return row


def _same(known: CompanyReading, reading: Value) -> CompanyReading:
    if (known.value, known.as_of, known.source) != (reading.value, reading.as_of, reading.source):
        text = _(
            "This external id stands for another reading. Readings stay as they are: add a correction as a new one."
        )
        raise Refused("reading_fixed", text, field="external_id")
    return known
