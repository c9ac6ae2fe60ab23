"""Forms of working calendars: hours and dates as people write them, never JSON."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Layout
from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from portal.calendars.rules import known_timezones
from portal.calendars.wording import WEEKDAYS
from portal.core.errors import Malformed
from portal.core.layout import Fold
from portal.people.models import Department

OFFICE = "09:00-12:00, 13:00-18:00"


class DayInput(forms.DateInput):
    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


def zones() -> list[tuple[str, str]]:
    return [(name, name) for name in sorted(known_timezones())]


class CalendarForm(forms.Form):
    name = forms.CharField(label=_("Name"), max_length=120)
    timezone = forms.ChoiceField(label=_("Time zone"), choices=zones)
    holidays = forms.CharField(
        label=_("Holidays"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("One date to a line: 2026-10-01, or 12-25 for the same day every year."),
    )
    shifts = forms.CharField(
        label=_("Make-up days and special hours"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("One date to a line with its hours: 2026-10-10 09:00-18:00. They replace what that date had."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        week = [f"hours_{day}" for day in range(7)]
        for name, weekday in zip(week, WEEKDAYS, strict=True):
            self.fields[name] = forms.CharField(label=weekday, required=False, max_length=600)
        self.fields["hours_0"].help_text = _(
            "From and to, several with a comma: 09:00-12:00, 13:00-18:00. Empty: closed."
        )
        self.helper = FormHelper()
        days = Fold(_("Holidays and make-up days"), "holidays", "shifts")
        extra = [name for name in self.fields if name not in (*week, "name", "timezone", "holidays", "shifts")]
        self.helper.layout = Layout("name", "timezone", *week, *extra, days)


class NewCalendarForm(CalendarForm):
    official = forms.BooleanField(
        label=_("Add China's official holidays and make-up days, as far as they are announced"), required=False
    )


def first_values() -> dict[str, Any]:
    """What an office in China starts with."""
    week = {f"hours_{day}": OFFICE for day in range(5)}
    return {"timezone": "Asia/Shanghai", "official": True, **week}


class DayForm(forms.Form):
    """One date of a year."""

    KINDS = [
        ("holiday", _("Holiday")),
        ("make_up", _("Make-up day or special hours")),
        ("usual", _("As its weekday")),
    ]

    day = forms.DateField(label=_("Date"), widget=DayInput())
    kind = forms.ChoiceField(label=_("What it is"), choices=KINDS, widget=forms.RadioSelect)
    hours = forms.CharField(
        label=_("Working hours"),
        required=False,
        max_length=600,
        help_text=_("Only for a make-up day: 09:00-18:00. Empty: the hours of the first working weekday."),
    )


class AssignForm(forms.Form):
    department = forms.ModelChoiceField(
        label=_("Department"),
        queryset=Department.objects.filter(active=True).order_by("code"),
        to_field_name="reference",
        help_text=_("Departments below it follow, unless they have a calendar of their own."),
    )


class DueForm(forms.Form):
    """Times are those of the calendar's zone, which the view activates."""

    start = forms.DateTimeField(
        label=pgettext_lazy("time", "From"),
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
    )
    minutes = forms.IntegerField(label=_("Working minutes"), min_value=0)
    pause_from = forms.DateTimeField(
        label=_("Paused from"),
        required=False,
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
    )
    pause_to = forms.DateTimeField(
        label=_("Paused until"),
        required=False,
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if bool(cleaned.get("pause_from")) != bool(cleaned.get("pause_to")):
            self.add_error("pause_to", _("A pause has a beginning and an end."))
        return cleaned

    @property
    def pauses(self) -> list[Any]:
        start, end = self.cleaned_data.get("pause_from"), self.cleaned_data.get("pause_to")
        return [(start, end)] if start and end else []


@contextmanager
def at_the_fields() -> Iterator[None]:
    """Around a verb: `hours.0.1` is shown at the field of Monday, `holidays.3` at the holidays, with the date."""
    try:
        yield
    except Malformed as refusal:
        errors: dict[str, list[str]] = {}
        for path, texts in refusal.errors.items():
            name, shown = _place(path)
            errors.setdefault(name, []).extend(f"{shown}{text}" for text in texts)
        raise Malformed(refusal.code, refusal.message, errors=errors) from refusal


def _place(path: str) -> tuple[str, str]:
    """The form's field for a path of the rules, and what to say before the sentence there."""
    head, _dot, rest = path.partition(".")
    first = rest.partition(".")[0]
    if head == "hours":
        return (f"hours_{first}" if first in set("0123456") else "hours_0"), ""
    if head == "shifts" and first:
        return head, f"{first}: "
    return {"start": "start", "pauses": "pause_to"}.get(head, head), ""
