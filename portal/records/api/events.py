"""`GET /events/?after=`: the feed that other systems follow."""

from typing import Any

import django_filters
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from portal.core.api.paging import KeysetPagination
from portal.core.api.serializers import Answer
from portal.core.filters import PortalFilterSet
from portal.records.api.viewsets import PortalViewSet
from portal.records.feed import feed_page
from portal.records.models import Event


class EventFilter(PortalFilterSet):
    subject_type = django_filters.CharFilter(max_length=60)
    verb = django_filters.CharFilter(max_length=60)

    class Meta:
        model = Event
        fields: list[str] = []


class EventSerializer(Answer):
    at = serializers.DateTimeField(source="event.at")
    verb = serializers.CharField(source="event.verb", help_text="For example `ticket.resolved`.")
    subject_type = serializers.CharField(source="event.subject_type", help_text="For example `tickets.ticket`.")
    subject = serializers.CharField(help_text="Public reference.")
    actor = serializers.CharField(source="event.actor.reference", default=None, allow_null=True)
    from_state = serializers.CharField(source="event.from_state")
    to_state = serializers.CharField(source="event.to_state")
    reason = serializers.CharField(source="event.reason")


class EventPage(Answer):
    results = EventSerializer(many=True)
    next = serializers.CharField(allow_null=True, help_text="Null when there is no more for now.")
    previous = serializers.CharField(allow_null=True, help_text="Always null: keep your own place.")
    after = serializers.CharField(help_text="Keep it, and ask again with it later.")


class EventViewSet(PortalViewSet):
    """What happened, oldest first, in the order in which it became visible. Nothing is skipped between two answers."""

    filterset = EventFilter
    pagination_class = None  # type: ignore[assignment]  # the feed has its own cursor
    serializer_class = EventPage

    def get_queryset(self) -> Any:
        return Event.objects.select_related("actor")

    @extend_schema(
        operation_id="events_list",
        parameters=[
            OpenApiParameter("after", str, description="From the answer before; without it, from the beginning."),
            OpenApiParameter("page_size", int, description="Events an answer, 1 to 200."),
            OpenApiParameter("subject_type", str),
            OpenApiParameter("verb", str),
        ],
        responses=EventPage,
    )
    def list(self, request: Request) -> Response:
        """Events of whatever the caller may see, behind the cursor."""
        rows = self.filterset.apply(
            data=request.query_params,
            queryset=self.get_queryset(),
            request=request,
            known=frozenset({"after", "page_size", "format"}),
            strict=True,
        )
        size = KeysetPagination()._size(request)  # noqa: SLF001  (the one reading of page_size)
        page = feed_page(user=request.user, after=request.query_params.get("after", ""), size=size, rows=rows)
        query = request.query_params.copy()
        query["after"] = page.after
        url = request.build_absolute_uri(f"{request.path}?{query.urlencode()}") if page.more else None
        data = {"results": page.rows, "next": url, "previous": None, "after": page.after}
        return Response(EventPage(data).data)
