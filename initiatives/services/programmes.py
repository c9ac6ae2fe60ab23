"""Verbs on a programme: create, edit, take an initiative in, leave it out, hand over."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from initiatives.models import Initiative, Programme
from portal.core.errors import Malformed, Refused
from portal.core.search import search_vector
from portal.core.versions import check_version
from portal.people.access import get_visible, require
from portal.people.models import User
from portal.records.services import event_write, notify


@dataclass(frozen=True)
class ProgrammePlan:
    """What a programme is set up with."""

    name: str
    aim: str
    sponsor: User
    starts_on: date
    due_on: date


EDITABLE = tuple(field.name for field in fields(ProgrammePlan))


def programme_create(*, plan: ProgrammePlan, by: User, now: datetime, external_id: str | None = None) -> Programme:
    """Set a programme up. The sponsor is told. An external id that is known already edits that programme instead.

    Refuses an empty name or aim (Malformed), a sponsor who left, and a last day before the first.
    """
    require(by, "programmes.create")
    values = {name: getattr(plan, name) for name in EDITABLE}
    if known := external_id and Programme.objects.filter(external_id=external_id).values_list("reference").first():
        return programme_edit(reference=known[0], changes=values, by=by, now=now)
    with transaction.atomic():
        _check(values, EDITABLE)
        programme = Programme.objects.create(
            **values, created_at=now, external_id=external_id or None, search=search_vector(plan.name, plan.aim)
        )
        event_write(subject=programme, verb="programme.created", by=by, at=now)
        _tell_sponsor(programme, by, now)
    programme.search = None
    return programme


def programme_edit(
    *, reference: str, changes: Mapping[str, Any], by: User, now: datetime, expected_version: int | None = None
) -> Programme:
    """Change any of EDITABLE; a new sponsor is told. Refuses what `programme_create` refuses, and an older version."""
    with transaction.atomic():
        programme = _changeable(reference, by, expected_version)
        changed = [name for name in EDITABLE if name in changes and changes[name] != getattr(programme, name)]
        if not changed:
            return programme
        for name in changed:
            setattr(programme, name, changes[name])
        _check({name: getattr(programme, name) for name in EDITABLE}, changed)
        programme.version += 1
        programme.search = search_vector(programme.name, programme.aim)
        programme.save(update_fields=[*changed, "version", "search"])
        event_write(subject=programme, verb="programme.edited", by=by, at=now, data={"fields": changed})
        if "sponsor" in changed:
            _tell_sponsor(programme, by, now)
    programme.search = None
    return programme


def _changeable(reference: str, by: User, version: int | None = None) -> Programme:
    programme: Programme = get_visible(Programme, by, reference, lock=True)
    require(by, "programmes.edit", programme)
    check_version(programme, version)
    return programme


def _check(values: Mapping[str, Any], changed: Any) -> None:
    sentences = {"name": _("Give the programme a name."), "aim": _("Say what the company will be able to do.")}
    empty = {name: [text] for name, text in sentences.items() if not values[name].strip()}
    if empty:
        raise Malformed("programme_incomplete", next(iter(empty.values()))[0], errors=empty)
    if "sponsor" in changed and not values["sponsor"].is_active:
        raise Refused("left", _("This colleague has left. Name somebody who is here."), field="sponsor")
    if values["due_on"] < values["starts_on"]:
        text = _("The date is before the start. Choose a later one.")
        raise Refused("due_before_start", text, field="due_on")


def _tell_sponsor(programme: Programme, by: User, now: datetime) -> None:
    if programme.sponsor_id != by.pk:
        key = f"programme:{programme.pk}:sponsor:{programme.version}"
        facts = {"reference": programme.reference, "title": programme.name}
        url = programme.get_absolute_url()
        notify(kind="programme-sponsored", key=key, recipients=[programme.sponsor], params=facts, url=url, at=now)


def programme_take_in(*, reference: str, initiative: str, by: User, now: datetime) -> Programme:
    """Put an initiative under the programme; a second time changes nothing.

    Refuses one that belongs to another programme (`in_other_programme`). The initiative's row is the lock: of two
    programmes that want it at once the second is refused.
    """
    with transaction.atomic():
        programme = _changeable(reference, by)
        found: Initiative = get_visible(Initiative, by, initiative, lock=True)
        if found.programme_id == programme.pk:
            return programme
        if found.programme is not None:
            text = _("It belongs to the programme “%(name)s” already. Take it out there first.")
            raise Refused("in_other_programme", text % {"name": found.programme.name}, field="initiative")
        found.programme = programme
        found.save(update_fields=["programme"])
        _linked(programme, found, "took_in", by, now)
    return programme


def programme_leave_out(*, reference: str, initiative: str, by: User, now: datetime) -> Programme:
    """Take an initiative out of the programme again. Refuses one that isn't in it (`not_in_programme`)."""
    with transaction.atomic():
        programme = _changeable(reference, by)
        found: Initiative = get_visible(Initiative, by, initiative, lock=True)
        if found.programme_id != programme.pk:
            raise Refused("not_in_programme", _("This initiative isn't in the programme."), field="initiative")
        found.programme = None
        found.save(update_fields=["programme"])
        _linked(programme, found, "left_out", by, now)
    return programme


def _linked(programme: Programme, initiative: Initiative, verb: str, by: User, now: datetime) -> None:
    """One event at each end."""
    facts = {"initiative": initiative.reference, "programme": programme.reference}
    event_write(subject=programme, verb=f"programme.{verb}", by=by, at=now, data=facts)
    event_write(subject=initiative, verb=f"initiative.programme_{verb}", by=by, at=now, data=facts)


def programmes_hand_over(leaver: User, successor: User | None, by: User, now: datetime) -> int:
    """Give a leaver's programmes to the successor."""
    moved = 0
    if successor is None or not successor.is_active:
        return moved
    with transaction.atomic():
        for programme in Programme.objects.select_for_update().filter(sponsor=leaver).order_by("id"):
            programme.sponsor = successor
            programme.version += 1
            programme.save(update_fields=["sponsor", "version"])
            data = {"from": leaver.pk, "to": successor.pk}
            event_write(subject=programme, verb="programme.handed_over", by=by, at=now, data=data)
            moved += 1
    return moved
