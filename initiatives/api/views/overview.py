"""The portfolio as a whole in REST: `/initiatives/overview/`, with the filters of the list."""

from typing import Any

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from initiatives.api.benefits import SumShown
from initiatives.models import Initiative
from initiatives.queries.filters import InitiativeFilters
from initiatives.queries.rollup import Decision, overview
from initiatives.rules.rollup import NEEDS
from portal.core.api.serializers import Answer
from portal.records.api.viewsets import PortalViewSet


class GroupShown(Answer):
    id = serializers.CharField(source="key", help_text="Reference of the department or the sponsor; empty: nobody.")
    name = serializers.CharField()
    initiatives = serializers.IntegerField()
    running = serializers.IntegerField()
    green = serializers.IntegerField(source="lights.green", help_text="Running, reported green.")
    amber = serializers.IntegerField(source="lights.amber")
    red = serializers.IntegerField(source="lights.red")
    no_report = serializers.IntegerField(source="silent")
    stages = serializers.DictField(child=serializers.IntegerField(), help_text="What runs, by stage.")
    needs_decision = serializers.IntegerField()
    late_actions = serializers.IntegerField(help_text="Open actions past their day, of what runs.")
    services = serializers.IntegerField(help_text="Launched within 90 days, and countersigned.")
    benefits = SumShown(many=True)


class NeedShown(Answer):
    id = serializers.CharField(source="reference", help_text="Reference of the initiative.")
    title = serializers.CharField()
    reasons = serializers.ListField(child=serializers.ChoiceField(choices=NEEDS))
    since = serializers.DateField(allow_null=True)


class OverviewShown(Answer):
    cut = serializers.BooleanField(help_text="More initiatives fit than are counted.")
    whole = GroupShown()
    departments = GroupShown(many=True)
    sponsors = GroupShown(many=True)
    decisions = NeedShown(many=True)


class OverviewActions(PortalViewSet):
    @extend_schema(operation_id="initiatives_overview", responses=OverviewShown)
    @action(detail=False, methods=["get"], pagination_class=None, filterset=InitiativeFilters)
    def overview(self, request: Request) -> Response:
        """Roll-up by department and sponsor, and what needs a decision, over the filtered initiatives."""
        rows = self.filtered(Initiative.objects.visible_to(request.user))
        found = overview(request.user, rows, timezone.localdate())
        data = vars(found) | {"decisions": [_decision(made) for made in found.decisions]}
        return Response(OverviewShown(data).data)


def _decision(made: Decision) -> dict[str, Any]:
    names = {name: made.row[name] for name in ("reference", "title")}
    return names | {"reasons": made.reasons, "since": made.since}
