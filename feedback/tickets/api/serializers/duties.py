"""Bodies and answers of the roster."""

from typing import Any

from rest_framework import serializers

from feedback.tickets.api.serializers.shared import RefSerializer
from feedback.tickets.queries.duties import duty_row
from feedback.tickets.services.duties import MAX_NOTE
from portal.core.api.serializers import Answer, StrictSerializer


class DutyBody(StrictSerializer):
    department = serializers.CharField(max_length=12, help_text="Reference.")
    person = serializers.CharField(max_length=12, help_text="Reference of somebody of it, or of a department below.")
    starts_at = serializers.DateTimeField()
    ends_at = serializers.DateTimeField(help_text="Excluded; still to come, at most 14 days after the start.")
    note = serializers.CharField(max_length=MAX_NOTE, required=False, default="", allow_blank=True)


class DutyChanges(StrictSerializer):
    """Only what is named changes."""

    person = serializers.CharField(max_length=12, required=False)
    starts_at = serializers.DateTimeField(required=False)
    ends_at = serializers.DateTimeField(required=False)
    note = serializers.CharField(max_length=MAX_NOTE, required=False, allow_blank=True)


class DutySerializer(Answer):
    id = serializers.CharField()
    department = RefSerializer()
    person = RefSerializer()
    starts_at = serializers.DateTimeField()
    ends_at = serializers.DateTimeField()
    note = serializers.CharField()
    cancelled = serializers.BooleanField()
    version = serializers.IntegerField()

    def to_representation(self, instance: Any) -> Any:
        return super().to_representation(duty_row(instance))
