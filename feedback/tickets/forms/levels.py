"""Forms of escalation levels."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from feedback.tickets.choices import ClockKind, Tells
from feedback.tickets.forms import CHOOSE, departments
from feedback.tickets.models import CatalogueService
from feedback.tickets.services.catalogue import MAX_MINUTES


class LevelForm(forms.Form):
    percent = forms.IntegerField(
        label=_("Percent of the time"), help_text=_("100: when it is due"), min_value=1, max_value=100, initial=100
    )
    minutes_after = forms.IntegerField(
        label=_("Working minutes after it was due"), min_value=0, max_value=MAX_MINUTES, initial=0
    )
    tells = forms.MultipleChoiceField(
        label=_("Whom it tells"), choices=Tells.choices, widget=forms.CheckboxSelectMultiple
    )
    active = forms.BooleanField(label=_("In use"), required=False, initial=True)


class NewLevelForm(LevelForm):
    department = forms.ChoiceField(label=_("Serving department"))
    service = forms.ChoiceField(
        label=_("Service"), help_text=_("Left empty: for every service of the department"), required=False
    )
    clock = forms.ChoiceField(label=_("Clock"), choices=ClockKind.choices)
    field_order = ("department", "service", "clock")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = CatalogueService.objects.filter(active=True).order_by("name_en", "id")
        services = [(row.reference, row.name) for row in rows.only("reference", "name_en", "name_zh")]
        self.fields["department"].choices = [*CHOOSE, *departments()]  # type: ignore[attr-defined]
        self.fields["service"].choices = [("", "—"), *services]  # type: ignore[attr-defined]
