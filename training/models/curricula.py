"""Curricula and their versions. A published version never changes: triggers hold what the verbs promise."""

from __future__ import annotations

from typing import ClassVar

import pgtrigger
from django.conf import settings
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from portal.core.refs import reference_default
from portal.people.access import ScopedQuerySet
from portal.people.models import Named
from training.choices import Kind, VersionState
from training.rules import PhasePlan, SessionPlan


def frozen_unless_draft(version_of: str) -> pgtrigger.Trigger:
    """Refuse any write to a row whose version is not a draft; `version_of` gives its id from OLD and NEW."""
    return pgtrigger.Trigger(
        name="frozen_unless_draft",
        when=pgtrigger.Before,
        operation=pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
        func=f"""
            IF EXISTS ({version_of} AND v.state <> 'draft') THEN
                RAISE EXCEPTION 'a published curriculum version does not change';
            END IF;
            IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
            RETURN NEW;
        """,
    )


OF_PHASE = "SELECT 1 FROM training_curriculumversion v WHERE v.id IN (OLD.version_id, NEW.version_id)"
OF_SESSION = (
    "SELECT 1 FROM training_curriculumversion v JOIN training_phasetemplate p ON p.version_id = v.id"
    " WHERE p.id IN (OLD.phase_id, NEW.phase_id)"
)


class Curriculum(Named):
    """What is taught. Its content lives in numbered versions; `version` counts edits, as everywhere."""

    reference = models.CharField(max_length=12, unique=True, default=reference_default("C"), editable=False)
    external_id = models.CharField(_("external id"), max_length=120, null=True, blank=True, unique=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField()
    version = models.PositiveIntegerField(default=1, editable=False)
    search = SearchVectorField(null=True, editable=False)

    objects: ClassVar[ScopedQuerySet] = ScopedQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("curriculum")
        indexes = [GinIndex(fields=["search"], name="curriculum_search")]


class CurriculumVersion(models.Model):
    """Draft, then published, then retired by its successor. Cohorts stay on the version they began with."""

    curriculum = models.ForeignKey(Curriculum, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveSmallIntegerField()
    state = models.CharField(_("state"), max_length=10, choices=VersionState, default=VersionState.DRAFT)
    content_hash = models.CharField(max_length=64, blank=True)
    length_workdays = models.PositiveIntegerField(default=0)
    published_at = models.DateTimeField(null=True)
    published_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("curriculum version")
        constraints = [
            models.UniqueConstraint(fields=["curriculum", "number"], name="curriculum_number_once"),
            models.UniqueConstraint(fields=["curriculum"], condition=Q(state="draft"), name="curriculum_one_draft"),
            models.UniqueConstraint(
                fields=["curriculum"], condition=Q(state="published"), name="curriculum_one_published"
            ),
        ]
        triggers = [
            pgtrigger.FSM(
                name="version_state", field="state", transitions=[("draft", "published"), ("published", "retired")]
            ),
            pgtrigger.Protect(
                name="version_kept", operation=pgtrigger.Delete, condition=~pgtrigger.Q(old__state="draft")
            ),
            pgtrigger.Protect(
                name="version_content",
                operation=pgtrigger.Update,
                condition=pgtrigger.Condition(
                    "OLD.state <> 'draft' AND (OLD.curriculum_id, OLD.number, OLD.content_hash, OLD.length_workdays,"
                    " OLD.published_at, OLD.published_by_id) IS DISTINCT FROM (NEW.curriculum_id, NEW.number,"
                    " NEW.content_hash, NEW.length_workdays, NEW.published_at, NEW.published_by_id)"
                ),
            ),
        ]

    def plans(self) -> list[PhasePlan]:
        """The content as plain values, in two queries."""
        return [phase.plan() for phase in self.phases.prefetch_related("sessions").order_by("order")]


class PhaseTemplate(Named):
    version = models.ForeignKey(CurriculumVersion, on_delete=models.CASCADE, related_name="phases")
    order = models.PositiveSmallIntegerField()
    kind = models.CharField(_("kind"), max_length=10, choices=Kind)
    length_workdays = models.PositiveSmallIntegerField(_("working days"))
    trainees_per_coach = models.PositiveSmallIntegerField(_("trainees per coach"), null=True, blank=True)

    class Meta:
        ordering = ["order"]
        constraints = [
            models.UniqueConstraint(fields=["version", "order"], name="phase_template_order"),
            models.CheckConstraint(condition=Q(length_workdays__gte=1), name="phase_template_length"),
        ]
        triggers = [frozen_unless_draft(OF_PHASE)]

    def plan(self) -> PhasePlan:
        return PhasePlan(
            kind=self.kind,
            name_en=self.name_en,
            name_zh=self.name_zh,
            length_workdays=self.length_workdays,
            trainees_per_coach=self.trainees_per_coach,
            sessions=tuple(session.plan() for session in self.sessions.all()),
        )


class SessionTemplate(models.Model):
    phase = models.ForeignKey(PhaseTemplate, on_delete=models.CASCADE, related_name="sessions")
    day_offset = models.PositiveSmallIntegerField()
    start_local = models.TimeField()
    duration_min = models.PositiveSmallIntegerField()
    title_en = models.CharField(max_length=120)
    title_zh = models.CharField(max_length=120)
    room_needed = models.BooleanField(default=True)

    class Meta:
        ordering = ["day_offset", "start_local", "id"]
        constraints = [models.CheckConstraint(condition=Q(duration_min__gte=1), name="session_template_duration")]
        triggers = [frozen_unless_draft(OF_SESSION)]

    def plan(self) -> SessionPlan:
        return SessionPlan(
            day_offset=self.day_offset,
            start_local=self.start_local,
            duration_min=self.duration_min,
            title_en=self.title_en,
            title_zh=self.title_zh,
            room_needed=self.room_needed,
        )
