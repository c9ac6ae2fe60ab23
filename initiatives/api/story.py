"""What became of an idea, in answers."""

from rest_framework import serializers

from initiatives.choices.story import StationKind
from portal.core.api.serializers import Answer


class StationShown(Answer):
    kind = serializers.ChoiceField(choices=StationKind.choices)
    reached = serializers.BooleanField(help_text="False for what is still to come.")
    on = serializers.DateField(allow_null=True, help_text="Its day; of one to come the day it should be there.")
    id = serializers.CharField(source="reference", help_text="Of what stands behind it; empty without.")
    title = serializers.CharField()
    text = serializers.CharField(help_text="Reason, result or for whom, in people's own words.")
    by = serializers.CharField(help_text="Who answered, passed the gate or owns the initiative.")
    facts = serializers.DictField(child=serializers.JSONField(), help_text="More about it, by its kind.")


class StoryShown(Answer):
    id = serializers.CharField()
    stations = StationShown(many=True)
