"""A colleague in a form: typed by e-mail, employee number, reference or name, with suggestions."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from portal.people.models import User
from portal.people.queries import colleagues_named

SUGGESTIONS = 200


class PersonField(forms.CharField):
    """The value is an active User. Refuses nobody and several of one name."""

    def __init__(self, **options: Any) -> None:
        super().__init__(
            max_length=200, widget=forms.TextInput(attrs={"list": "colleagues", "autocomplete": "off"}), **options
        )

    def prepare_value(self, value: Any) -> Any:
        return value.email if isinstance(value, User) else value

    def clean(self, value: Any) -> User | None:
        text = super().clean(value)
        if not text:
            return None
        found = colleagues_named(text, 2)
        if not found:
            raise forms.ValidationError(_("No colleague has this e-mail address, number or name."))
        if len(found) > 1:
            raise forms.ValidationError(_("Several colleagues have this name. Give the e-mail address."))
        return found[0]


def suggestions() -> list[dict[str, str]]:
    """The first colleagues by name for the list of a form; everybody else can still be typed."""
    rows = User.objects.active().order_by("name_key", "id")[:SUGGESTIONS]
    return [{"value": person.email, "label": person.display_name} for person in rows]
