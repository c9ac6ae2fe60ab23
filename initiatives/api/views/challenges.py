"""The resource `challenges`: calls for ideas."""

from typing import Any

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from initiatives.api import challenges as s
from initiatives.api.evaluations import AskCallBody, AskedForCallShown
from initiatives.api.shapes import person, unit
from initiatives.models import Challenge
from initiatives.queries.challenges import ORDERINGS, ROW, beside, challenge_for, counts_of, shown
from initiatives.queries.filters import ChallengeFilters
from initiatives.services import challenges as verbs
from initiatives.services.evaluating import Request as Asking
from initiatives.services.evaluating import evaluations_ask
from portal.core.api.views import etag
from portal.records.api.viewsets import PortalViewSet


class ChallengeRows(s.ChallengeRow):
    def to_representation(self, instance: Any) -> Any:
        row = shown(instance)
        row |= {
            "answering": {"reference": row["answering__reference"], "name": row["answering_name"]},
            "answerer": _named(row, "answerer"),
            "sponsor": _named(row, "sponsor"),
            "department": _named(row, "department"),
        }
        return super().to_representation(row)


def _named(row: dict[str, Any], path: str) -> dict[str, str] | None:
    reference = row[f"{path}__reference"]
    return {"reference": reference, "name": row[f"{path}_name"]} if reference else None


class ChallengeViewSet(PortalViewSet):
    """Calls for ideas: a question, for some days, to everybody or to chosen departments."""

    filterset = ChallengeFilters
    orderings = ORDERINGS
    serializer_class = s.ChallengeRow

    def get_queryset(self) -> Any:
        return Challenge.objects.visible_to(self.request.user)

    def _who(self) -> dict[str, Any]:
        return {"by": self.request.user, "now": timezone.now()}

    def _shown(self, status: int = 200, reference: str = "") -> Response:
        found = challenge_for(self.request.user, reference or self.reference)
        names = (
            *("reference", "question", "text", "opens_on", "closes_on", "answer_days", "idea_count", "i_am_asked"),
            *("created_at", "ended_at", "finished_at", "version"),
        )
        data = {name: getattr(found, name) for name in names} | {
            "state": found.state_on(timezone.localdate()),
            "answering": unit(found.answering),
            "answerer": person(found.answerer) if found.answerer else None,
            "sponsor": person(found.sponsor),
            "department": unit(found.department) if found.department else None,
            "asked": [unit(each) for each in found.asked.all()],
            "counts": counts_of(found),
        }
        return Response(s.ChallengeShown(data).data, status=status, headers={"ETag": etag(found.version)})

    @extend_schema(operation_id="challenges_list", responses=s.ChallengeRow(many=True))
    def list(self, request: Request) -> Response:
        rows = self.get_queryset().annotate(**beside(request.user)).values(*ROW)
        return self.list_response(rows, ChallengeRows)

    @extend_schema(operation_id="challenges_create", request=s.ChallengeBody, responses={201: s.ChallengeShown})
    def create(self, request: Request) -> Response:
        body = {"answering": None} | self.body(s.ChallengeBody)
        made = verbs.challenge_create(call=verbs.Call(**body), **self._who())
        return self._shown(201, made.reference)

    @extend_schema(operation_id="challenges_retrieve", responses=s.ChallengeShown)
    def retrieve(self, request: Request, id: str) -> Response:  # noqa: A002
        return self._shown()

    @extend_schema(operation_id="challenges_update", request=s.ChallengePatch, responses=s.ChallengeShown)
    def partial_update(self, request: Request, id: str) -> Response:  # noqa: A002
        changes = self.body(s.ChallengePatch)
        verbs.challenge_edit(
            reference=self.reference, changes=changes, expected_version=self.expected_version(), **self._who()
        )
        return self._shown()

    @extend_schema(operation_id="challenges_end", request=s.EndBody, responses=s.ChallengeShown)
    @action(detail=True, methods=["post"])
    def end(self, request: Request, id: str) -> Response:  # noqa: A002
        """Close it before its last day."""
        body, version = self.body(s.EndBody), self.expected_version()
        verbs.challenge_end(reference=self.reference, expected_version=version, **body, **self._who())
        return self._shown()

    @extend_schema(operation_id="challenges_evaluate", request=AskCallBody, responses=AskedForCallShown)
    @action(detail=True, methods=["post"])
    def evaluate(self, request: Request, id: str) -> Response:  # noqa: A002
        """Ask the same colleagues to score every open idea of the call that the caller may decide, 50 at most."""
        body = self.body(AskCallBody)
        done = evaluations_ask(challenge=self.reference, request=Asking(**body), **self._who())
        data = {"asked": [row.reference for row in done.asked], "passed_over": done.passed_over}
        return Response(AskedForCallShown(data).data)
