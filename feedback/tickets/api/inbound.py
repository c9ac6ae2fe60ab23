"""Mails that came in, over REST."""

from typing import Any

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from feedback.tickets import services
from feedback.tickets.api.serializers.inbound import InboundMailSerializer as Detail
from feedback.tickets.filters import InboundMailFilterSet
from feedback.tickets.models import InboundMail
from feedback.tickets.queries.inbound import VALUES
from portal.core.api.serializers import Empty
from portal.core.api.views import etag
from portal.core.errors import NotFound
from portal.core.keyset import Columns, Ordering
from portal.records.api.viewsets import PortalViewSet


class InboundMailViewSet(PortalViewSet):
    orderings = [Ordering("newest", ("id",)), Ordering("oldest", ("id",), descending=False)]
    filterset = InboundMailFilterSet
    serializer_class = Detail

    def get_queryset(self) -> Any:
        return InboundMail.objects.visible_to(self.request.user)

    @extend_schema(responses=Detail(many=True))
    def list(self, request: Request) -> Response:
        """Mails that came in, with what became of each."""
        return self.list_response(self.get_queryset(), Detail, Columns(VALUES))

    @extend_schema(responses=Detail)
    def retrieve(self, request: Request, id: str) -> Response:  # noqa: A002
        return self._answer(self.reference)

    @extend_schema(request=Empty, responses=Detail)
    @action(detail=True, methods=["post"])
    def retry(self, request: Request, id: str) -> Response:  # noqa: A002
        """Work on a mail again that was left alone or is stuck, by the same rules."""
        self.body(Empty)
        by: Any = request.user
        services.inbound_retry(reference=self.reference, by=by, now=timezone.now(), version=self.expected_version())
        return self._answer(self.reference)

    def _answer(self, reference: str) -> Response:
        values = self.get_queryset().filter(reference=reference).values(*VALUES).first()
        if values is None:
            raise NotFound()
        return Response(Detail(values).data, headers={"ETag": etag(values["version"])})
