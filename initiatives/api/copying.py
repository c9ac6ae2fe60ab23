"""Bodies and answers about copies and templates."""

from rest_framework import serializers

from initiatives.api.fields import PersonShown, day, person
from initiatives.models.ideas import TITLE_MAX
from portal.core.api.serializers import Answer, StrictSerializer


class BeginningBody(StrictSerializer):
    title = serializers.CharField(max_length=TITLE_MAX)
    owner = person()
    starts_on = day(help_text="All days of the plan move with it.")
    due_on = day(required=False, allow_null=True, default=None, help_text="As long after the start as before without.")
    sponsor = person(required=False, allow_null=True, default=None)


class TemplatePatch(StrictSerializer):
    name = serializers.CharField(max_length=TITLE_MAX, required=False)
    purpose = serializers.CharField(max_length=200, required=False, allow_blank=True)


class TemplateBody(StrictSerializer):
    initiative = serializers.CharField(max_length=12, help_text="Whose plan it keeps, as it is now.")
    name = serializers.CharField(max_length=TITLE_MAX)
    purpose = serializers.CharField(max_length=200, required=False, allow_blank=True, default="")


class TemplateShown(Answer):
    id = serializers.CharField(source="reference")
    name = serializers.CharField()
    purpose = serializers.CharField()
    days = serializers.IntegerField(help_text="From start to date.")
    milestones = serializers.ListField(child=serializers.CharField())
    actions = serializers.ListField(child=serializers.CharField())
    risks = serializers.ListField(child=serializers.CharField())
    kept_by = PersonShown()
    created_at = serializers.DateTimeField()
    version = serializers.IntegerField()
