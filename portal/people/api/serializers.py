"""Shapes of departments, employees, tokens, imports. Requests are strict, answers read values."""

import zoneinfo
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _
from rest_framework import serializers

from portal.core.api.serializers import Answer, StrictSerializer
from portal.people.day_pass import day_pass
from portal.people.models import Department, Role, Side, Site, User


def zone_known(value: str) -> None:
    if value and value not in zoneinfo.available_timezones():
        raise serializers.ValidationError(_("A time zone such as Asia/Shanghai."))


class ByReference(serializers.CharField):
    """An object named by its public reference; one that isn't visible is unknown."""

    def __init__(self, model: type[Any], **kwargs: Any) -> None:
        self.model = model
        super().__init__(**kwargs)

    def to_internal_value(self, data: Any) -> Any:
        reference = super().to_internal_value(data).upper()[:40]
        found = self.model.objects.visible_to(self.context["request"].user).filter(reference=reference).first()
        if found is None:
            raise serializers.ValidationError(_("There is nothing with this reference."))
        return found


class SiteField(serializers.CharField):
    def to_internal_value(self, data: Any) -> Any:
        site = Site.objects.filter(code=super().to_internal_value(data)).first()
        if site is None:
            raise serializers.ValidationError(_("There is no site with this code."))
        return site


class DepartmentSerializer(Answer):
    id = serializers.CharField(source="reference")
    code = serializers.CharField()
    name_en = serializers.CharField()
    name_zh = serializers.CharField()
    parent = serializers.CharField(source="parent__reference", allow_null=True)  # type: ignore[assignment]
    side = serializers.ChoiceField(choices=Side.choices)
    site = serializers.CharField(source="site__code", allow_null=True)
    head = serializers.CharField(source="head__reference", allow_null=True)
    deputy = serializers.CharField(source="deputy__reference", allow_null=True)
    active = serializers.BooleanField()
    external_id = serializers.CharField(allow_null=True)
    version = serializers.IntegerField()


DEPARTMENT_VALUES = (
    "id", "reference", "code", "name_en", "name_zh", "parent__reference", "side", "site__code", "head__reference",
    "deputy__reference", "active", "external_id", "version",
)  # fmt: skip


class DepartmentChange(StrictSerializer):
    code = serializers.CharField(max_length=40, required=False)
    name_en = serializers.CharField(max_length=120, required=False)
    name_zh = serializers.CharField(max_length=120, required=False)
    parent = ByReference(Department, required=False, allow_null=True)  # type: ignore[assignment]
    side = serializers.ChoiceField(choices=Side.choices, required=False)
    site = SiteField(required=False, allow_null=True)
    head = ByReference(User, required=False, allow_null=True)
    deputy = ByReference(User, required=False, allow_null=True)
    external_id = serializers.CharField(max_length=120, required=False, allow_null=True)


class DepartmentNew(DepartmentChange):
    code = serializers.CharField(max_length=40)
    name_en = serializers.CharField(max_length=120)
    name_zh = serializers.CharField(max_length=120)


class RoleHeldSerializer(Answer):
    role = serializers.ChoiceField(choices=Role.choices)
    department = serializers.CharField(allow_null=True)


class EmployeeSerializer(Answer):
    """`employee_number` and `external_id` are null for those who may neither edit nor export people."""

    id = serializers.CharField(source="reference")
    email = serializers.EmailField()
    full_name = serializers.CharField()
    latin_name = serializers.CharField()
    phone = serializers.CharField()
    job_title = serializers.CharField()
    department = serializers.CharField(source="department__reference", allow_null=True)
    language = serializers.CharField()
    timezone = serializers.CharField()
    active = serializers.BooleanField(source="is_active")
    left_on = serializers.DateField(allow_null=True)
    away_from = serializers.DateField(allow_null=True)
    away_until = serializers.DateField(allow_null=True)
    employee_number = serializers.CharField(allow_null=True)
    external_id = serializers.CharField(allow_null=True)
    version = serializers.IntegerField()


EMPLOYEE_VALUES = (
    "id", "name_key", "reference", "email", "full_name", "latin_name", "phone", "job_title", "department__reference",
    "language", "timezone", "is_active", "left_on", "away_from", "away_until", "employee_number", "external_id",
    "version",
)  # fmt: skip


class EmployeeDetailSerializer(EmployeeSerializer):
    roles = RoleHeldSerializer(many=True)


class EmployeeChange(StrictSerializer):
    email = serializers.EmailField(max_length=254, required=False)
    full_name = serializers.CharField(max_length=120, required=False)
    latin_name = serializers.CharField(max_length=120, required=False, allow_blank=True)
    employee_number = serializers.CharField(max_length=40, required=False, allow_null=True)
    phone = serializers.CharField(max_length=40, required=False, allow_blank=True)
    job_title = serializers.CharField(max_length=120, required=False, allow_blank=True)
    department = ByReference(Department, required=False, allow_null=True)
    language = serializers.ChoiceField(choices=["", *dict(settings.LANGUAGES)], required=False)
    timezone = serializers.CharField(max_length=60, required=False, allow_blank=True, validators=[zone_known])
    external_id = serializers.CharField(max_length=120, required=False, allow_null=True)


class EmployeeNew(EmployeeChange):
    email = serializers.EmailField(max_length=254)
    full_name = serializers.CharField(max_length=120)


class Leave(StrictSerializer):
    left_on = serializers.DateField(required=False, allow_null=True)


class Away(StrictSerializer):
    away_from = serializers.DateField(required=False, allow_null=True, help_text="Left out: today.")
    away_until = serializers.DateField(required=False, allow_null=True, help_text="Left out: here again.")


class RoleChange(StrictSerializer):
    role = serializers.ChoiceField(choices=Role.choices)
    department = ByReference(Department, required=False, allow_null=True)


class MeSerializer(EmployeeDetailSerializer):
    theme = serializers.CharField()
    shortcuts = serializers.BooleanField()
    mail_at_once = serializers.BooleanField(
        help_text="False: mails that are not urgent wait for the working hours of one's department."
    )
    day_pass = serializers.SerializerMethodField(
        help_text="Says that its holder is a colleague and not who: the same for everybody, for today and tomorrow."
    )

    def get_day_pass(self, row: Any) -> str:
        return day_pass()


class MeChange(StrictSerializer):
    language = serializers.ChoiceField(choices=["", *dict(settings.LANGUAGES)], required=False)
    timezone = serializers.CharField(max_length=60, required=False, allow_blank=True, validators=[zone_known])
    theme = serializers.ChoiceField(choices=["auto", "light", "dark"], required=False)
    shortcuts = serializers.BooleanField(required=False)
    mail_at_once = serializers.BooleanField(required=False)


class TokenSerializer(Answer):
    id = serializers.CharField(source="reference")
    name = serializers.CharField()
    hint = serializers.CharField()
    scopes = serializers.ListField(child=serializers.CharField())
    created_at = serializers.DateTimeField()
    expires_at = serializers.DateTimeField()
    last_used_at = serializers.DateTimeField(allow_null=True)
    revoked_at = serializers.DateTimeField(allow_null=True)


TOKEN_VALUES = (
    "id", "reference", "name", "hint", "scopes", "created_at", "expires_at", "last_used_at", "revoked_at",
)  # fmt: skip


class TokenMadeSerializer(TokenSerializer):
    key = serializers.CharField(help_text="Shown this once.")


class TokenNew(StrictSerializer):
    name = serializers.CharField(max_length=80)
    scopes = serializers.ListField(child=serializers.CharField(max_length=40), min_length=1, max_length=100)
    days = serializers.IntegerField(min_value=1, max_value=365, default=90)


class ImportFiles(Answer):
    """multipart/form-data: one workbook, or several CSV files."""

    files = serializers.ListField(child=serializers.FileField(), min_length=1, max_length=10)
    apply = serializers.BooleanField(default=False, help_text="Import at once instead of showing a preview.")


class ImportErrorSerializer(Answer):
    file = serializers.CharField()
    sheet = serializers.CharField()
    row = serializers.IntegerField()
    column = serializers.CharField()
    rule = serializers.CharField()
    text = serializers.CharField()


class ImportSerializer(Answer):
    id = serializers.CharField(source="reference")
    kind = serializers.ChoiceField(choices=["preview", "apply"])
    state = serializers.CharField()
    done = serializers.IntegerField()
    total = serializers.IntegerField()
    counts = serializers.DictField(child=serializers.DictField(child=serializers.IntegerField()))
    changes = serializers.IntegerField(allow_null=True)
    code = serializers.CharField(allow_blank=True)
    message = serializers.CharField(allow_blank=True)
    error_count = serializers.IntegerField()
    errors = ImportErrorSerializer(many=True)  # type: ignore[assignment]


class PersonToMention(Answer):
    id = serializers.CharField()
    name = serializers.CharField()
    department = serializers.CharField()

    def to_representation(self, instance: Any) -> Any:
        department = instance.department.name if instance.department else ""
        values = {"id": instance.reference, "name": instance.display_name, "department": department}
        return super().to_representation(values)
