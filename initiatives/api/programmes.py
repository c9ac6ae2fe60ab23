"""Bodies and answers of the resources `programmes`, `company-targets` and `reading-imports`."""

from rest_framework import serializers

from initiatives.api.fields import PersonShown, day, number, person
from initiatives.choices import Better
from initiatives.models.ideas import TEXT_MAX, TITLE_MAX
from initiatives.models.programmes import EXTERNAL_ID_MAX
from portal.core.api.serializers import Answer, StrictSerializer


class ProgrammePatch(StrictSerializer):
    name = serializers.CharField(max_length=TITLE_MAX, required=False)
    aim = serializers.CharField(max_length=TEXT_MAX, required=False)
    sponsor = person(required=False)
    starts_on = day(required=False)
    due_on = day(required=False)


class ProgrammeBody(StrictSerializer):
    name = serializers.CharField(max_length=TITLE_MAX)
    aim = serializers.CharField(max_length=TEXT_MAX, help_text="What the whole company will be able to do.")
    sponsor = person()
    starts_on = day()
    due_on = day()
    external_id = serializers.CharField(max_length=EXTERNAL_ID_MAX, required=False, help_text="A known one edits.")


class LinkBody(StrictSerializer):
    initiative = serializers.CharField(max_length=12, help_text="Reference of the initiative.")


class CompanyTargetPatch(StrictSerializer):
    metric = serializers.CharField(max_length=120, required=False)
    unit = serializers.CharField(max_length=30, required=False, allow_blank=True)
    better = serializers.ChoiceField(choices=Better.choices, required=False)
    baseline = number(required=False)
    target_value = number(required=False)
    due_on = day(required=False)


class CompanyTargetBody(CompanyTargetPatch):
    programme = serializers.CharField(max_length=12, help_text="Reference of its programme.")
    metric = serializers.CharField(max_length=120)
    baseline = number()
    target_value = number()
    better = serializers.ChoiceField(
        choices=Better.choices, required=False, help_text="Without it the direction from baseline to target value."
    )
    external_id = serializers.CharField(max_length=EXTERNAL_ID_MAX, required=False, help_text="A known one edits.")


class CompanyReadingBody(StrictSerializer):
    value = number()
    as_of = day()
    source = serializers.CharField(max_length=200)  # type: ignore[assignment]
    external_id = serializers.CharField(
        max_length=EXTERNAL_ID_MAX, required=False, help_text="A repeated delivery makes no twin."
    )


class CompanyReadingShown(Answer):
    value = number()
    as_of = serializers.DateField()
    source = serializers.CharField()  # type: ignore[assignment]
    external_id = serializers.CharField(allow_null=True)
    at = serializers.DateTimeField()


class ProgrammeRow(Answer):
    id = serializers.CharField(source="reference")
    name = serializers.CharField()
    aim = serializers.CharField()
    sponsor = PersonShown()
    starts_on = serializers.DateField()
    due_on = serializers.DateField()
    created_at = serializers.DateTimeField()
    external_id = serializers.CharField(allow_null=True)


class ProgrammeListed(ProgrammeRow):
    target_count = serializers.IntegerField()
    initiative_count = serializers.IntegerField(help_text="Those that you may see.")
    running = serializers.IntegerField()
    red = serializers.IntegerField(help_text="Running, and reported red.")


class CompanyTargetRow(Answer):
    id = serializers.CharField(source="row.reference")
    programme = serializers.CharField(source="row.programme.reference", help_text="Reference of its programme.")
    metric = serializers.CharField(source="row.metric")
    unit = serializers.CharField(source="row.unit")
    better = serializers.ChoiceField(choices=Better.choices, source="row.better")
    baseline = number(source="row.baseline")
    target_value = number(source="row.target_value")
    due_on = serializers.DateField(source="row.due_on")
    value = number(allow_null=True, help_text="The newest reading.")
    as_of = serializers.DateField(allow_null=True)
    reached = serializers.BooleanField()
    done = serializers.FloatField(help_text="Share of the way from baseline to target value, 0 to 1.")
    expected = serializers.FloatField(help_text="Where an even pace would be today, 0 to 1.")
    light = serializers.ChoiceField(choices=["grey", "green", "amber", "red"])
    external_id = serializers.CharField(source="row.external_id", allow_null=True)
    version = serializers.IntegerField(source="row.version")


class ProgrammeShown(ProgrammeRow):
    targets = CompanyTargetRow(many=True)
    initiatives = serializers.ListField(child=serializers.CharField(), help_text="References, those you may see.")
    services = serializers.ListField(child=serializers.CharField(), help_text="References of launched services.")
    version = serializers.IntegerField()
