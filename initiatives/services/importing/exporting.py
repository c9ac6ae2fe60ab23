"""Initiatives as a workbook in the columns that an import reads: imported, it changes nothing."""

from collections.abc import Iterable, Iterator
from typing import Any

from django.db.models import Exists, OuterRef

from initiatives.models import Initiative, Milestone, Participation, Target
from initiatives.services.importing.columns import INITIATIVES
from portal.core.export import safe_cell, xlsx
from portal.core.names import in_language
from portal.people.access import require
from portal.people.models import User

HEADS = {
    "initiatives": (
        "reference", "external_id", "title", "summary", "state", "type", "pilot_reason", "pilot_until", "owner",
        "sponsor", "department", "starts_on", "due_on", "metric", "unit", "better", "baseline", "target_value",
    ),
    "participants": ("initiative", "department", "role", "department_name"),
    "benefits": (
        "reference", "initiative", "metric", "unit", "better", "baseline", "target_value", "owner", "due_on",
        "counted_in",
    ),
    "milestones": ("reference", "initiative", "title", "due_on", "done_on", "owner"),
}  # fmt: skip


def initiatives_workbook(*, by: User) -> bytes:
    """Everything that `by` may see: a sheet for each table. The main target stands with its initiative."""
    require(by, "initiatives.view")
    seen = Initiative.objects.visible_to(by)
    rows = {
        "initiatives": _initiatives(seen),
        "participants": _participants(seen),
        "benefits": _benefits(seen, by),
        "milestones": _milestones(seen),
    }
    return xlsx((name, list(HEADS[name]), [_cells(row) for row in rows[name]]) for name in INITIATIVES)


def _cells(row: Iterable[Any]) -> list[Any]:
    return [safe_cell(value) for value in row]


def _initiatives(seen: Any) -> Iterator[list[Any]]:
    first = Target.objects.filter(initiative__in=seen).order_by("initiative_id", "id").distinct("initiative_id")
    targets = {
        row.pop("initiative_id"): list(row.values())
        for row in first.values("initiative_id", "metric", "unit", "better", "baseline", "target_value")
    }
    names = (
        "reference", "external_id", "title", "summary", "state", "type", "pilot_reason", "pilot_until",
        "owner__reference", "sponsor__reference",
        "department__code", "starts_on", "due_on",
    )  # fmt: skip
    for pk, *cells in seen.order_by("id").values_list("pk", *names):
        yield [*cells, *targets.get(pk, [""] * 5)]


def _participants(seen: Any) -> Iterator[list[Any]]:
    rows = Participation.objects.filter(initiative__in=seen).order_by("initiative_id", "id")
    names = ("department__name_en", "department__name_zh")
    for row in rows.values("initiative__reference", "department__code", "role", *names):
        name = in_language(row, "department__name")
        yield [row["initiative__reference"], row["department__code"], row["role"], name]


def _benefits(seen: Any, by: User) -> Iterable[Any]:
    """All but the first of each initiative."""
    earlier = Target.objects.filter(initiative=OuterRef("initiative"), pk__lt=OuterRef("pk"))
    rows = Target.objects.visible_to(by).filter(Exists(earlier), initiative__in=seen)
    return rows.order_by("initiative_id", "id").values_list(
        "reference", "initiative__reference", "metric", "unit", "better", "baseline", "target_value",
        "owner__reference", "due_on", "counted_in__reference",
    )  # fmt: skip


def _milestones(seen: Any) -> Iterable[Any]:
    rows = Milestone.objects.filter(initiative__in=seen).order_by("initiative_id", "due_on", "id")
    return rows.values_list("reference", "initiative__reference", "title", "due_on", "done_on", "owner__reference")
