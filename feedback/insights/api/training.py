"""Training coverage of a programme in REST: `/programmes/{id}/training/`."""

from typing import Any

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from feedback.insights.models import ProgrammeCurriculum
from feedback.insights.queries.training import training_coverage
from feedback.insights.services import programme_curriculum_add, programme_curriculum_remove
from initiatives.queries.programmes import programme_for
from portal.core.api.serializers import Answer, StrictSerializer
from portal.records.api.viewsets import PortalViewSet


class TaughtBody(StrictSerializer):
    curriculum = serializers.CharField(max_length=12, help_text="Reference of the curriculum.")


class CurriculumNamed(Answer):
    id = serializers.CharField(source="reference")
    name = serializers.CharField()


class TrainedShown(Answer):
    finished = serializers.IntegerField(help_text="Colleagues who finished a cohort of these curricula.")
    headcount = serializers.IntegerField()
    share = serializers.FloatField()


class TrainedDepartment(TrainedShown):
    department = CurriculumNamed()


class TrainingShown(Answer):
    curricula = CurriculumNamed(many=True)
    departments = TrainedDepartment(many=True)
    total = TrainedShown()


class TrainingViewSet(PortalViewSet):
    """Who finished a cohort of the programme's curricula, by department: totals without names."""

    pagination_class = None  # type: ignore[assignment]
    queryset = ProgrammeCurriculum.objects.none()

    def _shown(self) -> Response:
        coverage = training_coverage(self.request.user, programme_for(self.request.user, self.reference))
        departments = [_department(row) for row in coverage.rows]
        data = {"curricula": coverage.curricula, "departments": departments, "total": coverage.total}
        return Response(TrainingShown(data).data)

    def _who(self) -> dict[str, Any]:
        return {"by": self.request.user, "now": timezone.now()}

    @extend_schema(operation_id="programmes_training", responses=TrainingShown)
    def list(self, request: Request, id: str) -> Response:  # noqa: A002
        return self._shown()

    @extend_schema(operation_id="programmes_training_add", request=TaughtBody, responses=TrainingShown)
    def create(self, request: Request, id: str) -> Response:  # noqa: A002
        wanted = self.body(TaughtBody)["curriculum"].upper()
        programme_curriculum_add(programme=self.reference, curriculum=wanted, **self._who())
        return self._shown()

    @extend_schema(operation_id="programmes_training_remove", request=TaughtBody, responses=TrainingShown)
    def remove(self, request: Request, id: str) -> Response:  # noqa: A002
        wanted = self.body(TaughtBody)["curriculum"].upper()
        programme_curriculum_remove(programme=self.reference, curriculum=wanted, **self._who())
        return self._shown()


def _department(row: dict[str, Any]) -> dict[str, Any]:
    trained = row["trained"]
    counts = {"finished": trained.finished, "headcount": trained.headcount, "share": trained.share}
    return {"department": {"reference": row["reference"], "name": row["name"]}} | counts
