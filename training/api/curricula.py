"""Curricula over REST."""

from typing import Any

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from portal.core.api.serializers import Empty
from portal.core.api.views import etag
from portal.core.errors import NotFound
from training.api import serializers
from training.api.acting import ActingViewSet
from training.queries.curricula import CURRICULUM_VALUES, NEWEST_CURRICULUM, curricula_for, versions_for
from training.queries.filters import CurriculumFilters
from training.rules import PhasePlan, SessionPlan
from training.services.curricula import (
    curriculum_create,
    curriculum_rename,
    curriculum_upsert,
    draft_save,
    version_draft,
    version_publish,
)

Detail = serializers.CurriculumDetail


def plans_of(rows: list[dict[str, Any]]) -> list[PhasePlan]:
    return [
        PhasePlan(**{**row, "sessions": tuple(SessionPlan(**session) for session in row["sessions"])}) for row in rows
    ]


class CurriculumViewSet(ActingViewSet):
    orderings = [NEWEST_CURRICULUM]
    filterset = CurriculumFilters
    serializer_class = Detail

    def get_queryset(self) -> Any:
        return curricula_for(self.request.user)

    @extend_schema(responses=serializers.CurriculumRow(many=True))
    def list(self, request: Request) -> Response:
        """Curricula with a published version; those who may edit also see drafts."""
        return self.list_response(
            self.get_queryset().values(*CURRICULUM_VALUES, "created_at"), serializers.CurriculumRow
        )

    @extend_schema(responses=Detail)
    def retrieve(self, request: Request, id: str) -> Response:  # noqa: A002
        """One curriculum with the content of its versions, newest first."""
        return self._shown(self.reference)

    @extend_schema(request=serializers.CurriculumBody, responses={201: Detail, 200: Detail})
    def create(self, request: Request) -> Response:
        """A new curriculum with its first draft; with a known `external_id`, bring that one to this body (200)."""
        body = self.body(serializers.CurriculumBody)
        by: Any = request.user
        phases = plans_of(body.pop("phases")) if "phases" in body else None
        external_id = body.pop("external_id", None)
        if external_id is None:
            made = curriculum_create(by=by, now=timezone.now(), phases=phases or (), **body)
            return self._shown(made.reference, 201)
        curriculum, is_new = curriculum_upsert(
            external_id=external_id,
            phases=phases,
            by=by,
            now=timezone.now(),
            expected=self.expected_version(),
            **body,
        )
        return self._shown(curriculum.reference, 201 if is_new else 200)

    @extend_schema(request=serializers.CurriculumNames, responses=Detail)
    def partial_update(self, request: Request, id: str) -> Response:  # noqa: A002
        """Other names; the content changes by a draft."""
        return self._do(curriculum_rename, **self.body(serializers.CurriculumNames))

    @extend_schema(request=Empty, responses=Detail)
    @action(detail=True, methods=["post"])
    def draft(self, request: Request, id: str) -> Response:  # noqa: A002
        """Begin a new draft as a copy of the latest version."""
        return self._do(version_draft, **self.body(Empty))

    @extend_schema(request=serializers.PlanBody, responses=Detail)
    @action(detail=True, methods=["post"])
    def plan(self, request: Request, id: str) -> Response:  # noqa: A002
        """Replace the whole content of the draft."""
        return self._do(draft_save, phases=plans_of(self.body(serializers.PlanBody)["phases"]))

    @extend_schema(request=Empty, responses=Detail)
    @action(detail=True, methods=["post"])
    def publish(self, request: Request, id: str) -> Response:  # noqa: A002
        """Publish the draft. From then on it never changes; the version before it retires."""
        return self._do(version_publish, **self.body(Empty))

    def _shown(self, reference: str, status: int = 200) -> Response:
        found = self.get_queryset().filter(reference=reference).first()
        if found is None:
            raise NotFound()
        versions = [
            {
                "number": version.number,
                "state": version.state,
                "content_hash": version.content_hash,
                "length_workdays": version.length_workdays,
                "published_at": version.published_at,
                "phases": [phase.plan() for phase in version.phases.all()],
            }
            for version in versions_for(self.request.user, found)
        ]
        row = {name: getattr(found, name) for name in CURRICULUM_VALUES}
        return Response(Detail(row | {"versions": versions}).data, status=status, headers={"ETag": etag(found.version)})
