"""Starting texts over REST."""

from typing import Any

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from feedback.tickets import services
from feedback.tickets.api import serializers
from feedback.tickets.filters import StartingTextFilterSet
from feedback.tickets.models import StartingText
from feedback.tickets.queries.starting_texts import VALUES
from portal.core.api.views import etag
from portal.core.errors import NotFound
from portal.core.keyset import Columns, Ordering
from portal.records.api.viewsets import PortalViewSet

Detail = serializers.StartingTextSerializer


class StartingTextViewSet(PortalViewSet):
    orderings = [Ordering("name", ("name_en", "id"), descending=False), Ordering("newest", ("id",))]
    filterset = StartingTextFilterSet
    serializer_class = Detail

    def get_queryset(self) -> Any:
        return StartingText.objects.visible_to(self.request.user)

    @extend_schema(responses=Detail(many=True))
    def list(self, request: Request) -> Response:
        """What departments often write. Nobody has to use it, and no use is counted."""
        return self.list_response(self.get_queryset(), Detail, Columns(VALUES))

    @extend_schema(responses=Detail)
    def retrieve(self, request: Request, id: str) -> Response:  # noqa: A002
        return self._answer(self.reference)

    @extend_schema(request=serializers.StartingTextBody, responses={201: Detail})
    def create(self, request: Request) -> Response:
        """Add a text of a department, for one of its services or for all."""
        by: Any = request.user
        made = services.text_create(by=by, now=timezone.now(), **self.body(serializers.StartingTextBody))
        return self._answer(made.reference, 201)

    @extend_schema(request=serializers.StartingTextChanges, responses=Detail)
    def partial_update(self, request: Request, id: str) -> Response:  # noqa: A002
        by: Any = request.user
        body = self.body(serializers.StartingTextChanges)
        version = self.expected_version()
        services.text_edit(reference=self.reference, by=by, now=timezone.now(), version=version, **body)
        return self._answer(self.reference)

    def _answer(self, reference: str, status: int = 200) -> Response:
        row = self.get_queryset().filter(reference=reference).values(*VALUES).first()
        if row is None:
            raise NotFound()
        return Response(Detail(row).data, status=status, headers={"ETag": etag(row["version"])})
