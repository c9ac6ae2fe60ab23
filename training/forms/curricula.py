"""Forms of curricula: the names, and one phase of a draft with its sessions as rows."""

from collections.abc import Iterable, Sequence
from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Layout
from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from portal.core.wording import is_chinese, span
from training.choices import Kind
from training.forms.cohorts import TimeInput
from training.rules import LIMITS, PhasePlan, SessionPlan


class CurriculumForm(forms.Form):
    name_en = forms.CharField(label=_("English name"), max_length=LIMITS.text)
    name_zh = forms.CharField(label=_("Chinese name"), max_length=LIMITS.text)


class SessionRow(forms.Form):
    """One session of the phase; without a day it takes place on every day of it."""

    day = forms.IntegerField(label=_("Working day"), min_value=1, max_value=LIMITS.workdays, required=False)
    start_local = forms.TimeField(label=pgettext_lazy("time of day", "Start"), widget=TimeInput())
    duration_min = forms.IntegerField(label=_("Minutes"), min_value=1, max_value=LIMITS.duration_min)
    title_en = forms.CharField(label=_("English title"), max_length=LIMITS.text)
    title_zh = forms.CharField(label=_("Chinese title"), max_length=LIMITS.text)
    room_needed = forms.BooleanField(label=_("Room"), required=False, initial=True)


SessionRows = forms.formset_factory(SessionRow, extra=3, can_delete=True, max_num=70)


class SessionsField(forms.Field):
    """The sessions of a phase. They are typed as rows of their own; here they have their label and their words."""

    widget = forms.HiddenInput

    def in_words(self, value: Sequence[SessionPlan] | None) -> str:
        title = "title_zh" if is_chinese() else "title_en"
        return "\n".join(
            _("Day %(day)s, %(start)s, %(length)s: %(title)s")
            % {
                "day": session.day_offset + 1,
                "start": f"{session.start_local:%H:%M}",
                "length": span(session.duration_min),
                "title": getattr(session, title),
            }
            for session in value or ()
        )


class PhaseForm(forms.Form):
    """One phase and, as `rows`, its sessions; both are valid or none is."""

    kind = forms.ChoiceField(label=_("Kind of phase"), choices=Kind.choices)
    name_en = forms.CharField(label=_("English name"), max_length=LIMITS.text)
    name_zh = forms.CharField(label=_("Chinese name"), max_length=LIMITS.text)
    length_workdays = forms.IntegerField(label=_("Working days"), min_value=1, max_value=LIMITS.workdays)
    trainees_per_coach = forms.IntegerField(
        label=_("Trainees per coach"), min_value=1, max_value=LIMITS.trainees_per_coach, required=False
    )
    sessions = SessionsField(label=_("Sessions"), required=False)

    def __init__(self, data: Any = None, files: Any = None, *, initial: dict[str, Any] | None = None) -> None:
        super().__init__(data, files, initial=initial)
        self.rows = SessionRows(data, initial=rows_initial((initial or {}).get("sessions", ())), prefix="rows")
        self.helper = FormHelper()
        self.helper.layout = Layout(*(name for name in self.fields if name != "sessions"))

    def is_valid(self) -> bool:
        rows_valid = self.rows.is_valid()
        return super().is_valid() and rows_valid

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if self.rows.is_valid() and "length_workdays" in data:
            data["sessions"] = sessions_of([row.cleaned_data for row in self.rows], data["length_workdays"])
        return data


def phase_values(phase: PhasePlan | None) -> dict[str, Any]:
    """What the form of a phase says; of one that is gone, nothing."""
    return {name: getattr(phase, name, None) for name in PhaseForm.base_fields}


def rows_initial(sessions: Iterable[SessionPlan]) -> list[dict[str, Any]]:
    names = ("start_local", "duration_min", "title_en", "title_zh", "room_needed")
    return [{name: getattr(session, name) for name in names} | {"day": session.day_offset + 1} for session in sessions]


def sessions_of(rows: Iterable[dict[str, Any]], days: int) -> tuple[SessionPlan, ...]:
    """The rows in order of time; one without a day is spread over all days of the phase."""
    sessions = [session for row in rows if row and not row.get("DELETE") for session in _sessions(row, days)]
    return tuple(sorted(sessions, key=lambda session: (session.day_offset, session.start_local)))


def _sessions(row: dict[str, Any], days: int) -> list[SessionPlan]:
    offsets = [row["day"] - 1] if row["day"] else range(days)
    return [
        SessionPlan(
            day_offset=offset,
            start_local=row["start_local"],
            duration_min=row["duration_min"],
            title_en=row["title_en"],
            title_zh=row["title_zh"],
            room_needed=row["room_needed"],
        )
        for offset in offsets
    ]
