"""Answers of the reports: departments and steps, never people."""

from typing import Any

from rest_framework import serializers

from feedback.tickets.api.serializers.shared import RefSerializer
from feedback.tickets.choices import FailureKind
from feedback.tickets.queries.origins import charge_row
from feedback.tickets.services.catalogue import MAX_MINUTES
from portal.core.api.serializers import Answer, StrictSerializer


class VolumeSerializer(Answer):
    group = serializers.CharField(help_text="First day of the month or week, or a name.")
    opened = serializers.IntegerField()
    resolved = serializers.IntegerField()
    reopened = serializers.IntegerField(help_text="Of the resolved ones, whenever they were reopened.")
    reopen_rate = serializers.FloatField(source="rate", allow_null=True, help_text="Reopened of resolved, 0 to 1.")


class SpentSerializer(Answer):
    department = serializers.CharField()
    what = serializers.CharField(help_text="The state, or the number of the step.")
    stays = serializers.IntegerField(help_text="Stays that ended in the period.")
    median = serializers.IntegerField(allow_null=True, help_text="Working minutes.")
    p90 = serializers.IntegerField(allow_null=True, help_text="Working minutes within which nine in ten ended.")
    total = serializers.IntegerField(help_text="Working minutes.")


class BacklogSerializer(Answer):
    department = serializers.CharField()
    open = serializers.IntegerField()
    ages = serializers.ListField(
        child=serializers.IntegerField(), help_text="Open for under 1, 1 to 3, 3 to 7, 7 to 30, 30 and more days."
    )
    late = serializers.IntegerField()


class DeskReportSerializer(Answer):
    volumes = VolumeSerializer(many=True)
    states = SpentSerializer(many=True)
    steps = SpentSerializer(many=True)
    backlog = BacklogSerializer(many=True)


class ContactViewSerializer(Answer):
    yes = serializers.IntegerField()
    no = serializers.IntegerField()
    undecided = serializers.IntegerField()
    rate = serializers.FloatField(allow_null=True, help_text="Yes of all, 0 to 1: undecided counts as not solved.")
    rate_decided = serializers.FloatField(allow_null=True, help_text="Yes of those that are decided, 0 to 1.")


class FirstContactSerializer(Answer):
    """Tickets resolved for the first time in the period."""

    group = serializers.CharField()
    resolved = serializers.IntegerField()
    agent = ContactViewSerializer(help_text="The word of whoever resolved.")
    requester = ContactViewSerializer(help_text="The requester's word when asked afterwards.")
    repeat = ContactViewSerializer(help_text="Nobody came again about the same service within 7 days.")
    contradicted = serializers.IntegerField(help_text="The agent's yes, but no by one of the others.")


class BandSerializer(Answer):
    """Working minutes in progress; null while there are too few cases and nobody set it."""

    low = serializers.IntegerField(allow_null=True)
    high = serializers.IntegerField(allow_null=True)
    cases = serializers.IntegerField()
    by_hand = serializers.BooleanField()


class HandlingSerializer(Answer):
    id = serializers.CharField(source="reference")
    service = serializers.CharField()
    department = serializers.CharField()
    cases = serializers.IntegerField()
    median = serializers.IntegerField(allow_null=True)
    band = BandSerializer()
    worked_out_at = serializers.DateTimeField(allow_null=True)


class PlaceSerializer(Answer):
    place = serializers.ChoiceField(choices=["below", "within", "above"])
    tickets = serializers.IntegerField()
    reopened = serializers.IntegerField()
    reopen_rate = serializers.FloatField(source="rate", allow_null=True)


class BandVersionSerializer(Answer):
    number = serializers.IntegerField()
    low = serializers.IntegerField(allow_null=True)
    high = serializers.IntegerField(allow_null=True)
    reason = serializers.CharField()
    source = serializers.CharField()  # type: ignore[assignment]  # a field of the answer, not of the class
    set_by = serializers.CharField(source="set_by.reference")
    set_at = serializers.DateTimeField()


class ServiceHandlingSerializer(Answer):
    band = BandSerializer()
    places = PlaceSerializer(many=True, help_text="Reopen rates below, within and above the band, last 90 days.")
    versions = BandVersionSerializer(many=True)


class BandBody(StrictSerializer):
    low = serializers.IntegerField(
        min_value=0, max_value=MAX_MINUTES, allow_null=True, help_text="Null: the cases decide."
    )
    high = serializers.IntegerField(min_value=0, max_value=MAX_MINUTES, allow_null=True)
    reason = serializers.CharField(max_length=1000)
    source = serializers.CharField(max_length=500)  # type: ignore[assignment]


class OriginSerializer(Answer):
    """What began in one step of one department."""

    id = serializers.CharField(source="reference", help_text="Of the department.")
    department = serializers.CharField()
    step = serializers.IntegerField()
    customers = serializers.IntegerField(help_text="Customers harmed.")
    minutes = serializers.IntegerField(help_text="Minutes lost.")
    failures = serializers.IntegerField()
    kinds = serializers.DictField(child=serializers.IntegerField(), help_text="promise, reopen, repeat, jump")


class TicketFailureSerializer(Answer):
    """A failure, as far as one step answers for it."""

    at = serializers.DateTimeField()
    kind = serializers.ChoiceField(choices=FailureKind.choices)
    ticket = RefSerializer()
    department = RefSerializer()
    step = serializers.IntegerField()
    minutes = serializers.IntegerField(help_text="Of this step.")
    failure_minutes = serializers.IntegerField(help_text="Of the failure, all steps together.")
    settled = serializers.BooleanField(help_text="false: what came of it goes on, the minutes grow.")

    def to_representation(self, instance: Any) -> Any:
        return super().to_representation(charge_row(instance))


class QueueSerializer(Answer):
    """Open tickets of one department that the caller may see."""

    department = RefSerializer()
    open = serializers.IntegerField()
    late = serializers.IntegerField(help_text="Due before now; what waits for its requester is not.")
    new = serializers.IntegerField()
    in_progress = serializers.IntegerField()
    waiting = serializers.IntegerField()
