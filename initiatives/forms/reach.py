from django import forms
from django.utils.translation import gettext_lazy as _

from initiatives.forms.ideas import department_field
from initiatives.forms.initiatives import day_field


class ReachForm(forms.Form):
    department = department_field(label=_("Department"))
    people = forms.IntegerField(
        label=_("People reached so far"), min_value=0, max_value=1_000_000, help_text=_("Each colleague once.")
    )
    as_of = day_field(label=_("As of"))
    source = forms.CharField(label=_("Source"), max_length=200, help_text=_("Where it can be looked up."))
