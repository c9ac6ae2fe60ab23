"""Reads over many initiatives: what needs attention, how far each is."""

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any

from django.db.models import DecimalField, Exists, OuterRef, Q, QuerySet, Subquery
from django.utils import timezone

from initiatives import rules
from initiatives.choices import InitiativeState, Light
from initiatives.models import Initiative, Milestone, Reading, StatusReport, Target
from initiatives.queries.names import DEPARTMENT, PERSON, columns
from portal.core.keyset import Ordering

ORDERINGS = [
    Ordering("due", ("due_on", "id"), descending=False),
    Ordering("newest", ("created_at", "id")),
]
ROW = (
    *(
        "id",
        "reference",
        "title",
        "state",
        "stage",
        "type",
        "pilot_until",
        "light",
        "reported_at",
        "starts_on",
        "due_on",
        "created_at",
        "closed_at",
        "archived_at",
    ),
    *columns("owner", PERSON),
    *columns("sponsor", PERSON),
    *columns("department", DEPARTMENT),
    *("metric", "unit", "baseline", "target_value", "better", "value", "late_milestones"),
    *("read_at", "report_before", "oldest_open"),
)


def _late(today: dt.date) -> QuerySet[Milestone]:
    return Milestone.objects.filter(initiative=OuterRef("pk"), done_on=None, due_on__lt=today)


def needing_attention(today: dt.date) -> Q:
    """The rows for which `rules.attention` gives a reason, as one condition."""
    silent_since = today - rules.REPORT_EVERY
    return Q(state=InitiativeState.RUNNING) & (
        Q(light__in=[Light.AMBER, Light.RED])
        | Q(due_on__lt=today)
        | Q(pilot_until__lt=today)
        | Q(Exists(_late(today)))
        | Q(reported_at=None, starts_on__lt=silent_since)
        | Q(reported_at__lt=_start_of(silent_since))
    )


def _start_of(day: dt.date) -> dt.datetime:
    return timezone.make_aware(dt.datetime.combine(day, dt.time.min))


def reasons(row: dict[str, Any], today: dt.date) -> list[str]:
    """Why a row of ROW needs attention, worst first; nothing when it isn't running."""
    if row["state"] != InitiativeState.RUNNING:
        return []
    reported = timezone.localdate(row["reported_at"]) if row["reported_at"] else row["starts_on"]
    return list(
        rules.attention(
            light=row["light"],
            due_on=row["due_on"],
            overdue_milestones=int(row["late_milestones"]),
            reported_on=reported,
            pilot_until=row["pilot_until"],
            today=today,
        )
    )


def annotations(today: dt.date) -> dict[str, Any]:
    """The first target with its newest reading, and whether a milestone is late: read beside each row."""
    target = Target.objects.filter(initiative=OuterRef("pk")).order_by("id")
    newest = readings_of_first_target().values("value")[:1]
    first = {
        name: Subquery(target.values(name)[:1]) for name in ("metric", "unit", "baseline", "target_value", "better")
    }
    value = Subquery(newest, output_field=DecimalField(null=True))
    return {**first, "value": value, "late_milestones": Exists(_late(today)), **light_facts()}


def readings_of_first_target() -> QuerySet[Any]:
    """Newest first. The other targets of an initiative don't speak for its progress."""
    first = Target.objects.filter(initiative=OuterRef(OuterRef("pk"))).order_by("id").values("id")[:1]
    rows: QuerySet[Any] = Reading.objects.filter(target=Subquery(first)).order_by("-as_of", "-id")
    return rows


def light_facts() -> dict[str, Any]:
    """What the computed light is worked out from, beside target and newest reading."""
    reports: Any = StatusReport.objects.filter(initiative=OuterRef("pk")).order_by("-id")
    readings: Any = Reading.objects.filter(target__initiative=OuterRef("pk")).order_by("-at")
    milestones: Any = Milestone.objects.filter(initiative=OuterRef("pk"), done_on=None).order_by("due_on")
    return {
        "read_at": Subquery(readings.values("at")[:1]),
        "report_before": Subquery(reports.values("at")[1:2]),
        "oldest_open": Subquery(milestones.values("due_on")[:1]),
    }


LIGHT = ("read_at", "report_before", "oldest_open")


def light_of(row: Mapping[str, Any], today: dt.date) -> str:
    """The computed light of a row of ROW; empty when it isn't running."""
    if row["state"] != InitiativeState.RUNNING:
        return ""
    return rules.light.computed(
        progress=progress_of(row),
        expected=rules.expected(row["starts_on"], row["due_on"], today),
        due_on=row["due_on"],
        oldest_open=row["oldest_open"],
        fresh=rules.light.fresh(row["read_at"], row["report_before"]),
        today=today,
    )


def light_with_report(initiative: Initiative, today: dt.date) -> str:
    """The light as a report that is being written will show it: the newest report becomes the one before; one query."""
    names = ("state", "starts_on", "due_on", "baseline", "target_value", "value", *LIGHT)
    row = Initiative.objects.filter(pk=initiative.pk).annotate(**annotations(today)).values(*names).get()
    return light_of(row | {"report_before": initiative.reported_at}, today)


def progress_of(row: Mapping[str, Any]) -> float:
    """Nothing is done while there is no target."""
    if row["target_value"] is None:
        return 0.0
    return rules.progress(row["baseline"], row["target_value"], row["value"])


def milestones_of(ids: Iterable[int]) -> dict[int, list[dict[str, Any]]]:
    """Milestones by initiative, one query for a whole page."""
    found: dict[int, list[dict[str, Any]]] = {}
    rows: Any = Milestone.objects.filter(initiative__in=list(ids)).order_by("due_on", "id")
    for row in rows.values("initiative_id", "title", "due_on", "done_on"):
        found.setdefault(row["initiative_id"], []).append(row)
    return found
