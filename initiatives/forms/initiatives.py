"""Forms about initiatives: what is required first, the rest behind a fold."""

from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Layout
from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from initiatives.choices import InitiativeType, Light, PartRole
from initiatives.forms.ideas import department_field, text_field
from initiatives.forms.people import PersonField
from initiatives.models.ideas import TEXT_MAX, TITLE_MAX
from initiatives.models.parts import DAY_LIMITS, DIGITS, NOTE_MAX, PLACES
from portal.core.layout import Fold
from portal.records.forms import FilesField


def number_field(**options: Any) -> forms.DecimalField:
    return forms.DecimalField(max_digits=DIGITS, decimal_places=PLACES, **options)


def day_field(**options: Any) -> forms.DateField:
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(widget=widget, validators=DAY_LIMITS, **options)


class PlanForm(forms.Form):
    title = forms.CharField(label=_("What changes, in one line"), max_length=TITLE_MAX)
    owner = PersonField(
        label=pgettext_lazy("initiative", "Owner"), help_text=_("Exactly one colleague, who answers for it.")
    )
    due_on = day_field(label=_("Reached by"))
    sponsor = PersonField(
        label=_("Sponsor"),
        required=False,
        help_text=_("An executive who clears the way. A draft may do without, and without a target."),
    )
    metric = forms.CharField(label=_("Target: what is measured"), max_length=120, required=False)
    baseline = number_field(label=_("Today (baseline)"), required=False)
    target_value = number_field(label=_("Target value"), required=False)
    type = forms.ChoiceField(
        label=pgettext_lazy("initiative", "Type"),
        choices=InitiativeType,
        initial=InitiativeType.COMPANY,
        required=False,
        help_text=_("An improvement is a small step where service is already good. A pilot is the exception."),
    )
    pilot_reason = text_field(label=_("Why only a pilot"), required=False, rows=3)
    pilot_until = day_field(label=_("Last day of the pilot"), required=False)
    unit = forms.CharField(label=_("Unit"), max_length=30, required=False)
    department = department_field(label=_("Owner's department"), required=False)
    starts_on = day_field(label=_("Starts on"), required=False)
    summary = text_field(label=_("What changes, for whom"), required=False)
    draft = forms.BooleanField(label=_("Keep it as a draft for now"), required=False)

    @property
    def helper(self) -> FormHelper:
        names = list(self.fields)
        cut = names.index("unit")
        helper = FormHelper()
        pilot = [name for name in ("pilot_reason", "pilot_until") if name in names]
        first = [name for name in names[:cut] if name not in pilot]
        folds = [Fold(_("Only for a pilot: its reason and its last day"), *pilot)] if pilot else []
        helper.layout = Layout(*first, *folds, Fold(_("Unit, department, start, description"), *names[cut:]))
        return helper

    def clean(self) -> dict[str, Any]:
        """Without a department it is that of the owner; a target is given whole or not at all."""
        data: dict[str, Any] = super().clean() or {}
        self._clean_target(data)
        if "type" in data:
            data["type"] = InitiativeType(data["type"] or InitiativeType.COMPANY)
        owner = data.get("owner")
        if owner and not data.get("department"):
            data["department"] = owner.department
            if owner.department is None:
                self.add_error("department", _("The owner has no department, so choose one."))
        return data

    def _clean_target(self, data: dict[str, Any]) -> None:
        target = ("metric", "baseline", "target_value")
        given = [name for name in target if data.get(name) not in (None, "")]
        wanted = target if given or not self.may_wait(data) else ()
        names = [*wanted] if self.may_wait(data) else [*wanted, "sponsor"]
        for name in names:
            if data.get(name) in (None, "") and name not in self.errors:
                self.add_error(name, self.fields[name].error_messages["required"])

    def may_wait(self, data: dict[str, Any]) -> bool:
        """Whether sponsor and target may still come later."""
        return bool(data.get("draft"))


class EditPlanForm(PlanForm):
    """Without the type, which changes by a step of its own."""

    draft = None  # type: ignore[assignment]
    type = None  # type: ignore[assignment]
    pilot_reason = None  # type: ignore[assignment]
    pilot_until = None  # type: ignore[assignment]

    def may_wait(self, data: dict[str, Any]) -> bool:
        """The verb knows whether it has started."""
        return True


class NewInitiativeForm(PlanForm):
    attachments = FilesField(label=_("Files"), required=False)


class TypeForm(forms.Form):
    type = forms.ChoiceField(
        label=pgettext_lazy("initiative", "Type"), choices=InitiativeType, widget=forms.RadioSelect
    )
    until = day_field(label=_("Last day of the pilot"), required=False, help_text=_("Only for a pilot."))
    reason = text_field(label=_("Why"), max_length=TEXT_MAX, rows=4)

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        if "type" in data:
            data["type"] = InitiativeType(data["type"])
        return data


class MilestoneForm(forms.Form):
    title = forms.CharField(label=_("Milestone"), max_length=TITLE_MAX)
    due_on = day_field(label=_("Due on"))
    owner = PersonField(
        label=pgettext_lazy("initiative", "Owner"), required=False, help_text=_("Empty: the initiative's owner.")
    )


class ReportForm(forms.Form):
    light = forms.ChoiceField(label=pgettext_lazy("initiative", "Light"), choices=Light, widget=forms.RadioSelect)
    text = text_field(label=_("How it stands, and what it needs"), max_length=NOTE_MAX)


class ReadingForm(forms.Form):
    value = number_field(label=_("Value"))
    as_of = day_field(label=_("As of"))
    source = forms.CharField(label=_("Source"), max_length=200, help_text=_("Where it can be looked up."))


class ParticipantForm(forms.Form):
    department = department_field(label=_("Department"))
    role = forms.ChoiceField(
        label=_("Part"), choices=[(role.value, role.label) for role in PartRole if role != PartRole.ACCOUNTABLE]
    )


class CloseForm(ReadingForm):
    result = text_field(label=_("What came of it"))
    field_order = ("result", "value", "as_of", "source")
