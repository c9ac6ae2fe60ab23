"""Bodies and answers about charters and gates."""

from rest_framework import serializers

from initiatives.api.fields import PersonShown
from initiatives.choices import GateDecision, Section, Stage
from initiatives.models.ideas import TEXT_MAX
from initiatives.models.parts import NOTE_MAX
from portal.core.api.serializers import Answer, StrictSerializer


class CharterBody(StrictSerializer):
    section = serializers.ChoiceField(choices=Section.choices)
    text = serializers.CharField(max_length=TEXT_MAX, allow_blank=True)
    version = serializers.IntegerField(
        min_value=0,
        max_value=2**31 - 1,
        required=False,
        help_text="The version that the text was written on, 0 for none: an older one is refused with 412.",
    )


class CharterShown(Answer):
    section = serializers.ChoiceField(choices=Section.choices)
    text = serializers.CharField()
    version = serializers.IntegerField(source="number")
    by = PersonShown()
    at = serializers.DateTimeField()


class GateBody(StrictSerializer):
    evidence = serializers.CharField(max_length=NOTE_MAX)
    result = serializers.CharField(
        max_length=TEXT_MAX, required=False, default="", allow_blank=True, help_text="What came of it: the last gate."
    )


class GateDecideBody(StrictSerializer):
    decision = serializers.ChoiceField(choices=GateDecision.choices)
    reason = serializers.CharField(max_length=NOTE_MAX)


class GateShown(Answer):
    id = serializers.CharField(source="reference")
    from_stage = serializers.ChoiceField(choices=Stage.choices)
    to_stage = serializers.ChoiceField(choices=Stage.choices)
    evidence = serializers.CharField()
    requested_by = PersonShown()
    requested_at = serializers.DateTimeField()
    decision = serializers.CharField(help_text="go, rework, stop; empty while it waits.")
    reason = serializers.CharField()
    decided_by = PersonShown(allow_null=True)
    decided_at = serializers.DateTimeField(allow_null=True)
