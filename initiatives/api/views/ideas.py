"""The resource `ideas`."""

from typing import Any

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from initiatives.api import serializers as s
from initiatives.api import shapes
from initiatives.api.plans import plan_of
from initiatives.api.similar import IdeaMergeBody, JoinBody
from initiatives.api.story import StoryShown
from initiatives.api.tags import TagsBody
from initiatives.api.views.answering import AnsweringActions
from initiatives.api.views.participation import ParticipationActions
from initiatives.api.views.saying import IdeaSaying
from initiatives.choices import DecisionKind
from initiatives.models import Idea
from initiatives.queries.filters import IdeaFilters
from initiatives.queries.ideas import ORDERINGS, ROW, beside_row, idea_for
from initiatives.queries.initiatives import initiative_with_parts
from initiatives.queries.story import story_of
from initiatives.services.decisions import idea_decide, idea_turn
from initiatives.services.following import idea_follow
from initiatives.services.ideas import idea_edit, idea_submit
from initiatives.services.joining import idea_join
from initiatives.services.merging import idea_merge, idea_unmerge
from initiatives.services.tags import idea_tag
from initiatives.services.votes import idea_unvote, idea_vote
from portal.core.api.views import etag


class IdeaRows(s.IdeaRow):
    def to_representation(self, instance: Any) -> Any:
        return super().to_representation(shapes.idea_row(instance, self.context["request"].user))


class IdeaViewSet(AnsweringActions, IdeaSaying, ParticipationActions):
    """What colleagues propose."""

    filterset = IdeaFilters
    orderings = ORDERINGS
    serializer_class = s.IdeaRow

    def get_queryset(self) -> Any:
        return Idea.objects.visible_to(self.request.user)

    def _shown(self, status: int = 200, reference: str = "") -> Response:
        found = idea_for(self.request.user, reference or self.reference)
        if found.canonical:  # a merged one leads on, under the same address for a while only: it can be undone
            return Response(status=302, headers={"Location": f"/api/v1/ideas/{found.canonical.reference}/"})
        data = s.IdeaShown(shapes.idea_shape(found, self.request.user)).data
        return Response(data, status=status, headers={"ETag": etag(found.version)})

    @extend_schema(operation_id="ideas_list", responses=s.IdeaRow(many=True))
    def list(self, request: Request) -> Response:
        rows = self.get_queryset().listed_for(request.user).annotate(**beside_row(request.user)).values(*ROW)
        return self.list_response(rows, IdeaRows)

    @extend_schema(operation_id="ideas_create", request=s.IdeaBody, responses={201: s.IdeaShown})
    def create(self, request: Request) -> Response:
        body = self.body(s.IdeaBody)
        made = idea_submit(**body, by=request.user, now=timezone.now())  # type: ignore[arg-type]
        return self._shown(201, made.reference)

    @extend_schema(operation_id="ideas_retrieve", responses=s.IdeaShown)
    def retrieve(self, request: Request, id: str) -> Response:  # noqa: A002
        return self._shown()

    @extend_schema(operation_id="ideas_update", request=s.IdeaPatch, responses=s.IdeaShown)
    def partial_update(self, request: Request, id: str) -> Response:  # noqa: A002
        idea_edit(
            reference=self.reference,
            changes=self.body(s.IdeaPatch),
            by=request.user,  # type: ignore[arg-type]
            now=timezone.now(),
            expected_version=self.expected_version(),
        )
        return self._shown()

    @extend_schema(operation_id="ideas_vote", request=None, responses=s.VoteShown)
    @action(detail=True, methods=["post"])
    def vote(self, request: Request, id: str) -> Response:  # noqa: A002
        idea = idea_vote(reference=self.reference, by=request.user, now=timezone.now())  # type: ignore[arg-type]
        return Response({"vote_count": idea.vote_count, "voted": True})

    @extend_schema(operation_id="ideas_unvote", request=None, responses={200: s.VoteShown})
    @vote.mapping.delete
    def unvote(self, request: Request, id: str) -> Response:  # noqa: A002
        idea = idea_unvote(reference=self.reference, by=request.user, now=timezone.now())  # type: ignore[arg-type]
        return Response({"vote_count": idea.vote_count, "voted": False})

    @extend_schema(operation_id="ideas_follow", request=None, responses=s.IdeaShown)
    @action(detail=True, methods=["post"])
    def follow(self, request: Request, id: str) -> Response:  # noqa: A002
        """Told at once when it is answered, turned, or a service of it is launched; the rest comes once a week."""
        return self._follow(True)

    @extend_schema(operation_id="ideas_unfollow", request=None, responses=s.IdeaShown)
    @action(detail=True, methods=["post"])
    def unfollow(self, request: Request, id: str) -> Response:  # noqa: A002
        """Authors, and whoever joined it, voted or commented follow it until they stop."""
        return self._follow(False)

    def _follow(self, following: bool) -> Response:
        by: Any = self.request.user
        row = idea_follow(reference=self.reference, following=following, by=by, now=timezone.now())
        return self._shown(reference=row.idea.reference)

    @extend_schema(operation_id="ideas_merge", request=IdeaMergeBody, responses=s.IdeaShown)
    @action(detail=True, methods=["post"])
    def merge(self, request: Request, id: str) -> Response:  # noqa: A002
        """Join it to another idea that means the same; answers with that one."""
        body = self.body(IdeaMergeBody)
        version = self.expected_version()
        by: Any = request.user
        target = idea_merge(reference=self.reference, by=by, now=timezone.now(), expected_version=version, **body)
        return self._shown(reference=target.reference)

    @extend_schema(operation_id="ideas_unmerge", request=None, responses=s.IdeaShown)
    @action(detail=True, methods=["post"])
    def unmerge(self, request: Request, id: str) -> Response:  # noqa: A002
        """Take it out of the idea that it was merged into; answers with it."""
        by: Any = request.user
        version = self.expected_version()
        return self._shown(
            reference=idea_unmerge(
                reference=self.reference, by=by, now=timezone.now(), expected_version=version
            ).reference
        )

    @extend_schema(operation_id="ideas_story", responses=StoryShown)
    @action(detail=True, methods=["get"], pagination_class=None)
    def story(self, request: Request, id: str) -> Response:  # noqa: A002
        """What became of it: stations, oldest first, each only as far as the caller may see it."""
        found = idea_for(request.user, self.reference)
        if found.canonical:
            return Response(status=302, headers={"Location": f"/api/v1/ideas/{found.canonical.reference}/story/"})
        return Response(StoryShown({"id": found.reference, "stations": story_of(found, request.user)}).data)

    @extend_schema(operation_id="ideas_tag", request=TagsBody, responses=s.IdeaShown)
    @action(detail=True, methods=["post"])
    def tag(self, request: Request, id: str) -> Response:  # noqa: A002
        """Give it exactly these tags."""
        by: Any = request.user
        idea = idea_tag(reference=self.reference, by=by, now=timezone.now(), **self.body(TagsBody))
        return self._shown(reference=idea.reference)

    @extend_schema(operation_id="ideas_join", request=JoinBody, responses=s.IdeaShown)
    @action(detail=True, methods=["post"])
    def join(self, request: Request, id: str) -> Response:  # noqa: A002
        """Raise it too, in place of an idea of one's own: one's vote, demand, news of what becomes of it."""
        body = self.body(JoinBody)
        idea = idea_join(reference=self.reference, by=request.user, now=timezone.now(), **body)  # type: ignore[arg-type]
        return self._shown(reference=idea.reference)

    @extend_schema(operation_id="ideas_decide", request=s.DecideBody, responses=s.IdeaShown)
    @action(detail=True, methods=["post"])
    def decide(self, request: Request, id: str) -> Response:  # noqa: A002
        body = self.body(s.DecideBody)
        idea_decide(
            reference=self.reference,
            decision=DecisionKind(body["decision"]),
            reason=body["reason"],
            later_on=body.get("later_on"),
            by=request.user,  # type: ignore[arg-type]
            now=timezone.now(),
            expected_version=self.expected_version(),
        )
        return self._shown()

    @extend_schema(operation_id="ideas_turn", request=s.InitiativePlanBody, responses={201: s.InitiativeShown})
    @action(detail=True, methods=["post"])
    def turn(self, request: Request, id: str) -> Response:  # noqa: A002
        body = self.body(s.InitiativePlanBody)
        made = idea_turn(
            reference=self.reference,
            plan=plan_of(body),
            draft=body["draft"],
            by=request.user,  # type: ignore[arg-type]
            now=timezone.now(),
            expected_version=self.expected_version(),
        )
        found, parts = initiative_with_parts(request.user, made.reference)
        data = s.InitiativeShown(shapes.initiative_shape(found, parts)).data
        return Response(data, status=201, headers={"ETag": etag(found.version)})
