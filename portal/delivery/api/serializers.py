from typing import Any

from rest_framework import serializers

from portal.core.api.serializers import Answer
from portal.delivery.queries import handle_of, words_of
from portal.records.messages import is_discreet


class MessageSerializer(Answer):
    """A message of one's own inbox, in the language of the request."""

    id = serializers.SerializerMethodField()
    kind = serializers.CharField()
    subject = serializers.SerializerMethodField()
    body = serializers.SerializerMethodField()
    url = serializers.CharField()
    created_at = serializers.DateTimeField()
    read_at = serializers.DateTimeField(allow_null=True)

    def get_id(self, row: Any) -> str:
        return handle_of(row["message_id"])

    def get_subject(self, row: Any) -> str:
        return words_of(row["kind"], row["params"])[0]

    def get_body(self, row: Any) -> str:
        return words_of(row["kind"], row["params"])[1]


class MailSerializer(Answer):
    """A mail on its way: no subject, no body, no address."""

    id = serializers.SerializerMethodField()
    kind = serializers.CharField()
    state = serializers.CharField()
    recipient = serializers.SerializerMethodField(
        help_text="Reference of the colleague; null where the kind of mail would give away who wrote something."
    )
    attempts = serializers.IntegerField()
    last_refusal = serializers.CharField(help_text="A code such as `recipient 550` or `timeout`.")
    created_at = serializers.DateTimeField()
    next_attempt_at = serializers.DateTimeField()
    held_until = serializers.DateTimeField(
        allow_null=True, help_text="It waits for the receiver's working hours, which begin then."
    )
    sent_at = serializers.DateTimeField(allow_null=True)

    def get_recipient(self, row: Any) -> str | None:
        return None if is_discreet(row["kind"]) else row["recipient__reference"]

    def get_id(self, row: Any) -> str:
        return handle_of(row["message_id"])


class ReadCount(Answer):
    read = serializers.IntegerField()
