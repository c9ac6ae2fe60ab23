"""Forms of mails that came in."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from feedback.tickets.forms import CHOOSE, _services
from feedback.tickets.models import CatalogueService


class TakeOverForm(forms.Form):
    person = forms.CharField(
        label=_("As whom?"),
        help_text=_("The reference of a colleague, like P-7K3M9Q2X; empty: as yourself"),
        max_length=12,
        required=False,
    )
    service = forms.ChoiceField(
        label=_("As a new ticket of"), help_text=_("Empty: a note on the ticket that it answers"), required=False
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["service"].choices = [*CHOOSE, *_services()]  # type: ignore[attr-defined]


class AddressForm(forms.Form):
    address = forms.EmailField(label=_("Address"), max_length=254)
    service = forms.ChoiceField(label=_("Opens a ticket of"))
    active = forms.BooleanField(label=_("In use"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # Closed ones too: an entry may still name one.
        rows = CatalogueService.objects.order_by("name_en", "id").only("reference", "name_en", "name_zh")
        self.fields["service"].choices = [*CHOOSE, *((row.reference, row.name) for row in rows)]  # type: ignore[attr-defined]
