"""Promises: the list, the steps on one, and how they were kept."""

from __future__ import annotations

import datetime as dt
from functools import partial
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from feedback.tickets import forms, services
from feedback.tickets.choices import PromiseKind, PromiseState
from feedback.tickets.filters import PromiseFilterSet
from feedback.tickets.models import Promise
from feedback.tickets.queries import ticket_shown
from feedback.tickets.queries.promises import VALUES, PromiseRow, kept_report, promise_row, promises_of
from feedback.tickets.rules.promises import total
from portal.core.errors import Text
from portal.core.export import Column as ExportColumn
from portal.core.export import report_response
from portal.core.keyset import Ordering
from portal.core.listpage import Action, Column, Empty, ListPage, Tab
from portal.core.wording import exact
from portal.people.access import get_visible, not_allowed, require
from portal.records.pages import form_page, step_page

COLUMNS = [
    Column(gettext_lazy("Promise"), "main"),
    Column(gettext_lazy("State")),
    Column(gettext_lazy("Department"), "department"),
    Column(gettext_lazy("Promised by"), "owner"),
    Column(pgettext_lazy("of a promise", "Until"), numeric=True),
]
ORDERINGS: list[tuple[Ordering, Text]] = [
    (Ordering("due", ("due_at", "id"), descending=False), gettext_lazy("Next due first")),
    (Ordering("latest", ("due_at", "id")), gettext_lazy("Latest due first")),
]
EXPORT = [
    ExportColumn("id", lambda row: row.id),
    ExportColumn("ticket", lambda row: row.ticket.id),
    ExportColumn("kind", lambda row: row.kind_label),
    ExportColumn("text", lambda row: row.text),
    ExportColumn("customer", lambda row: row.customer),
    ExportColumn("channel", lambda row: row.channel_label),
    ExportColumn("department", lambda row: row.department.name),
    ExportColumn("promised_by", lambda row: row.promised_by.name),
    ExportColumn("made_at", lambda row: row.made_at),
    ExportColumn("due_at", lambda row: row.due_at),
    ExportColumn("state", lambda row: str(PromiseState(row.state).label)),
    ExportColumn("fulfilled_at", lambda row: row.fulfilled_at),
    ExportColumn("consent", lambda row: row.consent),
]
DAYS = (30, 90, 365)


def promise_list(request: HttpRequest) -> HttpResponseBase:
    page = ListPage(
        name="promises",
        title=gettext_lazy("Promises"),
        rows=Promise.objects.visible_to(request.user),
        values=VALUES,
        rows_template="tickets/_promise_rows.jinja",
        columns=COLUMNS,
        orderings=ORDERINGS,
        filterset=PromiseFilterSet,
        prepare=_rows,
        tabs=[
            Tab(gettext_lazy("Promised by me"), "by=me&state=open"),
            Tab(gettext_lazy("In danger"), "endangered=true"),
            Tab(pgettext_lazy("promises", "All open"), "state=open"),
            Tab(pgettext_lazy("promises", "Broken"), "state=broken&sort=latest"),
            Tab(gettext_lazy("All")),
        ],
        actions=[Action(gettext_lazy("How they were kept"), reverse("tickets:promise-report"), icon="chart-bar")],
        empty=Empty(
            gettext_lazy("Nobody has promised anything yet. Promises are made on a ticket."),
            gettext_lazy("Tickets"),
            reverse("tickets:list"),
            icon="hourglass",
        ),
        export_columns=EXPORT,
        default_query="state=open",
        count_cap=100,
    )
    return page.respond(request)


def _rows(found: list[dict[str, Any]]) -> list[PromiseRow]:
    return [promise_row(values) for values in found]


def promise(request: HttpRequest, reference: str) -> HttpResponse:
    """Promise something on a ticket."""
    shown = ticket_shown(request.user, reference.upper())
    if "promise" not in shown.may:
        raise not_allowed("tickets.promise")
    ticket = shown.ticket

    def run(data: dict[str, Any]) -> tuple[str, Text]:
        made = services.ticket_promise(reference=ticket.reference, by=_user(request), now=timezone.now(), **data)
        said = _("Promised until %(time)s.") % {"time": exact(made.due_at)}
        if made.endangered_at:
            said += " " + _("Look out: the open parts end later than that.")
        return made.get_absolute_url(), said

    outer = [
        (row.id, f"{row.text} · {exact(row.due_at)}")
        for row in promises_of(ticket)
        if row.is_open and row.kind != PromiseKind.INNER
    ]
    return form_page(
        request,
        form=partial(forms.PromiseForm, outer=outer),
        run=run,
        title=_("Promise something"),
        intro=f"{ticket.reference} · {ticket.title}",
        submit=_("Promise it"),
        cancel_url=ticket.get_absolute_url(),
        initial={"customer": ticket.customer_key},
        context={"draft_key": f"promise-{ticket.reference}"},
    )


def keep(request: HttpRequest, reference: str) -> HttpResponse:
    promise: Promise = get_visible(Promise, request.user, reference.upper())

    def run() -> Text:
        kept = services.promise_keep(reference=promise.reference, by=_user(request), now=timezone.now())
        if kept.state == PromiseState.KEPT:
            return _("Kept.")
        return _("Done, but after the time that was promised.")

    return step_page(request, run=run, back=promise.get_absolute_url())


def renegotiate(request: HttpRequest, reference: str) -> HttpResponse:
    promise: Promise = get_visible(Promise, request.user, reference.upper())
    require(request.user, "promises.change", promise)

    def run(data: dict[str, Any]) -> tuple[str, Text]:
        made = services.promise_renegotiate(reference=promise.reference, by=_user(request), now=timezone.now(), **data)
        return made.get_absolute_url(), _("Promised until %(time)s.") % {"time": exact(made.due_at)}

    return form_page(
        request,
        form=forms.RenegotiateForm,
        run=run,
        title=_("Agree another time"),
        intro=f"{promise.text} · {exact(promise.due_at)}",
        submit=_("The customer agreed"),
        cancel_url=promise.get_absolute_url(),
        context={"draft_key": f"renegotiate-{promise.reference}"},
    )


def promise_report(request: HttpRequest) -> HttpResponseBase:
    """How promises were kept, by department and step; early apart from exact."""
    days = next((days for days in DAYS if request.GET.get("days") == str(days)), DAYS[1])
    since = timezone.now() - dt.timedelta(days=days)
    rows = kept_report(Promise.objects.visible_to(request.user), since=since)
    if request.GET.get("export") in ("csv", "xlsx"):
        return report_response(request.GET["export"], "promises-kept", REPORT, rows)
    path = reverse("tickets:promise-report")
    context = {
        "empty": Empty(_("No promise has ended in these days."), icon="hourglass"),
        "rows": rows,
        "total": total(row.kept for row in rows),
        "days": days,
        "spans": [{"days": each, "url": f"{path}?days={each}", "active": each == days} for each in DAYS],
        "exports": [
            {"label": label, "url": f"{path}?days={days}&export={kind}"}
            for label, kind in (("CSV", "csv"), ("Excel", "xlsx"))
        ],
    }
    return render(request, "tickets/promise_report.html", context)


REPORT = [
    ExportColumn("department", lambda row: row.department),
    ExportColumn("step", lambda row: row.step),
    ExportColumn("kept_exactly", lambda row: row.kept.exact),
    ExportColumn("kept_early", lambda row: row.kept.early),
    ExportColumn("broken", lambda row: row.kept.broken),
    ExportColumn("renegotiated", lambda row: row.kept.renegotiated),
    ExportColumn("kept_rate", lambda row: None if row.kept.rate is None else round(row.kept.rate, 4)),
]


def _user(request: HttpRequest) -> Any:
    return request.user
