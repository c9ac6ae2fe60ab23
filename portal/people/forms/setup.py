"""The form of the first start."""

from typing import Any

from django import forms
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from portal.people.forms.organisation import zone_choices
from portal.people.models import Side
from portal.people.setup_registry import CALENDARS


class SetupForm(forms.Form):
    code = forms.CharField(
        label=_("Set-up code"),
        help_text=_("On the server: manage.py setup_code, or the file setup_code in the portal's state folder."),
        max_length=40,
    )
    full_name = forms.CharField(label=_("Your name"), max_length=120)
    email = forms.EmailField(label=_("Your e-mail"), max_length=254)
    password = forms.CharField(
        label=_("Your password"), widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}), max_length=200
    )
    company_en = forms.CharField(label=_("Company, English name"), max_length=120)
    company_zh = forms.CharField(label=_("Company, Chinese name"), max_length=120)
    site = forms.CharField(label=_("First site"), max_length=120)
    timezone = forms.ChoiceField(label=_("Time zone"), choices=[], initial="Asia/Shanghai")
    calendar = forms.ChoiceField(label=_("Working calendar"), choices=[], required=False)
    department_en = forms.CharField(label=_("First department, English name"), max_length=120)
    department_zh = forms.CharField(label=_("First department, Chinese name"), max_length=120)
    side = forms.ChoiceField(label=_("Its side"), choices=Side.choices, initial=Side.FRONT)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["timezone"].choices = zone_choices("—")[1:]  # type: ignore[attr-defined]
        later = [("", _("later"))]
        self.fields["calendar"].choices = [  # type: ignore[attr-defined]
            *((code, calendar.label) for code, calendar in CALENDARS.items()),
            *later,
        ]

    def clean_password(self) -> str:
        password = str(self.cleaned_data["password"])
        try:
            validate_password(password)
        except ValidationError as exc:
            raise forms.ValidationError(exc.messages) from exc
        return password
