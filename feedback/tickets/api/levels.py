"""Escalation levels over REST."""

from typing import Any

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from feedback.tickets import services
from feedback.tickets.api.serializers.levels import LevelBody, LevelChanges, LevelSerializer
from feedback.tickets.filters import LevelFilterSet
from feedback.tickets.models import EscalationLevel
from feedback.tickets.queries.levels import VALUES
from portal.core.api.views import etag
from portal.core.errors import NotFound
from portal.core.keyset import Columns, Ordering
from portal.records.api.viewsets import PortalViewSet


class LevelViewSet(PortalViewSet):
    orderings = [
        Ordering("percent", ("percent", "minutes_after", "id"), descending=False),
        Ordering("newest", ("id",)),
    ]
    filterset = LevelFilterSet
    serializer_class = LevelSerializer

    def get_queryset(self) -> Any:
        return EscalationLevel.objects.visible_to(self.request.user)

    @extend_schema(responses=LevelSerializer(many=True))
    def list(self, request: Request) -> Response:
        """Who is told how far a clock is. A service's own levels count, else its department's, else those above."""
        return self.list_response(self.get_queryset(), LevelSerializer, Columns(VALUES))

    @extend_schema(responses=LevelSerializer)
    def retrieve(self, request: Request, id: str) -> Response:  # noqa: A002
        return self._shown(self.reference)

    @extend_schema(request=LevelBody, responses={201: LevelSerializer})
    def create(self, request: Request) -> Response:
        """Add a level; it tells about instants after now, on open tickets too."""
        by: Any = request.user
        made = services.level_create(by=by, now=timezone.now(), **self.body(LevelBody))
        return self._shown(made.reference, 201)

    @extend_schema(request=LevelChanges, responses=LevelSerializer)
    def partial_update(self, request: Request, id: str) -> Response:  # noqa: A002
        """Change it, or switch it off with `active`."""
        by: Any = request.user
        body, version = self.body(LevelChanges), self.expected_version()
        services.level_edit(reference=self.reference, by=by, now=timezone.now(), version=version, **body)
        return self._shown(self.reference)

    def _shown(self, reference: str, status: int = 200) -> Response:
        values = self.get_queryset().filter(reference=reference).values(*VALUES).first()
        if values is None:
            raise NotFound()
        return Response(LevelSerializer(values).data, status=status, headers={"ETag": etag(values["version"])})
