"""Forms of approvals, and of what a service demands."""

from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Fieldset, Layout
from django import forms
from django.utils.translation import gettext_lazy as _

from feedback.tickets.choices import ApprovalMode, Approver, Kind
from feedback.tickets.rules.approvals import MINUTES, MOST_MINUTES, MOST_RULES
from feedback.tickets.services.approvals.demanding import ROLES
from feedback.tickets.services.common import MAX_TEXT
from portal.people.forms.organisation import PersonField
from portal.people.models import Role

WITHIN = [(60, _("1 hour")), (240, _("4 hours")), (MINUTES, _("8 hours")), (3 * MINUTES, _("3 working days"))]


class AskApprovalForm(forms.Form):
    """Up to three by name; without a name, what the service demands is asked again."""

    text = forms.CharField(
        label=_("What is to be approved?"),
        help_text=_("They may not see the ticket itself: write what they need to decide."),
        max_length=MAX_TEXT,
        widget=forms.Textarea(attrs={"rows": 4}),
        required=False,
    )
    person_1 = PersonField(label=_("Who approves"), required=False)
    person_2 = PersonField(label=_("And who else"), required=False)
    person_3 = PersonField(label=_("And who else"), required=False)
    mode = forms.ChoiceField(label=_("How many of them"), choices=ApprovalMode.choices, initial=ApprovalMode.ALL)
    minutes = forms.TypedChoiceField(
        label=_("Answer expected within"),
        help_text=_("Working time of who is asked"),
        choices=WITHIN,
        coerce=int,
        initial=MINUTES,
    )

    def __init__(self, *args: Any, demanded: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if demanded:
            self.fields["person_1"].help_text = _("E-mail or employee number; empty: ask again what the service needs")
        self.demanded = demanded

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        found = [data.pop(f"person_{number}", None) for number in (1, 2, 3)]
        people = [each.reference for each in found if each is not None]
        if not people and not self.demanded and not any(f"person_{number}" in self.errors for number in (1, 2, 3)):
            self.add_error("person_1", _("Name who is to approve."))
        if people and not data.get("text") and "text" not in self.errors:
            self.add_error("text", _("Write a few words: the others read them."))
        return data | {"people": people}


class ApproveForm(forms.Form):
    reason = forms.CharField(
        label=_("What they should know"),
        help_text=_("Empty is fine. It stands on the ticket as an internal note."),
        max_length=MAX_TEXT,
        widget=forms.Textarea(attrs={"rows": 3}),
        required=False,
    )


class DeclineApprovalForm(forms.Form):
    reason = forms.CharField(
        label=_("Why not?"),
        help_text=_("The owner of the ticket reads it and tells the requester."),
        max_length=MAX_TEXT,
        widget=forms.Textarea(attrs={"rows": 4}),
    )


class WithdrawApprovalForm(forms.Form):
    reason = forms.CharField(
        label=_("Why is it no longer needed?"),
        help_text=_("It stands on the ticket as an internal note. What a service demands stays demanded."),
        max_length=500,
    )


class DemandsForm(forms.Form):
    """Six rows; a row without a Chinese and an English name is none."""

    ROWS = range(1, MOST_RULES + 1)
    FIELDS = ("name_zh", "name_en", "level", "who", "person", "role", "mode", "minutes", "kind")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        levels = [(number, str(number)) for number in self.ROWS]
        roles = [("", "—"), *[(role.value, role.label) for role in Role if role in ROLES]]
        for row in self.ROWS:
            self.fields |= {f"{name}_{row}": field for name, field in _fields(levels, roles).items()}
        self.helper = FormHelper()
        self.helper.layout = Layout(*[self._row(row) for row in self.ROWS])

    def _row(self, row: int) -> Any:
        title = _("Approval %(number)s") % {"number": row}
        return Fieldset(title, *[f"{name}_{row}" for name in self.FIELDS], css_class="part-row")

    def clean(self) -> dict[str, Any]:
        """`demands`: the filled rows in order."""
        cleaned: dict[str, Any] = super().clean() or {}
        rows = [{name: cleaned.get(f"{name}_{row}") for name in self.FIELDS} for row in self.ROWS]
        last = max((number for number, row in enumerate(rows, 1) if row["name_zh"] or row["name_en"]), default=0)
        for number, row in enumerate(rows[:last], 1):
            for name in ("name_zh", "name_en"):
                if not row[name] and f"{name}_{number}" not in self.errors:
                    self.add_error(f"{name}_{number}", _("Say in both languages what is approved."))
        return {"demands": [self._demand(row) for row in rows[:last]]}

    def _demand(self, row: dict[str, Any]) -> dict[str, Any]:
        person = row["person"].reference if row["person"] else ""
        filled = {"level": row["level"] or 1, "minutes": row["minutes"] or MINUTES, "person": person}
        filled |= {"who": row["who"] or Approver.REQUESTER_HEAD, "mode": row["mode"] or ApprovalMode.ALL}
        return row | filled | {name: row[name] or "" for name in ("role", "kind", "name_zh", "name_en")}


def _fields(levels: list[tuple[int, str]], roles: list[Any]) -> dict[str, forms.Field]:
    """One row of the form."""
    kinds = [("", _("Every kind")), *Kind.choices]
    return {
        "name_zh": forms.CharField(label=_("What is approved, in Chinese"), max_length=120, required=False),
        "name_en": forms.CharField(label=_("What is approved, in English"), max_length=120, required=False),
        "level": forms.TypedChoiceField(label=_("Level"), choices=levels, coerce=int, required=False),
        "who": forms.ChoiceField(label=_("Who approves"), choices=Approver.choices, required=False),
        "person": PersonField(label=_("The named colleague"), required=False),
        "role": forms.ChoiceField(label=_("The role"), choices=roles, required=False),
        "mode": forms.ChoiceField(label=_("Of this level"), choices=ApprovalMode.choices, required=False),
        "minutes": forms.IntegerField(label=_("Working minutes"), min_value=1, max_value=MOST_MINUTES, required=False),
        "kind": forms.ChoiceField(label=_("Only tickets of this kind"), choices=kinds, required=False),
    }
