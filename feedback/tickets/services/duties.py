"""The roster: kept by the heads of the departments and their deputies."""

import datetime as dt
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from feedback.tickets.models import Duty
from feedback.tickets.rules.duties import LONGEST
from portal.core.errors import Malformed, Refused
from portal.core.versions import check_version
from portal.people.access import access_of, get_visible, not_allowed, require
from portal.people.models import Department, User
from portal.records.models import Event
from portal.records.services import event_write, notify

MAX_NOTE = 200
FIELDS = ("starts_at", "ends_at", "note")


def duty_create(
    *,
    department: str,
    person: str,
    starts_at: dt.datetime,
    ends_at: dt.datetime,
    by: User,
    now: dt.datetime,
    note: str = "",
) -> Duty:
    """Put somebody of a department (references) on duty, and tell them.

    Refuses a department outside the reach of `by`, a person who isn't in it or below it (Malformed), a span that is
    over, reversed or longer than two weeks (Malformed), and one in which the person is on duty already (`on_duty`).
    """
    with transaction.atomic():
        here = _department(department, by)
        duty = Duty(department=here, person=_person(person, here))
        _write(duty, now=now, starts_at=starts_at, ends_at=ends_at, note=note)
        _save(duty, "duty.created", by=by, now=now)
    return duty


def duty_edit(*, reference: str, by: User, now: dt.datetime, version: int | None = None, **changes: Any) -> Duty:
    """Change times, note or person; what is left out stays, nothing different writes nothing.

    Refuses what is over or cancelled (`duty_over`), and what `duty_create` refuses.
    """
    with transaction.atomic():
        duty = _duty_for(reference, by, version, now)
        before = _values(duty)
        if "person" in changes:
            duty.person = _person(changes.pop("person"), duty.department)
        _write(duty, now=now, **changes)
        changed = sorted(name for name, value in _values(duty).items() if value != before[name])
        if changed:
            duty.version += 1
            _save(duty, "duty.edited", by=by, now=now, fields=changed)
    return duty


def duty_cancel(*, reference: str, by: User, now: dt.datetime, version: int | None = None) -> Duty:
    """Take it off the roster; one that has begun ends now. The person is told. Refuses what is over (`duty_over`)."""
    with transaction.atomic():
        duty = _duty_for(reference, by, version, now)
        _end(duty, by=by, now=now)
    return duty


def duties_end(leaver: User, successor: User | None, by: User, now: dt.datetime) -> int:
    """A leaver is on duty no more; how many ended. Nobody takes over hours unasked, so the gap is for the head."""
    with transaction.atomic():
        rows = Duty.objects.filter(person=leaver, cancelled_at=None, ends_at__gt=now).select_related("department")
        duties = list(rows.select_for_update(of=("self",)).order_by("pk"))
        for duty in duties:
            duty.person = leaver
            _end(duty, by=by, now=now)
    return len(duties)


def _end(duty: Duty, *, by: User, now: dt.datetime) -> None:
    if duty.starts_at < now:
        duty.ends_at = now
    else:
        duty.cancelled_at = now
    duty.version += 1
    _save(duty, "duty.cancelled", by=by, now=now)


def _duty_for(reference: str, by: User, version: int | None, now: dt.datetime) -> Duty:
    duty: Duty = get_visible(Duty, by, reference.upper(), lock=True)
    require(by, "duties.edit", duty)
    check_version(duty, version)
    if duty.cancelled_at is not None or duty.ends_at <= now:
        raise Refused("duty_over", _("This duty is over or was cancelled, so it stays as it is."))
    return duty


def _save(duty: Duty, verb: str, *, by: User, now: dt.datetime, **data: Any) -> None:
    """Refuses `on_duty` before the constraint does; the constraint decides between two who save at once."""
    others = Duty.objects.filter(
        person=duty.person, cancelled_at=None, starts_at__lt=duty.ends_at, ends_at__gt=duty.starts_at
    )
    if duty.cancelled_at is None and others.exclude(pk=duty.pk).exists():
        raise on_duty_already()
    duty.save()
    facts = {"person": duty.person.reference, "department": duty.department.reference} | data
    event = event_write(subject=duty, verb=verb, by=by, at=now, data=facts)
    _tell(duty, verb, event, by=by, now=now)


def on_duty_already() -> Refused:
    return Refused(
        "on_duty", _("This colleague is on duty at that time already, here or in another department."), field="person"
    )


def _tell(duty: Duty, verb: str, event: Event, *, by: User, now: dt.datetime) -> None:
    notify(
        kind=verb,
        key=f"{verb}:{duty.pk}:event:{event.pk}",
        recipients=[duty.person] if duty.person_id != by.pk else [],
        params={"reference": duty.reference, "actor": by.full_name},
        url=duty.get_absolute_url(),
        at=now,
    )


def _values(duty: Duty) -> dict[str, Any]:
    return {name: getattr(duty, name) for name in FIELDS} | {"person": duty.person_id}


def _write(duty: Duty, *, now: dt.datetime, **values: Any) -> None:
    for name, value in values.items():
        if name not in FIELDS:
            raise TypeError(f"A duty has no {name}.")
        setattr(duty, name, value.strip() if name == "note" else value)
    if len(duty.note) > MAX_NOTE:
        raise _malformed("note", _("At most %(max)s characters.") % {"max": MAX_NOTE})
    if duty.ends_at <= duty.starts_at:
        raise _malformed("ends_at", _("It ends after it begins."))
    if duty.ends_at <= now:
        raise _malformed("ends_at", _("A roster is for what lies ahead: choose an end that is still to come."))
    if duty.ends_at - duty.starts_at > LONGEST:
        raise _malformed("ends_at", _("At most %(days)s days at a time.") % {"days": LONGEST.days})


def _malformed(field: str, text: str) -> Malformed:
    return Malformed("malformed", text, errors={field: [text]})


def _department(reference: str, by: User) -> Department:
    found = Department.objects.filter(reference=reference.upper(), active=True).first()
    if found is None:
        text = _("There is no such department, or it is closed.")
        raise Malformed("unknown_department", text, errors={"department": [text]})
    reach = access_of(by).reach("duties.edit")
    if not (reach.all or found.pk in reach.departments):
        raise not_allowed("duties.edit")
    return found


def _person(reference: str, department: Department) -> User:
    found = User.objects.active().filter(reference=reference.upper()).select_related("department").first()
    if found is None or found.department is None or department.pk not in found.department.path:
        text = _("Nobody of this department, or of one below it, is meant by that.")
        raise Malformed("unknown_person", text, errors={"person": [text]})
    return found
