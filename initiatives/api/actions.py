"""Bodies and answers about actions and dependencies."""

from rest_framework import serializers

from initiatives.api.fields import PersonShown, day, person
from initiatives.choices.actions import ActionState
from initiatives.models.ideas import TITLE_MAX
from portal.core.api.serializers import Answer, StrictSerializer


class ActionBody(StrictSerializer):
    title = serializers.CharField(max_length=TITLE_MAX)
    assignee = person()
    due_on = day()
    starts_on = day(required=False, allow_null=True, default=None)


class ActionEditBody(StrictSerializer):
    action = serializers.CharField(max_length=12)
    title = serializers.CharField(max_length=TITLE_MAX, required=False)
    assignee = person(required=False)
    due_on = day(required=False)
    starts_on = day(required=False, allow_null=True)


class ActionMoveBody(StrictSerializer):
    action = serializers.CharField(max_length=12)
    state = serializers.ChoiceField(choices=ActionState.choices)


class ActionRemoveBody(StrictSerializer):
    action = serializers.CharField(max_length=12)


class ActionShown(Answer):
    id = serializers.CharField(source="reference")
    title = serializers.CharField()
    assignee = PersonShown()
    starts_on = serializers.DateField(allow_null=True)
    due_on = serializers.DateField()
    state = serializers.ChoiceField(choices=ActionState.choices)
    done_on = serializers.DateField(allow_null=True)
    version = serializers.IntegerField()


class MilestoneEditBody(StrictSerializer):
    milestone = serializers.CharField(max_length=12)
    title = serializers.CharField(max_length=TITLE_MAX, required=False)
    due_on = day(required=False)
    owner = person(required=False)


class MilestoneRemoveBody(StrictSerializer):
    milestone = serializers.CharField(max_length=12)


class DependencyBody(StrictSerializer):
    before = serializers.CharField(max_length=12, help_text="An action or a milestone.")
    after = serializers.CharField(max_length=12, help_text="What waits for it.")


class DependencyRemoveBody(StrictSerializer):
    dependency = serializers.CharField(max_length=12)


class DependencyShown(Answer):
    id = serializers.CharField(source="reference")
    before = serializers.CharField()
    after = serializers.CharField()
