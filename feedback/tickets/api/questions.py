"""Questions to colleagues over REST."""

from typing import Any

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from feedback.tickets import services
from feedback.tickets.api.serializers import questions as shape
from feedback.tickets.filters import QuestionFilterSet
from feedback.tickets.models import Question
from feedback.tickets.queries.questions import ANNOTATIONS, VALUES
from feedback.tickets.queries.similar import load_of
from portal.core.api.serializers import Empty
from portal.core.api.views import etag
from portal.core.errors import NotFound
from portal.core.keyset import Columns, Ordering
from portal.records.api.viewsets import PortalViewSet

Detail = shape.QuestionSerializer


class QuestionViewSet(PortalViewSet):
    orderings = [Ordering("newest", ("asked_at", "id")), Ordering("due", ("due_at", "id"), descending=False)]
    filterset = QuestionFilterSet
    serializer_class = Detail

    def get_queryset(self) -> Any:
        return Question.objects.visible_to(self.request.user).annotate(**ANNOTATIONS)

    @extend_schema(responses=Detail(many=True))
    def list(self, request: Request) -> Response:
        """Questions that you asked, that you are asked, and those of tickets that you work on."""
        return self.list_response(Question.objects.visible_to(request.user), Detail, Columns(VALUES, ANNOTATIONS))

    @extend_schema(responses=Detail)
    def retrieve(self, request: Request, id: str) -> Response:  # noqa: A002
        return self._shown(self.reference)

    @extend_schema(request=shape.QuestionBody, responses={201: Detail})
    def create(self, request: Request) -> Response:
        """Ask one to three colleagues; the ticket stays with its owner. 409 when somebody's day is full."""
        body = self.body(shape.QuestionBody)
        by: Any = request.user
        made = services.ticket_ask(reference=body.pop("ticket").upper(), by=by, now=timezone.now(), **body)
        return self._shown(made.reference, 201)

    @extend_schema(request=shape.QuestionAnswerBody, responses=Detail)
    @action(detail=True, methods=["post"])
    def answer(self, request: Request, id: str) -> Response:  # noqa: A002
        """By one of those who were asked; it stands on the ticket as an internal note."""
        return self._do(services.question_answer, **self.body(shape.QuestionAnswerBody))

    @extend_schema(request=shape.QuestionDeclineBody, responses=Detail)
    @action(detail=True, methods=["post"])
    def decline(self, request: Request, id: str) -> Response:  # noqa: A002
        """Not me, and why."""
        return self._do(services.question_decline, **self.body(shape.QuestionDeclineBody))

    @extend_schema(request=Empty, responses=Detail)
    @action(detail=True, methods=["post"])
    def withdraw(self, request: Request, id: str) -> Response:  # noqa: A002
        """No longer needed; by whoever asked."""
        return self._do(services.question_withdraw, **self.body(Empty))

    @extend_schema(request=shape.QuestionRateBody, responses=Detail)
    @action(detail=True, methods=["post"])
    def rate(self, request: Request, id: str) -> Response:  # noqa: A002
        """Did the answer help? By whoever asked, once."""
        return self._do(services.question_rate, **self.body(shape.QuestionRateBody))

    def _do(self, verb: Any, **values: Any) -> Response:
        by: Any = self.request.user
        made = verb(reference=self.reference, by=by, now=timezone.now(), version=self.expected_version(), **values)
        return self._shown(made.reference)

    def _shown(self, reference: str, status: int = 200) -> Response:
        values = self.get_queryset().filter(reference=reference).values(*VALUES).first()
        if values is None:
            raise NotFound()
        return Response(Detail(values).data, status=status, headers={"ETag": etag(values["version"])})


class OpennessView(PortalViewSet):
    """Whether the caller takes questions of colleagues, and how many a day."""

    def get_queryset(self) -> Any:
        return Question.objects.none()

    @extend_schema(operation_id="me_questions_retrieve", responses=shape.OpennessSerializer)
    def retrieve(self, request: Request) -> Response:
        return self._answer()

    @extend_schema(
        operation_id="me_questions_partial_update", request=shape.OpennessBody, responses=shape.OpennessSerializer
    )
    def partial_update(self, request: Request) -> Response:
        by: Any = request.user
        now = timezone.now()
        load = load_of([by], now=now)[by.pk]
        values = {"open": load.open, "per_day": load.per_day} | self.body(shape.OpennessBody)
        services.openness_set(by=by, now=now, **values)
        return self._answer()

    def _answer(self) -> Response:
        by: Any = self.request.user
        return Response(shape.OpennessSerializer(load_of([by], now=timezone.now())[by.pk]).data)
