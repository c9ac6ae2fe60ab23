"""Knowledge articles over REST."""

from typing import Any

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from feedback.tickets import services
from feedback.tickets.api.serializers import articles as shape
from feedback.tickets.filters import ArticleFilterSet
from feedback.tickets.models import Article
from feedback.tickets.queries.articles import ANNOTATIONS, VALUES
from portal.core.api.serializers import Empty
from portal.core.api.views import etag
from portal.core.errors import NotFound
from portal.core.keyset import Columns, Ordering
from portal.records.api.viewsets import PortalViewSet

Detail = shape.ArticleSerializer


class ArticleViewSet(PortalViewSet):
    orderings = [Ordering("newest", ("written_at", "id"))]
    filterset = ArticleFilterSet
    serializer_class = Detail

    def get_queryset(self) -> Any:
        return Article.objects.visible_to(self.request.user).annotate(**ANNOTATIONS)

    @extend_schema(responses=Detail(many=True))
    def list(self, request: Request) -> Response:
        """What is approved and valid, your own, and those of the departments that you work for."""
        return self.list_response(Article.objects.visible_to(request.user), Detail, Columns(VALUES, ANNOTATIONS))

    @extend_schema(responses=Detail)
    def retrieve(self, request: Request, id: str) -> Response:  # noqa: A002
        return self._shown(self.reference)

    @extend_schema(request=shape.ArticleBody, responses={201: Detail})
    def create(self, request: Request) -> Response:
        """A draft of yours; others find it once the head of the serving department has approved it."""
        by: Any = request.user
        made = services.article_write(by=by, now=timezone.now(), **self.body(shape.ArticleBody))
        return self._shown(made.reference, 201)

    @extend_schema(request=shape.ArticleChanges, responses=Detail)
    def partial_update(self, request: Request, id: str) -> Response:  # noqa: A002
        """Change it; what changed needs approval again."""
        return self._do(services.article_edit, **self.body(shape.ArticleChanges))

    @extend_schema(request=shape.ArticleApproveBody, responses=Detail)
    @action(detail=True, methods=["post"])
    def approve(self, request: Request, id: str) -> Response:  # noqa: A002
        """By the head or the deputy of the serving department, until a day within two years."""
        return self._do(services.article_approve, **self.body(shape.ArticleApproveBody))

    @extend_schema(request=Empty, responses=Detail)
    @action(detail=True, methods=["post"])
    def retire(self, request: Request, id: str) -> Response:  # noqa: A002
        """Not true any more."""
        return self._do(services.article_retire, **self.body(Empty))

    @extend_schema(request=shape.ArticleUseBody, responses=Detail)
    @action(detail=True, methods=["post"])
    def use(self, request: Request, id: str) -> Response:  # noqa: A002
        """This solved it: a ticket, or what needed none. Repeated it counts once."""
        by: Any = request.user
        body = self.body(shape.ArticleUseBody)
        ticket = body["ticket"].upper()
        services.article_use(reference=self.reference, by=by, now=timezone.now(), ticket=ticket)
        return self._shown(self.reference)

    def _do(self, verb: Any, **values: Any) -> Response:
        by: Any = self.request.user
        made = verb(reference=self.reference, by=by, now=timezone.now(), version=self.expected_version(), **values)
        return self._shown(made.reference)

    def _shown(self, reference: str, status: int = 200) -> Response:
        values = self.get_queryset().filter(reference=reference).values(*VALUES).first()
        if values is None:
            raise NotFound()
        return Response(Detail(values).data, status=status, headers={"ETag": etag(values["version"])})
