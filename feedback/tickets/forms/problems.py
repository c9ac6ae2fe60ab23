"""Forms of problems."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Layout
from django import forms
from django.utils.translation import gettext_lazy as _

from feedback.tickets.choices import FailureKind
from feedback.tickets.queries.problems import Spot
from feedback.tickets.services.common import MAX_TEXT
from feedback.tickets.services.problems import MOST_STEP
from portal.core.layout import Fold
from portal.people.forms.organisation import PersonField
from portal.people.models import Department


def _text(label: Any, hint: Any = "", rows: int = 4) -> forms.CharField:
    widget = forms.Textarea(attrs={"rows": rows})
    return forms.CharField(label=label, help_text=hint, max_length=MAX_TEXT, widget=widget)


def _departments() -> list[tuple[str, Any]]:
    rows = Department.objects.filter(active=True).order_by("path")
    return [("", _("Choose…")), *((row.reference, row.name) for row in rows.only("reference", "name_en", "name_zh"))]


class ProblemForm(forms.Form):
    title = forms.CharField(label=_("In one line"), max_length=200)
    department = forms.ChoiceField(label=_("Department with the step"))
    step = forms.IntegerField(label=_("Step"), min_value=1, max_value=MOST_STEP)
    cause = forms.ChoiceField(label=_("What went wrong"), choices=FailureKind.choices)
    suffering = forms.ChoiceField(
        label=_("Department that suffers"),
        help_text=_("Left open: the one that most of the failed tickets came from"),
        required=False,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("department", "suffering"):
            self.fields[name].choices = _departments()  # type: ignore[attr-defined]
        self.helper = FormHelper()
        self.helper.layout = Layout(
            "title", "department", "step", "cause", Fold(_("Department that suffers"), "suffering")
        )


class ProblemOfTicketForm(forms.Form):
    """From a ticket: the places where it failed are known."""

    title = forms.CharField(label=_("In one line"), max_length=200)
    spot = forms.ChoiceField(label=_("What went wrong, and where"), widget=forms.RadioSelect)

    def __init__(self, *args: Any, spots: Sequence[Spot] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["spot"].choices = [(spot.value, spot.label) for spot in spots]  # type: ignore[attr-defined]
        if not spots:
            self.fields["spot"].help_text = _("Nothing that went wrong with this ticket is charged to a step.")

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if spot := data.pop("spot", ""):
            department, step, cause = spot.split("/")
            data |= {"department": department, "step": int(step), "cause": cause}
        return data


class AcceptProblemForm(forms.Form):
    owner = PersonField(label=_("Owner: who answers for it"))


class DeclineProblemForm(forms.Form):
    reason = _text(_("Why not?"), _("The other side reads it"))


class JoinTicketForm(forms.Form):
    ticket = forms.CharField(
        label=_("Ticket"), help_text=_("One that failed by the same cause at the same step"), max_length=12
    )


class ProcessChangeForm(forms.Form):
    change = _text(_("What is done differently from then on"), _("Consent counts for this very text and day"), rows=6)
    effective_on = forms.DateField(
        label=_("In force from"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )


class CloseProblemForm(forms.Form):
    result = _text(_("What came of it"), _("Both sides read it"))
