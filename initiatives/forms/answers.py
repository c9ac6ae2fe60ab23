"""Forms of the answer promise: decide, ask, reply, pass on, object, answer times."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from initiatives import rules
from initiatives.forms.ideas import department_field, text_field


class DecideForm(forms.Form):
    decision = forms.ChoiceField(
        label=_("Your answer"),
        widget=forms.RadioSelect,
        choices=[
            ("accept", _("Accept: it will be done")),
            ("decline", _("Decline")),
            ("later", _("Later: it comes back to you on a day")),
        ],
    )
    later_on = forms.DateField(
        label=_("Comes back on"),
        help_text=_("Only with “later”."),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    reason = text_field(label=_("Why"), help_text=_("The author and every colleague read it, with your name."))


class AskForm(forms.Form):
    question = text_field(
        label=_("Your question to the author"), help_text=_("The promise to answer waits until they reply."), rows=4
    )


class ReplyForm(forms.Form):
    answer = text_field(label=_("Your answer"), rows=4)


class ReassignForm(forms.Form):
    department = department_field(label=_("Department that answers"), to_field_name="reference")
    reason = text_field(label=_("Why they"), rows=3)


class ObjectForm(forms.Form):
    reason = text_field(
        label=_("What is missing in the answer?"), help_text=_("Somebody one level up answers. You can do this once.")
    )


class AnswerTimeForm(forms.Form):
    days = forms.IntegerField(
        label=_("Working days"),
        min_value=1,
        max_value=rules.MOST_DAYS,
        initial=rules.DEFAULT_DAYS,
        help_text=_("By the calendar of the department. What was promised before stays."),
    )


class NewAnswerTimeForm(AnswerTimeForm):
    department = department_field(
        label=_("Answering department"),
        help_text=_("It counts for those below it too, unless they have their own."),
        required=False,
        to_field_name="reference",
        empty_label=_("The whole company"),
    )
    field_order = ("department", "days")

    def __init__(self, *args: Any, reach: Any = None, **kwargs: Any) -> None:
        """`reach`: what this person may set; a head has no company-wide choice."""
        super().__init__(*args, **kwargs)
        if reach is not None and not reach.all:
            field: Any = self.fields["department"]
            field.queryset = field.queryset.filter(pk__in=reach.departments)
            field.required, field.empty_label = True, None
