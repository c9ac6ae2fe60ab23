"""What a meeting about an initiative should talk about: what changed since the last one, what is late or soon due."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from initiatives.models import Initiative, Milestone
from portal.records.models import Event

SOON = dt.timedelta(days=14)
CHANGES = 100


@dataclass(frozen=True)
class Agenda:
    late: list[Milestone]
    soon: list[Milestone]
    reached: list[Milestone]
    changes: list[Event]


def agenda_of(initiative: Initiative, since: dt.datetime, today: dt.date) -> Agenda:
    """Two queries. Changes stand in the order in which they happened."""
    rows = Milestone.objects.filter(initiative=initiative).select_related("owner").order_by("due_on", "id")
    milestones = list(rows)
    open_ones = [row for row in milestones if row.done_on is None]
    return Agenda(
        late=[row for row in open_ones if row.due_on < today],
        soon=[row for row in open_ones if today <= row.due_on <= today + SOON],
        reached=[row for row in milestones if row.done_on and row.done_on >= since.date()],
        changes=list(_changes(initiative, since)[:CHANGES]),
    )


def _changes(initiative: Initiative, since: dt.datetime) -> QuerySet[Any]:
    rows: QuerySet[Any] = Event.objects.about(initiative).filter(at__gte=since)
    return rows.select_related("actor").order_by("at", "id")
