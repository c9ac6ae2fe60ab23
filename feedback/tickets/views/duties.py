"""The roster: one week, the list, and the forms of those who keep it."""

import datetime as dt
from functools import partial
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from feedback.tickets import services
from feedback.tickets.filters import DutyFilterSet
from feedback.tickets.forms.duties import DutyForm, NewDutyForm
from feedback.tickets.models import Duty
from feedback.tickets.queries.duties import VALUES, DutyRow, duty_row, week_rows
from portal.core.errors import Text
from portal.core.export import Column as ExportColumn
from portal.core.keyset import Ordering
from portal.core.listpage import Action, Column, Empty, ListPage
from portal.people.access import Reach, access_of, get_visible, require
from portal.people.models import User
from portal.records.pages import form_page, step_page
from portal.records.stale import Edited, version_of, written_as

COLUMNS = [
    Column(gettext_lazy("On duty"), "main"),
    Column(gettext_lazy("Department"), "department"),
    Column(gettext_lazy("On duty from")),
    Column(gettext_lazy("On duty until")),
]
EXPORT = [
    ExportColumn("id", lambda row: row.id),
    ExportColumn("department", lambda row: row.department["name"]),
    ExportColumn("person", lambda row: row.person["name"]),
    ExportColumn("starts_at", lambda row: row.starts_at),
    ExportColumn("ends_at", lambda row: row.ends_at),
    ExportColumn("note", lambda row: row.note),
]


def duty_week(request: HttpRequest) -> HttpResponse:
    """Monday to Sunday in the reader's zone; `week` is any day of it."""
    monday = _monday(request.GET.get("week", ""))
    path = reverse("tickets:duties")
    step = dt.timedelta(days=7)
    context = {
        "monday": monday,
        "sunday": monday + dt.timedelta(days=6),
        "days": [monday + dt.timedelta(days=number) for number in range(7)],
        "rows": week_rows(Duty.objects.visible_to(request.user), monday),
        "previous": f"{path}?week={monday - step}",
        "next": f"{path}?week={monday + step}",
        "may_add": access_of(request.user).may("duties.edit"),
        "empty": Empty(_("No department has a roster in this week: its working calendar alone counts."), icon="users"),
    }
    return render(request, "tickets/duties.html", context)


def _monday(text: str) -> dt.date:
    try:
        day = dt.date.fromisoformat(text)
    except ValueError:
        day = timezone.localdate()
    if not 1990 <= day.year <= 2199:
        day = timezone.localdate()
    return day - dt.timedelta(days=day.weekday())


def duty_list(request: HttpRequest) -> HttpResponseBase:
    actions = [Action(gettext_lazy("One week"), reverse("tickets:duties"), icon="calendar")]
    if access_of(request.user).may("duties.edit"):
        actions.append(Action(gettext_lazy("Put somebody on duty"), reverse("tickets:duty-new"), primary=True))
    page = ListPage(
        name="duties",
        title=gettext_lazy("Duty roster"),
        rows=Duty.objects.visible_to(request.user).filter(cancelled_at=None),
        values=VALUES,
        rows_template="tickets/_duty_rows.jinja",
        columns=COLUMNS,
        orderings=[
            (Ordering("next", ("starts_at", "id"), descending=False), gettext_lazy("Next first")),
            (Ordering("latest", ("starts_at", "id")), gettext_lazy("Latest first")),
        ],
        filterset=DutyFilterSet,
        prepare=partial(_rows, access_of(request.user).reach("duties.edit"), timezone.now()),
        actions=actions,
        empty=Empty(gettext_lazy("Nobody is on the roster."), icon="users"),
        export_columns=EXPORT,
        default_query="when=ahead",
    )
    return page.respond(request)


def _rows(reach: Reach, now: dt.datetime, found: list[dict[str, Any]]) -> list[DutyRow]:
    return [
        duty_row(row, may_edit=(reach.all or row["department"] in reach.departments) and row["ends_at"] > now)
        for row in found
    ]


def duty_new(request: HttpRequest) -> HttpResponse:
    def run(data: dict[str, Any]) -> tuple[str, Text]:
        person: User = data.pop("person")
        made = services.duty_create(by=_user(request), now=timezone.now(), person=person.reference, **data)
        return _week_url(made), _("%(person)s is on the roster.") % {"person": person.display_name}

    return form_page(
        request,
        form=NewDutyForm,
        run=run,
        title=_("Put somebody on duty"),
        submit=_("Save"),
        cancel_url=reverse("tickets:duties"),
    )


def duty_edit(request: HttpRequest, reference: str) -> HttpResponse:
    duty: Duty = get_visible(Duty, request.user, reference.upper())
    require(request.user, "duties.edit", duty)

    def run(data: dict[str, Any]) -> tuple[str, Text]:
        person: User = data.pop("person")
        services.duty_edit(
            reference=duty.reference, by=_user(request), now=timezone.now(), version=version_of(request),
            person=person.reference, **data,
        )  # fmt: skip
        return _week_url(duty), _("Saved.")

    return form_page(
        request,
        form=DutyForm,
        run=run,
        title=_("Edit"),
        intro=f"{duty.person.display_name} · {duty.department.name}",
        submit=_("Save"),
        cancel_url=duty.get_absolute_url(),
        edited=Edited(duty, written_as("duty.edited", "duty.cancelled"), _values),
    )


def duty_cancel(request: HttpRequest, reference: str) -> HttpResponse:
    duty: Duty = get_visible(Duty, request.user, reference.upper())

    def run() -> Text:
        services.duty_cancel(reference=duty.reference, by=_user(request), now=timezone.now())
        return _("Taken off the roster.")

    return step_page(request, run=run, back=duty.get_absolute_url())


def _week_url(duty: Duty) -> str:
    return f"{reverse('tickets:duties')}?week={timezone.localdate(duty.starts_at)}"


def _values(duty: Duty) -> dict[str, Any]:
    return {name: getattr(duty, name) for name in ("person", "starts_at", "ends_at", "note")}


def _user(request: HttpRequest) -> Any:
    return request.user
