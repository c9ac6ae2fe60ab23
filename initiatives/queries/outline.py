"""The outline of an initiative, read for a copy or a template; seven queries."""

import datetime as dt

from initiatives.models import Action, Dependency, Initiative, Milestone, Participation, Risk
from initiatives.queries.charter import present
from initiatives.rules.outline import Danger, Outline, Point


def outline_of(initiative: Initiative) -> Outline:
    """Everything that a plan is made of; no people, no states, no targets, readings and reports."""
    start = initiative.starts_on
    milestones = list(Milestone.objects.filter(initiative=initiative).order_by("due_on", "id"))
    actions = list(Action.objects.filter(initiative=initiative).order_by("due_on", "id"))
    places = {("milestone", row.pk): place for place, row in enumerate(milestones)}
    places |= {("action", row.pk): place for place, row in enumerate(actions)}
    return Outline(
        length=(initiative.due_on - start).days,
        summary=initiative.summary,
        charter={row.section: row.text for row in present(initiative) if row.text},
        parts=list(
            Participation.objects.filter(initiative=initiative).order_by("id").values_list("department_id", "role")
        ),
        milestones=[Point(row.title, _days(row.due_on, start)) for row in milestones],
        actions=[Point(row.title, _days(row.due_on, start), _first(row, start)) for row in actions],
        waits=[
            (_end(edge, "before", places), _end(edge, "after", places))
            for edge in Dependency.objects.filter(initiative=initiative).order_by("id")
        ],
        risks=[
            Danger(row.text, row.likelihood, row.impact, row.answer)
            for row in Risk.objects.filter(initiative=initiative).order_by("id")
        ],
    )


def _days(day: dt.date, start: dt.date) -> int:
    return max(0, (day - start).days)


def _first(action: Action, start: dt.date) -> int | None:
    return _days(action.starts_on, start) if action.starts_on else None


def _end(edge: Dependency, side: str, places: dict[tuple[str, int], int]) -> tuple[str, int]:
    action: int | None = getattr(edge, f"{side}_action_id")
    kind, pk = ("action", action) if action else ("milestone", getattr(edge, f"{side}_milestone_id"))
    return kind, places[kind, pk]
