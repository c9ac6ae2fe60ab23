"""Verbs on actions, and the sweep that tells of late ones."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from initiatives.choices import InitiativeState
from initiatives.choices.actions import ActionState
from initiatives.models import Action, Initiative
from initiatives.queries.actions import open_before
from initiatives.services.initiatives import check_not_closed, editable
from portal.core.errors import NotFound, Refused
from portal.core.versions import check_version
from portal.people.access import get_visible, require
from portal.people.models import User
from portal.records.services import event_write, notify

EDITABLE = ("title", "assignee", "starts_on", "due_on")
SWEEP = 500


def action_add(
    *,
    reference: str,
    title: str,
    assignee: User,
    due_on: date,
    by: User,
    now: datetime,
    starts_on: date | None = None,
) -> Action:
    """Give a colleague something to do by a day; they are told. Refuses who left, and days that don't fit."""
    with transaction.atomic():
        initiative = editable(reference, by)
        check_not_closed(initiative)
        action = Action(
            initiative=initiative, title=title, assignee=assignee, starts_on=starts_on, due_on=due_on, created_at=now
        )
        _check(action)
        action.save()
        _event(action, "added", by, now)
        _tell(action, by, now)
    return action


def _check(action: Action) -> None:
    if not action.assignee.is_active:
        raise Refused("left", _("This colleague has left. Name somebody who is here."), field="assignee")
    if action.starts_on and action.starts_on > action.due_on:
        raise Refused("due_before_start", _("The date is before the start. Choose a later one."), field="due_on")
    first, last = action.initiative.starts_on, action.initiative.due_on
    if not first <= action.due_on <= last or not first <= (action.starts_on or first):
        text = _("The day has to lie between start and date of the initiative.")
        raise Refused("action_outside", text, field="due_on")


def _event(action: Action, step: str, by: User, now: datetime, **data: Any) -> None:
    facts = {"action": action.reference, "title": action.title} | data
    event_write(subject=action.initiative, verb=f"initiative.action_{step}", by=by, at=now, data=facts)


def _tell(action: Action, by: User, now: datetime) -> None:
    if action.assignee_id != by.pk:
        _notify(action, "action-yours", f"action:{action.pk}:yours:{action.version}", now)


def _notify(action: Action, kind: str, key: str, now: datetime) -> None:
    initiative = action.initiative
    facts = {
        "action": action.title,
        "reference": initiative.reference,
        "title": initiative.title,
        "due_on": action.due_on.isoformat(),
    }
    url = reverse("initiatives:work", args=[initiative.reference])
    notify(kind=kind, key=key, recipients=[action.assignee], params=facts, url=url, at=now)


def find_action(initiative: Initiative, reference: str) -> Action:
    row = Action.objects.select_related("assignee").filter(initiative=initiative, reference=reference).first()
    if row is None:
        raise NotFound()
    row.initiative = initiative
    return row


def action_edit(
    *,
    reference: str,
    action: str,
    changes: Mapping[str, Any],
    by: User,
    now: datetime,
    expected_version: int | None = None,
) -> Action:
    """Change any of EDITABLE; a new assignee is told, a new day or assignee is reminded anew. Refuses a stale edit."""
    with transaction.atomic():
        initiative = editable(reference, by)
        check_not_closed(initiative)
        row = find_action(initiative, action)
        check_version(row, expected_version)
        changed = [name for name in EDITABLE if name in changes and changes[name] != getattr(row, name)]
        if not changed:
            return row
        for name in changed:
            setattr(row, name, changes[name])
        _check(row)
        if {"assignee", "due_on"} & set(changed):
            row.reminded_at = None
        row.version += 1
        row.save()
        _event(row, "edited", by, now, fields=changed)
        if "assignee" in changed:
            _tell(row, by, now)
    return row


def action_move(*, reference: str, action: str, state: ActionState, by: User, now: datetime) -> Action:
    """Put it into another column: its assignee or whoever may edit the initiative. The same column is no change.

    Refuses "done" while something that it waits for isn't.
    """
    with transaction.atomic():
        initiative: Initiative = get_visible(Initiative, by, reference, lock=True)
        row = find_action(initiative, action)
        if row.assignee_id != by.pk:
            require(by, "initiatives.edit", initiative)
        check_not_closed(initiative)
        if row.state == state:
            return row
        if state == ActionState.DONE and (waits := open_before(row)):
            text = _("It waits for “%(title)s”, which isn't done. Finish that first, or take the dependency out.")
            raise Refused("waits", text % {"title": waits[0]}, {"waits_for": waits})
        row.state, row.done_on = state, timezone.localdate(now) if state == ActionState.DONE else None
        row.version += 1
        row.save(update_fields=["state", "done_on", "version"])
        _event(row, state, by, now)
    return row


def action_remove(*, reference: str, action: str, by: User, now: datetime) -> None:
    """Take it out with its dependencies; the event keeps its title."""
    with transaction.atomic():
        initiative = editable(reference, by)
        check_not_closed(initiative)
        row = find_action(initiative, action)
        _event(row, "removed", by, now)
        row.delete()


def actions_remind(*, now: datetime) -> int:
    """Tell assignees of late actions of running initiatives, once per day that was missed; gives how many."""
    today, told = timezone.localdate(now), 0
    with transaction.atomic():
        late = Action.objects.filter(done_on=None, reminded_at=None, due_on__lt=today)
        rows = late.filter(initiative__state=InitiativeState.RUNNING).select_related("initiative", "assignee")
        for row in rows.select_for_update(of=("self",), skip_locked=True).order_by("due_on", "id")[:SWEEP]:
            row.reminded_at = now
            row.save(update_fields=["reminded_at"])
            _notify(row, "action-late", f"action:{row.pk}:late:{row.due_on}", now)
            told += 1
    return told
