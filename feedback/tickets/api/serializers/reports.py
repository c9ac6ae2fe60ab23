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
