"""The form for an upload."""

from django import forms
from django.utils.translation import gettext_lazy as _

from portal.records.forms import FilesField


class ImportForm(forms.Form):
    files = FilesField(  # type: ignore[assignment]
        label=_("Workbook or CSV files"),
        help_text=_("One .xlsx with the sheets sites, departments, employees, roles, or a .csv file for each."),
    )
