"""Routing rules over REST."""

from typing import Any

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from feedback.tickets import services
from feedback.tickets.api.serializers.routing import (
    RuleBody,
    RuleChanges,
    RulePlaceBody,
    RulePreviewBody,
    RulePreviewSerializer,
    RuleSerializer,
)
from feedback.tickets.filters import RuleFilterSet
from feedback.tickets.models import RoutingRule
from feedback.tickets.queries.routing import AS_ASKED, NEWEST, PLACES, VALUES
from portal.core.api.serializers import Empty
from portal.core.api.views import etag
from portal.core.errors import NotFound
from portal.core.keyset import Columns
from portal.records.api.viewsets import PortalViewSet


class RoutingRuleViewSet(PortalViewSet):
    orderings = [AS_ASKED, NEWEST]
    filterset = RuleFilterSet
    serializer_class = RuleSerializer

    def get_queryset(self) -> Any:
        return RoutingRule.objects.visible_to(self.request.user)

    @extend_schema(responses=RuleSerializer(many=True))
    def list(self, request: Request) -> Response:
        """Which queue new tickets go to, in the order in which the rules are asked: the first that fits decides."""
        return self.list_response(self.get_queryset(), RuleSerializer, Columns(VALUES, PLACES))

    @extend_schema(responses=RuleSerializer)
    def retrieve(self, request: Request, id: str) -> Response:  # noqa: A002
        return self._shown(self.reference)

    @extend_schema(request=RuleBody, responses={201: RuleSerializer})
    def create(self, request: Request) -> Response:
        """Add a rule behind the others of its department; it holds for tickets that are opened from then on."""
        made = services.rule_create(by=self._by, now=timezone.now(), **self.body(RuleBody))
        return self._shown(made.reference, 201)

    @extend_schema(request=RuleChanges, responses=RuleSerializer)
    def partial_update(self, request: Request, id: str) -> Response:  # noqa: A002
        """Change it, or switch it off with `active`. Tickets that it took stay where they are."""
        return self._do(services.rule_edit, **self.body(RuleChanges))

    @extend_schema(request=RulePlaceBody, responses=RuleSerializer)
    @action(detail=True, methods=["post"])
    def move(self, request: Request, id: str) -> Response:  # noqa: A002
        """Put it at another place among the rules of its department; a place behind the last means the last."""
        return self._do(services.rule_move, **self.body(RulePlaceBody))

    @extend_schema(request=Empty, responses={201: RuleSerializer})
    @action(detail=True, methods=["post"])
    def copy(self, request: Request, id: str) -> Response:  # noqa: A002
        """A second rule that asks the same, switched off."""
        return self._do(services.rule_copy, 201, **self.body(Empty))

    @extend_schema(request=RulePreviewBody, responses=RulePreviewSerializer)
    @action(detail=False, methods=["post"], pagination_class=None)
    def preview(self, request: Request) -> Response:
        """What a rule would have done to last month's tickets; nothing is saved."""
        body = self.body(RulePreviewBody)
        found = services.rule_preview(by=self._by, now=timezone.now(), reference=body.pop("rule", ""), **body)
        return Response(RulePreviewSerializer(found).data)

    @property
    def _by(self) -> Any:
        return self.request.user

    def _rows(self) -> Any:
        return self.get_queryset().annotate(**PLACES).values(*VALUES)

    def _do(self, verb: Any, status: int = 200, **values: Any) -> Response:
        version = self.expected_version()
        rule = verb(reference=self.reference, by=self._by, now=timezone.now(), version=version, **values)
        return self._shown(rule.reference, status)

    def _shown(self, reference: str, status: int = 200) -> Response:
        values = self._rows().filter(reference=reference).first()
        if values is None:
            raise NotFound()
        return Response(RuleSerializer(values).data, status=status, headers={"ETag": etag(values["version"])})
