"""Bodies and answers of the resource `challenges`."""

from rest_framework import serializers

from initiatives.api.fields import DepartmentShown, PersonShown, day, department, person
from initiatives.choices import ChallengeState
from initiatives.models.challenges import BACKGROUND_MAX, QUESTION_MAX
from initiatives.models.parts import NOTE_MAX
from initiatives.rules import MOST_DAYS
from portal.core.api.serializers import Answer, StrictSerializer

MOST_ASKED = 200
ASKED = "References of the departments that are asked, with those below them; empty: everybody, or all of `department`."


class ChallengePatch(StrictSerializer):
    question = serializers.CharField(max_length=QUESTION_MAX, required=False)
    text = serializers.CharField(max_length=BACKGROUND_MAX, required=False, allow_blank=True)
    opens_on = day(required=False)
    closes_on = day(required=False)
    asked = serializers.ListField(child=department(), required=False, max_length=MOST_ASKED, help_text=ASKED)
    answering_department = department(required=False, source="answering", help_text="Its head answers every idea.")
    answerer = person(
        required=False, allow_null=True, help_text="Answers in person, in place of the head of their department."
    )
    answer_days = serializers.IntegerField(
        min_value=1, max_value=MOST_DAYS, required=False, allow_null=True, help_text="Working days; the department's."
    )
    sponsor = person(required=False)
    department = department(
        required=False, allow_null=True, help_text="Whose call it is. Without one it is the company's."
    )


class ChallengeBody(ChallengePatch):
    question = serializers.CharField(max_length=QUESTION_MAX)
    opens_on = day()
    closes_on = day()
    sponsor = person()


class EndBody(StrictSerializer):
    reason = serializers.CharField(max_length=NOTE_MAX)


class ChallengeRow(Answer):
    id = serializers.CharField(source="reference")
    question = serializers.CharField()
    state = serializers.ChoiceField(choices=ChallengeState.choices)
    opens_on = serializers.DateField()
    closes_on = serializers.DateField()
    answering_department = DepartmentShown(source="answering")
    answerer = PersonShown(allow_null=True)
    answer_days = serializers.IntegerField(allow_null=True)
    sponsor = PersonShown()
    department = DepartmentShown(allow_null=True)
    idea_count = serializers.IntegerField()
    i_am_asked = serializers.BooleanField(help_text="Whether it asks the caller.")


class CountsShown(Answer):
    ideas = serializers.IntegerField()
    open = serializers.IntegerField()
    accepted = serializers.IntegerField()
    declined = serializers.IntegerField()
    later = serializers.IntegerField()


class ChallengeShown(ChallengeRow):
    text = serializers.CharField()
    asked = DepartmentShown(many=True, help_text="Empty: everybody.")
    counts = CountsShown()
    created_at = serializers.DateTimeField()
    ended_at = serializers.DateTimeField(allow_null=True, help_text="Closed before its last day.")
    finished_at = serializers.DateTimeField(allow_null=True, help_text="Every idea answered.")
    version = serializers.IntegerField()
