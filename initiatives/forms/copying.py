"""Forms about copies and templates."""

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from initiatives.forms.initiatives import day_field
from initiatives.forms.people import PersonField
from initiatives.models.ideas import TITLE_MAX


class BeginningForm(forms.Form):
    title = forms.CharField(label=_("What changes, in one line"), max_length=TITLE_MAX)
    owner = PersonField(
        label=pgettext_lazy("initiative", "Owner"), help_text=_("Milestones, actions and risks are theirs first.")
    )
    starts_on = day_field(label=_("Starts on"), help_text=_("All days move with it."))
    due_on = day_field(label=_("Reached by"), required=False, help_text=_("Empty: as long after the start as before."))
    sponsor = PersonField(label=_("Sponsor"), required=False)


class TemplateForm(forms.Form):
    name = forms.CharField(label=_("Name of the template"), max_length=TITLE_MAX)
    purpose = forms.CharField(label=_("What it is for"), max_length=200, required=False)
