"""Forms of routing rules."""

import re
from collections.abc import Iterable
from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Fieldset, Layout
from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from feedback.tickets.choices import CameBy, Kind
from feedback.tickets.forms import CHOOSE, departments
from feedback.tickets.models import CatalogueService, FormVersion
from feedback.tickets.queries.forms import form_of, label_of
from portal.people.access import Reach
from portal.people.models import Department

_BETWEEN = re.compile(r"[\n\r,，、;；]+")
ANY = [("", _("No matter"))]


class WordsField(forms.CharField):
    """Several words, one a line or with commas between them."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=1000, widget=forms.Textarea(attrs={"rows": 3}), **kwargs)

    def clean(self, value: Any) -> list[str]:
        return [word.strip() for word in _BETWEEN.split(super().clean(value)) if word.strip()]

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(value) if isinstance(value, list) else value

    def in_words(self, value: Any) -> str:
        return ", ".join(value or [])


class RuleForm(forms.Form):
    name_zh = forms.CharField(label=_("Chinese name"), max_length=120)
    name_en = forms.CharField(label=_("English name"), max_length=120)
    service = forms.ChoiceField(label=_("Service"), required=False)
    kind = forms.ChoiceField(label=_("Kind"), choices=[*ANY, *Kind.choices], required=False)
    words = WordsField(
        label=_("Words in title or text"),
        help_text=_("One of them is enough. One a line; found as the search finds them, Chinese and English alike."),
        required=False,
    )
    requester = forms.ChoiceField(
        label=_("Asked for by"), help_text=_("This department and those below it"), required=False
    )
    customer_prefix = forms.CharField(label=_("Customer number begins with"), max_length=40, required=False)
    came_by = forms.ChoiceField(label=_("Opened by way of"), choices=[*ANY, *CameBy.choices], required=False)
    answer_key = forms.ChoiceField(
        label=_("Answered in the service's form"), help_text=_("Of the service chosen above"), required=False
    )
    answer_value = forms.CharField(
        label=_("The answer is"),
        help_text=_("An option in its words, yes or no, a number from which on, or a word of a text"),
        max_length=200,
        required=False,
    )
    target = forms.ChoiceField(label=_("Goes to the queue of"))
    sets_kind = forms.ChoiceField(
        label=_("And its kind becomes"), choices=[("", _("What was chosen")), *Kind.choices], required=False
    )
    active = forms.BooleanField(label=_("In use"), required=False, initial=True)

    def __init__(self, *args: Any, about: int | None = None, closed: Iterable[Department] = (), **kwargs: Any) -> None:
        """`about`: the department whose services are offered. `closed`: what the rule names though it is closed."""
        super().__init__(*args, **kwargs)
        known = [*departments(), *((each.reference, each.name) for each in closed)]
        self.fields["service"].choices = [*ANY, *services_of(about)]  # type: ignore[attr-defined]
        self.fields["answer_key"].choices = [*ANY, *answers_of(about)]  # type: ignore[attr-defined]
        self.fields["requester"].choices = [*ANY, *known]  # type: ignore[attr-defined]
        self.fields["target"].choices = [*CHOOSE, *known]  # type: ignore[attr-defined]
        self.helper = FormHelper()
        self.helper.layout = Layout(
            "name_zh", "name_en",
            Fieldset(
                _("When all of this is so"),
                *(["department"] if "department" in self.fields else []),
                "service", "kind", "words", "requester", "customer_prefix", "came_by", "answer_key", "answer_value",
            ),
            Fieldset(pgettext_lazy("after a condition", "Then"), "target", "sets_kind", "active"),
        )  # fmt: skip


class NewRuleForm(RuleForm):
    department = forms.ChoiceField(
        label=_("A service of"), help_text=_("This department and those below it"), required=False
    )

    def __init__(self, *args: Any, reach: Reach, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["department"]
        if reach.all:
            field.choices = [("", _("Every department")), *departments()]
            return
        rows = Department.objects.filter(pk__in=reach.departments, active=True).order_by("path")
        field.choices = [(row.reference, row.name) for row in rows.only("reference", "name_en", "name_zh")]
        field.required = True


def answers_of(department: int | None) -> list[tuple[str, str]]:
    """What services ask now, by the key of the field."""
    rows = FormVersion.objects.filter(service__active=True).order_by("service_id", "-number").distinct("service_id")
    if department is not None:
        rows = rows.filter(service__department__path__contains=[department])
    found: dict[str, list[str]] = {}
    for row in rows.select_related("service"):
        for field in form_of(row).fields:
            found.setdefault(field.key, []).append(f"{row.service.name}: {label_of(field)}")
    return [(key, "; ".join(labels)[:120]) for key, labels in sorted(found.items(), key=lambda pair: pair[1])]


def services_of(department: int | None) -> list[tuple[str, str]]:
    rows = CatalogueService.objects.filter(active=True).order_by("name_en", "id")
    if department is not None:
        rows = rows.filter(department__path__contains=[department])
    return [(row.reference, row.name) for row in rows.only("reference", "name_en", "name_zh")]
