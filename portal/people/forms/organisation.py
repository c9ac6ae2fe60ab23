"""Forms about departments and colleagues."""

import zoneinfo
from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Layout
from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from portal.core.layout import Fold
from portal.people.models import Department, Role, Side, Site, User
from portal.people.services.roles import GIVEN

LANGUAGES = [("", _("as the browser")), ("en", "English"), ("zh-hans", "简体中文")]


def zone_choices(first: Any) -> list[tuple[str, Any]]:
    return [("", first), *((name, name) for name in sorted(zoneinfo.available_timezones()) if "/" in name)]


class PersonField(forms.CharField):
    """A colleague by e-mail, employee number or reference: a drop-down of thousands helps nobody."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=254, help_text=_("E-mail or employee number"), **kwargs)

    def clean(self, value: Any) -> User | None:
        text = super().clean(value)
        if not text:
            return None
        people = User.objects.active()
        found = people.filter(email=text.lower()).first() or people.filter(employee_number=text).first()
        if found is None:
            raise forms.ValidationError(_("Nobody here has this e-mail or number."))
        return found

    def prepare_value(self, value: Any) -> Any:
        return value.email if isinstance(value, User) else value


class DepartmentForm(forms.Form):
    name_en = forms.CharField(label=_("English name"), max_length=120)
    name_zh = forms.CharField(label=_("Chinese name"), max_length=120)
    code = forms.CharField(label=_("Code"), max_length=40)
    parent = forms.ModelChoiceField(
        label=_("Part of"), queryset=Department.objects.none(), to_field_name="reference", required=False,
        empty_label=_("Nothing: it stands at the top"),
    )  # fmt: skip
    side = forms.ChoiceField(label=_("Side"), choices=Side.choices, initial=Side.BACK)
    head = PersonField(label=_("Head"), required=False)
    deputy = PersonField(label=_("Deputy"), required=False)
    site = forms.ModelChoiceField(label=_("Site"), queryset=Site.objects.none(), to_field_name="code", required=False)
    external_id = forms.CharField(label=_("External id"), max_length=120, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["parent"].queryset = Department.objects.active().order_by("path")  # type: ignore[attr-defined]
        self.fields["site"].queryset = Site.objects.order_by("code")  # type: ignore[attr-defined]
        self.helper = FormHelper()
        folded = Fold(_("Site and external id"), "site", "external_id")
        self.helper.layout = Layout("name_en", "name_zh", "code", "parent", "side", "head", "deputy", folded)


class EmployeeForm(forms.Form):
    full_name = forms.CharField(label=pgettext_lazy("person", "Name"), max_length=120)
    email = forms.EmailField(label=_("E-mail"), max_length=254)
    department = forms.ModelChoiceField(
        label=_("Department"), queryset=Department.objects.none(), to_field_name="reference", required=False
    )
    job_title = forms.CharField(label=_("Job title"), max_length=120, required=False)
    employee_number = forms.CharField(label=_("Employee number"), max_length=40, required=False)
    phone = forms.CharField(label=_("Telephone"), max_length=40, required=False)
    latin_name = forms.CharField(label=_("Name in Latin letters"), max_length=120, required=False)
    language = forms.ChoiceField(label=_("Language"), choices=LANGUAGES, required=False)
    timezone = forms.ChoiceField(label=_("Time zone"), choices=[], required=False)
    external_id = forms.CharField(label=_("External id"), max_length=120, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["department"].queryset = Department.objects.active().order_by("path")  # type: ignore[attr-defined]
        self.fields["timezone"].choices = zone_choices(_("as the company"))  # type: ignore[attr-defined]
        self.helper = FormHelper()
        folded = Fold(_("Language, time zone, external id"), "latin_name", "language", "timezone", "external_id")
        self.helper.layout = Layout(
            "full_name", "email", "department", "job_title", "employee_number", "phone", folded
        )  # fmt: skip


class LeaveForm(forms.Form):
    left_on = forms.DateField(
        label=_("First day without access"),
        help_text=_("Empty or today: at once. A coming day: on that day."),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )


class AwayForm(forms.Form):
    away_from = forms.DateField(
        label=_("First day away"),
        help_text=_("Empty: today"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    away_until = forms.DateField(
        label=_("Last day away"),
        help_text=_("Both empty: here again"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )


class RoleForm(forms.Form):
    role = forms.ChoiceField(label=_("Role"), choices=[(role.value, role.label) for role in GIVEN])
    department = forms.ModelChoiceField(
        label=_("Department that the role reaches"),
        queryset=Department.objects.none(),
        to_field_name="reference",
        required=False,
        empty_label=_("Their own"),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["department"].queryset = Department.objects.active().order_by("path")  # type: ignore[attr-defined]


class WithdrawForm(forms.Form):
    role = forms.ChoiceField(choices=Role.choices)
    department = forms.ModelChoiceField(queryset=Department.objects.all(), to_field_name="reference", required=False)


class ProfileForm(forms.Form):
    language = forms.ChoiceField(label=_("Language"), choices=LANGUAGES, required=False)
    timezone = forms.ChoiceField(label=_("Time zone"), choices=[], required=False)
    theme = forms.ChoiceField(
        label=_("Appearance"),
        choices=[("auto", _("as the device")), ("light", _("light")), ("dark", _("dark"))],
    )
    shortcuts = forms.BooleanField(label=_("Keyboard shortcuts"), required=False)
    mail_at_once = forms.BooleanField(
        label=_("Mails at any hour"),
        help_text=_("Otherwise they wait for your department's working hours. What is urgent always comes at once."),
        required=False,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        company = _("as the company (%(zone)s)") % {"zone": settings.TIME_ZONE}
        self.fields["timezone"].choices = zone_choices(company)  # type: ignore[attr-defined]
