"""Answers of the reports: departments and steps, never people."""

from typing import Any

from rest_framework import serializers


class VolumeSerializer(serializers.Serializer[Any]):
    group = serializers.CharField(help_text="First day of the month or week, or a name.")
    opened = serializers.IntegerField()
    resolved = serializers.IntegerField()
    reopened = serializers.IntegerField(help_text="Of the resolved ones, whenever they were reopened.")
    reopen_rate = serializers.FloatField(source="rate", allow_null=True, help_text="Reopened of resolved, 0 to 1.")


class SpentSerializer(serializers.Serializer[Any]):
    department = serializers.CharField()
    what = serializers.CharField(help_text="The state, or the number of the step.")
    stays = serializers.IntegerField(help_text="Stays that ended in the period.")
    median = serializers.IntegerField(allow_null=True, help_text="Working minutes.")
    p90 = serializers.IntegerField(allow_null=True, help_text="Working minutes within which nine in ten ended.")
    total = serializers.IntegerField(help_text="Working minutes.")


class BacklogSerializer(serializers.Serializer[Any]):
    department = serializers.CharField()
    open = serializers.IntegerField()
    ages = serializers.ListField(
        child=serializers.IntegerField(), help_text="Open for under 1, 1 to 3, 3 to 7, 7 to 30, 30 and more days."
    )
    late = serializers.IntegerField()


class DeskReportSerializer(serializers.Serializer[Any]):
    volumes = VolumeSerializer(many=True)
    states = SpentSerializer(many=True)
    steps = SpentSerializer(many=True)
    backlog = BacklogSerializer(many=True)


class ContactViewSerializer(serializers.Serializer[Any]):
    yes = serializers.IntegerField()
    no = serializers.IntegerField()
    undecided = serializers.IntegerField()
    rate = serializers.FloatField(allow_null=True, help_text="Yes of all, 0 to 1: undecided counts as not solved.")
    rate_decided = serializers.FloatField(allow_null=True, help_text="Yes of those that are decided, 0 to 1.")


class FirstContactSerializer(serializers.Serializer[Any]):
    """Tickets resolved for the first time in the period."""

    group = serializers.CharField()
    resolved = serializers.IntegerField()
    agent = ContactViewSerializer(help_text="The word of whoever resolved.")
    requester = ContactViewSerializer(help_text="The requester's word when asked afterwards.")
    repeat = ContactViewSerializer(help_text="Nobody came again about the same service within 7 days.")
    contradicted = serializers.IntegerField(help_text="The agent's yes, but no by one of the others.")
