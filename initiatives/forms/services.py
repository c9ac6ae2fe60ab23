"""Forms of new value-added services."""

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from initiatives.choices import Serves
from initiatives.forms.ideas import department_field, text_field
from initiatives.forms.initiatives import day_field
from initiatives.forms.people import PersonField
from initiatives.models import Initiative
from initiatives.models.ideas import TITLE_MAX
from initiatives.models.parts import NOTE_MAX
from portal.core.refs import normalise
from portal.records.forms import FilesField


class InitiativeField(forms.CharField):
    """By its reference; the value is the initiative, or None."""

    def prepare_value(self, value: object) -> object:
        return value.reference if isinstance(value, Initiative) else value

    def clean(self, value: object) -> Initiative | None:
        text = super().clean(value)
        if not text:
            return None
        found: Initiative | None = Initiative.objects.filter(reference=normalise(text)).first()
        if found is None:
            raise forms.ValidationError(_("There is no initiative with this reference."))
        return found


class ServiceForm(forms.Form):
    name = forms.CharField(label=_("The new service, in one line"), max_length=TITLE_MAX)
    serves = forms.ChoiceField(label=_("Serves"), choices=Serves, widget=forms.RadioSelect)
    for_whom = forms.CharField(label=_("For whom"), max_length=200, help_text=_("Which customers or colleagues."))
    text = text_field(label=_("What they get, and why they value it"))
    department = department_field(label=_("Offered by"))
    owner = PersonField(label=pgettext_lazy("service", "Owner"))
    initiative = InitiativeField(
        label=_("Initiative it came from"),
        max_length=12,
        required=False,
        help_text=_("Its reference: N-7K3M9Q2X, say."),
    )


class UseForm(forms.Form):
    used_on = day_field(label=_("Used on"))
    evidence = text_field(
        label=_("What shows that it is used"), max_length=NOTE_MAX, rows=4,
        help_text=_("A number and where it was read, a link, a customer's words."),
    )  # fmt: skip


class LaunchForm(UseForm):
    launched_on = day_field(label=_("Launched on"))
    attachments = FilesField(label=_("Files"), required=False)
    field_order = ("launched_on", "used_on", "evidence", "attachments")


class CountersignForm(forms.Form):
    reason = text_field(label=_("What you have seen"), max_length=NOTE_MAX, rows=4, required=False)


class ReasonForm(forms.Form):
    reason = text_field(label=_("Why"), max_length=NOTE_MAX, rows=4)
