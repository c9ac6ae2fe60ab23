"""Forms of the roster."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from feedback.tickets.forms import CHOOSE, MomentInput, departments
from feedback.tickets.services.duties import MAX_NOTE
from portal.people.forms.organisation import PersonField

ZONE_HINT = _("In your time zone, to the minute")


class DutyForm(forms.Form):
    person = PersonField(label=_("Colleague"))
    starts_at = forms.DateTimeField(label=_("On duty from"), help_text=ZONE_HINT, widget=MomentInput())
    ends_at = forms.DateTimeField(label=_("On duty until"), help_text=ZONE_HINT, widget=MomentInput())
    note = forms.CharField(
        label=_("Note"), help_text=_("For example how to reach them"), max_length=MAX_NOTE, required=False
    )


class NewDutyForm(DutyForm):
    department = forms.ChoiceField(label=_("Department"))
    field_order = ("department", "person")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["department"].choices = [*CHOOSE, *departments()]  # type: ignore[attr-defined]
