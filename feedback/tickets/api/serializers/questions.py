"""Bodies and answers of questions to colleagues."""

from typing import Any

from rest_framework import serializers

from feedback.tickets.api.serializers.shared import RefSerializer, ref
from feedback.tickets.choices import QuestionState
from feedback.tickets.queries.questions import question_row
from feedback.tickets.queries.similar import Suggestion
from feedback.tickets.rules.questions import MINUTES, MOST_MINUTES, MOST_PEOPLE, MOST_PER_DAY
from feedback.tickets.services.common import MAX_TEXT
from portal.core.api.serializers import Answer, StrictSerializer


class QuestionBody(StrictSerializer):
    ticket = serializers.CharField(max_length=12, help_text="Reference.")
    text = serializers.CharField(max_length=MAX_TEXT)
    people = serializers.ListField(
        child=serializers.CharField(max_length=12), min_length=1, max_length=MOST_PEOPLE, help_text="References."
    )
    minutes = serializers.IntegerField(
        min_value=1, max_value=MOST_MINUTES, default=MINUTES, help_text="Working minutes of who is asked."
    )


class QuestionAnswerBody(StrictSerializer):
    text = serializers.CharField(max_length=MAX_TEXT)


class QuestionDeclineBody(StrictSerializer):
    reason = serializers.CharField(max_length=500)


class QuestionRateBody(StrictSerializer):
    helpful = serializers.BooleanField()


class AskedSerializer(Answer):
    id = serializers.CharField()
    name = serializers.CharField()
    declined = serializers.BooleanField()
    reason = serializers.CharField()


class QuestionSerializer(Answer):
    id = serializers.CharField()
    ticket = serializers.CharField()
    text = serializers.CharField()
    state = serializers.ChoiceField(choices=QuestionState.choices)
    asked_by = RefSerializer()
    people = AskedSerializer(many=True, help_text="Who is asked.")
    asked_at = serializers.DateTimeField()
    due_at = serializers.DateTimeField()
    ended_at = serializers.DateTimeField(allow_null=True)
    answered_by = RefSerializer(allow_null=True)
    answer = serializers.CharField()
    helpful = serializers.BooleanField(allow_null=True)
    version = serializers.IntegerField()

    def to_representation(self, instance: Any) -> Any:
        row = question_row(instance)
        return super().to_representation(row)


class ColleagueSerializer(Answer):
    """Somebody who may be asked now, and why they are suggested."""

    person = RefSerializer()
    department = RefSerializer(allow_null=True)
    solved = serializers.IntegerField(help_text="Tickets like this one that they solved.")
    works_now = serializers.BooleanField()
    works_next = serializers.DateTimeField(allow_null=True)

    def to_representation(self, instance: Suggestion) -> Any:
        values = {name: getattr(instance, name) for name in ("solved", "works_now", "works_next")}
        person = instance.person
        return super().to_representation(values | {"person": ref(person), "department": ref(person.department)})


class SimilarSerializer(Answer):
    id = serializers.CharField()
    title = serializers.CharField()
    service = serializers.CharField()
    resolved_at = serializers.DateTimeField()
    likeness = serializers.IntegerField(help_text="Per cent of the telling words.")


class OpennessBody(StrictSerializer):
    open = serializers.BooleanField(required=False)
    per_day = serializers.IntegerField(min_value=1, max_value=MOST_PER_DAY, required=False)


class OpennessSerializer(Answer):
    open = serializers.BooleanField()
    per_day = serializers.IntegerField()
    asked_today = serializers.IntegerField(source="asked")
