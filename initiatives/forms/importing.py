"""The form for an upload of ideas, initiatives or readings."""

from django import forms
from django.utils.translation import gettext_lazy as _

from portal.records.forms import FilesField


class BookForm(forms.Form):
    files = FilesField(  # type: ignore[assignment]
        label=_("Workbook or CSV files"),
        help_text=_("An .xlsx workbook with a sheet for each table, or a .csv file for each."),
    )
