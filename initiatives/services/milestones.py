"""Verbs that change or take out a milestone; adding and reaching it stand in `parts`."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from initiatives.models import Initiative, Milestone
from initiatives.services.initiatives import check_not_closed, editable
from initiatives.services.parts import check_milestone
from portal.core.errors import NotFound
from portal.core.versions import check_version
from portal.people.models import User
from portal.records.services import event_write

EDITABLE = ("title", "due_on", "owner")


def find_milestone(initiative: Initiative, reference: str) -> Milestone:
    row = Milestone.objects.select_related("owner").filter(initiative=initiative, reference=reference).first()
    if row is None:
        raise NotFound()
    return row


def milestone_edit(
    *,
    reference: str,
    milestone: str,
    changes: Mapping[str, Any],
    by: User,
    now: datetime,
    expected_version: int | None = None,
) -> Milestone:
    """Change any of EDITABLE. Refuses a stale edit, and what `milestone_add` refuses."""
    with transaction.atomic():
        initiative = editable(reference, by)
        check_not_closed(initiative)
        row = find_milestone(initiative, milestone)
        check_version(row, expected_version)
        changed = [name for name in EDITABLE if name in changes and changes[name] != getattr(row, name)]
        if not changed:
            return row
        for name in changed:
            setattr(row, name, changes[name])
        check_milestone(initiative, row.owner, row.due_on)
        row.version += 1
        row.save()
        _event(initiative, "edited", row, by, now, changed)
    return row


def milestone_remove(*, reference: str, milestone: str, by: User, now: datetime) -> None:
    """Take it out with its dependencies; the event keeps its title."""
    with transaction.atomic():
        initiative = editable(reference, by)
        check_not_closed(initiative)
        row = find_milestone(initiative, milestone)
        _event(initiative, "removed", row, by, now, [])
        row.delete()


def _event(initiative: Initiative, step: str, row: Milestone, by: User, now: datetime, fields: list[str]) -> None:
    data = {"milestone": row.reference, "title": row.title, "fields": fields}
    event_write(subject=initiative, verb=f"initiative.milestone_{step}", by=by, at=now, data=data)
