"""Verbs on the parts of an initiative: departments, milestones, readings, status reports."""

from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from initiatives.choices import InitiativeState, Light, PartRole
from initiatives.models import Initiative, Milestone, Participation, Reading, StatusReport, Target
from initiatives.queries.portfolio import light_with_report
from initiatives.services.ideas import check_department, check_text
from initiatives.services.initiatives import check_not_closed, editable, main_target, tell
from initiatives.services.tracking import Value, add_reading
from portal.core.errors import NotFound, Refused
from portal.people.models import Department, User
from portal.records.services import event_write


def _changeable(reference: str, by: User) -> Initiative:
    initiative = editable(reference, by)
    check_not_closed(initiative)
    return initiative


def participant_set(
    *, reference: str, department: Department, role: PartRole, by: User, now: datetime
) -> Participation:
    """Give a department its part, or another one. Refuses a closed department, and the accountable part by hand."""
    with transaction.atomic():
        initiative = _changeable(reference, by)
        check_department(department)
        if (role == PartRole.ACCOUNTABLE) != (department.pk == initiative.department_id):
            raise _accountable()
        row, _created = Participation.objects.update_or_create(
            initiative=initiative, department=department, defaults={"role": role}
        )
        _event(initiative, "participant_set", by, now, {"department": department.pk, "role": role})
    return row


def _accountable() -> Refused:
    text = _("The owner's department is the accountable one. Change the owner's department instead.")
    return Refused("accountable", text, field="role")


def participant_remove(*, reference: str, department: Department, by: User, now: datetime) -> None:
    """Take a department out. Refuses the accountable one; NotFound when it doesn't take part."""
    with transaction.atomic():
        initiative = _changeable(reference, by)
        if department.pk == initiative.department_id:
            raise _accountable()
        deleted, _rows = Participation.objects.filter(initiative=initiative, department=department).delete()
        if not deleted:
            raise NotFound()
        _event(initiative, "participant_removed", by, now, {"department": department.pk})


def _event(initiative: Initiative, verb: str, by: User, now: datetime, data: dict[str, Any]) -> None:
    event_write(subject=initiative, verb=f"initiative.{verb}", by=by, at=now, data=data)


def milestone_add(
    *, reference: str, title: str, due_on: date, by: User, now: datetime, owner: User | None = None
) -> Milestone:
    """Set a day by which something is reached; its owner is the initiative's unless named.

    Refuses a colleague who left and a day outside the initiative's time.
    """
    with transaction.atomic():
        initiative = _changeable(reference, by)
        check_milestone(initiative, owner, due_on)
        row = Milestone.objects.create(
            initiative=initiative, title=title, due_on=due_on, owner=owner or initiative.owner
        )
        _event(initiative, "milestone_added", by, now, {"milestone": row.reference, "title": title})
    return row


def check_milestone(initiative: Initiative, owner: User | None, due_on: date) -> None:
    if owner and not owner.is_active:
        raise Refused("left", _("This colleague has left. Name somebody who is here."), field="owner")
    if not initiative.starts_on <= due_on <= initiative.due_on:
        text = _("The day has to lie between start and date of the initiative.")
        raise Refused("milestone_outside", text, field="due_on")


def _milestone(initiative: Initiative, milestone: str) -> Milestone:
    row = Milestone.objects.filter(initiative=initiative, reference=milestone).first()
    if row is None:
        raise NotFound()
    return row


def milestone_done(
    *, reference: str, milestone: str, by: User, now: datetime, done_on: date | None = None
) -> Milestone:
    """Mark it reached, today unless said otherwise. Refuses one that is reached, and a day that hasn't come."""
    with transaction.atomic():
        initiative = _changeable(reference, by)
        row = _milestone(initiative, milestone)
        if row.done_on:
            raise Refused("already_done", _("This milestone is reached already."))
        today = timezone.localdate(now)
        if done_on and done_on > today:
            raise Refused("done_ahead", _("This day hasn't come yet."), field="done_on")
        row.done_on = done_on or today
        row.save(update_fields=["done_on"])
        _event(initiative, "milestone_done", by, now, {"milestone": row.reference, "title": row.title})
    return row


def milestone_reopen(*, reference: str, milestone: str, by: User, now: datetime) -> Milestone:
    """Take back that it is reached. Refuses one that is open."""
    with transaction.atomic():
        initiative = _changeable(reference, by)
        row = _milestone(initiative, milestone)
        if not row.done_on:
            raise Refused("not_done", _("This milestone is open already."))
        row.done_on = None
        row.save(update_fields=["done_on"])
        _event(initiative, "milestone_reopened", by, now, {"milestone": row.reference, "title": row.title})
    return row


def status_report(*, reference: str, light: Light, text: str, by: User, now: datetime) -> StatusReport:
    """Say how it stands. The sponsor is told when it isn't green. Refuses an empty text, and what isn't running."""
    with transaction.atomic():
        initiative = editable(reference, by)
        check_text(text)
        if initiative.state != InitiativeState.RUNNING:
            raise Refused("not_running", _("Only a running initiative is reported on."), {"state": initiative.state})
        row = StatusReport(initiative=initiative, light=light, text=text, by=by, at=now)
        row.computed = light_with_report(initiative, timezone.localdate(now))
        row.save()
        initiative.light, initiative.reported_at = light, now
        initiative.save(update_fields=["light", "reported_at"])
        data = {"light": light, "computed": row.computed}
        event_write(subject=initiative, verb=f"initiative.reported_{light}", by=by, at=now, reason=text, data=data)
        if light != Light.GREEN and initiative.sponsor and initiative.sponsor_id != by.pk:
            key = f"initiative:{initiative.pk}:report:{row.pk}"
            tell(initiative, "initiative-needs-help", key, [initiative.sponsor], now)
    return row


def reading_add(*, reference: str, reading: Value, by: User, now: datetime, target: str | None = None) -> Reading:
    """Add a reading of the first target or the named one, after closing too: benefits go on being measured.

    Refuses a draft, a day that hasn't come; NotFound for a target of another initiative.
    """
    with transaction.atomic():
        initiative = editable(reference, by)
        if initiative.state == InitiativeState.DRAFT:
            raise Refused("not_running", _("A draft isn't measured yet. Start it first."), {"state": initiative.state})
        row = Target.objects.filter(initiative=initiative, reference=target).first() if target else None
        if target and row is None:
            raise NotFound()
        return add_reading(target=row or main_target(initiative), reading=reading, by=by, now=now)
