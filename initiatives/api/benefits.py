"""Bodies and answers of the resource `benefits`."""

from typing import Any

from rest_framework import serializers

from initiatives.api.fields import DepartmentShown, PersonShown, VisibleField, day, number, person
from initiatives.api.serializers import ReadingShown
from initiatives.choices import BenefitState, Better
from initiatives.models import Target
from initiatives.models.parts import NOTE_MAX
from portal.core.api.serializers import Answer, StrictSerializer


class BenefitPatch(StrictSerializer):
    metric = serializers.CharField(max_length=120, required=False)
    unit = serializers.CharField(max_length=30, required=False, allow_blank=True)
    baseline = number(required=False)
    target_value = number(required=False)
    better = serializers.ChoiceField(choices=Better.choices, required=False)
    owner = person(required=False, allow_null=True)
    due_on = day(required=False, allow_null=True)
    counted_in = VisibleField(
        Target.objects.all,
        required=False,
        allow_null=True,
        help_text="Reference of a benefit of the same unit that contains this one, so that sums leave it out.",
    )


class BenefitBody(BenefitPatch):
    initiative = serializers.CharField(max_length=12, help_text="Reference of its initiative.")
    metric = serializers.CharField(max_length=120)
    baseline = number()
    target_value = number()
    better = serializers.ChoiceField(
        choices=Better.choices, required=False, help_text="Without it the direction from baseline to target value."
    )


class ForecastBody(StrictSerializer):
    forecast = number()
    note = serializers.CharField(max_length=NOTE_MAX)


class RealiseBody(StrictSerializer):
    as_of = day(required=False, help_text="Day of the reading that proves it; the newest one without it.")
    realised_on = day(required=False, help_text="The reading's day without it.")


class TakeBackBody(StrictSerializer):
    reason = serializers.CharField(max_length=NOTE_MAX)


class ReadingsBody(StrictSerializer):
    """Rows are checked by the verb, all of them at once."""

    readings = serializers.ListField(child=serializers.JSONField())

    def validate_readings(self, rows: list[Any]) -> list[Any]:
        if any(not isinstance(row, dict) for row in rows):
            raise serializers.ValidationError("Objects.")
        return rows


class ReadingRow(Answer):
    """One reading as another system has it."""

    benefit = serializers.CharField(max_length=12, help_text="Reference of the benefit.")
    value = number()
    as_of = serializers.DateField()
    source = serializers.CharField(  # type: ignore[assignment]
        max_length=200, help_text="Where it can be looked up."
    )
    external_id = serializers.CharField(
        max_length=120, required=False, help_text="Sent again it adds nothing; another value under it is refused."
    )


class ReadingsShape(Answer):
    readings = ReadingRow(many=True)


class ReadingsTaken(Answer):
    created = serializers.IntegerField()
    unchanged = serializers.IntegerField(help_text="Known already.")


class BenefitRow(Answer):
    id = serializers.CharField(source="reference")
    metric = serializers.CharField()
    unit = serializers.CharField()
    better = serializers.ChoiceField(choices=Better.choices)
    baseline = number()
    target_value = number()
    initiative = serializers.CharField(help_text="Reference of its initiative.")
    owner = PersonShown()
    department = DepartmentShown(help_text="The initiative's.")
    due_on = serializers.DateField(source="due")
    value = number(allow_null=True, help_text="The newest reading.")
    as_of = serializers.DateField(allow_null=True)
    forecast = number(allow_null=True, help_text="What its owner expects on its date.")
    computed_forecast = serializers.DecimalField(
        max_digits=28,
        decimal_places=4,
        allow_null=True,
        help_text="Where the line from the baseline through the newest reading leads on its date.",
    )
    state = serializers.ChoiceField(choices=BenefitState.choices)
    realised_on = serializers.DateField(allow_null=True)
    realised_value = number(allow_null=True)
    counted_in = serializers.CharField(allow_null=True, help_text="Reference of the benefit that contains this one.")


class BenefitShown(BenefitRow):
    forecast_note = serializers.CharField()
    forecast_at = serializers.DateTimeField(allow_null=True)
    proof = ReadingShown(allow_null=True, help_text="The reading that proves it.")
    version = serializers.IntegerField()


def _sum(help_text: str) -> serializers.DecimalField:
    return serializers.DecimalField(max_digits=28, decimal_places=4, help_text=help_text)


class SumShown(Answer):
    """Changes in the better direction, over benefits of one unit that no other one counts."""

    unit = serializers.CharField()
    benefits = serializers.IntegerField()
    target = _sum("Baseline to target value.")
    forecast = _sum("Baseline to what owners expect.")
    actual = _sum("Baseline to the newest reading.")
    realised = _sum("Baseline to the reading that proves it.")
    realised_benefits = serializers.IntegerField()
