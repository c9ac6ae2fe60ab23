"""Actions and dependencies of an initiative, as actions of its resource."""

from typing import Any

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from initiatives.api import actions as s
from initiatives.api.serializers import MilestoneShown
from initiatives.api.shapes import milestone, person
from initiatives.choices.actions import ActionState
from initiatives.models import Action
from initiatives.queries.actions import edges_of
from initiatives.queries.initiatives import initiative_for
from initiatives.services import actions as verbs
from initiatives.services import dependencies, milestones
from portal.core.filters import PortalFilterSet
from portal.core.keyset import Ordering
from portal.records.api.viewsets import PortalViewSet


class ActionFilters(PortalFilterSet):
    class Meta:
        model = Action
        fields = ["state"]


class ActionRows(s.ActionShown):
    def to_representation(self, instance: Any) -> Any:
        names = ("reference", "title", "starts_on", "due_on", "state", "done_on", "version")
        row = {name: getattr(instance, name) for name in names} | {"assignee": person(instance.assignee)}
        return super().to_representation(row)


class WorkActions(PortalViewSet):
    def _by(self) -> dict[str, Any]:
        return {"reference": self.reference, "by": self.request.user, "now": timezone.now()}

    @extend_schema(operation_id="initiatives_actions_list", responses=s.ActionShown(many=True))
    @action(
        detail=True,
        methods=["get"],
        orderings=[Ordering("due", ("due_on", "id"), descending=False)],
        filterset=ActionFilters,
    )
    def actions(self, request: Request, id: str) -> Response:  # noqa: A002
        found = initiative_for(request.user, self.reference)
        return self.list_response(Action.objects.filter(initiative=found).select_related("assignee"), ActionRows)

    @extend_schema(operation_id="initiatives_actions_create", request=s.ActionBody, responses={201: s.ActionShown})
    @actions.mapping.post
    def action_add(self, request: Request, id: str) -> Response:  # noqa: A002
        made = verbs.action_add(**self.body(s.ActionBody), **self._by())
        return Response(ActionRows(made).data, status=201)

    @extend_schema(operation_id="initiatives_action_edit", request=s.ActionEditBody, responses=s.ActionShown)
    @action(detail=True, methods=["post"], url_path="action-edit")
    def action_edit(self, request: Request, id: str) -> Response:  # noqa: A002
        """`If-Match` takes the version of the action."""
        body = self.body(s.ActionEditBody)
        name, version = body.pop("action").upper(), self.expected_version()
        row = verbs.action_edit(action=name, changes=body, expected_version=version, **self._by())
        return Response(ActionRows(row).data)

    @extend_schema(operation_id="initiatives_action_move", request=s.ActionMoveBody, responses=s.ActionShown)
    @action(detail=True, methods=["post"], url_path="action-move")
    def action_move(self, request: Request, id: str) -> Response:  # noqa: A002
        body = self.body(s.ActionMoveBody)
        state = ActionState(body["state"])
        row = verbs.action_move(action=body["action"].upper(), state=state, **self._by())
        return Response(ActionRows(row).data)

    @extend_schema(operation_id="initiatives_action_remove", request=s.ActionRemoveBody, responses={204: None})
    @action(detail=True, methods=["post"], url_path="action-remove")
    def action_remove(self, request: Request, id: str) -> Response:  # noqa: A002
        verbs.action_remove(action=self.body(s.ActionRemoveBody)["action"].upper(), **self._by())
        return Response(status=204)

    @extend_schema(operation_id="initiatives_milestone_edit", request=s.MilestoneEditBody, responses=MilestoneShown)
    @action(detail=True, methods=["post"], url_path="milestone-edit")
    def milestone_edit(self, request: Request, id: str) -> Response:  # noqa: A002
        """`If-Match` takes the version of the milestone."""
        body = self.body(s.MilestoneEditBody)
        name, version = body.pop("milestone").upper(), self.expected_version()
        row = milestones.milestone_edit(milestone=name, changes=body, expected_version=version, **self._by())
        return Response(MilestoneShown(milestone(row)).data)

    @extend_schema(operation_id="initiatives_milestone_remove", request=s.MilestoneRemoveBody, responses={204: None})
    @action(detail=True, methods=["post"], url_path="milestone-remove")
    def milestone_remove(self, request: Request, id: str) -> Response:  # noqa: A002
        name = self.body(s.MilestoneRemoveBody)["milestone"].upper()
        milestones.milestone_remove(milestone=name, **self._by())
        return Response(status=204)

    @extend_schema(operation_id="initiatives_dependencies_list", responses=s.DependencyShown(many=True))
    @action(detail=True, methods=["get"], pagination_class=None)
    def dependencies(self, request: Request, id: str) -> Response:  # noqa: A002
        found = initiative_for(request.user, self.reference)
        return Response(s.DependencyShown(edges_of(found), many=True).data)

    @extend_schema(
        operation_id="initiatives_dependencies_create", request=s.DependencyBody, responses={201: s.DependencyShown}
    )
    @dependencies.mapping.post
    def dependency_add(self, request: Request, id: str) -> Response:  # noqa: A002
        body = {name: value.upper() for name, value in self.body(s.DependencyBody).items()}
        made = dependencies.dependency_add(**body, **self._by())
        return Response(s.DependencyShown(body | {"reference": made.reference}).data, status=201)

    @extend_schema(operation_id="initiatives_dependency_remove", request=s.DependencyRemoveBody, responses={204: None})
    @action(detail=True, methods=["post"], url_path="dependency-remove")
    def dependency_remove(self, request: Request, id: str) -> Response:  # noqa: A002
        name = self.body(s.DependencyRemoveBody)["dependency"].upper()
        dependencies.dependency_remove(dependency=name, **self._by())
        return Response(status=204)
