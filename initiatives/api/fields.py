"""People and departments in REST bodies and answers: by their public reference."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from initiatives.models.parts import DAY_LIMITS, DIGITS, PLACES
from portal.core.api.serializers import Answer
from portal.core.refs import normalise
from portal.people.models import Department, User


@extend_schema_field(str)
class ReferenceField(serializers.Field[Any, Any, Any, Any]):
    """The public reference of a row; the value is the row itself. Refuses what isn't there."""

    default_error_messages = {"absent": _("There is nobody and nothing with this reference here.")}

    def __init__(self, rows: Any, **options: Any) -> None:
        self.rows = rows
        super().__init__(**options)

    def to_internal_value(self, data: Any) -> Any:
        if not isinstance(data, str) or len(data) > 40:
            self.fail("absent")
        found = self.rows().filter(reference=normalise(data)).first()
        if found is None:
            self.fail("absent")
        return found

    def to_representation(self, value: Any) -> str:
        return str(value.reference)


class VisibleField(ReferenceField):
    """The same for rows that not everybody sees: what the caller may not see is answered like what isn't there."""

    def to_internal_value(self, data: Any) -> Any:
        found = super().to_internal_value(data)
        if not type(found).objects.visible_to(self.context["request"].user).filter(pk=found.pk).exists():
            self.fail("absent")
        return found


def person(**options: Any) -> ReferenceField:
    return ReferenceField(User.objects.active, **options)


def department(**options: Any) -> ReferenceField:
    return ReferenceField(lambda: Department.objects.filter(active=True), **options)


def number(**options: Any) -> serializers.DecimalField:
    return serializers.DecimalField(max_digits=DIGITS, decimal_places=PLACES, **options)


def day(**options: Any) -> serializers.DateField:
    return serializers.DateField(validators=DAY_LIMITS, **options)


class PersonShown(Answer):
    id = serializers.CharField(source="reference")
    name = serializers.CharField()


class DepartmentShown(Answer):
    id = serializers.CharField(source="reference")
    name = serializers.CharField()
