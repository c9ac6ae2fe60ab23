"""Forms about actions, milestones and dependencies."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from initiatives.forms.initiatives import day_field
from initiatives.forms.people import PersonField
from initiatives.models.ideas import TITLE_MAX


class ActionForm(forms.Form):
    title = forms.CharField(label=_("What is to be done"), max_length=TITLE_MAX)
    assignee = PersonField(label=_("Assignee"), help_text=_("Exactly one colleague, who is told."))
    due_on = day_field(label=_("Due on"))
    starts_on = day_field(label=_("Starts on"), required=False)


class DependencyForm(forms.Form):
    after = forms.ChoiceField(label=_("This"))
    before = forms.ChoiceField(label=_("waits for"))


def dependency_form(choices: list[tuple[str, str]]) -> Any:
    """The form with the actions and milestones of one initiative to choose from."""

    class Chosen(DependencyForm):
        def __init__(self, *args: Any, **kwargs: Any) -> None:
            super().__init__(*args, **kwargs)
            for name in ("after", "before"):
                field: Any = self.fields[name]
                field.choices = choices

    return Chosen
