"""`ideas/similar`: asked before an idea is submitted. Writes nothing, so it takes no Idempotency-Key either."""

from typing import Any

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from initiatives.api.similar import SimilarBody, SimilarShown
from initiatives.models import Idea
from initiatives.queries.similar import similar_ideas
from portal.core.api.views import BaseViewSet

PARAMETERS = [OpenApiParameter("title", str, required=True), OpenApiParameter("text", str)]


class SimilarViewSet(BaseViewSet):
    """Ideas that mean the same as a text, the closest first, at most five."""

    serializer_class = SimilarShown
    pagination_class = None  # type: ignore[assignment]  # five at most

    def get_queryset(self) -> Any:
        return Idea.objects.visible_to(self.request.user)

    @extend_schema(operation_id="ideas_similar_list", parameters=PARAMETERS, responses=SimilarShown(many=True))
    def list(self, request: Request) -> Response:
        return self._found({name: value for name, value in request.query_params.items() if name != "format"})

    @extend_schema(operation_id="ideas_similar", request=SimilarBody, responses=SimilarShown(many=True))
    def create(self, request: Request) -> Response:
        """The same by POST, for whoever keeps texts out of addresses."""
        return self._found(request.data)

    def _found(self, data: Any) -> Response:
        checked = SimilarBody(data=data, context=self.get_serializer_context())
        checked.is_valid(raise_exception=True)
        user: Any = self.request.user if self.request.user.is_authenticated else None
        return Response(SimilarShown(similar_ideas(user, **checked.validated_data), many=True).data)
