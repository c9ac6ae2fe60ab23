"""The calculator: when is it due, and why then."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from portal.calendars import rules
from portal.calendars.forms import DueForm, at_the_fields
from portal.calendars.models import Calendar
from portal.calendars.problems import as_malformed
from portal.calendars.wording import STEP_KINDS
from portal.core.errors import Malformed
from portal.people.access import get_visible


def due(request: HttpRequest, reference: str) -> HttpResponse:
    """Everything on this page is in the calendar's zone, as its footer says."""
    calendar: Calendar = get_visible(Calendar, request.user, reference.upper())
    spec = calendar.rules()
    with timezone.override(spec.zone):
        asked = DueForm(request.GET) if "start" in request.GET else DueForm(initial={"start": timezone.localtime()})
        found = _work_out(spec, asked) if asked.is_bound and asked.is_valid() else None
        context: dict[str, Any] = {"calendar": calendar, "form": asked, "zone": spec.timezone, "found": found}
        if found:
            context["way"] = [
                {
                    "label": STEP_KINDS[step.kind],
                    "start": step.start,
                    "end": step.end,
                    "minutes": step.as_json()["minutes"],
                }
                for step in found.steps
            ]
        return render(request, "calendars/due.html", context)


def _work_out(spec: rules.CalendarSpec, asked: DueForm) -> rules.Due | None:
    try:
        with at_the_fields(), as_malformed():
            return rules.due(spec, asked.cleaned_data["start"], asked.cleaned_data["minutes"], asked.pauses)
    except Malformed as refusal:
        for name, texts in refusal.errors.items():
            asked.add_error(name if name in asked.fields else None, texts)
    return None
