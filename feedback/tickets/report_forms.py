"""Forms of the reports: what they are narrowed to, and what heads write down about them."""

from __future__ import annotations

import datetime as dt
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from feedback.tickets.models import CatalogueService
from feedback.tickets.models.purpose import TEXT_MAX
from feedback.tickets.queries.reporting import Asked
from feedback.tickets.services.catalogue import MAX_MINUTES
from portal.core.errors import Malformed
from portal.people.models import Department

DAYS = (30, 90, 365)
Choices = list[tuple[str, Any]]


class ReportForm(forms.Form):
    """What a report is narrowed to. Everything has a usual value, so that an empty query shows the report.

    `by`: what its rows are, where the report leaves that open.
    """

    USUAL_DAYS: ClassVar = 90

    days = forms.ChoiceField(label=gettext_lazy("Period"), required=False)
    department = forms.ChoiceField(label=gettext_lazy("Department"), required=False)
    service = forms.ChoiceField(label=gettext_lazy("Service"), required=False)
    by = forms.ChoiceField(label=gettext_lazy("Rows"), required=False)

    def __init__(self, data: Any, *, by: Choices | None = None, leave_out: tuple[str, ...] = ()) -> None:
        super().__init__(data)
        self.departments = {row.reference: row for row in Department.objects.filter(active=True).order_by("path")}
        self.services = {} if "service" in leave_out else _services()
        everything = ("", _("All"))
        choices: dict[str, Choices] = {
            "days": [(str(days), _("%(days)s days") % {"days": days}) for days in DAYS],
            "department": [everything, *((row.reference, row.name) for row in self.departments.values())],
            "service": [everything, *((row.reference, row.name) for row in self.services.values())],
            "by": by or [],
        }
        for name, field in list(self.fields.items()):
            field.choices = choices[name]  # type: ignore[attr-defined]
            if name in leave_out or (name == "by" and not by):
                del self.fields[name]

    def asked(self, now: dt.datetime) -> Asked:
        """What is said and parses; the rest as usual."""
        self.is_valid()
        department = self.departments.get(self._said("department"))
        service = self.services.get(self._said("service"))
        days = int(self._said("days") or self.USUAL_DAYS)
        return Asked(now, days, department.pk if department else None, service.pk if service else None)

    @property
    def by_said(self) -> str:
        return self._said("by") or next(iter(dict(self.fields["by"].choices)))  # type: ignore[attr-defined]

    def _said(self, name: str) -> str:
        return str(self.cleaned_data.get(name) or "")

    @property
    def shown(self) -> list[dict[str, Any]]:
        """The fields as the page prints them: name, label, choices, and which one is chosen."""
        usual = {"days": str(self.USUAL_DAYS)}
        self.is_valid()
        return [
            {
                "name": name,
                "label": field.label,
                "choices": field.choices,  # type: ignore[attr-defined]
                "chosen": self._said(name) or usual.get(name, ""),
            }
            for name, field in self.fields.items()
        ]


def _services() -> dict[str, CatalogueService]:
    return {row.reference: row for row in CatalogueService.objects.order_by("name_en", "id")}


def asked_strictly(
    params: Any, *, by: Choices | None = None, known: tuple[str, ...] = (), leave_out: tuple[str, ...] = ()
) -> Any:
    """For REST: the form, with every name that it doesn't know and every value that doesn't parse refused.

    `days` may be any number from 1 to 1000 there.
    """
    form = ReportForm(params, by=by, leave_out=leave_out)
    errors: dict[str, list[Any]] = {
        name[:60]: [_("There is no such filter here.")]
        for name in params
        if name not in form.fields and name not in (*known, "format")
    }
    days = params.get("days", "")
    if "days" in form.fields and days.isascii() and days.isdecimal() and 1 <= int(days[:5]) <= 1000:
        form.fields["days"].choices = [(days, days)]  # type: ignore[attr-defined]
    form.is_valid()
    errors |= {name: [str(text) for text in texts] for name, texts in form.errors.items()}
    if errors:
        raise Malformed("bad_filter", _("Some filters need a change."), errors=errors)
    return form


class BandForm(forms.Form):
    low = forms.IntegerField(
        label=pgettext_lazy("of a band", "From"),
        help_text=gettext_lazy("Working minutes"),
        min_value=0,
        max_value=MAX_MINUTES,
        required=False,
    )
    high = forms.IntegerField(
        label=pgettext_lazy("of a band", "Until"),
        help_text=gettext_lazy("Both empty: the cases decide again"),
        min_value=0,
        max_value=MAX_MINUTES,
        required=False,
    )
    reason = forms.CharField(label=gettext_lazy("Why?"), max_length=1000, widget=forms.Textarea(attrs={"rows": 2}))
    source = forms.CharField(
        label=gettext_lazy("Taken from"), help_text=gettext_lazy("A study, a contract, a comparison"), max_length=500
    )


def _short(label: Any) -> forms.CharField:
    return forms.CharField(label=label, max_length=TEXT_MAX, widget=forms.Textarea(attrs={"rows": 2}))


class PurposeForm(forms.Form):
    department = forms.ChoiceField(label=gettext_lazy("Department"))
    service = forms.ChoiceField(label=gettext_lazy("Service"), required=False)
    whom_zh = _short(gettext_lazy("Whom do we serve? In Chinese"))
    whom_en = _short(gettext_lazy("Whom do we serve? In English"))
    need_zh = _short(gettext_lazy("What do they need? In Chinese"))
    need_en = _short(gettext_lazy("What do they need? In English"))
    value_zh = _short(gettext_lazy("What do they value? In Chinese"))
    value_en = _short(gettext_lazy("What do they value? In English"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = Department.objects.filter(active=True).order_by("path")
        chosen: Any = self.fields["department"]
        chosen.choices = [("", _("Choose…")), *((row.reference, row.name) for row in rows)]
        serving: Any = self.fields["service"]
        serving.choices = [("", _("All services")), *((row.reference, row.name) for row in _services().values())]
