"""Comments as actions of `ideas` and `initiatives`, and the colleagues who may be named in one."""

from typing import Any

from django.utils import timezone
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from initiatives.api import serializers as s
from initiatives.api import shapes
from initiatives.queries.ideas import idea_for
from initiatives.queries.initiatives import initiative_for
from initiatives.queries.mentions import idea_people, initiative_people
from initiatives.services.saying import idea_comment, initiative_comment
from portal.core.keyset import Ordering
from portal.people.access import require
from portal.people.api.serializers import PersonToMention
from portal.people.mentions import named_in
from portal.records.api.viewsets import PortalViewSet
from portal.records.models import Comment

NEWEST = [Ordering("newest", ("id",))]
NAME = [OpenApiParameter("q", str, description="Beginning of a name, of its pinyin, or its initials.")]
People = extend_schema(parameters=NAME, responses=PersonToMention(many=True), filters=False)


class _Rows(serializers.ListSerializer[Any]):
    def to_representation(self, data: Any) -> list[Any]:
        rows = list(data)
        people = named_in(row.text for row in rows)
        shown: Any = self.child
        return [shown.to_representation(shapes.comment(row, people)) for row in rows]


class CommentRows(s.CommentShown):
    class Meta:
        list_serializer_class = _Rows


def _made(comment: Comment) -> Response:
    return Response(CommentRows(shapes.comment(comment, named_in([comment.text]))).data, status=201)


class IdeaSaying(PortalViewSet):
    @extend_schema(operation_id="ideas_comments_list", responses=s.CommentShown(many=True))
    @action(detail=True, methods=["get"], orderings=NEWEST, filterset=PortalViewSet.filterset)
    def comments(self, request: Request, id: str) -> Response:  # noqa: A002
        found = idea_for(request.user, self.reference)
        rows = Comment.objects.about(found, *(row["id"] for row in found.merged_here))
        return self.list_response(rows.select_related("author"), CommentRows)

    @extend_schema(operation_id="ideas_comments_create", request=s.IdeaCommentBody, responses={201: s.CommentShown})
    @comments.mapping.post
    def comment(self, request: Request, id: str) -> Response:  # noqa: A002
        """`@[P-7K3M9Q2X]` in the text names a colleague, who is told at once."""
        by: Any = request.user
        body = self.body(s.IdeaCommentBody)
        return _made(idea_comment(reference=self.reference, by=by, now=timezone.now(), **body))

    @People
    @action(detail=True, pagination_class=None)
    def people(self, request: Request, id: str) -> Response:  # noqa: A002
        """The first few colleagues who can be named in a comment."""
        found = idea_for(request.user, self.reference)
        require(request.user, "ideas.comment", found)
        return Response(PersonToMention(idea_people(found, request.query_params.get("q", "")), many=True).data)


class InitiativeSaying(PortalViewSet):
    @extend_schema(operation_id="initiatives_comments_list", responses=s.CommentShown(many=True))
    @action(detail=True, methods=["get"], orderings=NEWEST, filterset=PortalViewSet.filterset)
    def comments(self, request: Request, id: str) -> Response:  # noqa: A002
        found = initiative_for(request.user, self.reference)
        return self.list_response(Comment.objects.about(found).select_related("author"), CommentRows)

    @extend_schema(
        operation_id="initiatives_comments_create", request=s.IdeaCommentBody, responses={201: s.CommentShown}
    )
    @comments.mapping.post
    def comment(self, request: Request, id: str) -> Response:  # noqa: A002
        """`@[P-7K3M9Q2X]` in the text names a colleague, who is told at once."""
        by: Any = request.user
        body = self.body(s.IdeaCommentBody)
        return _made(initiative_comment(reference=self.reference, by=by, now=timezone.now(), **body))

    @People
    @action(detail=True, pagination_class=None)
    def people(self, request: Request, id: str) -> Response:  # noqa: A002
        """The first few colleagues who can be named in a comment: those who may see it."""
        found = initiative_for(request.user, self.reference)
        require(request.user, "initiatives.comment", found)
        return Response(PersonToMention(initiative_people(found, request.query_params.get("q", "")), many=True).data)
