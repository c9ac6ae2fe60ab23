"""The reports of tickets over REST: the same rows as on the pages."""

from typing import Any

from django.utils import timezone
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from feedback.tickets.api.serializers import reports as shapes
from feedback.tickets.filters import ChargeFilterSet
from feedback.tickets.models import Charge, Resolution
from feedback.tickets.queries import contact, queue_counters
from feedback.tickets.queries.desk import GROUPS, backlog, time_in_states, time_in_steps, volumes
from feedback.tickets.queries.handling import handling_times
from feedback.tickets.queries.origins import VALUES, origins
from feedback.tickets.report_forms import asked_strictly
from portal.core.keyset import Columns, Ordering
from portal.records.api.viewsets import PortalViewSet

NARROWED = [
    OpenApiParameter("days", int, description="Of so many last days, 1 to 1000; 90 unless told."),
    OpenApiParameter("department", str, description="Reference; with all departments below it."),
    OpenApiParameter("service", str, description="Reference."),
]
BY = OpenApiParameter("by", str, enum=GROUPS, description="What the rows of volumes are; month unless told.")


class TicketReportViewSet(PortalViewSet):
    """Reports have no rows of their own to fetch."""

    def get_queryset(self) -> Any:
        return Resolution.objects.none()

    @extend_schema(parameters=[*NARROWED, BY], responses=shapes.DeskReportSerializer, filters=False)
    @action(detail=False, pagination_class=None)
    def desk(self, request: Request) -> Response:
        """How much came and went, how long it took where, how old is what is open."""
        form = asked_strictly(request.query_params, by=[(name, name) for name in GROUPS])
        asked, user = form.asked(timezone.now()), request.user
        found = {
            "volumes": volumes(user, asked, form.by_said),
            "states": time_in_states(user, asked),
            "steps": time_in_steps(user, asked),
            "backlog": backlog(user, asked),
        }
        return Response(shapes.DeskReportSerializer(found).data)

    @extend_schema(parameters=[NARROWED[1]], responses=shapes.QueueSerializer(many=True), filters=False)
    @action(detail=False, pagination_class=None)
    def queues(self, request: Request) -> Response:
        """Every queue of which you may see something: how much is open now, and how much of it is late."""
        form = asked_strictly(request.query_params, leave_out=("days", "service"))
        now = timezone.now()
        rows = queue_counters(request.user, now=now, below=form.asked(now).department)
        return Response(shapes.QueueSerializer(rows, many=True).data)

    @extend_schema(
        parameters=[*NARROWED, OpenApiParameter("by", str, enum=contact.GROUPS, description="service unless told.")],
        responses=shapes.FirstContactSerializer(many=True),
        filters=False,
    )
    @action(detail=False, pagination_class=None, url_path="first-contact", url_name="first-contact")
    def first_contact(self, request: Request) -> Response:
        """Solved at first contact: the agent's word, the requester's, and whether anybody came again."""
        form = asked_strictly(request.query_params, by=[(name, name) for name in contact.GROUPS])
        rows = contact.first_contacts(request.user, form.asked(timezone.now()), form.by_said)
        return Response(shapes.FirstContactSerializer(rows, many=True).data)

    @extend_schema(parameters=NARROWED[1:], responses=shapes.HandlingSerializer(many=True), filters=False)
    @action(detail=False, pagination_class=None)
    def handling(self, request: Request) -> Response:
        """The appropriate handling time of every service of the last year's cases, or as set by hand."""
        form = asked_strictly(request.query_params)
        rows = handling_times(request.user, form.asked(timezone.now()))
        return Response(shapes.HandlingSerializer(rows, many=True).data)

    @extend_schema(parameters=NARROWED, responses=shapes.OriginSerializer(many=True), filters=False)
    @action(detail=False, pagination_class=None)
    def origins(self, request: Request) -> Response:
        """Back office first: steps behind what went wrong for customers, most customers harmed first."""
        form = asked_strictly(request.query_params)
        rows = origins(request.user, form.asked(timezone.now()))
        return Response(shapes.OriginSerializer(rows, many=True).data)


class TicketFailureViewSet(PortalViewSet):
    """The tickets behind the report on origins, a row for each step that answers for a part."""

    orderings = [Ordering("newest", ("at", "id"))]
    filterset = ChargeFilterSet
    serializer_class = shapes.TicketFailureSerializer

    def get_queryset(self) -> Any:
        return Charge.objects.visible_to(self.request.user)

    @extend_schema(responses=shapes.TicketFailureSerializer(many=True))
    def list(self, request: Request) -> Response:
        """What went wrong for customers, the newest first."""
        return self.list_response(self.get_queryset(), shapes.TicketFailureSerializer, Columns(VALUES))
