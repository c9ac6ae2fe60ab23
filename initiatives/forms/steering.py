"""Forms about risks, budget, decisions log and files."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from initiatives.choices.steering import EntryKind, RiskState
from initiatives.forms.ideas import text_field
from initiatives.forms.initiatives import day_field
from initiatives.forms.people import PersonField
from initiatives.models.ideas import TITLE_MAX
from initiatives.models.parts import NOTE_MAX
from initiatives.models.steering import MONEY_DIGITS, MONEY_PLACES
from portal.records.forms import FilesField


def grade_field(**options: Any) -> forms.TypedChoiceField:
    return forms.TypedChoiceField(coerce=int, choices=[(grade, str(grade)) for grade in range(1, 6)], **options)


class RiskForm(forms.Form):
    text = forms.CharField(label=_("What may go wrong"), max_length=TITLE_MAX)
    likelihood = grade_field(label=_("Likelihood"), help_text=_("1 hardly, 5 almost certain."), initial=3)
    impact = grade_field(label=_("Impact"), help_text=_("1 hardly felt, 5 the target is missed."), initial=3)
    owner = PersonField(label=pgettext_lazy("risk", "Owner"), help_text=_("Exactly one colleague, who watches it."))
    answer = text_field(label=_("What is done about it"), required=False, max_length=NOTE_MAX, rows=4)
    due_on = day_field(label=_("Done by"), required=False)


class RiskMoveForm(forms.Form):
    state = forms.ChoiceField(label=_("State"), choices=RiskState, widget=forms.RadioSelect)
    reason = text_field(label=pgettext_lazy("risk", "What happened"), max_length=NOTE_MAX, rows=4)

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        if "state" in data:
            data["state"] = RiskState(data["state"])
        return data


class EntryForm(forms.Form):
    kind = forms.ChoiceField(
        label=pgettext_lazy("budget", "Kind"), choices=EntryKind, widget=forms.RadioSelect, initial=EntryKind.SPENT
    )
    amount = forms.DecimalField(
        label=_("Amount"),
        max_digits=MONEY_DIGITS,
        decimal_places=MONEY_PLACES,
        help_text=_("Below zero takes back an entry that was wrong."),
    )
    currency = forms.CharField(label=_("Currency"), max_length=3, initial="CNY", help_text=_("Its three letters."))
    day = day_field(label=pgettext_lazy("budget", "Day"))
    purpose = forms.CharField(label=_("What for"), max_length=200)
    source = forms.CharField(label=_("Source"), max_length=200, help_text=_("Where it can be looked up."))

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        if "kind" in data:
            data["kind"] = EntryKind(data["kind"])
        return data


class DecisionForm(forms.Form):
    what = text_field(label=_("What was decided"), max_length=NOTE_MAX, rows=3)
    why = text_field(label=_("Why"), max_length=NOTE_MAX, rows=4)
    decided_by = PersonField(label=_("Decided by"))
    decided_on = day_field(label=_("Decided on"))


class FilesForm(forms.Form):
    attachments = FilesField(label=_("Files"), help_text=_("Whoever sees the initiative sees them."))
