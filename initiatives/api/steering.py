"""Bodies and answers about risks, budget, decisions log and files."""

from typing import Any

from rest_framework import serializers

from initiatives.api.fields import PersonShown, day, person
from initiatives.choices.steering import EntryKind, RiskState
from initiatives.models.ideas import TITLE_MAX
from initiatives.models.parts import NOTE_MAX
from initiatives.models.steering import MONEY_DIGITS, MONEY_PLACES
from portal.core.api.serializers import Answer, StrictSerializer


def money(digits: int = MONEY_DIGITS, **options: Any) -> serializers.DecimalField:
    return serializers.DecimalField(max_digits=digits, decimal_places=MONEY_PLACES, **options)


def grade(**options: Any) -> serializers.IntegerField:
    return serializers.IntegerField(min_value=1, max_value=5, **options)


class RiskBody(StrictSerializer):
    text = serializers.CharField(max_length=TITLE_MAX)
    likelihood = grade(help_text="1 hardly, 5 almost certain.")
    impact = grade(help_text="1 hardly felt, 5 the target is missed.")
    owner = person()
    answer = serializers.CharField(max_length=NOTE_MAX, required=False, allow_blank=True, default="")
    due_on = day(required=False, allow_null=True, default=None)


class RiskEditBody(StrictSerializer):
    risk = serializers.CharField(max_length=12)
    text = serializers.CharField(max_length=TITLE_MAX, required=False)
    likelihood = grade(required=False)
    impact = grade(required=False)
    owner = person(required=False)
    answer = serializers.CharField(max_length=NOTE_MAX, required=False, allow_blank=True)
    due_on = day(required=False, allow_null=True)


class RiskMoveBody(StrictSerializer):
    risk = serializers.CharField(max_length=12)
    state = serializers.ChoiceField(choices=RiskState.choices)
    reason = serializers.CharField(max_length=NOTE_MAX, help_text="What happened.")


class RiskShown(Answer):
    id = serializers.CharField(source="reference")
    text = serializers.CharField()
    likelihood = serializers.IntegerField()
    impact = serializers.IntegerField()
    score = serializers.IntegerField(help_text="Likelihood times impact.")
    level = serializers.ChoiceField(choices=["low", "medium", "high"])
    owner = PersonShown()
    answer = serializers.CharField()
    due_on = serializers.DateField(allow_null=True)
    state = serializers.ChoiceField(choices=RiskState.choices)
    version = serializers.IntegerField()


class EntryBody(StrictSerializer):
    kind = serializers.ChoiceField(choices=EntryKind.choices)
    amount = money(help_text="Below zero takes back an entry that was wrong.")
    currency = serializers.CharField(max_length=3, help_text="Its three letters, as in ISO 4217.")
    day = day()
    purpose = serializers.CharField(max_length=200)
    source = serializers.CharField(max_length=200)  # type: ignore[assignment]


class EntryShown(Answer):
    id = serializers.CharField(source="reference")
    kind = serializers.ChoiceField(choices=EntryKind.choices)
    amount = money()
    currency = serializers.CharField()
    day = serializers.DateField()
    purpose = serializers.CharField()
    source = serializers.CharField()  # type: ignore[assignment]
    by = PersonShown()
    at = serializers.DateTimeField()


class MoneyShown(Answer):
    """Of one currency; never summed across currencies."""

    currency = serializers.CharField()
    planned = money(28)
    spent = money(28)
    remaining = money(28, help_text="Planned minus spent.")
    share = serializers.FloatField(allow_null=True, help_text="Spent of planned; null while nothing is planned.")


class LogBody(StrictSerializer):
    what = serializers.CharField(max_length=NOTE_MAX)
    why = serializers.CharField(max_length=NOTE_MAX)
    decided_by = person()
    decided_on = day()


class LogCorrectBody(LogBody):
    entry = serializers.CharField(max_length=12, help_text="Reference of the entry that it corrects.")


class LogShown(Answer):
    id = serializers.CharField(source="reference")
    what = serializers.CharField()
    why = serializers.CharField()
    decided_by = PersonShown()
    decided_on = serializers.DateField()
    corrects = serializers.CharField(allow_null=True)
    corrected_by = serializers.CharField(allow_null=True)
    by = PersonShown()
    at = serializers.DateTimeField()


class FilesBody(Answer):
    files = serializers.ListField(child=serializers.FileField())


class StoredFileShown(Answer):
    id = serializers.CharField(source="reference")
    name = serializers.CharField()
    content_type = serializers.CharField()
    size = serializers.IntegerField(help_text="Bytes.")
