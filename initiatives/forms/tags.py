"""Tags in forms: words between commas, suggested while somebody types."""

from typing import Any

from django import forms
from django.urls import reverse_lazy
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from initiatives.rules import tags as rules

TYPED_MAX = 400


class TagsField(forms.CharField):
    """The value is a list of words. How many and how long is the verb's question."""

    def __init__(self) -> None:
        super().__init__(
            label=_("Tags"),
            help_text=_("At most five, with commas between them. Tags that are there appear while you type."),
            max_length=TYPED_MAX,
            required=False,
            widget=forms.TextInput(
                attrs={"data-tags": reverse_lazy("initiatives:tags-suggest"), "autocomplete": "off"}
            ),
        )

    def prepare_value(self, value: Any) -> Any:
        return ", ".join(value) if isinstance(value, list) else value

    def clean(self, value: Any) -> list[str]:
        return rules.split(super().clean(value))


class TagsForm(forms.Form):
    tags = TagsField()


class RenameForm(forms.Form):
    name = forms.CharField(label=pgettext_lazy("tag", "Name"), max_length=rules.LENGTH)


class TagMergeForm(forms.Form):
    into = forms.CharField(
        label=_("Into which tag"), max_length=60, help_text=_("Its word. All ideas of this one get it.")
    )
