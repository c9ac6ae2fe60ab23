"""Tickets and the service catalogue over REST."""

from typing import Any

from django.http import QueryDict
from django.utils import timezone
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.decorators import action
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response

from feedback.tickets import services
from feedback.tickets.api import serializers
from feedback.tickets.api.approvals import DemandsMixin
from feedback.tickets.api.serializers import one_button, questions
from feedback.tickets.api.serializers import reports as shapes
from feedback.tickets.api.service_forms import FormActions
from feedback.tickets.choices import CameBy
from feedback.tickets.filters import CatalogueFilterSet, TicketFilterSet
from feedback.tickets.models import CatalogueService, Ticket
from feedback.tickets.queries import NAMED, VALUES, ticket_shown, way_of, why_of
from feedback.tickets.queries.handling import band_of_service, reopened_by_place, service_for_reader
from feedback.tickets.queries.reporting import Asked
from feedback.tickets.queries.retiming import effect_of_minutes
from feedback.tickets.queries.similar import similar_tickets, suggestions_for
from feedback.tickets.queries.starting_texts import LANGUAGES
from feedback.tickets.queries.watching import notes, people_to_mention
from feedback.tickets.services.catalogue import Part
from portal.core.api.parsers import GuardedJSONParser
from portal.core.api.serializers import Empty
from portal.core.api.views import etag
from portal.core.keyset import Columns, Ordering
from portal.people.access import get_visible, not_allowed, require
from portal.people.api.serializers import PersonToMention
from portal.records.api.viewsets import PortalViewSet
from portal.records.models import Comment

DUE = Ordering("due", ("queue_at", "id"), descending=False)
NEWEST = Ordering("newest", ("opened_at", "id"))
Detail = serializers.TicketDetail


class TicketViewSet(PortalViewSet):
    orderings = [DUE, NEWEST]
    filterset = TicketFilterSet
    serializer_class = Detail

    def get_queryset(self) -> Any:
        return Ticket.objects.visible_to(self.request.user)

    @extend_schema(responses=serializers.TicketRow(many=True))
    def list(self, request: Request) -> Response:
        """Tickets that you may see: by default the most urgent first, paused ones behind, resolved last."""
        return self.list_response(self.get_queryset(), serializers.TicketRow, Columns(VALUES, NAMED))

    @extend_schema(responses=Detail)
    def retrieve(self, request: Request, id: str) -> Response:  # noqa: A002
        """One ticket with its clocks and what you may do now."""
        return self._shown(self.reference)

    @extend_schema(request=serializers.TicketBody, responses={201: Detail, 200: Detail})
    def create(self, request: Request) -> Response:
        """Open a ticket; with a known `external_id`, bring that one to this body (200)."""
        body = self.body(serializers.TicketBody)
        external_id = body.pop("external_id", None)
        by: Any = request.user
        now = timezone.now()
        if external_id is None:
            body.setdefault("answers", {})
            return self._shown(services.ticket_open(by=by, now=now, came_by=CameBy.REST, **body).reference, 201)
        ticket, opened = services.ticket_upsert(
            external_id=external_id, by=by, now=now, version=self.expected_version(), **body
        )
        return self._shown(ticket.reference, 201 if opened else 200)

    @extend_schema(request=serializers.TicketChanges, responses=Detail)
    def partial_update(self, request: Request, id: str) -> Response:  # noqa: A002
        """Change title, text, kind or customer number."""
        return self._do(services.ticket_edit, **self.body(serializers.TicketChanges))

    @extend_schema(request=Empty, responses=Detail)
    @action(detail=True, methods=["post"])
    def take(self, request: Request, id: str) -> Response:  # noqa: A002
        """Become the owner. Of many at once one wins; 409 names who."""
        return self._do(services.ticket_take, **self.body(Empty))

    @extend_schema(request=serializers.TicketReleaseBody, responses=Detail)
    @action(detail=True, methods=["post"])
    def release(self, request: Request, id: str) -> Response:  # noqa: A002
        """Put it back into the department's queue."""
        return self._do(services.ticket_release, **self.body(serializers.TicketReleaseBody))

    @extend_schema(request=serializers.TicketTextBody, responses=Detail)
    @action(detail=True, methods=["post"])
    def wait(self, request: Request, id: str) -> Response:  # noqa: A002
        """Ask the requester; the clock is paused until the answer."""
        return self._do(services.ticket_wait, **self.body(serializers.TicketTextBody))

    @extend_schema(request=Empty, responses=Detail)
    @action(detail=True, methods=["post"])
    def resume(self, request: Request, id: str) -> Response:  # noqa: A002
        """Go on; the clock runs again."""
        return self._do(services.ticket_resume, **self.body(Empty))

    @extend_schema(request=serializers.HandOverBody, responses=Detail)
    @action(detail=True, methods=["post"], url_path="hand-over", url_name="hand-over")
    def hand_over(self, request: Request, id: str) -> Response:  # noqa: A002
        """Give it to another department's queue. Its first owner stays."""
        return self._do(services.ticket_hand_over, **self.body(serializers.HandOverBody))

    @extend_schema(request=serializers.TicketReleaseBody, responses=Detail)
    @action(detail=True, methods=["post"], url_path="pass-on", url_name="pass-on")
    def pass_on(self, request: Request, id: str) -> Response:  # noqa: A002
        """Our part is done: on to the next department of the service's way."""
        return self._do(services.ticket_pass_on, **self.body(serializers.TicketReleaseBody))

    @extend_schema(request=serializers.TicketResolveBody, responses=Detail)
    @action(detail=True, methods=["post"])
    def resolve(self, request: Request, id: str) -> Response:  # noqa: A002
        """Done; the text tells the requester what was done."""
        return self._do(services.ticket_resolve, **self.body(serializers.TicketResolveBody))

    @extend_schema(request=Empty, responses=Detail)
    @action(detail=True, methods=["post"])
    def chase(self, request: Request, id: str) -> Response:  # noqa: A002
        """The first owner asks whoever has it how far it is; once in a working hour."""
        return self._do(services.ticket_chase, **self.body(Empty))

    @extend_schema(request=serializers.TicketConfirmBody, responses=Detail)
    @action(detail=True, methods=["post"])
    def confirm(self, request: Request, id: str) -> Response:  # noqa: A002
        """The requester's word: solved, or not; then it is opened again."""
        return self._do(services.ticket_confirm, **self.body(serializers.TicketConfirmBody))

    @extend_schema(request=one_button.SettleBody, responses=Detail)
    @action(detail=True, methods=["post"])
    def settle(self, request: Request, id: str) -> Response:  # noqa: A002
        """Press a one-button resolution: noted, and where it resolves, the ticket is yours and resolved."""
        return self._do(services.ticket_settle, **self.body(one_button.SettleBody))

    @extend_schema(request=serializers.TicketReasonBody, responses=Detail)
    @action(detail=True, methods=["post"])
    def reopen(self, request: Request, id: str) -> Response:  # noqa: A002
        """Not solved after all."""
        return self._do(services.ticket_reopen, **self.body(serializers.TicketReasonBody))

    @extend_schema(request=serializers.MergeBody, responses=Detail)
    @action(detail=True, methods=["post"])
    def merge(self, request: Request, id: str) -> Response:  # noqa: A002
        """Join it to another ticket about the same matter; answers with `merged_into`."""
        return self._do(services.ticket_merge, **self.body(serializers.MergeBody))

    @extend_schema(request=serializers.ChildBody, responses={201: Detail})
    @action(detail=True, methods=["post"], url_path="open-child", url_name="open-child")
    def open_child(self, request: Request, id: str) -> Response:  # noqa: A002
        """Ask another department for a part of the work; answers with the child ticket."""
        return self._do(services.ticket_open_child, 201, **self.body(serializers.ChildBody))

    @extend_schema(request=serializers.SplitBody, responses={201: Detail})
    @action(detail=True, methods=["post"])
    def split(self, request: Request, id: str) -> Response:  # noqa: A002
        """Make a second ticket of a note or a text; answers with the new one."""
        return self._do(services.ticket_split, 201, **self.body(serializers.SplitBody))

    @extend_schema(request=Empty, responses=Detail)
    @action(detail=True, methods=["post"])
    def watch(self, request: Request, id: str) -> Response:  # noqa: A002
        """Be told what happens on it."""
        return self._do(services.ticket_watch, **self.body(Empty))

    @extend_schema(request=Empty, responses=Detail)
    @action(detail=True, methods=["post"])
    def unwatch(self, request: Request, id: str) -> Response:  # noqa: A002
        """Be told nothing more."""
        return self._do(services.ticket_unwatch, **self.body(Empty))

    @extend_schema(
        parameters=[
            OpenApiParameter("q", str, description="Beginning of a name, of its pinyin, or its initials."),
            OpenApiParameter("internal", bool, description="Those who may read internal notes."),
        ],
        responses=PersonToMention(many=True),
        filters=False,
    )
    @action(detail=True, pagination_class=None)
    def people(self, request: Request, id: str) -> Response:  # noqa: A002
        """The first few colleagues who can be mentioned in a note."""
        asked = request.query_params
        ticket, internal = self._ticket(), asked.get("internal") == "true"
        require(request.user, "tickets.internal_comment" if internal else "tickets.comment", ticket)
        found = people_to_mention(ticket, asked.get("q", ""), internal=internal)
        return Response(PersonToMention(found, many=True).data)

    @extend_schema(responses=serializers.OfferedTextSerializer(many=True))
    @action(detail=True, pagination_class=None)
    def texts(self, request: Request, id: str) -> Response:  # noqa: A002
        """Texts with which an answer on it may begin, filled in."""
        shown = ticket_shown(request.user, self.reference)
        if "internal_comment" not in shown.may:
            raise not_allowed("tickets.internal_comment")
        rows = [
            {"id": each.id, "name": each.name} | {f"text_{key}": each.filled(shown.ticket, key) for key in LANGUAGES}
            for each in shown.texts
        ]
        return Response(serializers.OfferedTextSerializer(rows, many=True).data)

    @extend_schema(responses=serializers.TicketStepSerializer(many=True))
    @action(detail=True, pagination_class=None)
    def steps(self, request: Request, id: str) -> Response:  # noqa: A002
        """Its way through the departments, in order."""
        return Response(serializers.TicketStepSerializer(way_of(self._ticket()), many=True).data)

    @extend_schema(responses=serializers.WhySerializer(many=True))
    @action(detail=True, pagination_class=None)
    def why(self, request: Request, id: str) -> Response:  # noqa: A002
        """How the due time of each clock came about."""
        return Response(serializers.WhySerializer(why_of(self._ticket()), many=True).data)

    @extend_schema(responses=questions.SimilarSerializer(many=True))
    @action(detail=True, pagination_class=None)
    def similar(self, request: Request, id: str) -> Response:  # noqa: A002
        """Solved tickets like this one that you may see, the most alike first."""
        ticket = self._ticket()
        found = similar_tickets(request.user, ticket.title, ticket.text, limit=10, exclude=ticket.pk)
        return Response(questions.SimilarSerializer(found, many=True).data)

    @extend_schema(responses=questions.ColleagueSerializer(many=True))
    @action(detail=True, pagination_class=None)
    def colleagues(self, request: Request, id: str) -> Response:  # noqa: A002
        """Whom to ask about it: who solved tickets like this one and may be asked now."""
        by: Any = request.user
        ticket = self._ticket()
        require(by, "tickets.ask", ticket)
        found = suggestions_for(ticket, by=by, now=timezone.now())
        return Response(questions.ColleagueSerializer(found, many=True).data)

    def _ticket(self) -> Ticket:
        found: Ticket = get_visible(Ticket, self.request.user, self.reference)
        return found

    def _do(self, verb: Any, status: int = 200, **values: Any) -> Response:
        ticket = verb(
            reference=self.reference,
            by=self.request.user,
            now=timezone.now(),
            version=self.expected_version(),
            **values,
        )
        return self._shown(ticket.reference, status)

    def _shown(self, reference: str, status: int = 200) -> Response:
        shown = ticket_shown(self.request.user, reference)
        return Response(Detail(shown).data, status=status, headers={"ETag": etag(shown.ticket.version)})


class TicketCommentViewSet(PortalViewSet):
    """Notes of a ticket; internal ones only for the working side."""

    orderings = [Ordering("oldest", ("at", "id"), descending=False), Ordering("newest", ("at", "id"))]
    serializer_class = serializers.CommentSerializer
    parser_classes = [GuardedJSONParser, MultiPartParser]

    def get_queryset(self) -> Any:
        return Comment.objects.none()

    @extend_schema(responses=serializers.CommentSerializer(many=True), operation_id="tickets_comments_list")
    def list(self, request: Request, id: str) -> Response:  # noqa: A002
        """What was said, oldest first."""
        shown = ticket_shown(request.user, self.reference)
        rows = notes(Comment.objects.about(shown.ticket, *(each.pk for each in shown.merged)))
        rows = rows.select_related("author").prefetch_related("files")
        if "internal_view" not in shown.may:
            rows = rows.filter(internal=False)
        return self.list_response(rows, serializers.CommentSerializer)

    @extend_schema(
        request=serializers.TicketCommentBody,
        responses={201: serializers.CommentSerializer},
        operation_id="tickets_comments_create",
    )
    def create(self, request: Request, id: str) -> Response:  # noqa: A002
        """Add a note, in JSON, or as multipart/form-data with any number of `files`."""
        uploads = request.FILES.getlist("files") if request.FILES else []
        comment = services.ticket_comment(
            reference=self.reference,
            by=request.user,  # type: ignore[arg-type]
            now=timezone.now(),
            files=uploads,
            **self._fields(),
        )
        row = notes(Comment.objects.filter(pk=comment.pk)).get()
        return Response(serializers.CommentSerializer(row).data, status=201)

    def _fields(self) -> dict[str, Any]:
        data = self.request.data
        if isinstance(data, QueryDict):
            data = {name: value for name, value in data.items() if name != "files"}
        checked = serializers.TicketCommentBody(data=data)
        checked.is_valid(raise_exception=True)
        return dict(checked.validated_data)


class CatalogueViewSet(DemandsMixin, FormActions, PortalViewSet):
    orderings = [
        Ordering("name", ("name_en", "id"), descending=False),
        Ordering("newest", ("id",)),
    ]
    filterset = CatalogueFilterSet
    serializer_class = serializers.ServiceSerializer

    def get_queryset(self) -> Any:
        return CatalogueService.objects.visible_to(self.request.user)

    @extend_schema(responses=serializers.ServiceSerializer(many=True))
    def list(self, request: Request) -> Response:
        """What can be asked for, and how quickly it is done."""
        kind = serializers.ServiceSerializer
        return self.list_response(self.get_queryset(), kind, Columns(kind.VALUES))

    @extend_schema(responses=serializers.ServiceSerializer)
    def retrieve(self, request: Request, id: str) -> Response:  # noqa: A002
        return _service(get_visible(CatalogueService, request.user, self.reference))

    @extend_schema(
        request=serializers.ServiceBody,
        responses={201: serializers.ServiceSerializer, 200: serializers.ServiceSerializer},
    )
    def create(self, request: Request) -> Response:
        """Add a service; with a known `external_id`, bring that one to this body (200)."""
        by: Any = request.user
        body, now = self.body(serializers.ServiceBody), timezone.now()
        service, added = services.service_upsert(by=by, now=now, version=self.expected_version(), **body)
        return _service(service, 201 if added else 200)

    @extend_schema(request=serializers.ServiceChanges, responses=serializers.ServiceSerializer)
    def partial_update(self, request: Request, id: str) -> Response:  # noqa: A002
        """Change a service; clocks that run follow changed minutes within a minute."""
        by: Any = request.user
        body = self.body(serializers.ServiceChanges)
        service = services.service_edit(
            reference=self.reference, by=by, now=timezone.now(), version=self.expected_version(), **body
        )
        return _service(service)

    @extend_schema(methods=["GET"], responses=serializers.PartSerializer(many=True))
    @extend_schema(methods=["POST"], request=serializers.WayBody, responses=serializers.PartSerializer(many=True))
    @action(detail=True, methods=["get", "post"], pagination_class=None)
    def way(self, request: Request, id: str) -> Response:  # noqa: A002
        """The usual way through the departments. POST replaces it; open tickets follow within a minute."""
        by: Any = request.user
        service: CatalogueService = get_visible(CatalogueService, by, self.reference)
        if request.method == "POST":
            body = self.body(serializers.WayBody)
            parts, closes = [Part(**part) for part in body["parts"]], body.get("closes")
            version = self.expected_version()
            service = services.service_set_way(
                reference=self.reference, parts=parts, closes=closes, by=by, now=timezone.now(), version=version
            )
        way = service.way.select_related("department")
        data = serializers.PartSerializer(way, many=True).data
        return Response(data, headers={"ETag": etag(service.version)})

    @extend_schema(methods=["GET"], responses=shapes.ServiceHandlingSerializer)
    @extend_schema(methods=["POST"], request=shapes.BandBody, responses={200: shapes.ServiceHandlingSerializer})
    @action(detail=True, methods=["get", "post"], pagination_class=None)
    def handling(self, request: Request, id: str) -> Response:  # noqa: A002
        """The appropriate handling time, and what comes back below and above it. POST sets it by hand."""
        by: Any = request.user
        if request.method == "POST":
            body = self.body(shapes.BandBody)
            version = self.expected_version()
            services.handling_band_set(reference=self.reference, by=by, now=timezone.now(), version=version, **body)
        service = service_for_reader(by, self.reference)
        band, versions = band_of_service(service)
        places = reopened_by_place(service, band, Asked(timezone.now(), 90))
        data = shapes.ServiceHandlingSerializer({"band": band, "places": places, "versions": versions}).data
        return Response(data, headers={"ETag": etag(versions[0].number if versions else 0)})

    @extend_schema(request=serializers.EffectBody, responses=serializers.EffectSerializer)
    @action(detail=True, methods=["post"])
    def effect(self, request: Request, id: str) -> Response:  # noqa: A002
        """What other minutes would do to the open tickets. Nothing is changed."""
        by: Any = request.user
        service: CatalogueService = get_visible(CatalogueService, by, self.reference)
        require(by, "catalogue.edit", service)
        body = self.body(serializers.EffectBody)
        minutes = {name.removesuffix("_minutes"): count for name, count in body.items()}
        effect = effect_of_minutes(service, minutes, now=timezone.now())
        return Response(serializers.EffectSerializer(effect).data)


def _service(service: CatalogueService, status: int = 200) -> Response:
    values = CatalogueService.objects.filter(pk=service.pk).values(*serializers.ServiceSerializer.VALUES).get()
    data = serializers.ServiceSerializer(values).data
    return Response(data, status=status, headers={"ETag": etag(values["version"])})
