"""Colleagues typed into a form, one or many."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _

from portal.people.models import User
from portal.people.queries import colleagues_named

MAX_PEOPLE = 50


class PeopleField(forms.CharField):
    """Colleagues by name, e-mail, employee number or reference, one per line; the value is a list of users."""

    widget = forms.Textarea

    def __init__(self, **options: Any) -> None:
        super().__init__(max_length=8000, **options)

    def clean(self, value: Any) -> list[User]:
        lines = [line.strip() for line in super().clean(value).splitlines() if line.strip()]
        if len(lines) > MAX_PEOPLE:
            raise forms.ValidationError(_("At most %(limit)s people at once.") % {"limit": MAX_PEOPLE})
        return list({person.pk: person for person in map(self._one, lines)}.values())

    def _one(self, text: str) -> User:
        found = colleagues_named(text, 2)
        if len(found) == 1:
            return found[0]
        if found:
            raise forms.ValidationError(
                _("%(name)s: several colleagues have this name. Give the e-mail address.") % {"name": text}
            )
        raise forms.ValidationError(_("%(name)s: no colleague has this name, number or address.") % {"name": text})
