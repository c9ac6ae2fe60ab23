"""Bodies and answers of one-button resolutions."""

from collections.abc import Mapping
from typing import Any, ClassVar

from rest_framework import serializers

from feedback.tickets.api.serializers.shared import RefSerializer, columns_of, ref_in
from portal.core.api.serializers import Answer, StrictSerializer


class OneButtonChanges(StrictSerializer):
    """Only what is named changes."""

    name_en = serializers.CharField(max_length=120, required=False)
    name_zh = serializers.CharField(max_length=120, required=False)
    text = serializers.CharField(max_length=1000, required=False, help_text="What the requester reads.")
    resolves = serializers.BooleanField(required=False)
    limit = serializers.DecimalField(max_digits=12, decimal_places=2, required=False, allow_null=True)
    currency = serializers.CharField(max_length=3, required=False, allow_blank=True)
    active = serializers.BooleanField(required=False)


class OneButtonBody(OneButtonChanges):
    service = serializers.CharField(max_length=12, help_text="Reference.")
    name_en = serializers.CharField(max_length=120)
    name_zh = serializers.CharField(max_length=120)
    text = serializers.CharField(max_length=1000, help_text="What the requester reads.")


class SettleBody(StrictSerializer):
    button = serializers.CharField(max_length=12, help_text="Reference of a one-button resolution of its service.")
    amount = serializers.DecimalField(max_digits=12, decimal_places=2, required=False, allow_null=True)


class OneButtonSerializer(Answer):
    id = serializers.CharField()
    service = RefSerializer()
    name_en = serializers.CharField()
    name_zh = serializers.CharField()
    text = serializers.CharField()
    resolves = serializers.BooleanField()
    limit = serializers.DecimalField(max_digits=12, decimal_places=2, allow_null=True)
    currency = serializers.CharField()
    active = serializers.BooleanField()
    version = serializers.IntegerField()

    VALUES: ClassVar = (
        "id", "reference", "name_en", "name_zh", "text", "resolves", "limit", "currency", "active", "version",
        *columns_of("service"),
    )  # fmt: skip

    def to_representation(self, instance: Mapping[str, Any]) -> Any:
        service = ref_in(instance, "service")
        return super().to_representation({**instance, "id": instance["reference"], "service": service})
