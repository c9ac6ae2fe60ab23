"""Bodies and answers about people reached."""

from rest_framework import serializers

from initiatives.api.fields import DepartmentShown, day, department
from portal.core.api.serializers import Answer, StrictSerializer


class ReachBody(StrictSerializer):
    department = department()
    people = serializers.IntegerField(min_value=0, max_value=1_000_000)
    as_of = day()
    source = serializers.CharField(max_length=200)  # type: ignore[assignment]


class ReachShown(Answer):
    department = DepartmentShown()
    people = serializers.IntegerField()
    as_of = serializers.DateField()
    source = serializers.CharField()  # type: ignore[assignment]
