"""Saying thanks: to whom, and in one sentence."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from initiatives.forms.ideas import text_field
from initiatives.models.thanks import THANKS_MAX
from initiatives.queries.thanks import Thankable

# The author who isn't shown.
AUTHOR = "author"


class ThanksForm(forms.Form):
    receiver = forms.ChoiceField(label=pgettext_lazy("thanks", "To whom"), widget=forms.RadioSelect)
    text = text_field(label=pgettext_lazy("thanks", "What for, in one sentence"), max_length=THANKS_MAX, rows=3)

    def __init__(self, *args: Any, those: Thankable, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.people = {person.reference: person for person in those.people}
        choices: list[Any] = [(person.reference, person.display_name) for person in those.people]
        if those.hidden and not those.own:
            choices.append((AUTHOR, _("The author, whose name isn't shown")))
        field: Any = self.fields["receiver"]
        field.choices = choices
        if len(choices) == 1:
            field.initial = choices[0][0]
        if not choices:
            field.help_text = _("There is nobody else to thank here.")

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        if "receiver" in data:
            data["receiver"] = self.people.get(data["receiver"])
        return data
