"""Promises over REST."""

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
from feedback.tickets.filters import PromiseFilterSet
from feedback.tickets.models import Promise
from feedback.tickets.queries.promises import VALUES, kept_report
from portal.core.api.serializers import Empty
from portal.core.api.views import etag
from portal.core.errors import NotFound
from portal.core.keyset import Columns, Ordering
from portal.records.api.viewsets import PortalViewSet

Detail = serializers.PromiseSerializer


class PromiseViewSet(PortalViewSet):
    orderings = [
        Ordering("due", ("due_at", "id"), descending=False),
        Ordering("latest", ("due_at", "id")),
    ]
    filterset = PromiseFilterSet
    serializer_class = Detail

    def get_queryset(self) -> Any:
        return Promise.objects.visible_to(self.request.user)

    @extend_schema(responses=Detail(many=True))
    def list(self, request: Request) -> Response:
        """Promises that you may see, the next due first."""
        return self.list_response(self.get_queryset(), Detail, Columns(VALUES))

    @extend_schema(responses=Detail)
    def retrieve(self, request: Request, id: str) -> Response:  # noqa: A002
        return self._shown(self.reference)

    @extend_schema(request=serializers.PromiseBody, responses={201: Detail})
    def create(self, request: Request) -> Response:
        """Promise something on a ticket. `endangered` says that its open parts end later."""
        body = self.body(serializers.PromiseBody)
        by: Any = request.user
        made = services.ticket_promise(reference=body.pop("ticket").upper(), by=by, now=timezone.now(), **body)
        return self._shown(made.reference, 201)

    @extend_schema(request=Empty, responses=Detail)
    @action(detail=True, methods=["post"])
    def keep(self, request: Request, id: str) -> Response:  # noqa: A002
        """What was promised is done. After the due instant: broken, and fulfilled late."""
        return self._do(services.promise_keep, **self.body(Empty))

    @extend_schema(request=serializers.RenegotiateBody, responses=Detail)
    @action(detail=True, methods=["post"])
    def renegotiate(self, request: Request, id: str) -> Response:  # noqa: A002
        """Another instant, with the customer's consent, before it fell due. Answers with the new promise."""
        return self._do(services.promise_renegotiate, **self.body(serializers.RenegotiateBody))

    @extend_schema(
        parameters=[
            OpenApiParameter("days", int, description="Those that ended in so many last days; 90 unless told.")
        ],
        responses=serializers.KeptSerializer(many=True),
        filters=False,
    )
    @action(detail=False, pagination_class=None)
    def report(self, request: Request) -> Response:
        """How promises were kept, by department and step, the worst rate first."""
        since = timezone.now() - dt.timedelta(days=days_asked(request, 90))
        rows = kept_report(self.get_queryset(), since=since)
        return Response(serializers.KeptSerializer(rows, many=True).data)

    def _do(self, verb: Any, **values: Any) -> Response:
        by: Any = self.request.user
        promise = verb(reference=self.reference, by=by, now=timezone.now(), version=self.expected_version(), **values)
        return self._shown(promise.reference)

    def _shown(self, reference: str, status: int = 200) -> Response:
        values = self.get_queryset().filter(reference=reference).values(*VALUES).first()
        if values is None:
            raise NotFound()
        return Response(Detail(values).data, status=status, headers={"ETag": etag(values["version"])})
