"""What waits for what: the graph of one initiative is locked while it changes, so that no two halves make a cycle."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from initiatives import rules
from initiatives.models import Action, Dependency, Initiative, Milestone
from initiatives.queries.actions import edges_of, pairs
from initiatives.services.initiatives import check_not_closed, editable
from portal.core.errors import NotFound, Refused
from portal.people.models import User
from portal.records.services import event_write


def dependency_add(*, reference: str, before: str, after: str, by: User, now: datetime) -> Dependency:
    """`after` waits for `before`, each the reference of an action or a milestone of this initiative.

    Refuses what is there already, and what would let something wait for itself. NotFound for what isn't here.
    """
    with transaction.atomic():
        initiative = editable(reference, by)  # the row's lock is the lock of its graph
        check_not_closed(initiative)
        ends = _end(initiative, before, "before") | _end(initiative, after, "after")
        edges = pairs(edges_of(initiative))
        if (before, after) in edges:
            raise Refused("dependency_there", _("This dependency is there already."), field="before")
        if rules.graph.closes_cycle(edges, (before, after)):
            text = _("That would be a circle: each would wait for the other.")
            raise Refused("dependency_cycle", text, {"before": before, "after": after}, field="before")
        row = Dependency.objects.create(initiative=initiative, **ends)
        _event(initiative, "added", before, after, by, now)
    return row


def _end(initiative: Initiative, reference: str, side: str) -> dict[str, Any]:
    action = Action.objects.filter(initiative=initiative, reference=reference).first()
    if action:
        return {f"{side}_action": action}
    milestone = Milestone.objects.filter(initiative=initiative, reference=reference).first()
    if milestone is None:
        raise NotFound()
    return {f"{side}_milestone": milestone}


def _event(initiative: Initiative, step: str, before: str, after: str, by: User, now: datetime) -> None:
    data = {"before": before, "after": after}
    event_write(subject=initiative, verb=f"initiative.dependency_{step}", by=by, at=now, data=data)


def dependency_remove(*, reference: str, dependency: str, by: User, now: datetime) -> None:
    """Take it out. NotFound when it isn't there."""
    with transaction.atomic():
        initiative = editable(reference, by)
        check_not_closed(initiative)
        edge = next((row for row in edges_of(initiative) if row["reference"] == dependency), None)
        if edge is None:
            raise NotFound()
        Dependency.objects.filter(reference=dependency).delete()
        _event(initiative, "removed", edge["before"], edge["after"], by, now)
