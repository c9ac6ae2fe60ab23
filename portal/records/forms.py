from django import forms
from django.utils.translation import gettext_lazy as _


class SaveViewForm(forms.Form):
    list_name = forms.SlugField(max_length=60)
    query = forms.CharField(max_length=1000, required=False)
    name = forms.CharField(label=_("Name of the view"), max_length=60)
    shared = forms.BooleanField(label=_("Share with everybody"), required=False)


class ChangeViewForm(forms.Form):
    name = forms.CharField(label=_("Name of the view"), max_length=60)
    shared = forms.BooleanField(
        label=_("Share with everybody"), help_text=_("Each sees of its rows what they may see anyway"), required=False
    )
    opens = forms.BooleanField(label=_("My list opens with it"), required=False)


class MultipleFileInput(forms.ClearableFileInput):
    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Several files in one field; the value is a list, empty when none was chosen."""

    widget = MultipleFileInput

    def clean(self, data, initial=None):  # type: ignore[no-untyped-def]
        uploads = data if isinstance(data, (list, tuple)) else [data]
        return [super(FilesField, self).clean(upload, initial) for upload in uploads if upload]
