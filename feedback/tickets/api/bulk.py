"""`POST /tickets/bulk/`: one step on many tickets, an answer for each."""

from typing import Any

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from feedback.tickets.api.serializers import (
    HandOverBody,
    MergeBody,
    TicketCommentBody,
    TicketReleaseBody,
    TicketResolveBody,
)
from feedback.tickets.models import Ticket
from feedback.tickets.services.bulk import VERBS, tickets_bulk
from portal.core.api.problems import problem_body
from portal.core.api.serializers import Answer, Empty, StrictSerializer
from portal.records.api.idempotency import key_of
from portal.records.api.viewsets import PortalViewSet
from portal.records.bulk import MOST, Picked, RowAnswer, unique

BODIES: dict[str, type[StrictSerializer]] = {
    "take": Empty,
    "hand_over": HandOverBody,
    "release": TicketReleaseBody,
    "resolve": TicketResolveBody,
    "comment": TicketCommentBody,
    "watch": Empty,
    "merge": MergeBody,
}


class BulkRow(StrictSerializer):
    id = serializers.CharField(max_length=12)
    version = serializers.IntegerField(
        required=False, min_value=0, max_value=2**31 - 1, help_text="As `If-Match`: refused where it is older."
    )


class BulkBody(StrictSerializer):
    action = serializers.ChoiceField(choices=list(VERBS))
    rows = serializers.ListField(child=BulkRow(), min_length=1, max_length=MOST)
    values = serializers.DictField(required=False, default=dict, help_text="The body of the single step.")


class BulkAnswer(Answer):
    id = serializers.CharField()
    done = serializers.BooleanField()
    problem = serializers.DictField(allow_null=True, help_text="The problem document of the single step.")


class BulkResult(Answer):
    done = serializers.IntegerField()
    refused = serializers.IntegerField()
    results = BulkAnswer(many=True)


class TicketBulkViewSet(PortalViewSet):
    serializer_class = BulkBody
    once_per_row = True

    def get_queryset(self) -> Any:
        return Ticket.objects.none()

    @extend_schema(request=BulkBody, responses=BulkResult, operation_id="tickets_bulk")
    def create(self, request: Request) -> Response:
        """One step on up to 200 tickets, each by itself: the rest goes on where one is refused.

        With an `Idempotency-Key` no ticket gets it twice; sent again, it goes on with what is left.
        """
        body = self.body(BulkBody)
        rows = unique(Picked(row["id"].upper(), row.get("version")) for row in body["rows"])
        checked = BODIES[body["action"]](data=body["values"])
        if not checked.is_valid():
            raise serializers.ValidationError({"values": checked.errors})
        by: Any = request.user
        answers = tickets_bulk(
            action=body["action"], rows=rows, by=by, now=timezone.now(), key=key_of(request), **checked.validated_data
        )
        done = sum(answer.done for answer in answers)
        data = {"done": done, "refused": len(answers) - done, "results": [_answer(each) for each in answers]}
        return Response(BulkResult(data).data)


def _answer(each: RowAnswer) -> dict[str, Any]:
    return {"id": each.id, "done": each.done, "problem": problem_body(each.refusal) if each.refusal else None}
