"""Forms about the charter and the gates of an initiative."""

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from initiatives.choices import GateDecision, Section
from initiatives.forms.ideas import text_field
from initiatives.models.parts import NOTE_MAX
from portal.records.forms import FilesField

HINTS = {
    Section.SERVES: _("Customers or colleagues, in the office behind as much as at the counter: who feels the change."),
    Section.NEEDS: _("In their words, from the other side of the desk."),
    Section.PROBLEM: _("What happens today, how often, and what it costs them."),
    Section.SCOPE_IN: _("What belongs to it."),
    Section.SCOPE_OUT: _("What it leaves alone, so that nobody waits for it."),
}


def charter_form(section: Section) -> type[forms.Form]:
    """One section's text; empty takes it out again, and its versions stay."""
    field = text_field(label=section.label, help_text=HINTS[section], required=False, rows=10)
    return type("CharterForm", (forms.Form,), {"text": field})


class GateRequestForm(forms.Form):
    evidence = text_field(
        label=_("What shows that it is ready"),
        help_text=_("Facts and where they can be looked up."),
        max_length=NOTE_MAX,
    )
    attachments = FilesField(label=_("Files"), required=False)


class LastGateForm(GateRequestForm):
    result = text_field(label=_("What came of it"))
    field_order = ("result", "evidence", "attachments")


class GateDecideForm(forms.Form):
    decision = forms.ChoiceField(
        label=_("Your decision"),
        widget=forms.RadioSelect,
        choices=[
            (GateDecision.GO.value, pgettext_lazy("gate", "Go: on to the next stage")),
            (GateDecision.REWORK.value, pgettext_lazy("gate", "Rework: it stays where it is")),
            (GateDecision.STOP.value, pgettext_lazy("gate", "Stop: it ends here")),
        ],
    )
    reason = text_field(label=_("Why"), help_text=_("Every colleague reads it, with your name."), max_length=NOTE_MAX)
