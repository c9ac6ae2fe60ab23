"""Pages of working calendars: list, month, form, departments."""

import datetime as dt
from typing import Any

from django.db.models import Count
from django.db.models.fields.json import KT
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from portal.calendars import services
from portal.calendars.forms import AssignForm, CalendarForm, NewCalendarForm, at_the_fields, first_values
from portal.calendars.models import Calendar, DepartmentCalendar
from portal.calendars.queries import open_years
from portal.calendars.rules.month import month_of
from portal.calendars.typed import as_spec, as_typed
from portal.calendars.wording import EVENTS, WEEKDAYS, official_names, shown_day, week_text
from portal.core.errors import NotFound
from portal.core.keyset import Ordering
from portal.core.listpage import Action, Column, Empty, ListPage
from portal.people.access import access_of, get_visible
from portal.people.models import Department
from portal.records.pages import form_page, step_page
from portal.records.queries import history
from portal.records.stale import Edited, version_of, written_as

BY_NAME = Ordering("name", ("name", "id"), descending=False)


def listing(request: HttpRequest) -> HttpResponseBase:
    may_edit = access_of(request.user).may("calendars.edit")
    add = Action(gettext_lazy("New calendar"), reverse("calendars:new"), primary=True)
    empty = Empty(gettext_lazy("There is no working calendar yet. Nothing can be due without one."), icon="calendar")
    if may_edit:
        empty = Empty(empty.sentence, add.label, add.url, icon="calendar")
    return ListPage(
        name="calendars",
        title=gettext_lazy("Working calendars"),
        rows=Calendar.objects.visible_to(request.user),
        values=("id", "reference", "name", "timezone", "is_default", "departments_count"),
        annotations={"timezone": KT("spec__timezone"), "departments_count": Count("departments")},
        rows_template="calendars/_rows.jinja",
        columns=[
            Column(gettext_lazy("Calendar")),
            Column(gettext_lazy("Time zone"), css="department"),
            Column(gettext_lazy("Departments"), numeric=True),
        ],
        orderings=[(BY_NAME, gettext_lazy("Name")), (Ordering("newest", ("id",)), gettext_lazy("Newest"))],
        empty=empty,
        actions=[add] if may_edit else [],
    ).respond(request)


def detail(request: HttpRequest, reference: str) -> HttpResponse:
    calendar = _calendar(request, reference)
    spec = calendar.rules()
    first = _month(request.GET.get("month", ""))
    names = official_names(spec)
    used_by = (
        DepartmentCalendar.objects.filter(calendar=calendar).select_related("department").order_by("department__code")
    )
    may_edit = access_of(request.user).may("calendars.edit")
    context = {
        "calendar": calendar,
        "first": first,
        "before": (first - dt.timedelta(days=1)).replace(day=1),
        "after": (first + dt.timedelta(days=31)).replace(day=1),
        "weekdays": WEEKDAYS,
        "weeks": [[shown_day(day, names) for day in week] for week in month_of(spec, first.year, first.month)],
        "unconfirmed": open_years(calendar.spec, first.year, first.year),
        "today": timezone.localdate(),
        "week_facts": week_text(spec),
        "used_by": [row.department for row in used_by],
        "may_edit": may_edit,
        "steps": _steps(calendar) if may_edit else [_due_step(calendar)],
        "timeline": history(calendar, words=EVENTS),
    }
    return render(request, "calendars/detail.html", context)


def _due_step(calendar: Calendar) -> dict[str, Any]:
    return {"label": _("When is it due?"), "url": reverse("calendars:due", args=[calendar.reference]), "icon": "clock"}


def _steps(calendar: Calendar) -> list[dict[str, Any]]:
    def url(name: str, *more: Any) -> str:
        return reverse(f"calendars:{name}", args=[calendar.reference, *more])

    steps: list[dict[str, Any]] = [
        {"label": _("Change calendar"), "url": url("edit"), "primary": True},
        _due_step(calendar),
        {"label": _("Holidays of the year"), "url": url("year", timezone.localdate().year)},
        {"label": _("Assign to a department"), "url": url("assign")},
    ]
    if not calendar.is_default:
        steps.append({"label": _("Use where no other is set"), "url": url("make-default"), "post": True})
    return steps


def new(request: HttpRequest) -> HttpResponse:
    def run(data: dict[str, Any]) -> tuple[str, str]:
        spec = as_spec(data)
        by: Any = request.user
        with at_the_fields():
            calendar = services.calendar_create(by=by, spec=spec, now=timezone.now(), official=data["official"])
        return _url(calendar), _("Calendar %(name)s is there.") % {"name": calendar.name}

    return form_page(
        request,
        form=NewCalendarForm,
        run=run,
        title=gettext_lazy("New calendar"),
        submit=gettext_lazy("Save calendar"),
        cancel_url=reverse("calendars:list"),
        initial=first_values(),
    )


def edit(request: HttpRequest, reference: str) -> HttpResponse:
    calendar = _calendar(request, reference)

    def run(data: dict[str, Any]) -> tuple[str, str]:
        by: Any = request.user
        with at_the_fields():
            services.calendar_edit(
                by=by,
                reference=calendar.reference,
                changes=as_spec(data),
                now=timezone.now(),
                expected_version=version_of(request),
            )
        return _url(calendar), _("Calendar saved.")

    return form_page(
        request,
        form=CalendarForm,
        run=run,
        title=gettext_lazy("Change calendar"),
        submit=gettext_lazy("Save calendar"),
        cancel_url=_url(calendar),
        template="calendars/form.html",
        context={"reference": calendar.reference},
        edited=Edited(calendar, written_as("calendar.edited"), lambda now: as_typed(now.spec)),
    )


def assign(request: HttpRequest, reference: str) -> HttpResponse:
    calendar = _calendar(request, reference)

    def run(data: dict[str, Any]) -> tuple[str, str]:
        department: Department = data["department"]
        by: Any = request.user
        services.calendar_assign(by=by, reference=calendar.reference, department=department, now=timezone.now())
        return _url(calendar), _("%(department)s works by this calendar now.") % {"department": department.name}

    return form_page(
        request,
        form=AssignForm,
        run=run,
        title=gettext_lazy("Assign to a department"),
        submit=gettext_lazy("Assign calendar"),
        cancel_url=_url(calendar),
    )


@require_POST
def withdraw(request: HttpRequest, reference: str) -> HttpResponse:
    calendar = _calendar(request, reference)

    def run() -> str:
        department = Department.objects.filter(reference=request.POST.get("department", "")[:12]).first()
        if department is None:
            raise NotFound()
        by: Any = request.user
        services.calendar_withdraw(by=by, reference=calendar.reference, department=department, now=timezone.now())
        return _("%(department)s works by the calendar above it again.") % {"department": department.name}

    return step_page(request, run=run, back=_url(calendar))


@require_POST
def make_default(request: HttpRequest, reference: str) -> HttpResponse:
    calendar = _calendar(request, reference)

    def run() -> str:
        by: Any = request.user
        services.calendar_make_default(by=by, reference=calendar.reference, now=timezone.now())
        return _("Departments without a calendar work by this one now.")

    return step_page(request, run=run, back=_url(calendar))


def _calendar(request: HttpRequest, reference: str) -> Calendar:
    found: Calendar = get_visible(Calendar, request.user, reference.upper())
    return found


def _url(calendar: Calendar) -> str:
    return reverse("calendars:detail", args=[calendar.reference])


def _month(text: str) -> dt.date:
    """`2026-10` as its first day; anything else is this month."""
    today = timezone.localdate()
    year, _dash, month = text.partition("-")
    written = len(text) == 7 and text.isascii() and year.isdigit() and month.isdigit()
    if written and 1990 <= int(year) <= 2100 and 1 <= int(month) <= 12:
        return dt.date(int(year), int(month), 1)
    return today.replace(day=1)
