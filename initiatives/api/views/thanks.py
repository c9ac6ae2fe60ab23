"""The resource `thanks`."""

from typing import Any

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from initiatives.api.fields import PersonShown, person
from initiatives.models import Thanks
from initiatives.models.thanks import THANKS_MAX
from initiatives.queries.filters import ThanksFilters
from initiatives.queries.thanks import ORDERINGS, ROW, given_by, shown
from initiatives.services.thanking import thanks_give, thanks_withdraw
from portal.core.api.serializers import Answer, StrictSerializer
from portal.core.keyset import Columns
from portal.records.api.viewsets import PortalViewSet


class ThanksBody(StrictSerializer):
    about = serializers.CharField(max_length=40, help_text="Reference of an idea, an initiative or a launched service.")
    receiver = person(
        required=False, allow_null=True, help_text="Without one: an idea's author, whose name isn't shown."
    )
    text = serializers.CharField(max_length=THANKS_MAX)


class ThanksShown(Answer):
    id = serializers.CharField(source="reference")
    about = serializers.CharField(source="subject")
    title = serializers.CharField()
    text = serializers.CharField()
    giver = PersonShown()
    receiver = PersonShown(allow_null=True, help_text="Null: the author, whose name isn't shown.")
    at = serializers.DateTimeField()


class ThanksRows(ThanksShown):
    def to_representation(self, instance: Any) -> Any:
        row = shown(instance)
        row["giver"] = {"reference": row["giver__reference"], "name": row["giver_name"]}
        hidden = row["receiver_id"] is None
        row["receiver"] = None if hidden else {"reference": row["receiver__reference"], "name": row["receiver_name"]}
        return super().to_representation(row)


class ThanksViewSet(PortalViewSet):
    """One short sentence from one colleague to another. No ranking, no points."""

    filterset = ThanksFilters
    orderings = ORDERINGS
    serializer_class = ThanksShown

    def get_queryset(self) -> Any:
        return Thanks.objects.visible_to(self.request.user)

    @property
    def _by(self) -> Any:
        return self.request.user

    @extend_schema(operation_id="thanks_list", responses=ThanksShown(many=True))
    def list(self, request: Request) -> Response:
        """What the caller was given; with `about` what was said for one thing."""
        return self.list_response(self.get_queryset(), ThanksRows, Columns(ROW))

    @extend_schema(operation_id="thanks_create", request=ThanksBody, responses={201: ThanksShown})
    def create(self, request: Request) -> Response:
        """Once for each thing and receiver."""
        body, by = self.body(ThanksBody), self._by
        receiver, text = body.get("receiver"), body["text"]
        made = thanks_give(reference=body["about"], receiver=receiver, text=text, by=by, now=timezone.now())
        return Response(ThanksRows(given_by(by, made.reference)).data, status=201)

    @extend_schema(operation_id="thanks_withdraw", request=None, responses={204: None})
    @action(detail=True, methods=["post"])
    def withdraw(self, request: Request, id: str) -> Response:  # noqa: A002
        """Take back what one has said."""
        thanks_withdraw(reference=self.reference, by=self._by, now=timezone.now())
        return Response(status=204)
