"""Who else is on a ticket now, over REST."""

from typing import Any

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from feedback.tickets.models import Ticket
from portal.core.api.serializers import Answer
from portal.people.access import get_visible, require
from portal.records.api.viewsets import PortalViewSet
from portal.records.models import Presence
from portal.records.presence import readers_of


class ReaderSerializer(Answer):
    id = serializers.CharField()
    name = serializers.CharField()
    answering = serializers.BooleanField()


class TicketReadersViewSet(PortalViewSet):
    """Presence belongs to the working side: who may read internal notes sees it, and nobody else is in it."""

    serializer_class = ReaderSerializer
    pagination_class = None  # type: ignore[assignment]  # a few at most

    def get_queryset(self) -> Any:
        return Presence.objects.none()

    @extend_schema(responses=ReaderSerializer(many=True), operation_id="tickets_readers_list", filters=False)
    def list(self, request: Request, id: str) -> Response:  # noqa: A002
        """Who has its page open now, yourself left out."""
        ticket = get_visible(Ticket, request.user, self.reference)
        require(request.user, "tickets.internal_view", ticket)
        found = readers_of(ticket, but=request.user, now=timezone.now())
        return Response(ReaderSerializer(found, many=True).data)
