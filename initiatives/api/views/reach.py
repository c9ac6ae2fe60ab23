"""People reached by an initiative, as an action of its resource."""

from typing import Any

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from initiatives.api import reach as s
from initiatives.api.shapes import unit
from initiatives.models import Reach
from initiatives.queries.initiatives import initiative_for
from initiatives.services.reach import reach_add
from portal.core.keyset import Ordering
from portal.records.api.viewsets import PortalViewSet


class ReachRows(s.ReachShown):
    def to_representation(self, instance: Any) -> Any:
        row = {name: getattr(instance, name) for name in ("people", "as_of", "source")}
        return super().to_representation(row | {"department": unit(instance.department)})


class ReachActions(PortalViewSet):
    @extend_schema(operation_id="initiatives_reach_list", responses=s.ReachShown(many=True))
    @action(
        detail=True,
        methods=["get"],
        orderings=[Ordering("newest", ("id",))],
        filterset=PortalViewSet.filterset,
    )
    def reach(self, request: Request, id: str) -> Response:  # noqa: A002
        found = initiative_for(request.user, self.reference)
        return self.list_response(Reach.objects.filter(initiative=found).select_related("department"), ReachRows)

    @extend_schema(operation_id="initiatives_reach_create", request=s.ReachBody, responses={201: s.ReachShown})
    @reach.mapping.post
    def reach_add(self, request: Request, id: str) -> Response:  # noqa: A002
        """The number of colleagues of a department reached so far."""
        who: dict[str, Any] = {"by": request.user, "now": timezone.now()}
        made = reach_add(reference=self.reference, **self.body(s.ReachBody), **who)
        return Response(ReachRows(made).data, status=201)
