"""Forms of questions to colleagues."""

from collections.abc import Sequence
from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Layout
from django import forms
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from feedback.tickets.queries.similar import Suggestion
from feedback.tickets.rules.questions import MINUTES, MOST_PER_DAY
from feedback.tickets.services.common import MAX_TEXT
from portal.core.wording import exact
from portal.people.forms.organisation import PersonField


class AskColleagueForm(forms.Form):
    text = forms.CharField(
        label=_("What do you want to know?"),
        help_text=_("They may not see the ticket: write what they need to know, without the customer's name."),
        max_length=MAX_TEXT,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    people = forms.MultipleChoiceField(
        label=_("Who solved tickets like this one"), required=False, widget=forms.CheckboxSelectMultiple
    )
    other = PersonField(label=_("Somebody else"), required=False)
    minutes = forms.TypedChoiceField(
        label=_("Answer expected within"),
        help_text=_("Working time of who is asked"),
        choices=[(60, _("1 hour")), (MINUTES, _("4 hours")), (480, _("8 hours"))],
        coerce=int,
        initial=MINUTES,
    )

    def __init__(self, *args: Any, suggestions: Sequence[Suggestion] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["people"].choices = [(each.person.reference, why(each)) for each in suggestions]  # type: ignore[attr-defined]
        if not suggestions:
            self.fields["people"].help_text = _("Nobody has solved a ticket like this one who may be asked now.")
        self.helper = FormHelper()
        self.helper.layout = Layout("text", "people", "other", "minutes")

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        other = data.pop("other", None)
        data["people"] = [*data.get("people", []), *([other.reference] if other else [])]
        if not data["people"] and "other" not in self.errors:
            self.add_error("people", _("Choose a colleague, or name somebody else."))
        return data


def why(each: Suggestion) -> str:
    """Why somebody is suggested, in the words of the label."""
    parts = [each.person.display_name]
    if each.person.department:
        parts.append(each.person.department.name)
    parts.append(
        ngettext("solved %(count)s like this", "solved %(count)s like this", each.solved) % {"count": each.solved}
    )
    if each.works_next:
        parts.append(gettext("works again %(time)s") % {"time": exact(each.works_next)})
    else:
        parts.append(gettext("works now"))
    return " · ".join(parts)


class AnswerForm(forms.Form):
    text = forms.CharField(
        label=_("Your answer"),
        help_text=_("It stands on the ticket as an internal note. The ticket stays with its owner."),
        max_length=MAX_TEXT,
        widget=forms.Textarea(attrs={"rows": 6}),
    )


class DeclineForm(forms.Form):
    reason = forms.CharField(label=_("Why not?"), help_text=_("Whoever asked reads it"), max_length=500)


class OpennessForm(forms.Form):
    open = forms.BooleanField(label=_("Colleagues may ask me"), required=False)
    per_day = forms.IntegerField(
        label=_("Questions a day, at most"),
        help_text=_("Beyond it nobody can ask you until tomorrow"),
        min_value=1,
        max_value=MOST_PER_DAY,
    )
