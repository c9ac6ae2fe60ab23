"""The resource `evaluations`: asking, one's own scorecards, results."""

from typing import Any

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from initiatives.api import evaluations as s
from initiatives.api.shapes import person
from initiatives.choices.evaluations import CardState
from initiatives.models import Evaluation
from initiatives.queries.evaluations import CARD, ORDERINGS, card_shown, cards_of, evaluation_for, scores_of
from initiatives.queries.filters import CardFilters
from initiatives.services import evaluating as verbs
from initiatives.services import scorecards
from portal.records.api.viewsets import PortalViewSet


class CardRows(s.CardRow):
    def to_representation(self, instance: Any) -> Any:
        return super().to_representation(card_shown(instance))


def _card(card: Any) -> dict[str, Any]:
    names = ("state", "comment", "answered_at")
    return {name: getattr(card, name) for name in names} | scores_of(card) | {"reviewer": person(card.reviewer)}


class EvaluationViewSet(PortalViewSet):
    """Colleagues score an idea by four criteria, each 1 to 5. Blind until one's own card was sent."""

    filterset = CardFilters
    orderings = ORDERINGS
    serializer_class = s.CardRow

    def get_queryset(self) -> Any:
        return Evaluation.objects.visible_to(self.request.user)

    def _who(self) -> dict[str, Any]:
        return {"by": self.request.user, "now": timezone.now()}

    def _shown(self, status: int = 200, reference: str = "") -> Response:
        view = evaluation_for(self.request.user, reference or self.reference)
        row = view.row
        data = {name: getattr(row, name) for name in ("reference", "asked_at", "due_on", "ended_at")} | {
            "idea": row.idea.reference,
            "asked_by": person(row.asked_by),
            "asked": view.asked,
            "sent": view.counts[CardState.SENT],
            "declined": view.counts[CardState.DECLINED] if view.readable else None,
            "readable": view.readable,
            "card": _card(view.mine) if view.mine else None,
        }
        return Response(s.EvaluationShown(data).data, status=status)

    @extend_schema(operation_id="evaluations_list", responses=s.CardRow(many=True))
    def list(self, request: Request) -> Response:
        """What the caller was asked to score."""
        return self.list_response(cards_of(request.user).values(*CARD), CardRows)

    @extend_schema(operation_id="evaluations_create", request=s.AskEvaluationBody, responses={201: s.EvaluationShown})
    def create(self, request: Request) -> Response:
        """Ask colleagues to score an idea that the caller may decide."""
        body = self.body(s.AskEvaluationBody)
        idea = body.pop("idea").upper()
        made = verbs.evaluation_ask(idea=idea, request=verbs.Request(**body), **self._who())
        return self._shown(201, made.reference)

    @extend_schema(operation_id="evaluations_retrieve", responses=s.EvaluationShown)
    def retrieve(self, request: Request, id: str) -> Response:  # noqa: A002
        return self._shown()

    @extend_schema(operation_id="evaluations_results", responses=s.ResultsShown)
    @action(detail=True, methods=["get"], pagination_class=None)
    def results(self, request: Request, id: str) -> Response:  # noqa: A002
        """Sums and cards. Reviewers read them once their own card was sent, those who decide once all have answered,
        the last day has passed, or it was closed."""
        view = evaluation_for(request.user, self.reference)
        sums = view.sums
        data = {
            "id": view.row.reference,
            "readable": view.readable,
            "asked": view.asked,
            "sent": view.counts[CardState.SENT],
            "overall": sums.overall if sums else None,
            "divided": bool(sums and sums.divided),
            "criteria": sums.criteria if sums else [],
            "cards": [_card(card) for card in view.sent],
            "declined": [{"reviewer": person(card.reviewer), "reason": card.reason} for card in view.declined],
        }
        return Response(s.ResultsShown(data).data)

    def _answer(self, verb: Any, body: Any) -> Response:
        data = self.body(body)
        comment = data.pop("comment")
        verb(reference=self.reference, scores=data, comment=comment, **self._who())
        return self._shown()

    @extend_schema(operation_id="evaluations_save", request=s.DraftBody, responses=s.EvaluationShown)
    @action(detail=True, methods=["post"])
    def save(self, request: Request, id: str) -> Response:  # noqa: A002
        """Keep a draft of one's own card."""
        return self._answer(scorecards.scorecard_save, s.DraftBody)

    @extend_schema(operation_id="evaluations_send", request=s.SendBody, responses=s.EvaluationShown)
    @action(detail=True, methods=["post"])
    def send(self, request: Request, id: str) -> Response:  # noqa: A002
        """Send it; it stays as it is."""
        return self._answer(scorecards.scorecard_send, s.SendBody)

    @extend_schema(operation_id="evaluations_decline", request=s.DeclineBody, responses=s.EvaluationShown)
    @action(detail=True, methods=["post"])
    def decline(self, request: Request, id: str) -> Response:  # noqa: A002
        scorecards.scorecard_decline(reference=self.reference, **self.body(s.DeclineBody), **self._who())
        return self._shown()

    @extend_schema(operation_id="evaluations_end", request=None, responses=s.EvaluationShown)
    @action(detail=True, methods=["post"])
    def end(self, request: Request, id: str) -> Response:  # noqa: A002
        """Close it before everybody has answered."""
        verbs.evaluation_end(reference=self.reference, **self._who())
        return self._shown()
