"""Bodies and answers of one-button resolutions."""

from typing import Any

from rest_framework import serializers

from feedback.tickets.api.serializers.shared import RefSerializer, ref
from feedback.tickets.models import OneButton
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

    def to_representation(self, instance: OneButton) -> Any:
        names = ("name_en", "name_zh", "text", "resolves", "limit", "currency", "active", "version")
        values = {name: getattr(instance, name) for name in names}
        return super().to_representation(values | {"id": instance.reference, "service": ref(instance.service)})
