"""Bodies and answers of promises."""

from typing import Any

from rest_framework import serializers

from feedback.tickets.api.serializers.shared import RefSerializer
from feedback.tickets.choices import Channel, PromiseKind, PromiseState
from feedback.tickets.queries.promises import promise_row
from portal.core.api.serializers import Answer, StrictSerializer


class PromiseBody(StrictSerializer):
    ticket = serializers.CharField(max_length=12, help_text="Reference.")
    text = serializers.CharField(max_length=500, help_text="What is promised.")
    due_at = serializers.DateTimeField(help_text="To the minute; no pause and no calendar moves it.")
    kind = serializers.ChoiceField(choices=PromiseKind.choices, default=PromiseKind.CUSTOMER)
    customer = serializers.CharField(max_length=120, required=False, default="", allow_blank=True)
    channel = serializers.ChoiceField(
        choices=Channel.choices, required=False, default="", allow_blank=True, help_text="How the customer was told."
    )
    outer = serializers.CharField(
        max_length=12, required=False, default="", help_text="Of an inner promise: the one to the customer."
    )


class RenegotiateBody(StrictSerializer):
    due_at = serializers.DateTimeField()
    consent = serializers.CharField(max_length=500, help_text="How the customer agreed.")


class PromiseSerializer(Answer):
    id = serializers.CharField()
    ticket = RefSerializer()
    kind = serializers.ChoiceField(choices=PromiseKind.choices)
    text = serializers.CharField()
    customer = serializers.CharField()
    channel = serializers.ChoiceField(choices=[("", "none"), *Channel.choices])
    department = RefSerializer()
    promised_by = RefSerializer()
    made_at = serializers.DateTimeField()
    due_at = serializers.DateTimeField()
    state = serializers.ChoiceField(choices=PromiseState.choices)
    ended_at = serializers.DateTimeField(allow_null=True)
    fulfilled_at = serializers.DateTimeField(allow_null=True, help_text="When it was done, also after it was broken.")
    consent = serializers.CharField()
    endangered = serializers.BooleanField(help_text="The open parts of the ticket end later.")
    outer = serializers.CharField(allow_null=True)
    replaced_by = serializers.CharField(allow_null=True)
    version = serializers.IntegerField()

    def to_representation(self, instance: Any) -> Any:
        return super().to_representation(promise_row(instance))


class KeptSerializer(Answer):
    """Of the promises that ended in a department, there in the nth step of their tickets."""

    department = serializers.CharField()
    step = serializers.IntegerField(allow_null=True)
    exact = serializers.IntegerField(source="kept.exact", help_text="Done in the last minute.")
    early = serializers.IntegerField(source="kept.early")
    broken = serializers.IntegerField(source="kept.broken")
    renegotiated = serializers.IntegerField(source="kept.renegotiated")
    rate = serializers.FloatField(source="kept.rate", allow_null=True, help_text="Kept of kept and broken, 0 to 1.")
