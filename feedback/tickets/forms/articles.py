"""Forms of knowledge articles."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from feedback.tickets.choices import Language
from feedback.tickets.forms import CHOOSE, departments
from feedback.tickets.models import CatalogueService
from feedback.tickets.services.common import MAX_TEXT


class ArticleForm(forms.Form):
    title = forms.CharField(label=_("In one line"), help_text=_("The words that somebody would type"), max_length=200)
    text = forms.CharField(
        label=_("What helps"),
        help_text=_("Every colleague reads it: no names and numbers of customers."),
        max_length=MAX_TEXT,
        widget=forms.Textarea(attrs={"rows": 10}),
    )
    language = forms.ChoiceField(label=_("Language"), choices=Language.choices, widget=forms.RadioSelect)
    department = forms.ChoiceField(label=_("Serving department"), help_text=_("Its head approves the article"))
    service = forms.ChoiceField(label=_("Service"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        services = CatalogueService.objects.order_by("name_en", "id").only("reference", "name_en", "name_zh")
        names = [(service.reference, service.name) for service in services]
        self.fields["department"].choices = [*CHOOSE, *departments()]  # type: ignore[attr-defined]
        self.fields["service"].choices = [("", "—"), *names]  # type: ignore[attr-defined]


class ApproveArticleForm(forms.Form):
    valid_until = forms.DateField(
        label=_("Valid until"),
        help_text=_("Its owner is reminded two weeks before"),
        widget=forms.DateInput(attrs={"type": "date"}),
    )
