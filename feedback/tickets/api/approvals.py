"""Approvals over REST."""

from typing import Any

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from feedback.tickets import services
from feedback.tickets.api.serializers import approvals as shape
from feedback.tickets.filters.approvals import ApprovalFilterSet
from feedback.tickets.models import Approval, ApprovalRule, CatalogueService
from feedback.tickets.queries.approvals import ANNOTATIONS, VALUES
from feedback.tickets.services.approvals.demanding import Demand
from portal.core.api.serializers import Empty
from portal.core.api.views import etag
from portal.core.errors import NotFound
from portal.core.keyset import Columns, Ordering
from portal.people.access import get_visible
from portal.records.api.viewsets import PortalViewSet

Detail = shape.ApprovalSerializer


class ApprovalViewSet(PortalViewSet):
    orderings = [Ordering("newest", ("asked_at", "id")), Ordering("due", ("due_at", "id"), descending=False)]
    filterset = ApprovalFilterSet
    serializer_class = Detail

    def get_queryset(self) -> Any:
        return Approval.objects.visible_to(self.request.user).annotate(**ANNOTATIONS)

    @extend_schema(responses=Detail(many=True))
    def list(self, request: Request) -> Response:
        """Approvals that you are asked for (`mine=to_me`), that you asked for, and those of tickets you work on."""
        return self.list_response(Approval.objects.visible_to(request.user), Detail, Columns(VALUES, ANNOTATIONS))

    @extend_schema(responses=Detail)
    def retrieve(self, request: Request, id: str) -> Response:  # noqa: A002
        return self._shown(self.reference)

    @extend_schema(request=shape.ApprovalBody, responses={201: Detail})
    def create(self, request: Request) -> Response:
        """Ask for a yes; the ticket is neither passed on nor resolved until then. 409 while one is open."""
        body = self.body(shape.ApprovalBody)
        by: Any = request.user
        made = services.ticket_ask_approval(reference=body.pop("ticket").upper(), by=by, now=timezone.now(), **body)
        return self._shown(made.reference, 201)

    @extend_schema(request=shape.ApproveBody, responses=Detail)
    @action(detail=True, methods=["post"])
    def approve(self, request: Request, id: str) -> Response:  # noqa: A002
        """Yes. The reason, if any, stands on the ticket as an internal note."""
        return self._do(services.approval_approve, **self.body(shape.ApproveBody))

    @extend_schema(request=shape.ApprovalReasonBody, responses=Detail)
    @action(detail=True, methods=["post"])
    def decline(self, request: Request, id: str) -> Response:  # noqa: A002
        """No, and why. One no ends it; the ticket stays with its owner."""
        return self._do(services.approval_decline, **self.body(shape.ApprovalReasonBody))

    @extend_schema(request=Empty, responses=Detail)
    @action(detail=True, methods=["post"])
    def delegate(self, request: Request, id: str) -> Response:  # noqa: A002
        """Give it to your deputy, once; the limit stays."""
        return self._do(services.approval_delegate, **self.body(Empty))

    @extend_schema(request=shape.ApprovalReasonBody, responses=Detail)
    @action(detail=True, methods=["post"])
    def withdraw(self, request: Request, id: str) -> Response:  # noqa: A002
        """No longer needed, and why. What a service demands stays demanded."""
        return self._do(services.approval_withdraw, **self.body(shape.ApprovalReasonBody))

    def _do(self, verb: Any, **values: Any) -> Response:
        by: Any = self.request.user
        made = verb(reference=self.reference, by=by, now=timezone.now(), version=self.expected_version(), **values)
        return self._shown(made.reference)

    def _shown(self, reference: str, status: int = 200) -> Response:
        values = self.get_queryset().filter(reference=reference).values(*VALUES).first()
        if values is None:
            raise NotFound()
        return Response(Detail(values).data, status=status, headers={"ETag": etag(values["version"])})


class DemandsMixin:
    """Of the service catalogue: what a service demands."""

    @extend_schema(methods=["GET"], responses=shape.DemandSerializer(many=True))
    @extend_schema(methods=["POST"], request=shape.DemandsBody, responses=shape.DemandSerializer(many=True))
    @action(detail=True, methods=["get", "post"], pagination_class=None)
    def approvals(self: Any, request: Request, id: str) -> Response:  # noqa: A002
        """The approvals that it demands. POST replaces them; they hold for what is opened from then on."""
        by: Any = request.user
        service: CatalogueService = get_visible(CatalogueService, by, self.reference)
        if request.method == "POST":
            demands = [Demand(**each) for each in self.body(shape.DemandsBody)["approvals"]]
            service = services.service_set_approvals(
                reference=self.reference, demands=demands, by=by, now=timezone.now(), version=self.expected_version()
            )
        data = shape.DemandSerializer(
            ApprovalRule.objects.filter(service=service).select_related("person"), many=True
        ).data
        return Response(data, headers={"ETag": etag(service.version)})
