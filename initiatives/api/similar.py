"""Bodies and answers about similar ideas."""

from rest_framework import serializers

from initiatives.choices import IdeaState
from initiatives.models.ideas import TEXT_MAX, TITLE_MAX
from portal.core.api.serializers import Answer, StrictSerializer


class SimilarBody(StrictSerializer):
    title = serializers.CharField(max_length=TITLE_MAX)
    text = serializers.CharField(max_length=TEXT_MAX, required=False, default="", allow_blank=True)


class JoinBody(StrictSerializer):
    title = serializers.CharField(
        max_length=TITLE_MAX,
        required=False,
        default="",
        allow_blank=True,
        help_text="What was going to be submitted instead; kept as a word on likeness.",
    )


class SimilarShown(Answer):
    id = serializers.CharField(source="reference")
    title = serializers.CharField()
    state = serializers.ChoiceField(choices=IdeaState.choices)
    closeness = serializers.FloatField(help_text="0 to 1. It suggests; people decide.")
    vote_count = serializers.IntegerField()
    voted = serializers.BooleanField(help_text="Whether the caller has voted.")
    people = serializers.IntegerField(source="demand.people", help_text="Colleagues who raised it.")
    departments = serializers.IntegerField(source="demand.departments", help_text="Their departments.")


class IdeaMergeBody(StrictSerializer):
    into = serializers.CharField(max_length=40, help_text="The id of the idea in which it goes on.")
    reason = serializers.CharField(max_length=TEXT_MAX)
