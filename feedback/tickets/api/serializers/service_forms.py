"""Bodies and answers of a service's form."""

from typing import Any

from rest_framework import serializers

from feedback.tickets.choices import FieldKind
from feedback.tickets.rules.forms import MOST_FIELDS, MOST_OPTIONS
from feedback.tickets.services.service_forms import LONGEST_HINT, LONGEST_LABEL, LONGEST_OPTION
from portal.core.api.serializers import Answer, StrictSerializer


class OptionBody(StrictSerializer):
    key = serializers.CharField(max_length=40, required=False, help_text="Left out: made of the English words.")
    en = serializers.CharField(max_length=LONGEST_OPTION)
    zh = serializers.CharField(max_length=LONGEST_OPTION)


class FormFieldBody(StrictSerializer):
    key = serializers.CharField(max_length=40, required=False, help_text="Left out: made of the English words.")
    kind = serializers.ChoiceField(choices=FieldKind.choices)
    label_en = serializers.CharField(max_length=LONGEST_LABEL)
    label_zh = serializers.CharField(max_length=LONGEST_LABEL)
    hint_en = serializers.CharField(max_length=LONGEST_HINT, required=False, allow_blank=True)
    hint_zh = serializers.CharField(max_length=LONGEST_HINT, required=False, allow_blank=True)
    options = serializers.ListField(child=OptionBody(), max_length=MOST_OPTIONS, required=False)

    def get_fields(self) -> dict[str, Any]:
        """`required` is an argument of every serializer, so the field of that name is added here."""
        return super().get_fields() | {"required": serializers.BooleanField(required=False, default=False)}


class FormBody(StrictSerializer):
    def get_fields(self) -> dict[str, Any]:
        """`fields` is what a serializer calls its own."""
        return {"fields": serializers.ListField(child=FormFieldBody(), allow_empty=True, max_length=MOST_FIELDS)}


class OptionSerializer(Answer):
    key = serializers.CharField()
    en = serializers.CharField()
    zh = serializers.CharField()


class FormFieldSerializer(Answer):
    key = serializers.CharField()
    kind = serializers.ChoiceField(choices=FieldKind.choices)
    label_en = serializers.CharField()
    label_zh = serializers.CharField()
    hint_en = serializers.CharField()
    hint_zh = serializers.CharField()
    options = OptionSerializer(many=True)

    def get_fields(self) -> dict[str, Any]:
        """As in the body."""
        return super().get_fields() | {"required": serializers.BooleanField()}
