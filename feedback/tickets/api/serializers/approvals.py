"""Bodies and answers of approvals."""

from typing import Any

from rest_framework import serializers

from feedback.tickets.api.serializers.shared import RefSerializer
from feedback.tickets.choices import ApprovalMode, ApprovalState, Approver, Kind
from feedback.tickets.models import ApprovalRule
from feedback.tickets.queries.approvals import SeatRow, approval_row
from feedback.tickets.rules.approvals import MINUTES, MOST_MINUTES, MOST_PEOPLE, MOST_RULES
from feedback.tickets.services.common import MAX_TEXT
from portal.core.api.serializers import Answer, StrictSerializer
from portal.people.models import Role


class ApprovalBody(StrictSerializer):
    ticket = serializers.CharField(max_length=12, help_text="Reference.")
    text = serializers.CharField(max_length=MAX_TEXT, required=False, default="", allow_blank=True)
    people = serializers.ListField(
        child=serializers.CharField(max_length=12), max_length=MOST_PEOPLE, required=False, default=list,
        help_text="References; none: ask again what the service demands.",
    )  # fmt: skip
    mode = serializers.ChoiceField(choices=ApprovalMode.choices, default=ApprovalMode.ALL)
    minutes = serializers.IntegerField(
        min_value=1, max_value=MOST_MINUTES, default=MINUTES, help_text="Working minutes of who is asked."
    )


class ApproveBody(StrictSerializer):
    reason = serializers.CharField(max_length=MAX_TEXT, required=False, default="", allow_blank=True)


class ApprovalReasonBody(StrictSerializer):
    reason = serializers.CharField(max_length=MAX_TEXT)


class SeatSerializer(Answer):
    """One yes: of a person (`id` empty: of a role), on a level, until when."""

    person = RefSerializer()
    level = serializers.IntegerField()
    mode = serializers.ChoiceField(choices=ApprovalMode.choices)
    what = serializers.CharField()
    stand_in = serializers.CharField(help_text="Who may decide as well, since it fell due.")
    given_by = serializers.CharField()
    asked = serializers.BooleanField()
    due_at = serializers.DateTimeField(allow_null=True)
    late = serializers.BooleanField()
    agreed = serializers.BooleanField(allow_null=True)
    answered_by = serializers.CharField()
    answered_at = serializers.DateTimeField(allow_null=True)

    def to_representation(self, instance: SeatRow) -> Any:
        person = {"id": instance.person, "name": instance.name}
        names = ("level", "mode", "what", "stand_in", "given_by", "asked", "due_at", "late", "agreed")
        values = {name: getattr(instance, name) for name in (*names, "answered_by", "answered_at")}
        return super().to_representation(values | {"person": person})


class ApprovalSerializer(Answer):
    id = serializers.CharField()
    ticket = serializers.CharField()
    title = serializers.CharField(help_text="Of the ticket.")
    what = serializers.CharField()
    state = serializers.ChoiceField(choices=ApprovalState.choices)
    by_rule = serializers.BooleanField(help_text="The service demands it.")
    asked_by = RefSerializer(allow_null=True)
    asked_at = serializers.DateTimeField()
    level = serializers.IntegerField(help_text="The level that is asked.")
    due_at = serializers.DateTimeField()
    ended_at = serializers.DateTimeField(allow_null=True)
    waits_for = serializers.ListField(child=serializers.CharField())
    seats = SeatSerializer(many=True)
    reason = serializers.CharField()
    version = serializers.IntegerField()

    def to_representation(self, instance: Any) -> Any:
        return super().to_representation(approval_row(instance))


class OpenApprovalSerializer(Answer):
    """What a ticket waits for."""

    id = serializers.CharField()
    waits_for = serializers.ListField(child=serializers.CharField())
    due_at = serializers.DateTimeField()


class DemandBody(StrictSerializer):
    name_en = serializers.CharField(max_length=120, help_text="What is approved.")
    name_zh = serializers.CharField(max_length=120)
    level = serializers.IntegerField(min_value=1, max_value=MOST_RULES, default=1)
    mode = serializers.ChoiceField(choices=ApprovalMode.choices, default=ApprovalMode.ALL)
    who = serializers.ChoiceField(choices=Approver.choices)
    person = serializers.CharField(max_length=12, required=False, default="", allow_blank=True, help_text="Reference.")
    role = serializers.ChoiceField(choices=Role.choices, required=False, default="", allow_blank=True)
    minutes = serializers.IntegerField(min_value=1, max_value=MOST_MINUTES, default=MINUTES)
    kind = serializers.ChoiceField(
        choices=Kind.choices, required=False, default="", allow_blank=True, help_text="Only tickets of this kind."
    )


class DemandsBody(StrictSerializer):
    approvals = serializers.ListField(child=DemandBody(), allow_empty=True, max_length=MOST_RULES)


class DemandSerializer(Answer):
    number = serializers.IntegerField()
    level = serializers.IntegerField()
    mode = serializers.ChoiceField(choices=ApprovalMode.choices)
    who = serializers.ChoiceField(choices=Approver.choices)
    person = RefSerializer(allow_null=True)
    role = serializers.CharField()
    minutes = serializers.IntegerField()
    kind = serializers.CharField()
    name_en = serializers.CharField()
    name_zh = serializers.CharField()

    def to_representation(self, instance: ApprovalRule) -> Any:
        names = ("number", "level", "mode", "who", "role", "minutes", "kind", "name_en", "name_zh")
        person = instance.person and {"id": instance.person.reference, "name": instance.person.display_name}
        return super().to_representation({name: getattr(instance, name) for name in names} | {"person": person})
