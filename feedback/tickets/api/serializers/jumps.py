"""Bodies and answers of the fast lane."""

from typing import Any

from rest_framework import serializers

from feedback.tickets.api.serializers.shared import RefSerializer, ref
from feedback.tickets.choices import Harm, JumpState
from feedback.tickets.models import JumpPass, Overtaken
from feedback.tickets.queries.jumps import JumpRow, jump_row, passes_of
from portal.core.api.serializers import Answer, StrictSerializer


class JumpBody(StrictSerializer):
    ticket = serializers.CharField(max_length=12, help_text="Reference.")
    harm = serializers.ChoiceField(choices=Harm.choices, help_text="What is at stake.")
    reason = serializers.CharField(max_length=1000)
    surcharge = serializers.DecimalField(max_digits=12, decimal_places=2, required=False)
    currency = serializers.CharField(max_length=3, required=False, default="", allow_blank=True)


class JumpGrantBody(StrictSerializer):
    reason = serializers.CharField(max_length=1000, required=False, default="", allow_blank=True)


class JumpRefuseBody(StrictSerializer):
    reason = serializers.CharField(max_length=1000)


class JumpReviewBody(StrictSerializer):
    justified = serializers.BooleanField()
    text = serializers.CharField(max_length=1000)


class JumpPassSerializer(Answer):
    department = RefSerializer()
    must_acknowledge = serializers.BooleanField(help_text="False: informed only.")
    due_at = serializers.DateTimeField(allow_null=True)
    acknowledged_at = serializers.DateTimeField(allow_null=True)
    acknowledged_by = RefSerializer(allow_null=True)
    late_at = serializers.DateTimeField(allow_null=True)
    opens_at = serializers.DateTimeField(allow_null=True, help_text="Nobody worked there when it started: until then.")

    def to_representation(self, instance: JumpPass) -> Any:
        names = ("must_acknowledge", "due_at", "acknowledged_at", "late_at", "opens_at")
        values = {name: getattr(instance, name) for name in names}
        people = {"department": ref(instance.department), "acknowledged_by": ref(instance.acknowledged_by)}
        return super().to_representation(values | people)


class JumpSerializer(Answer):
    id = serializers.CharField()
    ticket = RefSerializer()
    state = serializers.ChoiceField(choices=JumpState.choices)
    harm = serializers.ChoiceField(choices=Harm.choices)
    reason = serializers.CharField()
    department = RefSerializer(allow_null=True)
    asked_by = RefSerializer()
    asked_at = serializers.DateTimeField()
    within_budget = serializers.BooleanField()
    decided_by = RefSerializer(allow_null=True)
    decision_reason = serializers.CharField()
    started_at = serializers.DateTimeField(allow_null=True)
    expires_at = serializers.DateTimeField()
    ended_at = serializers.DateTimeField(allow_null=True)
    surcharge = serializers.DecimalField(max_digits=12, decimal_places=2, allow_null=True)
    currency = serializers.CharField()
    justified = serializers.BooleanField(allow_null=True)
    review = serializers.CharField()
    reviewed_by = RefSerializer(allow_null=True)
    version = serializers.IntegerField()

    def to_representation(self, instance: Any) -> Any:
        row = instance if isinstance(instance, JumpRow) else jump_row(instance)
        return super().to_representation(row)


class JumpDetail(JumpSerializer):
    """With the departments on its way, and how many tickets it overtook."""

    passes = JumpPassSerializer(many=True)
    overtaken = serializers.IntegerField()

    def to_representation(self, instance: Any) -> Any:
        row = jump_row(instance)
        count = Overtaken.objects.filter(jump__reference=row.id).count()
        passes = JumpPassSerializer(passes_of(row.id), many=True).data
        return JumpSerializer(row).data | {"passes": passes, "overtaken": count}


class UseSerializer(Answer):
    department = serializers.CharField()
    started = serializers.IntegerField(help_text="Within the budget.")
    budget = serializers.IntegerField(help_text="Jumps of all its people in `days` days.")
    days = serializers.IntegerField()
    asked = serializers.IntegerField(help_text="Beyond the budget.")
    refused = serializers.IntegerField()
    justified = serializers.IntegerField()
    not_justified = serializers.IntegerField()
    unreviewed = serializers.IntegerField()


class CauseSerializer(Answer):
    department = serializers.CharField()
    part = serializers.IntegerField(allow_null=True, help_text="Of the service's way.")
    jumps = serializers.IntegerField()
    overtaken = serializers.IntegerField()
    minutes = serializers.IntegerField(help_text="Working minutes by which the overtaken tickets were due earlier.")


class JumpReportSerializer(Answer):
    uses = UseSerializer(many=True)
    causes = CauseSerializer(many=True)


class JumpPolicyBody(StrictSerializer):
    department = serializers.CharField(
        max_length=12, required=False, default="", allow_blank=True, help_text="Left out: of all that have none."
    )
    per_person = serializers.IntegerField(min_value=0, max_value=1000)
    per_department = serializers.IntegerField(min_value=0, max_value=10_000)
    days = serializers.IntegerField(min_value=1, max_value=366)
    acknowledge_minutes = serializers.IntegerField(min_value=1, max_value=10_000, help_text="Working minutes.")
    informs = serializers.ListField(child=serializers.CharField(max_length=12), max_length=50, required=False)


class JumpPolicySerializer(Answer):
    department = RefSerializer(allow_null=True)
    per_person = serializers.IntegerField()
    per_department = serializers.IntegerField()
    days = serializers.IntegerField()
    acknowledge_minutes = serializers.IntegerField()
    informs = RefSerializer(many=True)
