"""Reading curricula for lists and details."""

from typing import Any

from django.db.models import IntegerField, OuterRef, Prefetch, Subquery, Value

from portal.core.keyset import Ordering
from portal.people.access import access_of
from training.choices import VersionState
from training.models import Curriculum, CurriculumVersion, PhaseTemplate

CURRICULUM_VALUES = (
    "id",
    "reference",
    "name_en",
    "name_zh",
    "external_id",
    "version",
    "published",
    "draft",
    "workdays",
)
NEWEST_CURRICULUM = Ordering("newest", ("created_at", "id"))


def may_edit(user: Any) -> bool:
    return access_of(user).may("training.curriculum_edit")


def curricula_for(user: Any) -> Any:
    """Visible curricula with the numbers of their published version and, for editors, their draft."""
    published = _version(VersionState.PUBLISHED)
    draft = Subquery(_version(VersionState.DRAFT).values("number")[:1])
    return Curriculum.objects.visible_to(user).annotate(
        published=Subquery(published.values("number")[:1]),
        workdays=Subquery(published.values("length_workdays")[:1]),
        draft=draft if may_edit(user) else Value(None, output_field=IntegerField()),
    )


def _version(state: str) -> Any:
    return CurriculumVersion.objects.filter(curriculum=OuterRef("pk"), state=state)


def versions_for(user: Any, curriculum: Curriculum) -> list[CurriculumVersion]:
    """Its versions, newest first, each with its phases and their sessions, in three queries; drafts for editors."""
    rows = curriculum.versions.order_by("-number")
    if not may_edit(user):
        rows = rows.exclude(state=VersionState.DRAFT)
    phases = Prefetch("phases", queryset=PhaseTemplate.objects.order_by("order").prefetch_related("sessions"))
    return list(rows.prefetch_related(phases))
