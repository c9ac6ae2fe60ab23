"""Bodies and answers of the service catalogue."""

from collections.abc import Mapping
from typing import Any, ClassVar

from rest_framework import serializers

from feedback.tickets.api.serializers.shared import RefSerializer, columns_of, ref, ref_in
from feedback.tickets.choices import PartsRule
from feedback.tickets.models import ServiceStep
from feedback.tickets.services.catalogue import MAX_MINUTES, MAX_PARTS
from portal.core.api.serializers import Answer, StrictSerializer
from portal.core.names import either


class ServiceBody(StrictSerializer):
    name_en = serializers.CharField(max_length=120)
    name_zh = serializers.CharField(max_length=120)
    description_en = serializers.CharField(max_length=5000, required=False, allow_blank=True)
    description_zh = serializers.CharField(max_length=5000, required=False, allow_blank=True)
    department = serializers.CharField(max_length=12, help_text="Reference of the serving department.")
    response_minutes = serializers.IntegerField(min_value=1, max_value=MAX_MINUTES, help_text="Working minutes.")
    resolution_minutes = serializers.IntegerField(min_value=1, max_value=MAX_MINUTES, help_text="Working minutes.")
    active = serializers.BooleanField(required=False, default=True)
    front_solves = serializers.BooleanField(
        required=False,
        default=False,
        help_text="The front office may solve this itself, by one button.",
    )
    external_id = serializers.CharField(max_length=120, required=False)


class ServiceChanges(StrictSerializer):
    """Only what is named changes."""

    name_en = serializers.CharField(max_length=120, required=False)
    name_zh = serializers.CharField(max_length=120, required=False)
    description_en = serializers.CharField(max_length=5000, required=False, allow_blank=True)
    description_zh = serializers.CharField(max_length=5000, required=False, allow_blank=True)
    department = serializers.CharField(max_length=12, required=False)
    response_minutes = serializers.IntegerField(min_value=1, max_value=MAX_MINUTES, required=False)
    resolution_minutes = serializers.IntegerField(min_value=1, max_value=MAX_MINUTES, required=False)
    active = serializers.BooleanField(required=False)
    front_solves = serializers.BooleanField(required=False)


class PartBody(StrictSerializer):
    department = serializers.CharField(
        max_length=12, help_text="Reference. The first part is the serving department's."
    )
    minutes = serializers.IntegerField(min_value=1, max_value=MAX_MINUTES, help_text="Working minutes of it.")
    name_en = serializers.CharField(max_length=120, help_text="What is done there.")
    name_zh = serializers.CharField(max_length=120)
    beside = serializers.BooleanField(required=False, default=False, help_text="At the same time as the one before.")
    rule = serializers.ChoiceField(
        choices=PartsRule.choices, default=PartsRule.ALL,
        help_text="When parallel parts are done; said by the first of them.",
    )  # fmt: skip


class WayBody(StrictSerializer):
    closes = serializers.BooleanField(
        required=False, help_text="Resolved by itself when parallel parts at the end are done; left out: as it is."
    )
    parts = serializers.ListField(child=PartBody(), allow_empty=True, max_length=MAX_PARTS)


class PartSerializer(Answer):
    number = serializers.IntegerField()
    stage = serializers.IntegerField(help_text="Parts of one stage run at the same time.")
    rule = serializers.ChoiceField(choices=PartsRule.choices)
    department = RefSerializer()
    minutes = serializers.IntegerField()
    name_en = serializers.CharField()
    name_zh = serializers.CharField()

    def to_representation(self, instance: ServiceStep) -> Any:
        names = ("number", "stage", "rule", "minutes", "name_en", "name_zh")
        values = {name: getattr(instance, name) for name in names}
        return super().to_representation(values | {"department": ref(instance.department)})


class EffectBody(StrictSerializer):
    """Minutes that are left out stay."""

    response_minutes = serializers.IntegerField(min_value=1, max_value=MAX_MINUTES, required=False)
    resolution_minutes = serializers.IntegerField(min_value=1, max_value=MAX_MINUTES, required=False)


class EffectSerializer(Answer):
    moved = serializers.IntegerField(help_text="Open tickets that get another due time.")
    late = serializers.IntegerField(help_text="Those of them that become late by it.")


class ServiceSerializer(Answer):
    id = serializers.CharField()
    name = serializers.CharField()
    name_en = serializers.CharField()
    name_zh = serializers.CharField()
    description_en = serializers.CharField()
    description_zh = serializers.CharField()
    department = RefSerializer()
    response_minutes = serializers.IntegerField()
    resolution_minutes = serializers.IntegerField()
    active = serializers.BooleanField()
    front_solves = serializers.BooleanField()
    external_id = serializers.CharField(allow_null=True)
    version = serializers.IntegerField()

    VALUES: ClassVar = (
        "id", "reference", "name_en", "name_zh", "description_en", "description_zh", "response_minutes",
        "resolution_minutes", "active", "front_solves", "external_id", "version", *columns_of("department"),
    )  # fmt: skip

    def to_representation(self, instance: Mapping[str, Any]) -> Any:
        names = {"id": instance["reference"], "name": either(instance["name_en"], instance["name_zh"])}
        return super().to_representation({**instance, **names, "department": ref_in(instance, "department")})
