"""Copies, the archive and following as actions of `initiatives`, and the resource `initiative-templates`."""

from typing import Any

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from initiatives.api import copying as s
from initiatives.api import serializers, shapes
from initiatives.models import PlanTemplate
from initiatives.queries.initiatives import initiative_with_parts
from initiatives.services import copying as verbs
from initiatives.services.archiving import initiative_archive, initiative_unarchive
from initiatives.services.following import initiative_follow
from portal.core.api.views import etag
from portal.core.keyset import Ordering
from portal.people.access import get_visible
from portal.records.api.viewsets import PortalViewSet


class TemplateRows(s.TemplateShown):
    def to_representation(self, instance: Any) -> Any:
        outline = instance.outline
        row = {name: getattr(instance, name) for name in ("reference", "name", "purpose", "created_at", "version")}
        row |= {name: [point["title"] for point in outline[name]] for name in ("milestones", "actions")}
        row |= {"risks": [risk["text"] for risk in outline["risks"]], "days": outline["length"]}
        return super().to_representation(row | {"kept_by": shapes.person(instance.by)})


def _initiative(user: Any, reference: str, status: int = 200) -> Response:
    found, parts = initiative_with_parts(user, reference)
    data = serializers.InitiativeShown(shapes.initiative_shape(found, parts)).data
    return Response(data, status=status, headers={"ETag": etag(found.version)})


class CopyActions(PortalViewSet):
    @extend_schema(
        operation_id="initiatives_copy", request=s.BeginningBody, responses={201: serializers.InitiativeShown}
    )
    @action(detail=True, methods=["post"])
    def copy(self, request: Request, id: str) -> Response:  # noqa: A002
        """A draft with its plan; no target, readings and reports."""
        beginning = verbs.Beginning(**self.body(s.BeginningBody))
        who: dict[str, Any] = {"by": request.user, "now": timezone.now()}
        made = verbs.initiative_copy(reference=self.reference, beginning=beginning, **who)
        return _initiative(request.user, made.reference, 201)

    @extend_schema(operation_id="initiatives_archive", request=None, responses=serializers.InitiativeShown)
    @action(detail=True, methods=["post"])
    def archive(self, request: Request, id: str) -> Response:  # noqa: A002
        """Out of the lists unless `archived=` asks for it; closed ones only."""
        return self._archived(initiative_archive)

    @extend_schema(operation_id="initiatives_unarchive", request=None, responses=serializers.InitiativeShown)
    @action(detail=True, methods=["post"])
    def unarchive(self, request: Request, id: str) -> Response:  # noqa: A002
        return self._archived(initiative_unarchive)

    @extend_schema(operation_id="initiatives_follow", request=None, responses=serializers.InitiativeShown)
    @action(detail=True, methods=["post"])
    def follow(self, request: Request, id: str) -> Response:  # noqa: A002
        """Its changes come with the weekly digest."""
        return self._follow(True)

    @extend_schema(operation_id="initiatives_unfollow", request=None, responses=serializers.InitiativeShown)
    @action(detail=True, methods=["post"])
    def unfollow(self, request: Request, id: str) -> Response:  # noqa: A002
        """Owner, sponsor and heads of its departments follow it until they stop."""
        return self._follow(False)

    def _follow(self, following: bool) -> Response:
        user: Any = self.request.user
        initiative_follow(reference=self.reference, following=following, by=user, now=timezone.now())
        return _initiative(user, self.reference)

    def _archived(self, verb: Any) -> Response:
        version = self.expected_version()
        verb(reference=self.reference, by=self.request.user, now=timezone.now(), expected_version=version)
        return _initiative(self.request.user, self.reference)


class TemplateViewSet(PortalViewSet):
    """Plans to begin with, kept by the programme office."""

    orderings = [Ordering("newest", ("created_at", "id"))]
    serializer_class = s.TemplateShown

    def get_queryset(self) -> Any:
        return PlanTemplate.objects.visible_to(self.request.user).select_related("by")

    def _who(self) -> dict[str, Any]:
        return {"by": self.request.user, "now": timezone.now()}

    def _shown(self, reference: str = "", status: int = 200) -> Response:
        found = get_visible(PlanTemplate, self.request.user, reference or self.reference)
        return Response(TemplateRows(found).data, status=status, headers={"ETag": etag(found.version)})

    @extend_schema(operation_id="initiative_templates_list", responses=s.TemplateShown(many=True))
    def list(self, request: Request) -> Response:
        return self.list_response(self.get_queryset(), TemplateRows)

    @extend_schema(operation_id="initiative_templates_create", request=s.TemplateBody, responses={201: s.TemplateShown})
    def create(self, request: Request) -> Response:
        """Keeps the plan of an initiative as it is now."""
        body = self.body(s.TemplateBody)
        made = verbs.template_keep(reference=body.pop("initiative").upper(), **body, **self._who())
        return self._shown(made.reference, 201)

    @extend_schema(operation_id="initiative_templates_retrieve", responses=s.TemplateShown)
    def retrieve(self, request: Request, id: str) -> Response:  # noqa: A002
        return self._shown()

    @extend_schema(operation_id="initiative_templates_update", request=s.TemplatePatch, responses=s.TemplateShown)
    def partial_update(self, request: Request, id: str) -> Response:  # noqa: A002
        changes, version = self.body(s.TemplatePatch), self.expected_version()
        verbs.template_edit(reference=self.reference, changes=changes, expected_version=version, **self._who())
        return self._shown()

    @extend_schema(
        operation_id="initiative_templates_use", request=s.BeginningBody, responses={201: serializers.InitiativeShown}
    )
    @action(detail=True, methods=["post"])
    def use(self, request: Request, id: str) -> Response:  # noqa: A002
        """A draft that begins with it."""
        beginning = verbs.Beginning(**self.body(s.BeginningBody))
        made = verbs.template_use(reference=self.reference, beginning=beginning, **self._who())
        return _initiative(request.user, made.reference, 201)

    @extend_schema(operation_id="initiative_templates_remove", request=None, responses={204: None})
    @action(detail=True, methods=["post"])
    def remove(self, request: Request, id: str) -> Response:  # noqa: A002
        verbs.template_remove(reference=self.reference, **self._who())
        return Response(status=204)
