"""Bodies and answers of problems."""

from typing import Any

from rest_framework import serializers

from feedback.tickets.api.serializers.shared import RefSerializer
from feedback.tickets.choices import FailureKind, ProblemSide, ProblemState
from feedback.tickets.queries.problems import problem_row
from feedback.tickets.services.common import MAX_TEXT
from feedback.tickets.services.problems import MOST_STEP
from initiatives.api.fields import person
from portal.core.api.serializers import Answer, StrictSerializer


class ProblemBody(StrictSerializer):
    title = serializers.CharField(max_length=200)
    department = serializers.CharField(max_length=12, help_text="Reference of the department with the step.")
    step = serializers.IntegerField(min_value=1, max_value=MOST_STEP)
    cause = serializers.ChoiceField(choices=FailureKind.choices)
    suffering = serializers.CharField(
        max_length=12, required=False, default="", allow_blank=True,
        help_text="Reference of the department that suffers; else the one most failed tickets came from.",
    )  # fmt: skip
    ticket = serializers.CharField(
        max_length=12, required=False, default="", allow_blank=True, help_text="Reference of a ticket that joins it."
    )


class ProblemAcceptBody(StrictSerializer):
    owner = person(required=False)


class ProblemReasonBody(StrictSerializer):
    reason = serializers.CharField(max_length=MAX_TEXT)


class ProblemTicketBody(StrictSerializer):
    ticket = serializers.CharField(max_length=12, help_text="Reference.")


class ProblemChangeBody(StrictSerializer):
    change = serializers.CharField(max_length=MAX_TEXT, help_text="What is done differently.")
    effective_on = serializers.DateField(help_text="Today or later, within a year.")


class ProblemConsentBody(StrictSerializer):
    side = serializers.ChoiceField(choices=ProblemSide.choices)


class ProblemResultBody(StrictSerializer):
    result = serializers.CharField(max_length=MAX_TEXT, help_text="What came of it.")


class ConsentSerializer(Answer):
    side = serializers.ChoiceField(choices=ProblemSide.choices)
    department = RefSerializer()
    by = RefSerializer(allow_null=True)
    at = serializers.DateTimeField(allow_null=True)


class TicketProblemSerializer(Answer):
    """`week`, `count` and `mean` are empty of what a person proposed."""

    id = serializers.CharField()
    title = serializers.CharField()
    state = serializers.ChoiceField(choices=ProblemState.choices)
    cause = serializers.ChoiceField(choices=FailureKind.choices)
    department = RefSerializer()
    step = serializers.IntegerField()
    suffering = RefSerializer()
    owner = RefSerializer(allow_null=True)
    proposed_by = RefSerializer(allow_null=True)
    proposed_at = serializers.DateTimeField()
    week = serializers.DateField(allow_null=True, help_text="The Monday of the week in which it was found.")
    count = serializers.IntegerField(source="week_count", allow_null=True, help_text="Failures of that week.")
    mean = serializers.FloatField(
        source="week_mean", allow_null=True, help_text="Failures a week in the twelve weeks before."
    )
    due_at = serializers.DateTimeField(help_text="Until when its head decides.")
    decided_by = RefSerializer(allow_null=True)
    decided_at = serializers.DateTimeField(allow_null=True)
    reason = serializers.CharField()
    escalated_at = serializers.DateTimeField(allow_null=True, help_text="When the level above was told.")
    change = serializers.CharField()
    effective_on = serializers.DateField(allow_null=True)
    consents = ConsentSerializer(many=True)
    tickets = serializers.IntegerField(help_text="How many are part of it.")
    initiative = RefSerializer(allow_null=True)
    closed_at = serializers.DateTimeField(allow_null=True)
    result = serializers.CharField()
    version = serializers.IntegerField()

    def to_representation(self, instance: Any) -> Any:
        return super().to_representation(problem_row(instance))


class JoinedTicketSerializer(Answer):
    id = serializers.CharField()
    title = serializers.CharField()
    joined_at = serializers.DateTimeField()


class BeforeAfterSpanSerializer(Answer):
    days = serializers.IntegerField()
    failures = serializers.IntegerField()
    minutes = serializers.IntegerField(help_text="Minutes lost at this step.")
    per_week = serializers.FloatField(allow_null=True, help_text="Failures a week.")
    minutes_per_week = serializers.FloatField(allow_null=True)


class BeforeAfterWeekSerializer(Answer):
    week = serializers.IntegerField(help_text="Counted from the day of the change; -1 is the week before it.")
    failures = serializers.IntegerField()

    def to_representation(self, instance: Any) -> Any:
        number, failures = instance
        return super().to_representation({"week": number, "failures": failures})


class BeforeAfterSerializer(Answer):
    before = BeforeAfterSpanSerializer()
    since = BeforeAfterSpanSerializer()
    weeks = BeforeAfterWeekSerializer(many=True)
