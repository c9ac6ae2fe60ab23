"""Ideas known to nobody over REST: without a token and without a session, with the pass of the day from `GET /me/`."""

from typing import Any

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from initiatives.api.fields import ReferenceField, department
from initiatives.api.similar import SimilarBody, SimilarShown
from initiatives.api.story import StationShown
from initiatives.choices import DecisionKind, IdeaState
from initiatives.models import ReceiptNote
from initiatives.models.ideas import TEXT_MAX, TITLE_MAX
from initiatives.queries.challenges import open_calls
from initiatives.queries.ideas import idea_for
from initiatives.queries.nameless import Opened, notes_about, opened_by
from initiatives.queries.similar import similar_ideas
from initiatives.services.nameless import idea_write_to_author, nameless_note, nameless_submit
from portal.core.api.serializers import Answer, StrictSerializer
from portal.core.api.views import BaseViewSet
from portal.people.access import require
from portal.people.day_pass import require_day_pass
from portal.records.api.viewsets import PortalViewSet


class NamelessBody(StrictSerializer):
    title = serializers.CharField(max_length=TITLE_MAX)
    text = serializers.CharField(max_length=TEXT_MAX)
    department = department(required=False, help_text="Whose work would change. To a call it may be left out.")
    challenge = ReferenceField(
        lambda: open_calls(timezone.localdate()),
        required=False,
        allow_null=True,
        help_text="Reference of an open call for ideas; any, since nobody here knows whom it asks.",
    )
    day_pass = serializers.CharField(max_length=64, help_text="`day_pass` of `GET /me/`; valid today and tomorrow.")


class NamelessText(SimilarBody):
    day_pass = serializers.CharField(max_length=64)


class ReceiptGiven(Answer):
    receipt_code = serializers.CharField(help_text="Shown this once; kept nowhere.")


class CodeBody(StrictSerializer):
    code = serializers.CharField(max_length=60)


class CodeNoteBody(CodeBody):
    text = serializers.CharField(max_length=TEXT_MAX)


class NoteShown(Answer):
    number = serializers.IntegerField()
    by = serializers.CharField(source="by.reference", default=None, allow_null=True, help_text="Null: the author.")
    day = serializers.DateField()
    text = serializers.CharField()


class ThanksToAuthorShown(Answer):
    text = serializers.CharField()
    giver = serializers.CharField(source="giver__reference")


class OpenedShown(Answer):
    title = serializers.CharField()
    id = serializers.CharField(source="idea.reference", default=None, allow_null=True, help_text="Once published.")
    state = serializers.ChoiceField(
        source="idea.state", choices=IdeaState.choices, default=None, allow_null=True, help_text="Once published."
    )
    decision = serializers.ChoiceField(
        source="decision.decision", choices=DecisionKind.choices, default=None, allow_null=True
    )
    reason = serializers.CharField(source="decision.reason", default=None, allow_null=True)
    notes = NoteShown(many=True)
    stations = StationShown(many=True, help_text="What became of it, as every colleague sees it.")
    thanks = ThanksToAuthorShown(many=True)


class TalkBody(StrictSerializer):
    text = serializers.CharField(max_length=TEXT_MAX)


def shown(opened: Opened) -> Any:
    told: dict[str, Any] = {"decision": opened.decision, "notes": opened.notes or [], "stations": opened.stations}
    told["thanks"] = opened.thanks
    return OpenedShown({"title": opened.title, "idea": opened.idea} | told).data


class NamelessViewSet(BaseViewSet):
    """Nothing here knows who asks: no caller, no count of calls, no kept answers."""

    authentication_classes = []
    throttle_classes = []
    pagination_class = None  # type: ignore[assignment]
    queryset = ReceiptNote.objects.none()

    @extend_schema(operation_id="ideas_nameless_submit", request=NamelessBody, responses={201: ReceiptGiven})
    def submit(self, request: Request) -> Response:
        """Send an idea that is known to nobody. Send no token and no cookie; both would be dropped."""
        code = nameless_submit(**self.body(NamelessBody), now=timezone.now())
        return kept_nowhere({"receipt_code": code}, 201)

    @extend_schema(operation_id="ideas_nameless_similar", request=NamelessText, responses=SimilarShown(many=True))
    def similar(self, request: Request) -> Response:
        """Ideas like a text, of those that everybody may see. Nothing is written."""
        body = self.body(NamelessText)
        require_day_pass(body.pop("day_pass"), now=timezone.now())
        return kept_nowhere(SimilarShown(similar_ideas(None, **body), many=True).data)

    @extend_schema(operation_id="ideas_nameless_receipt", request=CodeBody, responses=OpenedShown)
    def receipt(self, request: Request) -> Response:
        """What became of the idea of this receipt code."""
        return kept_nowhere(shown(opened_by(self.body(CodeBody)["code"])))

    @extend_schema(operation_id="ideas_nameless_note", request=CodeNoteBody, responses={201: OpenedShown})
    def note(self, request: Request) -> Response:
        """Write to those who answer."""
        body = self.body(CodeNoteBody)
        nameless_note(**body, now=timezone.now())
        return kept_nowhere(shown(opened_by(body["code"])), 201)


def kept_nowhere(data: Any, status: int = 200) -> Response:
    return Response(data, status=status, headers={"Cache-Control": "no-store"})


class TalkViewSet(PortalViewSet):
    """The talk with an author whom nobody knows, for those who answer the idea."""

    pagination_class = None  # type: ignore[assignment]
    queryset = ReceiptNote.objects.none()

    def _notes(self, status: int = 200) -> Response:
        found = idea_for(self.request.user, self.reference)
        require(self.request.user, "ideas.talk", found)
        return Response({"results": NoteShown(notes_about(found), many=True).data}, status=status)

    @extend_schema(operation_id="ideas_talk_list", responses=NoteShown(many=True))
    def list(self, request: Request, id: str) -> Response:  # noqa: A002
        return self._notes()

    @extend_schema(operation_id="ideas_talk_create", request=TalkBody, responses={201: NoteShown})
    def create(self, request: Request, id: str) -> Response:  # noqa: A002
        note = idea_write_to_author(
            reference=self.reference,
            text=self.body(TalkBody)["text"],
            by=request.user,  # type: ignore[arg-type]
            now=timezone.now(),
        )
        return Response(NoteShown(note).data, status=201)
