"""Bodies and answers of routing rules."""

from typing import Any

from rest_framework import serializers

from feedback.tickets.api.serializers.shared import RefSerializer
from feedback.tickets.choices import CameBy, Kind
from feedback.tickets.queries.routing import rule_row
from feedback.tickets.queries.routing_preview import MOST
from feedback.tickets.rules.routing import LONGEST_WORD, MOST_WORDS
from portal.core.api.serializers import Answer, StrictSerializer

NO_MATTER = ("", "no matter")


class RuleChanges(StrictSerializer):
    """Only what is named changes; an empty condition asks for nothing."""

    name_en = serializers.CharField(max_length=120, required=False)
    name_zh = serializers.CharField(max_length=120, required=False)
    service = serializers.CharField(max_length=12, required=False, allow_blank=True, help_text="Reference.")
    kind = serializers.ChoiceField(choices=[NO_MATTER, *Kind.choices], required=False)
    words = serializers.ListField(
        child=serializers.CharField(max_length=LONGEST_WORD),
        max_length=MOST_WORDS,
        required=False,
        help_text="One of them in title or text is enough.",
    )
    requester = serializers.CharField(
        max_length=12, required=False, allow_blank=True, help_text="Reference of a department: it and those below."
    )
    customer_prefix = serializers.CharField(max_length=40, required=False, allow_blank=True)
    came_by = serializers.ChoiceField(choices=[NO_MATTER, *CameBy.choices], required=False)
    answer_key = serializers.CharField(
        max_length=40, required=False, allow_blank=True, help_text="Key of a field of the service's form."
    )
    answer_value = serializers.CharField(
        max_length=200, required=False, allow_blank=True,
        help_text="An option, yes or no, a number from which on, or a word of a text.",
    )  # fmt: skip
    target = serializers.CharField(max_length=12, required=False, help_text="Reference of the department it goes to.")
    sets_kind = serializers.ChoiceField(choices=[("", "stays"), *Kind.choices], required=False)
    active = serializers.BooleanField(required=False)


class RuleBody(RuleChanges):
    department = serializers.CharField(
        max_length=12,
        required=False,
        default="",
        allow_blank=True,
        help_text="Whose services it is about, with those below; empty: every service.",
    )
    name_en = serializers.CharField(max_length=120)
    name_zh = serializers.CharField(max_length=120)
    target = serializers.CharField(max_length=12, help_text="Reference of the department it goes to.")


class RulePreviewBody(RuleChanges):
    """A rule that need not be there yet; with `rule`, what would be changed of that one."""

    rule = serializers.CharField(max_length=12, required=False, help_text="Reference of a rule that it stands in for.")
    department = serializers.CharField(max_length=12, required=False, default="", allow_blank=True)


class RulePlaceBody(StrictSerializer):
    place = serializers.IntegerField(min_value=1, max_value=1000, help_text="1 for the first of its department.")


class RuleSerializer(Answer):
    id = serializers.CharField()
    name_en = serializers.CharField()
    name_zh = serializers.CharField()
    department = RefSerializer(allow_null=True)
    position = serializers.IntegerField()
    active = serializers.BooleanField()
    service = RefSerializer(allow_null=True)
    kind = serializers.ChoiceField(choices=[NO_MATTER, *Kind.choices])
    words = serializers.ListField(child=serializers.CharField())
    requester = RefSerializer(allow_null=True)
    customer_prefix = serializers.CharField()
    came_by = serializers.ChoiceField(choices=[NO_MATTER, *CameBy.choices])
    answer_key = serializers.CharField()
    answer_value = serializers.CharField()
    target = RefSerializer()
    sets_kind = serializers.ChoiceField(choices=[("", "stays"), *Kind.choices])
    conditions = serializers.ListField(child=serializers.CharField(), help_text="In the caller's language.")
    fault = serializers.CharField(help_text="Why it takes nothing although it is in use; else empty.")
    version = serializers.IntegerField()

    def to_representation(self, instance: Any) -> Any:
        return super().to_representation(rule_row(instance))


class RuleMoveSerializer(Answer):
    department = RefSerializer(help_text="Where they went.")
    count = serializers.IntegerField()


class RuleExampleSerializer(Answer):
    id = serializers.CharField()
    title = serializers.CharField()
    department = serializers.CharField(help_text="Name of the department where it went.")
    opened_at = serializers.DateTimeField()


class RulePreviewSerializer(Answer):
    days = serializers.IntegerField()
    tickets = serializers.IntegerField(help_text="Opened in these days, of the services that it is about.")
    tickets_capped = serializers.BooleanField(help_text="There are more.")
    matched = serializers.IntegerField(help_text="Of these, that meet every condition.")
    matched_capped = serializers.BooleanField(help_text="There are more.")
    looked_at = serializers.IntegerField(help_text=f"The newest that matched, at most {MOST}; the rest is of these.")
    taken_before = serializers.IntegerField(help_text="Taken by a rule that is asked earlier.")
    stayed = serializers.IntegerField(help_text="Went there anyway.")
    elsewhere = serializers.IntegerField(help_text="Would have gone elsewhere than they did.")
    handed_on = serializers.IntegerField(help_text="Of those elsewhere, that came to its department later.")
    target = RefSerializer()
    moves = RuleMoveSerializer(many=True)
    examples = RuleExampleSerializer(many=True, help_text="The newest elsewhere that the caller may see.")
