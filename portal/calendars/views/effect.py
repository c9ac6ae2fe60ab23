"""What a change that is being typed would do to what runs on the calendar: a fragment of its forms."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_POST

from portal.calendars.effects import effects_of
from portal.calendars.forms import CalendarForm, DayForm
from portal.calendars.models import Calendar
from portal.calendars.services import changed_spec, day_changes
from portal.calendars.typed import as_spec, hours_of
from portal.core.errors import Malformed
from portal.people.access import get_visible


@require_POST
def effect(request: HttpRequest, reference: str) -> HttpResponse:
    """POST, because a calendar's dates are longer than an address may be. Empty while what is typed is not complete."""
    calendar: Calendar = get_visible(Calendar, request.user, reference.upper())
    now = timezone.now()
    try:
        changes = _changes(request, calendar)
        effects = effects_of(calendar, changed_spec(calendar, changes, now=now), now=now) if changes else []
    except Malformed:
        effects = []
    return render(request, "calendars/_effect.html", {"effects": [each for each in effects if each.moved]})


def _changes(request: HttpRequest, calendar: Calendar) -> Any:
    if "kind" in request.POST:
        form: Any = DayForm(request.POST)
        if not form.is_valid():
            return None
        data = form.cleaned_data
        usual: list[list[str]] = next(iter(calendar.spec["hours"].values()), [])
        return day_changes(calendar, day=data["day"], kind=data["kind"], blocks=hours_of(data["hours"]) or usual)
    form = CalendarForm(request.POST)
    return as_spec(form.cleaned_data) if form.is_valid() else None
