"""Bodies and answers of escalation levels."""

from typing import Any

from rest_framework import serializers

from feedback.tickets.api.serializers.shared import RefSerializer
from feedback.tickets.choices import ClockKind, Tells
from feedback.tickets.queries.levels import level_row
from feedback.tickets.services.catalogue import MAX_MINUTES
from portal.core.api.serializers import Answer, StrictSerializer


class LevelChanges(StrictSerializer):
    """Only what is named changes."""

    percent = serializers.IntegerField(min_value=1, max_value=100, required=False, help_text="100: when it is due.")
    minutes_after = serializers.IntegerField(
        min_value=0, max_value=MAX_MINUTES, required=False, help_text="Working minutes; with 100 percent alone."
    )
    tells = serializers.ListField(
        child=serializers.ChoiceField(choices=Tells.choices), min_length=1, max_length=10, required=False
    )
    active = serializers.BooleanField(required=False)


class LevelBody(StrictSerializer):
    department = serializers.CharField(max_length=12, help_text="Reference of the serving department.")
    service = serializers.CharField(max_length=12, required=False, default="", allow_blank=True)
    clock = serializers.ChoiceField(choices=ClockKind.choices)
    percent = serializers.IntegerField(min_value=1, max_value=100, default=100)
    minutes_after = serializers.IntegerField(min_value=0, max_value=MAX_MINUTES, default=0)
    tells = serializers.ListField(child=serializers.ChoiceField(choices=Tells.choices), min_length=1, max_length=10)
    active = serializers.BooleanField(default=True)


class LevelSerializer(Answer):
    id = serializers.CharField()
    department = RefSerializer()
    service = RefSerializer(allow_null=True)
    clock = serializers.ChoiceField(choices=ClockKind.choices)
    percent = serializers.IntegerField()
    minutes_after = serializers.IntegerField()
    tells = serializers.ListField(child=serializers.ChoiceField(choices=Tells.choices))
    active = serializers.BooleanField()
    version = serializers.IntegerField()

    def to_representation(self, instance: Any) -> Any:
        return super().to_representation(level_row(instance))
