"""Charter and gates of an initiative, as actions of its resource."""

from typing import Any

from django.utils import timezone
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from initiatives.api import gates as s
from initiatives.api.shapes import person
from initiatives.choices import GateDecision, Section
from initiatives.models import CharterText, GateReview
from initiatives.queries.charter import present
from initiatives.queries.initiatives import initiative_for
from initiatives.services.charter import charter_write
from initiatives.services.gates import gate_decide, gate_request
from portal.core.filters import PortalFilterSet
from portal.core.keyset import Ordering
from portal.records.api.viewsets import PortalViewSet

NEWEST = [Ordering("newest", ("id",))]


class CharterFilters(PortalFilterSet):
    class Meta:
        model = CharterText
        fields = ["section"]


class CharterRows(s.CharterShown):
    def to_representation(self, instance: Any) -> Any:
        row = {name: getattr(instance, name) for name in ("section", "text", "number", "at")}
        return super().to_representation(row | {"by": person(instance.by)})


class GateRows(s.GateShown):
    def to_representation(self, instance: Any) -> Any:
        names = ("reference", "from_stage", "to_stage", "evidence", "requested_at", "decision", "reason", "decided_at")
        people = {
            "requested_by": person(instance.requested_by),
            "decided_by": person(instance.decided_by) if instance.decided_by else None,
        }
        return super().to_representation({name: getattr(instance, name) for name in names} | people)


class GateActions(PortalViewSet):
    @extend_schema(operation_id="initiatives_charter_retrieve", responses=s.CharterShown(many=True))
    @action(detail=True, methods=["get"], pagination_class=None)
    def charter(self, request: Request, id: str) -> Response:  # noqa: A002
        """The present text of each section that was written."""
        found = initiative_for(request.user, self.reference)
        return Response(CharterRows(present(found), many=True).data)

    @extend_schema(operation_id="initiatives_charter_write", request=s.CharterBody, responses={201: s.CharterShown})
    @charter.mapping.post
    def charter_write(self, request: Request, id: str) -> Response:  # noqa: A002
        """Add a version of one section."""
        body = self.body(s.CharterBody)
        row = charter_write(
            reference=self.reference,
            section=Section(body["section"]),
            text=body["text"],
            expected=body.get("version"),
            by=request.user,  # type: ignore[arg-type]
            now=timezone.now(),
        )
        return Response(CharterRows(row).data, status=201)

    @extend_schema(
        operation_id="initiatives_charter_history",
        parameters=[OpenApiParameter("section", str, enum=Section.values)],
        responses=s.CharterShown(many=True),
    )
    @action(detail=True, methods=["get"], url_path="charter-history", orderings=NEWEST, filterset=CharterFilters)
    def charter_history(self, request: Request, id: str) -> Response:  # noqa: A002
        """Every version of every section, the newest first."""
        found = initiative_for(request.user, self.reference)
        return self.list_response(CharterText.objects.filter(initiative=found).select_related("by"), CharterRows)

    @extend_schema(operation_id="initiatives_gates_list", responses=s.GateShown(many=True))
    @action(detail=True, methods=["get"], orderings=NEWEST, filterset=PortalViewSet.filterset)
    def gates(self, request: Request, id: str) -> Response:  # noqa: A002
        found = initiative_for(request.user, self.reference)
        rows = GateReview.objects.filter(initiative=found).select_related("requested_by", "decided_by")
        return self.list_response(rows, GateRows)

    @extend_schema(operation_id="initiatives_gates_request", request=s.GateBody, responses={201: s.GateShown})
    @gates.mapping.post
    def gate_request(self, request: Request, id: str) -> Response:  # noqa: A002
        body = self.body(s.GateBody)
        who: dict[str, Any] = {"by": request.user, "now": timezone.now()}
        review = gate_request(reference=self.reference, expected_version=self.expected_version(), **body, **who)
        return Response(GateRows(review).data, status=201)

    @extend_schema(operation_id="initiatives_gate_decide", request=s.GateDecideBody, responses=s.GateShown)
    @action(detail=True, methods=["post"], url_path="gate-decide")
    def gate_decide(self, request: Request, id: str) -> Response:  # noqa: A002
        body = self.body(s.GateDecideBody)
        review = gate_decide(
            reference=self.reference,
            decision=GateDecision(body["decision"]),
            reason=body["reason"],
            by=request.user,  # type: ignore[arg-type]
            now=timezone.now(),
            expected_version=self.expected_version(),
        )
        return Response(GateRows(review).data)
