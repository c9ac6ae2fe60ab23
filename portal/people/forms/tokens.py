"""The form for an API token."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from portal.people.registry import token_scopes
from portal.people.rules import MAX_TOKEN_DAYS


class TokenForm(forms.Form):
    name = forms.CharField(label=_("What it is for"), max_length=80)
    scopes = forms.MultipleChoiceField(
        label=_("What it may do"),
        help_text=_("Never more than you may yourself."),
        choices=[],
        widget=forms.CheckboxSelectMultiple,
    )
    days = forms.IntegerField(label=_("Valid for (days)"), min_value=1, max_value=MAX_TOKEN_DAYS, initial=90)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["scopes"].choices = [(scope, scope) for scope in token_scopes()]  # type: ignore[attr-defined]
