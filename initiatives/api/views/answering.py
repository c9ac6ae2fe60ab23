"""What happens to an idea on its way to the answer, the scoreboard, and the resource `answer-times`."""

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from initiatives.api import serializers as s
from initiatives.api import shapes
from initiatives.models import AnswerTime, Idea
from initiatives.queries.answering import ANSWER_TIME_ORDERINGS, ANSWER_TIME_ROW
from initiatives.queries.filters import BoardFilters
from initiatives.queries.scoreboard import PERIODS, BoardState, board_state, scoreboard
from initiatives.services.answer_times import answer_time_create, answer_time_edit, board_switch_on
from initiatives.services.asking import idea_ask, idea_reply
from initiatives.services.passing import idea_object, idea_reassign
from portal.core.api.views import etag
from portal.core.errors import NotFound, Refused
from portal.core.keyset import Columns
from portal.records.api.viewsets import PortalViewSet


def user_of(request: Request) -> Any:
    """Signed in: the permission table has seen to it."""
    return request.user


DAYS = OpenApiParameter("days", int, enum=PERIODS, description="Of so many last days; 90 unless told.")


class AnsweringActions:
    """Joined to the viewset of ideas."""

    @extend_schema(operation_id="ideas_ask", request=s.AskBody, responses=s.IdeaShown)
    @action(detail=True, methods=["post"])
    def ask(self: Any, request: Request, id: str) -> Response:  # noqa: A002
        """Ask the author; until the reply the promise waits."""
        idea_ask(reference=self.reference, by=user_of(request), now=timezone.now(), **self.body(s.AskBody))
        return self._shown()

    @extend_schema(operation_id="ideas_reply", request=s.ReplyBody, responses=s.IdeaShown)
    @action(detail=True, methods=["post"])
    def reply(self: Any, request: Request, id: str) -> Response:  # noqa: A002
        """The author's answer to the question."""
        idea_reply(reference=self.reference, by=user_of(request), now=timezone.now(), **self.body(s.ReplyBody))
        return self._shown()

    @extend_schema(operation_id="ideas_reassign", request=s.ReassignBody, responses=s.IdeaShown)
    @action(detail=True, methods=["post"])
    def reassign(self: Any, request: Request, id: str) -> Response:  # noqa: A002
        """Let another department answer; the promise goes on."""
        body, version = self.body(s.ReassignBody), self.expected_version()
        by = user_of(request)
        idea_reassign(reference=self.reference, by=by, now=timezone.now(), expected_version=version, **body)
        return self._shown()

    @extend_schema(operation_id="ideas_object", request=s.ObjectBody, responses=s.IdeaShown)
    @action(detail=True, methods=["post"], url_path="not-an-answer", url_name="object")
    def objection(self: Any, request: Request, id: str) -> Response:  # noqa: A002
        """The author misses an answer in the answer: once; the idea is open again, one level up."""
        body, version = self.body(s.ObjectBody), self.expected_version()
        idea_object(reference=self.reference, by=user_of(request), now=timezone.now(), expected_version=version, **body)
        return self._shown()

    @extend_schema(operation_id="ideas_scoreboard", parameters=[DAYS], responses=s.BoardShown, filters=False)
    @action(detail=False, methods=["get"], pagination_class=None)
    def scoreboard(self: Any, request: Request) -> Response:
        """Who answers in time, by answering department. Heads see it thirty days earlier (`not_open_yet`)."""
        nothing = Idea.objects.none()
        BoardFilters.apply(data=request.query_params, queryset=nothing, request=request, known=frozenset(), strict=True)
        state = board_state(request.user, timezone.localdate())
        if not state.shown:
            facts = {"opens_on": state.for_all.isoformat()} if state.for_all else {}
            raise Refused("not_open_yet", _("The scoreboard isn't open to you yet."), facts)
        return _board(state, int(request.query_params.get("days") or PERIODS[1]))

    @extend_schema(operation_id="ideas_scoreboard_switch_on", request=None, responses={201: s.BoardShown})
    @scoreboard.mapping.post
    def switch_on(self: Any, request: Request) -> Response:
        """Show the scoreboard: to heads from today, to everybody thirty days later."""
        board_switch_on(by=user_of(request), now=timezone.now())
        return _board(board_state(request.user, timezone.localdate()), PERIODS[1], 201)


def _board(state: BoardState, days: int, status: int = 200) -> Response:
    rows = scoreboard(days=days, now=timezone.now())
    shown = {
        "since": state.since,
        "for_all": state.for_all,
        "days": days,
        "rows": [shapes.board_row(row) for row in rows],
    }
    return Response(s.BoardShown(shown).data, status=status)


class AnswerTimeRows(s.AnswerTimeShown):
    def to_representation(self, instance: Any) -> Any:
        return super().to_representation(shapes.answer_time(instance))


class AnswerTimeViewSet(PortalViewSet):
    """Working days within which departments answer ideas."""

    orderings = ANSWER_TIME_ORDERINGS
    serializer_class = s.AnswerTimeShown

    def get_queryset(self) -> Any:
        return AnswerTime.objects.visible_to(self.request.user)

    @extend_schema(responses=s.AnswerTimeShown(many=True))
    def list(self, request: Request) -> Response:
        """The nearest department, from the answering one upward, that has one counts; else the company's."""
        return self.list_response(self.get_queryset(), AnswerTimeRows, Columns(ANSWER_TIME_ROW))

    @extend_schema(responses=s.AnswerTimeShown)
    def retrieve(self, request: Request, id: str) -> Response:  # noqa: A002
        return self._shown(self.reference)

    @extend_schema(request=s.AnswerTimeBody, responses={201: s.AnswerTimeShown})
    def create(self, request: Request) -> Response:
        """For ideas from now on; what was promised stays."""
        by: Any = request.user
        made = answer_time_create(by=by, now=timezone.now(), **self.body(s.AnswerTimeBody))
        return self._shown(made.reference, 201)

    @extend_schema(request=s.AnswerTimePatch, responses=s.AnswerTimeShown)
    def partial_update(self, request: Request, id: str) -> Response:  # noqa: A002
        by: Any = request.user
        body, version = self.body(s.AnswerTimePatch), self.expected_version()
        answer_time_edit(reference=self.reference, by=by, now=timezone.now(), expected_version=version, **body)
        return self._shown(self.reference)

    def _shown(self, reference: str, status: int = 200) -> Response:
        values = self.get_queryset().filter(reference=reference).values(*ANSWER_TIME_ROW).first()
        if values is None:
            raise NotFound()
        return Response(AnswerTimeRows(values).data, status=status, headers={"ETag": etag(values["version"])})
