"""Forms of calls for ideas."""

from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Layout
from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from initiatives import rules
from initiatives.forms.ideas import department_field, text_field
from initiatives.forms.initiatives import day_field
from initiatives.forms.people import PersonField
from initiatives.models.challenges import BACKGROUND_MAX, QUESTION_MAX
from initiatives.models.parts import NOTE_MAX
from portal.core.layout import Fold
from portal.people.models import Department


class ChallengeForm(forms.Form):
    question = forms.CharField(label=_("The question, in one line"), max_length=QUESTION_MAX)
    opens_on = day_field(label=_("First day"))
    closes_on = day_field(label=_("Last day"))
    answering = department_field(
        label=_("Answering department"), required=False, to_field_name="reference",
        help_text=_("Its head answers every idea. Or name a colleague below."),
    )  # fmt: skip
    sponsor = PersonField(
        label=_("Sponsor"), help_text=_("Who wants to know, and clears the way for what comes of it.")
    )
    text = text_field(label=_("Why we ask, and what is wanted"), required=False, max_length=BACKGROUND_MAX)
    asked = forms.ModelMultipleChoiceField(
        label=pgettext_lazy("call for ideas", "Who is asked"),
        queryset=Department.objects.filter(active=True).order_by("code"),
        to_field_name="reference",
        required=False,
        help_text=_("With those below them. None chosen: everybody, or all of the department whose call it is."),
    )
    answerer = PersonField(
        label=pgettext_lazy("call for ideas", "Answered by"),
        required=False,
        help_text=_("A colleague who answers in person, in place of the head of their department."),
    )
    answer_days = forms.IntegerField(
        label=_("Answer time in working days"),
        min_value=1,
        max_value=rules.MOST_DAYS,
        required=False,
        help_text=_("Empty: that of the answering department."),
    )
    department = department_field(
        label=_("Whose call it is"), required=False, to_field_name="reference", empty_label=_("The whole company's")
    )

    def __init__(self, *args: Any, reach: Any = None, **kwargs: Any) -> None:
        """`reach`: for whom this person may make one; a head has the own department and those below it."""
        super().__init__(*args, **kwargs)
        if reach is not None and not reach.all:
            for name in ("answering", "asked", "department"):
                field: Any = self.fields[name]
                field.queryset = field.queryset.filter(pk__in=reach.departments)
            self.fields["department"].required = True

    @property
    def helper(self) -> FormHelper:
        names = list(self.fields)
        cut = names.index("asked")
        helper = FormHelper()
        rest = Fold(_("Who is asked, who answers, how long it takes"), *names[cut:])
        helper.layout = Layout(*names[:cut], rest)
        return helper


class EndForm(forms.Form):
    reason = text_field(label=_("Why it ends early"), max_length=NOTE_MAX, rows=4)
