"""Forms of benefits."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from initiatives.choices import Better
from initiatives.forms.ideas import text_field
from initiatives.forms.initiatives import day_field, number_field
from initiatives.forms.people import PersonField
from initiatives.models import Target
from initiatives.models.parts import NOTE_MAX
from portal.core.refs import normalise


class BenefitField(forms.CharField):
    """By its reference; the value is the benefit, or None."""

    def prepare_value(self, value: object) -> object:
        return value.reference if isinstance(value, Target) else value

    def clean(self, value: object) -> Target | None:
        text = super().clean(value)
        if not text:
            return None
        found: Target | None = Target.objects.filter(reference=normalise(text)).first()
        if found is None:
            raise forms.ValidationError(_("There is no benefit with this reference."))
        return found


class BenefitForm(forms.Form):
    metric = forms.CharField(label=_("What is measured"), max_length=120)
    unit = forms.CharField(
        label=_("Unit"), max_length=30, required=False, help_text=_("Benefits of one unit are added, written alike.")
    )
    better = forms.ChoiceField(label=_("Direction"), choices=Better, widget=forms.RadioSelect, initial=Better.HIGHER)
    baseline = number_field(label=_("Today (baseline)"))
    target_value = number_field(label=_("Target value"))
    owner = PersonField(
        label=pgettext_lazy("benefit", "Owner"), required=False, help_text=_("Empty: the initiative's owner.")
    )
    due_on = day_field(label=_("Reached by"), required=False, help_text=_("Empty: the initiative's date."))
    counted_in = BenefitField(
        label=_("Counted in"),
        max_length=12,
        required=False,
        help_text=_("Reference of a benefit that contains this one already, so that nothing is counted twice."),
    )

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        if "better" in data:
            data["better"] = Better(data["better"])
        return data


class ForecastForm(forms.Form):
    forecast = number_field(label=_("Value expected on its date"))
    note = text_field(label=_("Why"), max_length=NOTE_MAX, rows=4)


class RealiseForm(forms.Form):
    as_of = day_field(
        label=_("Day of the reading that proves it"), help_text=_("One of its readings, with a value and a source.")
    )
    realised_on = day_field(label=_("Realised on"), required=False, help_text=_("Empty: the day of the reading."))
