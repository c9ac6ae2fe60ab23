"""The dates of one year: holidays, make-up days, the official arrangement."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from portal.calendars import services
from portal.calendars.forms import DayForm, at_the_fields
from portal.calendars.models import Calendar
from portal.calendars.queries import importable_years, open_years
from portal.calendars.rules.month import dated_days
from portal.calendars.typed import day_as_typed, hours_of
from portal.calendars.wording import official_names, official_source, shown_day
from portal.core.errors import NotFound
from portal.people.access import access_of, get_visible
from portal.records.pages import form_page, step_page
from portal.records.stale import Edited, version_of, written_as

EDITS = written_as("calendar.edited")


def year(request: HttpRequest, reference: str, year: int) -> HttpResponse:
    """Every date of the year that differs from its weekday."""
    if not 1990 <= year <= 2100:
        raise NotFound()
    calendar = _calendar(request, reference)
    spec = calendar.rules()
    names = official_names(spec)
    yearly = {day for day in dated_days(spec, year) if day.day not in spec.holidays and day.day not in spec.shifts}
    context = {
        "calendar": calendar,
        "year": str(year),
        "before": year - 1,
        "after": year + 1,
        "days": [(shown_day(day, names), day not in yearly) for day in dated_days(spec, year)],
        "unconfirmed": bool(open_years(calendar.spec, year, year)),
        "importable": year in importable_years(calendar.spec),
        "source": official_source(spec, year),
        "may_edit": access_of(request.user).may("calendars.edit"),
    }
    return render(request, "calendars/year.html", context)


def day(request: HttpRequest, reference: str) -> HttpResponse:
    """Say what one date is."""
    calendar = _calendar(request, reference)

    def run(data: dict[str, Any]) -> tuple[str, str]:
        usual: list[list[str]] = next(iter(calendar.spec["hours"].values()), [])
        by: Any = request.user
        with at_the_fields():
            services.calendar_set_day(
                by=by,
                reference=calendar.reference,
                day=data["day"],
                kind=data["kind"],
                blocks=hours_of(data["hours"]) or usual,
                now=timezone.now(),
                expected_version=version_of(request),
            )
        return reverse("calendars:year", args=[calendar.reference, data["day"].year]), _("Date saved.")

    return form_page(
        request,
        form=DayForm,
        run=run,
        title=gettext_lazy("Set a date"),
        submit=gettext_lazy("Save date"),
        cancel_url=reverse("calendars:detail", args=[calendar.reference]),
        initial={"day": request.GET.get("day", "")[:10], "kind": "holiday", "hours": ""},
        template="calendars/form.html",
        context={"reference": calendar.reference},
        edited=Edited(calendar, EDITS, lambda now: day_as_typed(now.spec, request.POST.get("day", ""))),
    )


@require_POST
def official(request: HttpRequest, reference: str) -> HttpResponse:
    """Take over the official arrangement of one year."""
    calendar = _calendar(request, reference)
    text = request.POST.get("year", "")
    if not (len(text) == 4 and text.isascii() and text.isdigit()):
        raise NotFound()

    def run() -> str:
        by: Any = request.user
        services.calendar_import_official(by=by, reference=calendar.reference, years=[int(text)], now=timezone.now())
        return _("The official holidays and make-up days of %(year)s are in this calendar.") % {"year": text}

    return step_page(request, run=run, back=reverse("calendars:year", args=[calendar.reference, int(text)]))


def _calendar(request: HttpRequest, reference: str) -> Calendar:
    found: Calendar = get_visible(Calendar, request.user, reference.upper())
    return found
