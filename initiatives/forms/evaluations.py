"""Forms of evaluations: whom to ask until when, the scorecard, declining."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from initiatives.choices.evaluations import ANCHORS, Criterion
from initiatives.forms.ideas import text_field
from initiatives.forms.initiatives import day_field
from initiatives.models.evaluations import COMMENT_MAX
from initiatives.rules.evaluations import MOST_REVIEWERS
from portal.people.models import User
from portal.people.queries import colleagues_named

MOST_TYPED = 2000


class PeopleField(forms.CharField):
    """Colleagues, one in each line: by e-mail, employee number, reference or name. The value is a list of users.

    Says of each line that names nobody or several people which one it is.
    """

    def __init__(self, **options: Any) -> None:
        super().__init__(max_length=MOST_TYPED, widget=forms.Textarea(attrs={"rows": 4}), **options)

    def clean(self, value: Any) -> list[User]:
        lines = [line.strip() for line in str(super().clean(value)).splitlines() if line.strip()]
        if len(lines) > MOST_REVIEWERS:
            raise forms.ValidationError(_now("At most %(most)s colleagues.") % {"most": MOST_REVIEWERS})
        found, faults = {}, []
        for line in lines:
            people = colleagues_named(line, 2)
            if len(people) == 1:
                found[people[0].pk] = people[0]
            else:
                faults.append(_fault(line, several=len(people) > 1))
        if faults:
            raise forms.ValidationError(faults)
        return list(found.values())


def _fault(line: str, *, several: bool) -> str:
    text = _now("Several colleagues are called “%(name)s”. Give the e-mail address.")
    if not several:
        text = _now("No colleague has this e-mail address, number or name: “%(name)s”.")
    return text % {"name": line[:60]}


class AskEvaluationForm(forms.Form):
    reviewers = PeopleField(
        label=_("Who evaluates it"),
        help_text=_("One colleague in each line, ten at most: e-mail address, number or name."),
    )
    due_on = day_field(
        label=pgettext_lazy("evaluation", "Until"), help_text=_("They are reminded the working day before.")
    )


class ScorecardForm(forms.Form):
    """Anything may be left out of a draft; sending it asks for all four."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for criterion in Criterion:
            choices = [(number, words) for number, words in enumerate(ANCHORS[criterion], start=1)]
            self.fields[criterion.value] = forms.TypedChoiceField(
                label=criterion.label,
                choices=choices,
                coerce=int,
                empty_value=None,
                required=False,
                widget=forms.RadioSelect,
            )
        self.fields["comment"] = text_field(
            label=_("In a few words"),
            help_text=_(
                "What speaks for it, what against it? Read by those who decide and by reviewers who have sent."
            ),
            required=False,
            max_length=COMMENT_MAX,
            rows=3,
        )


class DeclineCardForm(forms.Form):
    reason = text_field(label=_("Why you can't evaluate it"), max_length=COMMENT_MAX, rows=3)
