"""The roster over REST."""

from typing import Any

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from feedback.tickets import services
from feedback.tickets.api.serializers.duties import DutyBody, DutyChanges, DutySerializer
from feedback.tickets.filters import DutyFilterSet
from feedback.tickets.models import Duty
from feedback.tickets.queries.duties import VALUES
from portal.core.api.serializers import Empty
from portal.core.api.views import etag
from portal.core.errors import NotFound
from portal.core.keyset import Columns, Ordering
from portal.records.api.viewsets import PortalViewSet


class DutyViewSet(PortalViewSet):
    orderings = [
        Ordering("next", ("starts_at", "id"), descending=False),
        Ordering("latest", ("starts_at", "id")),
    ]
    filterset = DutyFilterSet
    serializer_class = DutySerializer

    def get_queryset(self) -> Any:
        return Duty.objects.visible_to(self.request.user)

    @extend_schema(responses=DutySerializer(many=True))
    def list(self, request: Request) -> Response:
        """Who is on duty from when to when; cancelled ones are not listed."""
        return self.list_response(self.get_queryset().filter(cancelled_at=None), DutySerializer, Columns(VALUES))

    @extend_schema(responses=DutySerializer)
    def retrieve(self, request: Request, id: str) -> Response:  # noqa: A002
        return self._shown(self.reference)

    @extend_schema(request=DutyBody, responses={201: DutySerializer})
    def create(self, request: Request) -> Response:
        """Put somebody on duty; they are told. Nobody is on duty twice at a time."""
        by: Any = request.user
        made = services.duty_create(by=by, now=timezone.now(), **self.body(DutyBody))
        return self._shown(made.reference, 201)

    @extend_schema(request=DutyChanges, responses=DutySerializer)
    def partial_update(self, request: Request, id: str) -> Response:  # noqa: A002
        return self._do(services.duty_edit, **self.body(DutyChanges))

    @extend_schema(request=Empty, responses=DutySerializer)
    @action(detail=True, methods=["post"])
    def cancel(self, request: Request, id: str) -> Response:  # noqa: A002
        """Take it off the roster; one that has begun ends now."""
        return self._do(services.duty_cancel, **self.body(Empty))

    def _do(self, verb: Any, **values: Any) -> Response:
        by: Any = self.request.user
        duty = verb(reference=self.reference, by=by, now=timezone.now(), version=self.expected_version(), **values)
        return self._shown(duty.reference)

    def _shown(self, reference: str, status: int = 200) -> Response:
        values = self.get_queryset().filter(reference=reference).values(*VALUES).first()
        if values is None:
            raise NotFound()
        return Response(DutySerializer(values).data, status=status, headers={"ETag": etag(values["version"])})
