from rest_framework import serializers

from portal.calendars.api.fields import Dates, Instant, Minutes, Shifts, Week, Words
from portal.core.api.serializers import Answer, StrictSerializer


class CalendarBody(StrictSerializer):
    """A calendar as the REST contract writes it. With an `external_id` that is known it is brought to this."""

    name = Words()
    timezone = Words(help_text="IANA name, for example Asia/Shanghai.")
    hours = Week()
    holidays = Dates(required=False)
    shifts = Shifts(required=False, help_text="Replaces that date's hours, on a weekend or holiday too.")
    external_id = serializers.CharField(max_length=120, required=False)


class CalendarChanges(StrictSerializer):
    """Only what is named changes."""

    name = Words(required=False)
    timezone = Words(required=False)
    hours = Week(required=False)
    holidays = Dates(required=False)
    shifts = Shifts(required=False)


class CalendarRow(Answer):
    id = serializers.CharField(source="reference")
    name = serializers.CharField()
    timezone = serializers.CharField()
    is_default = serializers.BooleanField()
    external_id = serializers.CharField(allow_null=True)
    version = serializers.IntegerField()


class CalendarDetail(Answer):
    id = serializers.CharField(source="reference")
    name = serializers.CharField()
    timezone = serializers.CharField(source="spec.timezone")
    hours = Week(source="spec.hours")
    holidays = Dates(source="spec.holidays")
    shifts = Shifts(source="spec.shifts")
    is_default = serializers.BooleanField()
    external_id = serializers.CharField(allow_null=True)
    version = serializers.IntegerField()


class Pauses(serializers.ListField):
    """Pairs of instants: from and to."""

    child = serializers.ListField(child=Instant(), min_length=2, max_length=2)


class DueBody(StrictSerializer):
    start = Instant()
    minutes = Minutes(help_text="Working minutes, fractions allowed.")
    pauses = Pauses(required=False, default=list, help_text="Time that doesn't count: pairs of instants.")


class ElapsedBody(StrictSerializer):
    start = Instant()
    end = Instant()
    pauses = Pauses(required=False, default=list)


class StepSerializer(Answer):
    """One piece of the way; together they leave no gap. Times are in the calendar's zone."""

    date = serializers.DateField()
    kind = serializers.ChoiceField(choices=["work", "shift", "pause", "closed", "holiday", "day_off", "rest"])
    # `from` is a word of the language, so both are declared by name below.
    minutes = serializers.FloatField(help_text="What counted.")


StepSerializer._declared_fields |= {"from": Instant(), "to": Instant()}  # noqa: SLF001


class DueAnswer(Answer):
    due = Instant()
    start = Instant()
    minutes = Minutes()
    timezone = serializers.CharField()
    version = serializers.IntegerField(help_text="Of the calendar that it was worked out with.")
    steps = StepSerializer(many=True)


class ElapsedAnswer(Answer):
    minutes = serializers.FloatField()
    start = Instant()
    end = Instant()
    timezone = serializers.CharField()
    version = serializers.IntegerField()
    steps = StepSerializer(many=True)


class EffectAnswer(Answer):
    """Of one kind of thing that runs on the calendar."""

    what = serializers.CharField()
    moved = serializers.IntegerField(help_text="Open ones that get another due time.")
    late = serializers.IntegerField(help_text="Those of them that become late by it.")
