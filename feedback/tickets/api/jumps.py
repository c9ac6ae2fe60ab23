"""The fast lane over REST."""

import datetime as dt
from typing import Any

from django.utils import timezone
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from feedback.tickets import services
from feedback.tickets.api import serializers
from feedback.tickets.api.days import days_asked
from feedback.tickets.filters import JumpFilterSet
from feedback.tickets.models import Jump
from feedback.tickets.queries.budgets import budgets
from feedback.tickets.queries.jumps import VALUES, causes, use_of_budgets
from portal.core.api.serializers import Empty
from portal.core.api.views import etag
from portal.core.errors import NotFound
from portal.core.keyset import Columns, Ordering
from portal.records.api.viewsets import PortalViewSet

Detail = serializers.JumpDetail
DAYS = OpenApiParameter("days", int, description="Those of so many last days; 30 unless told.")
Policies = serializers.JumpPolicySerializer(many=True)


class JumpViewSet(PortalViewSet):
    orderings = [Ordering("newest", ("asked_at", "id"))]
    filterset = JumpFilterSet
    serializer_class = Detail

    def get_queryset(self) -> Any:
        return Jump.objects.visible_to(self.request.user)

    @extend_schema(responses=serializers.JumpSerializer(many=True))
    def list(self, request: Request) -> Response:
        """Jumps that you may see, the newest first."""
        return self.list_response(self.get_queryset(), serializers.JumpSerializer, Columns(VALUES))

    @extend_schema(responses=Detail)
    def retrieve(self, request: Request, id: str) -> Response:  # noqa: A002
        return self._shown(self.reference)

    @extend_schema(request=serializers.JumpBody, responses={201: Detail})
    def create(self, request: Request) -> Response:
        """Put a ticket into the fast lane; `state` is asked where the budget is used up."""
        body = self.body(serializers.JumpBody)
        by: Any = request.user
        made = services.ticket_jump(reference=body.pop("ticket").upper(), by=by, now=timezone.now(), **body)
        return self._shown(made.reference, 201)

    @extend_schema(request=Empty, responses=Detail)
    @action(detail=True, methods=["post"])
    def acknowledge(self, request: Request, id: str) -> Response:  # noqa: A002
        """Our department has seen it."""
        self.body(Empty)
        by: Any = request.user
        jump = services.jump_acknowledge(reference=self.reference, by=by, now=timezone.now())
        return self._shown(jump.reference)

    @extend_schema(request=serializers.JumpGrantBody, responses=Detail)
    @action(detail=True, methods=["post"])
    def grant(self, request: Request, id: str) -> Response:  # noqa: A002
        """Let it jump beyond the budget; not whoever asked."""
        return self._do(services.jump_grant, **self.body(serializers.JumpGrantBody))

    @extend_schema(request=serializers.JumpRefuseBody, responses=Detail)
    @action(detail=True, methods=["post"])
    def refuse(self, request: Request, id: str) -> Response:  # noqa: A002
        """Not this time, and why."""
        return self._do(services.jump_refuse, **self.body(serializers.JumpRefuseBody))

    @extend_schema(request=Empty, responses=Detail)
    @action(detail=True, methods=["post"])
    def stop(self, request: Request, id: str) -> Response:  # noqa: A002
        """End it: the ticket goes back to its own place."""
        return self._do(services.jump_stop, **self.body(Empty))

    @extend_schema(request=serializers.JumpReviewBody, responses=Detail)
    @action(detail=True, methods=["post"])
    def review(self, request: Request, id: str) -> Response:  # noqa: A002
        """Afterwards: was it right? Once, and not by whoever started it."""
        return self._do(services.jump_review, **self.body(serializers.JumpReviewBody))

    @extend_schema(parameters=[DAYS], responses=serializers.JumpReportSerializer, filters=False)
    @action(detail=False, pagination_class=None)
    def report(self, request: Request) -> Response:
        """Use against budget, and where the tickets were that had to jump."""
        since = timezone.now() - dt.timedelta(days=days_asked(request, 30))
        jumps = self.get_queryset()
        found = {"uses": use_of_budgets(jumps, since=since), "causes": causes(jumps, since=since)}
        return Response(serializers.JumpReportSerializer(found).data)

    @extend_schema(methods=["GET"], responses=Policies)
    @extend_schema(methods=["POST"], request=serializers.JumpPolicyBody, responses={200: Policies})
    @action(detail=False, methods=["get", "post"], pagination_class=None)
    def policies(self, request: Request) -> Response:
        """Budgets, the company's first. POST sets one and answers with all."""
        by: Any = request.user
        if request.method == "POST":
            services.jump_policy_set(by=by, now=timezone.now(), **self.body(serializers.JumpPolicyBody))
        return Response(serializers.JumpPolicySerializer(budgets(), many=True).data)

    def _do(self, verb: Any, **values: Any) -> Response:
        by: Any = self.request.user
        version = self.expected_version()
        jump = verb(reference=self.reference, by=by, now=timezone.now(), version=version, **values)
        return self._shown(jump.reference)

    def _shown(self, reference: str, status: int = 200) -> Response:
        values = self.get_queryset().filter(reference=reference).values(*VALUES).first()
        if values is None:
            raise NotFound()
        return Response(Detail(values).data, status=status, headers={"ETag": etag(values["version"])})
