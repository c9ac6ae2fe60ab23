"""The resource `initiatives`."""

from typing import Any

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from initiatives.api import serializers as s
from initiatives.api import shapes
from initiatives.api.plans import changes_of, plan_of
from initiatives.api.views.actions import WorkActions
from initiatives.api.views.copying import CopyActions
from initiatives.api.views.gates import GateActions
from initiatives.api.views.overview import OverviewActions
from initiatives.api.views.reach import ReachActions
from initiatives.api.views.saying import InitiativeSaying
from initiatives.api.views.steering import SteeringActions
from initiatives.choices import InitiativeType, Light, PartRole
from initiatives.models import Initiative, StatusReport
from initiatives.queries.filters import InitiativeFilters
from initiatives.queries.initiatives import initiative_for, initiative_with_parts
from initiatives.queries.portfolio import ORDERINGS, ROW, annotations
from initiatives.services import parts as verbs
from initiatives.services.initiatives import initiative_close, initiative_create, initiative_edit, initiative_start
from initiatives.services.tracking import Value
from initiatives.services.types import initiative_retype
from portal.core.api.views import etag
from portal.core.keyset import Ordering
from portal.records.api.viewsets import PortalViewSet


class InitiativeRows(s.InitiativeRow):
    def to_representation(self, instance: Any) -> Any:
        return super().to_representation(shapes.initiative_row(instance))


class ReportRows(s.ReportShown):
    def to_representation(self, instance: Any) -> Any:
        return super().to_representation(shapes.report(instance))


class InitiativeViewSet(
    CopyActions, GateActions, InitiativeSaying, OverviewActions, ReachActions, SteeringActions, WorkActions
):
    """Changes across departments, each with an owner, a sponsor, a target and a date."""

    filterset = InitiativeFilters
    orderings = ORDERINGS
    serializer_class = s.InitiativeRow

    def get_queryset(self) -> Any:
        return Initiative.objects.visible_to(self.request.user)

    def _who(self) -> dict[str, Any]:
        return {"by": self.request.user, "now": timezone.now()}

    def _shown(self, status: int = 200, reference: str = "") -> Response:
        found, parts = initiative_with_parts(self.request.user, reference or self.reference)
        data = s.InitiativeShown(shapes.initiative_shape(found, parts)).data
        return Response(data, status=status, headers={"ETag": etag(found.version)})

    @extend_schema(operation_id="initiatives_list", responses=s.InitiativeRow(many=True))
    def list(self, request: Request) -> Response:
        rows = self.get_queryset().annotate(**annotations(timezone.localdate())).values(*ROW)
        return self.list_response(rows, InitiativeRows)

    @extend_schema(operation_id="initiatives_create", request=s.InitiativeBody, responses={201: s.InitiativeShown})
    def create(self, request: Request) -> Response:
        body = self.body(s.InitiativeBody)
        made = initiative_create(
            plan=plan_of(body), draft=body["draft"], external_id=body.get("external_id"), **self._who()
        )
        return self._shown(201, made.reference)

    @extend_schema(operation_id="initiatives_retrieve", responses=s.InitiativeShown)
    def retrieve(self, request: Request, id: str) -> Response:  # noqa: A002
        return self._shown()

    @extend_schema(operation_id="initiatives_update", request=s.InitiativePatch, responses=s.InitiativeShown)
    def partial_update(self, request: Request, id: str) -> Response:  # noqa: A002
        changes = changes_of(self.body(s.InitiativePatch))
        version = self.expected_version()
        initiative_edit(reference=self.reference, changes=changes, expected_version=version, **self._who())
        return self._shown()

    @extend_schema(operation_id="initiatives_start", request=None, responses=s.InitiativeShown)
    @action(detail=True, methods=["post"])
    def start(self, request: Request, id: str) -> Response:  # noqa: A002
        initiative_start(reference=self.reference, expected_version=self.expected_version(), **self._who())
        return self._shown()

    @extend_schema(
        operation_id="initiatives_milestones_create", request=s.MilestoneBody, responses={201: s.MilestoneShown}
    )
    @action(detail=True, methods=["post"])
    def milestones(self, request: Request, id: str) -> Response:  # noqa: A002
        made = verbs.milestone_add(reference=self.reference, **self.body(s.MilestoneBody), **self._who())
        return Response(s.MilestoneShown(shapes.milestone(made)).data, status=201)

    @extend_schema(operation_id="initiatives_milestone_done", request=s.MilestoneDoneBody, responses=s.MilestoneShown)
    @action(detail=True, methods=["post"], url_path="milestone-done")
    def milestone_done(self, request: Request, id: str) -> Response:  # noqa: A002
        body = self.body(s.MilestoneDoneBody)
        row = verbs.milestone_done(
            reference=self.reference,
            milestone=body["milestone"].upper(),
            done_on=body.get("done_on"),
            **self._who(),
        )
        return Response(s.MilestoneShown(shapes.milestone(row)).data)

    @extend_schema(
        operation_id="initiatives_milestone_reopen", request=s.MilestoneReopenBody, responses=s.MilestoneShown
    )
    @action(detail=True, methods=["post"], url_path="milestone-reopen")
    def milestone_reopen(self, request: Request, id: str) -> Response:  # noqa: A002
        body = self.body(s.MilestoneReopenBody)
        row = verbs.milestone_reopen(reference=self.reference, milestone=body["milestone"].upper(), **self._who())
        return Response(s.MilestoneShown(shapes.milestone(row)).data)

    @extend_schema(operation_id="initiatives_status_reports_list", responses=s.ReportShown(many=True))
    @action(
        detail=True,
        methods=["get"],
        url_path="status-reports",
        orderings=[Ordering("newest", ("id",))],
        filterset=PortalViewSet.filterset,
    )
    def status_reports(self, request: Request, id: str) -> Response:  # noqa: A002
        found = initiative_for(request.user, self.reference)
        return self.list_response(StatusReport.objects.filter(initiative=found).select_related("by"), ReportRows)

    @extend_schema(
        operation_id="initiatives_status_reports_create", request=s.ReportBody, responses={201: s.ReportShown}
    )
    @status_reports.mapping.post
    def report(self, request: Request, id: str) -> Response:  # noqa: A002
        body = self.body(s.ReportBody)
        light = Light(body["light"])
        made = verbs.status_report(reference=self.reference, light=light, text=body["text"], **self._who())
        return Response(ReportRows(made).data, status=201)

    @extend_schema(operation_id="initiatives_readings_create", request=s.ReadingBody, responses={201: s.ReadingShown})
    @action(detail=True, methods=["post"])
    def readings(self, request: Request, id: str) -> Response:  # noqa: A002
        reading = Value(**self.body(s.ReadingBody))
        made = verbs.reading_add(reference=self.reference, reading=reading, **self._who())
        return Response(s.ReadingShown(made).data, status=201)

    @extend_schema(operation_id="initiatives_participants_set", request=s.ParticipantBody, responses=s.InitiativeShown)
    @action(detail=True, methods=["post"])
    def participants(self, request: Request, id: str) -> Response:  # noqa: A002
        body = self.body(s.ParticipantBody)
        role = PartRole(body["role"])
        verbs.participant_set(reference=self.reference, department=body["department"], role=role, **self._who())
        return self._shown()

    @extend_schema(
        operation_id="initiatives_participants_remove", request=s.ParticipantRemoveBody, responses=s.InitiativeShown
    )
    @action(detail=True, methods=["post"], url_path="participant-remove")
    def participant_remove(self, request: Request, id: str) -> Response:  # noqa: A002
        department = self.body(s.ParticipantRemoveBody)["department"]
        verbs.participant_remove(reference=self.reference, department=department, **self._who())
        return self._shown()

    @extend_schema(operation_id="initiatives_retype", request=s.TypeBody, responses=s.InitiativeShown)
    @action(detail=True, methods=["post"], url_path="type")
    def retype(self, request: Request, id: str) -> Response:  # noqa: A002
        """Another type, or a pilot's other last day; always with a reason."""
        body = self.body(s.TypeBody)
        kind, version = InitiativeType(body.pop("type")), self.expected_version()
        initiative_retype(reference=self.reference, type=kind, **body, expected_version=version, **self._who())
        return self._shown()

    @extend_schema(operation_id="initiatives_close", request=s.CloseBody, responses=s.InitiativeShown)
    @action(detail=True, methods=["post"])
    def close(self, request: Request, id: str) -> Response:  # noqa: A002
        body = self.body(s.CloseBody)
        initiative_close(
            reference=self.reference,
            result=body["result"],
            reading=Value(**body["reading"]),
            expected_version=self.expected_version(),
            **self._who(),
        )
        return self._shown()
