"""Forms of sources and service lines, and of an upload of contacts."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from feedback.customers.models import WORDS_MAX
from feedback.customers.services.lines import MAX_NUMBERS
from portal.calendars.models import Calendar
from portal.people.models import Department
from portal.records.forms import FilesField

CHOOSE = [("", _("Choose…"))]


class ContactsForm(forms.Form):
    files = FilesField(  # type: ignore[assignment]
        label=_("Workbook or CSV files"),
        help_text=_("An .xlsx workbook, or a .csv file."),
    )


class SourceForm(forms.Form):
    code = forms.CharField(label=_("Code"), max_length=40, help_text=_("What other systems send; it stays."))
    name_zh = forms.CharField(label=_("Chinese name"), max_length=120)
    name_en = forms.CharField(label=_("English name"), max_length=120)


class SourceEditForm(forms.Form):
    name_zh = forms.CharField(label=_("Chinese name"), max_length=120)
    name_en = forms.CharField(label=_("English name"), max_length=120)


class LineForm(forms.Form):
    name_zh = forms.CharField(label=_("Chinese name"), max_length=120)
    name_en = forms.CharField(label=_("English name"), max_length=120)
    numbers = forms.CharField(
        label=_("Numbers"),
        help_text=_("One in each line"),
        max_length=41 * MAX_NUMBERS,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    department = forms.ChoiceField(label=_("Department"))
    calendar = forms.ChoiceField(label=_("Hours"), help_text=_("A working calendar"))
    active = forms.BooleanField(label=_("In use"), required=False, initial=True)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        departments = Department.objects.filter(active=True).order_by("path")
        calendars = Calendar.objects.order_by("name")
        named = [(row.reference, row.name) for row in departments.only("reference", "name_en", "name_zh")]
        hours = list(calendars.values_list("reference", "name"))
        self.fields["department"].choices = [*CHOOSE, *named]  # type: ignore[attr-defined]
        self.fields["calendar"].choices = [*CHOOSE, *hours]  # type: ignore[attr-defined]

    def clean_numbers(self) -> list[str]:
        return [line.strip() for line in str(self.cleaned_data["numbers"]).splitlines() if line.strip()]


class ServiceToldForm(forms.Form):
    """Offers what the search found; whatever else is posted, the verb looks for."""

    service = forms.ChoiceField(label=_("New value-added service"))
    words = forms.CharField(
        label=_("Words to show"),
        help_text=_("What the customer said, for every colleague to read. Leave out names, numbers and addresses."),
        max_length=WORDS_MAX,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *args: Any, found: list[dict[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offered = [(row["reference"], row["name"]) for row in found]
        posted = str(self.data.get("service", ""))[:20].replace("\x00", "")
        if posted and posted not in dict(offered):
            offered.append((posted, posted))
        self.fields["service"].choices = [*CHOOSE, *offered]  # type: ignore[attr-defined]
