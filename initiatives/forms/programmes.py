"""Forms of programmes, their targets and the upload of readings."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from initiatives.choices import Better
from initiatives.forms.ideas import text_field
from initiatives.forms.initiatives import day_field, number_field
from initiatives.forms.people import PersonField
from initiatives.models.ideas import TITLE_MAX
from portal.records.forms import FilesField


class ProgrammeForm(forms.Form):
    name = forms.CharField(label=_("Name of the programme"), max_length=TITLE_MAX)
    aim = text_field(
        label=_("Bold aim"), rows=4, help_text=_("What the whole company will be able to do, and for whom.")
    )
    sponsor = PersonField(label=_("Sponsor"), help_text=_("An executive who answers for it."))
    starts_on = day_field(label=_("Starts on"))
    due_on = day_field(label=_("Reached by"))


class CompanyTargetForm(forms.Form):
    metric = forms.CharField(label=_("What is measured"), max_length=120)
    unit = forms.CharField(label=_("Unit"), max_length=30, required=False)
    better = forms.ChoiceField(label=_("Direction"), choices=Better, widget=forms.RadioSelect, initial=Better.HIGHER)
    baseline = number_field(label=_("Baseline at the start"))
    target_value = number_field(label=_("Target value"))
    due_on = day_field(label=_("Reached by"))

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        if "better" in data:
            data["better"] = Better(data["better"])
        return data


class TakeInForm(forms.Form):
    initiative = forms.CharField(
        label=_("Reference of the initiative"),
        max_length=20,
        help_text=_("N-7K3M9Q2X, say: it stands on the initiative's page. It may belong to one programme."),
    )


class ReadingsForm(forms.Form):
    files = FilesField(label=_("CSV file or workbook"))  # type: ignore[assignment]
