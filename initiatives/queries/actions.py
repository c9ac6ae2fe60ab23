"""Reads of the work of an initiative: actions, milestones and what waits for what."""

from dataclasses import dataclass, field
from typing import Any

from django.db.models import F, Value
from django.db.models.functions import Coalesce

from initiatives.models import Action, Dependency, Initiative, Milestone
from initiatives.rules.graph import Edge


@dataclass
class Item:
    """An action or a milestone, as timeline, table and board show it."""

    kind: str
    row: Any
    waits_for: list[dict[str, str]] = field(default_factory=list)
    blocked: bool = False

    @property
    def reference(self) -> str:
        return str(self.row.reference)


def edges_of(initiative: Initiative) -> list[dict[str, Any]]:
    """Dependencies with the references of both sides; one query."""
    rows: Any = Dependency.objects.filter(initiative=initiative).annotate(
        before=Coalesce("before_action__reference", "before_milestone__reference"),
        after=Coalesce("after_action__reference", "after_milestone__reference"),
        title=Coalesce("before_action__title", "before_milestone__title"),
        done=Coalesce("before_action__done_on", "before_milestone__done_on"),
    )
    return list(rows.order_by("id").values("reference", "before", "after", "title", "done"))


def pairs(edges: list[dict[str, Any]]) -> list[Edge]:
    return [(edge["before"], edge["after"]) for edge in edges]


def work_of(initiative: Initiative) -> list[Item]:
    """Everything to be done, by day; three queries."""
    actions = Action.objects.filter(initiative=initiative).select_related("assignee")
    milestones = Milestone.objects.filter(initiative=initiative).select_related("owner")
    items = [Item("action", row) for row in actions] + [Item("milestone", row) for row in milestones]
    by_reference = {item.reference: item for item in items}
    for edge in edges_of(initiative):
        item = by_reference[edge["after"]]
        item.waits_for.append({"reference": edge["reference"], "title": edge["title"]})
        item.blocked = item.blocked or edge["done"] is None
    return sorted(items, key=lambda item: (item.row.due_on, item.kind, item.row.pk))


def open_before(action: Action) -> list[str]:
    """Titles of what this action waits for and isn't done."""
    rows = Dependency.objects.filter(after_action=action, before_action__done_on=None, before_milestone__done_on=None)
    named = rows.annotate(title=Coalesce(F("before_action__title"), F("before_milestone__title"), Value("")))
    return list(named.order_by("id").values_list("title", flat=True))
