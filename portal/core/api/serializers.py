"""Base classes of request bodies: an unknown field is a 400, never silently dropped."""

from typing import Any

from django.utils.translation import gettext as _
from rest_framework import serializers


class StrictSerializer(serializers.Serializer[Any]):
    """A request body. Fields that it doesn't know are refused by name."""

    def to_internal_value(self, data: Any) -> Any:
        if isinstance(data, dict):
            writable = {name for name, field in self.fields.items() if not field.read_only}
            unknown = {name: [_("There is no such field here.")] for name in data if name not in writable}
            if unknown:
                raise serializers.ValidationError(unknown)
        return super().to_internal_value(data)


class Empty(StrictSerializer):
    """The body of an action that needs none: `{}` or nothing."""


class ProblemSerializer(serializers.Serializer[Any]):
    """RFC 9457, as every refusal answers."""

    type = serializers.CharField()
    title = serializers.CharField()
    status = serializers.IntegerField()
    code = serializers.CharField()
    errors = serializers.DictField(  # type: ignore[assignment]  # the name that RFC 9457 extensions use here
        child=serializers.ListField(child=serializers.CharField()), required=False
    )
    detail = serializers.DictField(required=False)
