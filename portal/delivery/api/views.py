"""Inbox and outbox over REST."""

from typing import Any

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from portal.core.api.serializers import Empty
from portal.core.keyset import Columns, Ordering
from portal.delivery import queries
from portal.delivery.api.serializers import MailSerializer, MessageSerializer, ReadCount
from portal.delivery.forms import InboxFilter, OutboxFilter
from portal.delivery.services import outbox as verbs
from portal.delivery.services.inbox import message_read, messages_read_all
from portal.records.api.viewsets import PortalViewSet
from portal.records.models import OutboxRow

MESSAGE = ("id", "unread_first", "message_id", "kind", "params", "url", "created_at", "read_at")
MAIL = (
    "id", "message_id", "kind", "state", "recipient__reference", "attempts", "last_refusal", "created_at",
    "next_attempt_at", "held_until", "sent_at",
)  # fmt: skip


class InboxViewSet(PortalViewSet):
    """The caller's own messages. `{id}` is the left part of the Message-ID."""

    filterset = InboxFilter
    orderings = [Ordering("unread", ("unread_first", "id")), Ordering("newest", ("id",))]
    serializer_class = MessageSerializer

    def get_queryset(self) -> Any:
        return queries.inbox_of(self.request.user).annotate(unread_first=queries.UNREAD_FIRST)

    @extend_schema(responses=MessageSerializer(many=True))
    def list(self, request: Request) -> Response:
        """Unread messages first, then the newest."""
        return self.list_response(self.get_queryset(), MessageSerializer, Columns(MESSAGE))

    @extend_schema(request=Empty, responses=MessageSerializer)
    @action(detail=True, methods=["post"])
    def read(self, request: Request, id: str) -> Response:  # noqa: A002
        """Mark one as read."""
        self.body(Empty)
        by: Any = request.user
        row = message_read(by=by, handle=self.kwargs["id"], now=timezone.now())
        return Response(MessageSerializer(_values(self.get_queryset(), row, MESSAGE)).data)

    @extend_schema(request=Empty, responses=ReadCount)
    @action(detail=False, methods=["post"], url_path="read-all", url_name="read-all")
    def read_all(self, request: Request) -> Response:
        """Mark all as read."""
        self.body(Empty)
        by: Any = request.user
        return Response({"read": messages_read_all(by=by, now=timezone.now())})


class OutboxViewSet(PortalViewSet):
    """Mails on their way, for administrators."""

    filterset = OutboxFilter
    orderings = [Ordering("newest", ("id",)), Ordering("oldest", ("id",), descending=False)]
    serializer_class = MailSerializer

    def get_queryset(self) -> Any:
        return queries.outbox_for(self.request.user)

    @extend_schema(responses=MailSerializer(many=True))
    def list(self, request: Request) -> Response:
        """With `?state=stuck`: what needs somebody."""
        return self.list_response(self.get_queryset(), MailSerializer, Columns(MAIL))

    @extend_schema(request=Empty, responses=MailSerializer)
    @action(detail=True, methods=["post"])
    def resend(self, request: Request, id: str) -> Response:  # noqa: A002
        """Try a stuck or given-up mail again."""
        self.body(Empty)
        by: Any = request.user
        row = verbs.mail_resend(by=by, handle=self.kwargs["id"], now=timezone.now())
        return Response(MailSerializer(_values(self.get_queryset(), row, MAIL)).data)

    @extend_schema(request=Empty, responses=MailSerializer)
    @action(detail=True, methods=["post"], url_path="give-up", url_name="give-up")
    def give_up(self, request: Request, id: str) -> Response:  # noqa: A002
        """Stop trying."""
        self.body(Empty)
        by: Any = request.user
        row = verbs.mail_give_up(by=by, handle=self.kwargs["id"], now=timezone.now())
        return Response(MailSerializer(_values(self.get_queryset(), row, MAIL)).data)


def _values(rows: Any, row: OutboxRow, names: tuple[str, ...]) -> Any:
    return rows.filter(pk=row.pk).values(*names).get()
