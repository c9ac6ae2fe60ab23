"""Bodies and answers of starting texts."""

from typing import Any

from rest_framework import serializers

from feedback.tickets.api.serializers.shared import RefSerializer
from feedback.tickets.services.starting_texts import MAX_NAME, MAX_STARTING
from portal.core.api.serializers import Answer, StrictSerializer
from portal.core.names import in_language


class StartingTextChanges(StrictSerializer):
    """Only what is named changes."""

    name_en = serializers.CharField(max_length=MAX_NAME, required=False)
    name_zh = serializers.CharField(max_length=MAX_NAME, required=False)
    text_en = serializers.CharField(
        max_length=MAX_STARTING, required=False, help_text="Placeholders: {customer}, {reference}, {title}, {due}."
    )
    text_zh = serializers.CharField(max_length=MAX_STARTING, required=False)
    service = serializers.CharField(
        max_length=12, required=False, allow_blank=True, help_text="Reference; empty: for all of the department."
    )
    active = serializers.BooleanField(required=False)


class StartingTextBody(StrictSerializer):
    department = serializers.CharField(max_length=12, help_text="Reference of the serving department.")
    name_en = serializers.CharField(max_length=MAX_NAME)
    name_zh = serializers.CharField(max_length=MAX_NAME)
    text_en = serializers.CharField(
        max_length=MAX_STARTING, help_text="Placeholders: {customer}, {reference}, {title}, {due}."
    )
    text_zh = serializers.CharField(max_length=MAX_STARTING)
    service = serializers.CharField(max_length=12, required=False, default="", allow_blank=True)
    active = serializers.BooleanField(required=False, default=True)


class StartingTextSerializer(Answer):
    id = serializers.CharField()
    name_en = serializers.CharField()
    name_zh = serializers.CharField()
    text_en = serializers.CharField()
    text_zh = serializers.CharField()
    department = RefSerializer()
    service = RefSerializer(allow_null=True)
    active = serializers.BooleanField()
    version = serializers.IntegerField()

    def to_representation(self, instance: Any) -> Any:
        links = {name: _ref(instance, name) for name in ("department", "service")}
        return super().to_representation(instance | links | {"id": instance["reference"]})


def _ref(row: dict[str, Any], name: str) -> dict[str, str] | None:
    if row[f"{name}__reference"] is None:
        return None
    return {"id": row[f"{name}__reference"], "name": in_language(row, f"{name}__name")}


class OfferedTextSerializer(Answer):
    id = serializers.CharField()
    name = serializers.CharField()
    text_en = serializers.CharField(help_text="Placeholders hold the values of the ticket.")
    text_zh = serializers.CharField()
