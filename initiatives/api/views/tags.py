"""The resource `tags`."""

from typing import Any

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from initiatives.api import tags as s
from initiatives.models import IdeaTag, Tag
from initiatives.queries.filters import TagFilters
from initiatives.queries.tags import ORDERINGS, ROW, counted, standing, tag_for
from initiatives.services.tags import tag_merge, tag_rename
from portal.core.api.views import etag
from portal.records.api.viewsets import PortalViewSet


class TagViewSet(PortalViewSet):
    """Words on ideas. They are made by being used; the programme office renames and merges them."""

    filterset = TagFilters
    orderings = ORDERINGS
    serializer_class = s.TagShown

    def get_queryset(self) -> Any:
        return Tag.objects.visible_to(self.request.user)

    def _shown(self, reference: str) -> Response:
        found = tag_for(self.request.user, reference)
        data = {
            "reference": found.reference,
            "name": found.name,
            "idea_count": IdeaTag.objects.filter(tag=found).count(),
            "merged_into": found.canonical.reference if found.canonical else None,
            "version": found.version,
        }
        return Response(s.TagOneShown(data).data, headers={"ETag": etag(found.version)})

    def _who(self) -> dict[str, Any]:
        return {"by": self.request.user, "now": timezone.now(), "expected_version": self.expected_version()}

    @extend_schema(operation_id="tags_list", responses=s.TagShown(many=True))
    def list(self, request: Request) -> Response:
        return self.list_response(standing(request.user).annotate(**counted()).values(*ROW), s.TagShown)

    @extend_schema(operation_id="tags_retrieve", responses=s.TagOneShown)
    def retrieve(self, request: Request, id: str) -> Response:  # noqa: A002
        return self._shown(self.reference)

    @extend_schema(operation_id="tags_update", request=s.TagPatch, responses=s.TagOneShown)
    def partial_update(self, request: Request, id: str) -> Response:  # noqa: A002
        body = self.body(s.TagPatch)
        name = body.get("name", tag_for(request.user, self.reference).name)
        tag_rename(reference=self.reference, name=name, **self._who())
        return self._shown(self.reference)

    @extend_schema(operation_id="tags_merge", request=s.TagMergeBody, responses=s.TagOneShown)
    @action(detail=True, methods=["post"])
    def merge(self, request: Request, id: str) -> Response:  # noqa: A002
        """Put all its ideas under another tag; answers with that one."""
        target = tag_merge(reference=self.reference, **self.body(s.TagMergeBody), **self._who())
        return self._shown(target.reference)
