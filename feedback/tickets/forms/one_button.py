"""The form of a one-button resolution."""

from django import forms
from django.utils.translation import gettext_lazy as _


class OneButtonForm(forms.Form):
    name_zh = forms.CharField(label=_("Chinese name"), help_text=_("What the button says"), max_length=120)
    name_en = forms.CharField(label=_("English name"), max_length=120)
    text = forms.CharField(
        label=_("What is noted"),
        help_text=_("The requester reads it"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    resolves = forms.BooleanField(label=_("It resolves the ticket"), required=False, initial=True)
    limit = forms.DecimalField(
        label=_("Up to how much each time"),
        help_text=_("Left empty: no money is in it"),
        max_digits=12,
        decimal_places=2,
        required=False,
    )
    currency = forms.CharField(label=_("Currency"), max_length=3, required=False)
    active = forms.BooleanField(label=_("Available"), required=False, initial=True)
