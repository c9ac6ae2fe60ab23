"""Verbs on the risks of an initiative: add, edit, say that one occurred or is closed."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from initiatives.choices.steering import RiskState
from initiatives.models import Initiative, Risk
from initiatives.services.initiatives import check_not_closed, editable
from portal.core.errors import Malformed, NotFound, Refused
from portal.core.versions import check_version
from portal.people.access import get_visible, require
from portal.people.models import User
from portal.records.services import event_write, notify


@dataclass(frozen=True)
class RiskPlan:
    """A risk as it is written down; likelihood and impact 1 to 5."""

    text: str
    likelihood: int
    impact: int
    owner: User
    answer: str = ""
    due_on: date | None = None


EDITABLE = tuple(field.name for field in fields(RiskPlan))


def risk_add(*, reference: str, plan: RiskPlan, by: User, now: datetime) -> Risk:
    """Write a risk down; its owner is told. Refuses a closed initiative, an owner who left, grades beyond 1 to 5."""
    with transaction.atomic():
        initiative = editable(reference, by)
        check_not_closed(initiative)
        risk = Risk(initiative=initiative, created_at=now, **{name: getattr(plan, name) for name in EDITABLE})
        _check(risk, EDITABLE)
        risk.save()
        _event(risk, "added", by, now)
        _tell(risk, by, now)
    return risk


def _check(risk: Risk, changed: Any) -> None:
    if not risk.text.strip():
        sentence = _("Say what may go wrong.")
        raise Malformed("text_missing", sentence, errors={"text": [sentence]})
    for name in ("likelihood", "impact"):
        if not 1 <= getattr(risk, name) <= 5:
            raise Refused("grade", _("A grade from 1 to 5."), field=name)
    if "owner" in changed and not risk.owner.is_active:
        raise Refused("left", _("This colleague has left. Name somebody who is here."), field="owner")


def _event(risk: Risk, step: str, by: User, now: datetime, reason: str = "", **data: Any) -> None:
    facts = {"risk": risk.reference, "title": risk.text} | data
    event_write(subject=risk.initiative, verb=f"initiative.risk_{step}", by=by, at=now, reason=reason, data=facts)


def _tell(risk: Risk, by: User, now: datetime) -> None:
    if risk.owner_id == by.pk:
        return
    initiative = risk.initiative
    facts = {"risk": risk.text, "reference": initiative.reference, "title": initiative.title}
    url = reverse("initiatives:risks", args=[initiative.reference])
    key = f"risk:{risk.pk}:yours:{risk.version}"
    notify(kind="risk-yours", key=key, recipients=[risk.owner], params=facts, url=url, at=now)


def find_risk(initiative: Initiative, reference: str) -> Risk:
    row = Risk.objects.select_related("owner").filter(initiative=initiative, reference=reference).first()
    if row is None:
        raise NotFound()
    row.initiative = initiative
    return row


def _changeable(reference: str, risk: str, by: User, version: int | None) -> Risk:
    """The risk under its initiative's lock: for its owner, and for whoever may edit the initiative."""
    initiative: Initiative = get_visible(Initiative, by, reference, lock=True)
    row = find_risk(initiative, risk)
    if row.owner_id != by.pk:
        require(by, "initiatives.edit", initiative)
    check_not_closed(initiative)
    check_version(row, version)
    return row


def risk_edit(
    *,
    reference: str,
    risk: str,
    changes: Mapping[str, Any],
    by: User,
    now: datetime,
    expected_version: int | None = None,
) -> Risk:
    """Change any of EDITABLE; a new owner is told. Refuses a stale edit, and what `risk_add` refuses."""
    with transaction.atomic():
        row = _changeable(reference, risk, by, expected_version)
        changed = [name for name in EDITABLE if name in changes and changes[name] != getattr(row, name)]
        if not changed:
            return row
        for name in changed:
            setattr(row, name, changes[name])
        _check(row, changed)
        row.version += 1
        row.save()
        _event(row, "edited", by, now, fields=changed)
        if "owner" in changed:
            _tell(row, by, now)
    return row


def risk_move(
    *,
    reference: str,
    risk: str,
    state: RiskState,
    reason: str,
    by: User,
    now: datetime,
    expected_version: int | None = None,
) -> Risk:
    """Say that it occurred, is closed, or is open again, and what happened (Malformed without).

    The initiative's owner and sponsor are told of one that occurred. Refuses the state that it has already.
    """
    if not reason.strip():
        sentence = _("Say what happened.")
        raise Malformed("reason_missing", sentence, errors={"reason": [sentence]})
    with transaction.atomic():
        row = _changeable(reference, risk, by, expected_version)
        if row.state == state:
            raise Refused("same_state", _("It is in this state already."), field="state")
        row.state = state
        row.version += 1
        row.save(update_fields=["state", "version"])
        _event(row, {"open": "reopened"}.get(state, state), by, now, reason)
        if state == RiskState.OCCURRED:
            _tell_carriers(row, by, now)
    return row


def _tell_carriers(risk: Risk, by: User, now: datetime) -> None:
    initiative = risk.initiative
    people = [person for person in (initiative.owner, initiative.sponsor) if person and person.pk != by.pk]
    facts = {"risk": risk.text, "reference": initiative.reference, "title": initiative.title}
    url = reverse("initiatives:risks", args=[initiative.reference])
    key = f"risk:{risk.pk}:occurred:{risk.version}"
    notify(kind="risk-occurred", key=key, recipients=people, params=facts, url=url, at=now)
