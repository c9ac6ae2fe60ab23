"""Training coverage of a programme: who finished a cohort of its curricula, by department."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q

from feedback.insights.models import ProgrammeCurriculum
from feedback.insights.rules import Trained, whole
from initiatives.models import Programme
from portal.core.names import in_language
from portal.people.models import Department
from training.choices import CohortState, EnrolmentState
from training.models import Curriculum, Enrolment


@dataclass(frozen=True)
class TrainingCoverage:
    """`curricula` are those that the reader may see; the totals count all of the programme's."""

    curricula: list[dict[str, str]]
    rows: list[dict[str, Any]]
    total: Trained


def training_coverage(user: Any, programme: Programme) -> TrainingCoverage:
    """Totals without names, over open departments that have colleagues; two queries.

    Finished: a seat that was kept to the end of a cohort that is done. Each colleague counts once, where they work now.
    """
    linked = ProgrammeCurriculum.objects.filter(programme=programme).values("curriculum")
    seats = Enrolment.objects.filter(
        state=EnrolmentState.ENROLLED,
        cohort__state=CohortState.DONE,
        cohort__curriculum_version__curriculum__in=linked,
    )
    active = Q(people__is_active=True)
    departments: Any = Department.objects.filter(active=True).annotate(
        headcount=Count("people", filter=active),
        finished=Count("people", filter=active & Q(people__in=seats.values("person"))),
    )
    rows = [
        {"reference": row["reference"], "name": in_language(row, "name"), "trained": _trained(row)}
        for row in departments.filter(headcount__gt=0)
        .order_by("code")
        .values("reference", "name_en", "name_zh", "headcount", "finished")
    ]
    return TrainingCoverage(_curricula(user, programme), rows, whole([row["trained"] for row in rows]))


def _trained(row: dict[str, Any]) -> Trained:
    return Trained(row["finished"], row["headcount"])


def _curricula(user: Any, programme: Programme) -> list[dict[str, str]]:
    linked = ProgrammeCurriculum.objects.filter(programme=programme).values("curriculum")
    found = Curriculum.objects.visible_to(user).filter(pk__in=linked).order_by("id")
    names = found.values("reference", "name_en", "name_zh")
    return [{"reference": row["reference"], "name": in_language(row, "name")} for row in names]


def curricula_to_add(user: Any, taken: list[dict[str, str]]) -> list[dict[str, str]]:
    """What the form offers: published curricula that this person sees and the programme hasn't; one query."""
    rows = Curriculum.objects.visible_to(user).filter(versions__state="published").distinct()
    names = rows.exclude(reference__in=[row["reference"] for row in taken]).order_by("name_en", "id")
    return [
        {"reference": row["reference"], "name": in_language(row, "name")}
        for row in names.values("id", "reference", "name_en", "name_zh")[:200]
    ]
