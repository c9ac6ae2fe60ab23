"""Contacts: the list, one of them, and what is computed from all."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from feedback.customers.filters import ContactFilterSet
from feedback.customers.models import Contact
from feedback.customers.queries.report import by_month, contact_figures, first_of_months
from feedback.customers.queries.rows import (
    CONTACT_VALUES,
    ContactRow,
    contact_row,
    personal,
    scope_flag,
    shown_contacts,
)
from feedback.customers.queries.telling import told_of
from feedback.customers.rules.figures import total
from feedback.customers.views.picture import columns_of, width_of
from portal.core.errors import NotFound, Text
from portal.core.export import Column as ExportColumn
from portal.core.export import report_response
from portal.core.keyset import Ordering
from portal.core.listpage import Action, Column, Empty, ListPage, Tab
from portal.core.wording import exact
from portal.people.access import access_of
from portal.records.views import saved_views_of

COLUMNS = [
    Column(gettext_lazy("Contact"), "main"),
    Column(pgettext_lazy("of a contact", "How it ended")),
    Column(gettext_lazy("Department"), "department"),
    Column(gettext_lazy("Agent"), "owner"),
    Column(gettext_lazy("Offered"), numeric=True),
]
ORDERINGS: list[tuple[Ordering, Text]] = [
    (Ordering("latest", ("offered_at", "id")), gettext_lazy("Latest first")),
    (Ordering("oldest", ("offered_at", "id"), descending=False), gettext_lazy("Oldest first")),
]


def _moment(name: str) -> Any:
    """With seconds and offset, so that it imports again as it was."""
    return lambda row: at.astimezone(timezone.get_current_timezone()).isoformat() if (at := getattr(row, name)) else ""


def _of_customer(name: str) -> Any:
    return lambda row: getattr(row.customer, name) if row.customer else ""


# The columns of an import, then those that only people read.
EXPORT = [
    ExportColumn("source", lambda row: row.source),
    ExportColumn("external_id", lambda row: row.external_id),
    ExportColumn("channel", lambda row: row.channel),
    ExportColumn("offered_at", _moment("offered_at")),
    ExportColumn("answered_at", _moment("answered_at")),
    ExportColumn("ended_at", _moment("ended_at")),
    ExportColumn("number", lambda row: row.number),
    ExportColumn("agent", lambda row: row.agent_email),
    ExportColumn("customer_source", _of_customer("source")),
    ExportColumn("customer", _of_customer("key")),
    ExportColumn("customer_name", _of_customer("name")),
    ExportColumn("customer_phone", _of_customer("phone")),
    ExportColumn("customer_email", _of_customer("email")),
    ExportColumn("service", lambda row: row.service),
    ExportColumn("kind", lambda row: row.kind),
    ExportColumn("outcome", lambda row: row.outcome),
    ExportColumn("solved", lambda row: {True: "true", False: "false", None: ""}[row.solved]),
    ExportColumn("ticket", lambda row: row.ticket),
    ExportColumn("id", lambda row: row.id),
    ExportColumn("department", lambda row: row.department.name if row.department else ""),
    ExportColumn("line", lambda row: row.line.name if row.line else ""),
    ExportColumn("in_hours", lambda row: "true" if row.in_hours else "false"),
    ExportColumn("handling_seconds", lambda row: row.handling_seconds),
]
MONTHS = (3, 6, 12)


def contact_list(request: HttpRequest) -> HttpResponseBase:
    page = ListPage(
        name="contacts",
        title=gettext_lazy("Contacts"),
        rows=Contact.objects.visible_to(request.user),
        annotations=personal(request.user, Contact),
        values=CONTACT_VALUES,
        rows_template="customers/_contact_rows.jinja",
        columns=COLUMNS,
        orderings=ORDERINGS,
        filterset=ContactFilterSet,
        prepare=_rows,
        tabs=[
            Tab(pgettext_lazy("contacts", "All")),
            Tab(pgettext_lazy("contacts", "Mine"), "agent=me"),
            Tab(gettext_lazy("Not answered"), "answered=false"),
            Tab(gettext_lazy("Complaints"), "kind=complaint"),
            Tab(gettext_lazy("Compliments"), "kind=compliment"),
        ],
        actions=_actions(request),
        empty=Empty(gettext_lazy("No contacts have come in yet."), icon="headset"),
        export_columns=EXPORT,
        saved_views=saved_views_of,
        save_view_url=reverse("records:save-view"),
        default_query="all=1",
    )
    return page.respond(request)


def _actions(request: HttpRequest) -> list[Action]:
    """Ways to the other lists of the room, as far as they are open to this person."""
    access = access_of(request.user)
    links = [
        ("customers.pop", gettext_lazy("Who is calling?"), "pop:customer", "phone"),
        ("contacts.view", gettext_lazy("Figures"), "customers:report", "chart-bar"),
        ("customers.view", gettext_lazy("Customers"), "customers:list", "users"),
        ("lines.view", gettext_lazy("Service lines"), "customers:lines", "headset"),
        ("contacts.import", gettext_lazy("Import contacts"), "customers:import", "upload"),
    ]
    return [Action(label, reverse(name), icon=icon) for action, label, name, icon in links if access.may(action)]


def _rows(found: list[dict[str, Any]]) -> list[ContactRow]:
    return [contact_row(values) for values in found]


def contact_detail(request: HttpRequest, reference: str) -> HttpResponse:
    if "\x00" in reference:
        raise NotFound()
    rows = shown_contacts(request.user).annotate(may_tell=scope_flag(request.user, "contacts.tell", Contact))
    values = rows.filter(reference=reference.upper()).values(*CONTACT_VALUES, "may_tell").first()
    if values is None:
        raise NotFound()
    row = contact_row(values)
    may_see = access_of(request.user).may("customers.view")
    context = {
        "row": row,
        "facts": _facts(row, may_see),
        "told": told_of(request.user, values["id"]),
        "may_tell": values["may_tell"],
    }
    return render(request, "customers/contact.html", context)


def _facts(row: ContactRow, may_see: bool) -> list[dict[str, Any]]:
    customer: dict[str, Any] = {"label": _("Customer"), "value": row.customer.shown if row.customer else ""}
    if row.customer and may_see:
        customer["url"] = reverse("customers:customer", args=[row.customer.id])
    return [
        customer,
        {"label": _("Channel"), "value": row.channel_label},
        {"label": _("Kind"), "value": row.kind_label},
        {"label": _("Service"), "value": row.service},
        {"label": _("Agent"), "value": row.agent.name if row.agent else ""},
        {"label": _("Department"), "value": row.department.name if row.department else ""},
        {"label": _("Service line"), "value": row.line.name if row.line else ""},
        {"label": _("Within the line's hours"), "value": _("Yes") if row.in_hours else _("No")},
        {"label": _("Solved, says the agent"), "value": {True: _("Yes"), False: _("No"), None: ""}[row.solved]},
        {"label": _("Ticket"), "value": row.ticket},
        {"label": _("Source"), "value": f"{row.source} {row.external_id}"},
    ]


def contact_report(request: HttpRequest) -> HttpResponseBase:
    """Answer rate, handling time, first-contact resolution, compliments and complaints."""
    months = next((count for count in MONTHS if request.GET.get("months") == str(count)), MONTHS[1])
    now = timezone.now()
    rows = contact_figures(Contact.objects.visible_to(request.user), since=first_of_months(now, months), now=now)
    if request.GET.get("export") in ("csv", "xlsx"):
        return report_response(request.GET["export"], "contact-figures", REPORT, rows)
    path = reverse("customers:report")
    monthly = by_month(rows)
    context = {
        "empty": Empty(_("No contact has come in during these months."), icon="headset"),
        "rows": rows,
        "monthly": monthly,
        "columns": columns_of(monthly),
        "width": width_of(monthly),
        "total": total(row.figures for row in rows),
        "until": exact(now),
        "spans": [{"months": each, "url": f"{path}?months={each}", "active": each == months} for each in MONTHS],
        "exports": [
            {"label": label, "url": f"{path}?months={months}&export={kind}"}
            for label, kind in (("CSV", "csv"), ("Excel", "xlsx"))
        ],
    }
    return render(request, "customers/report.html", context)


def _rate(name: str) -> Any:
    return lambda row: None if (rate := getattr(row.figures, name)) is None else round(rate, 4)


REPORT = [
    ExportColumn("month", lambda row: row.month.strftime("%Y-%m")),
    ExportColumn("department", lambda row: row.department),
    ExportColumn("offered", lambda row: row.figures.offered),
    ExportColumn("answered", lambda row: row.figures.answered),
    ExportColumn("answer_rate", _rate("answer_rate")),
    ExportColumn("outside_hours", lambda row: row.figures.outside),
    ExportColumn("handled", lambda row: row.figures.handled),
    ExportColumn("handling_minutes", _rate("handling_minutes")),
    ExportColumn("first_contacts", lambda row: row.figures.first),
    ExportColumn("solved_at_first", lambda row: row.figures.solved),
    ExportColumn("repeated", lambda row: row.figures.repeated),
    ExportColumn("undecided", lambda row: row.figures.undecided),
    ExportColumn("first_contact_rate", _rate("first_contact_rate")),
    ExportColumn("agents_word_rate", _rate("said_rate")),
    ExportColumn("compliments", lambda row: row.figures.compliments),
    ExportColumn("complaints", lambda row: row.figures.complaints),
    ExportColumn("compliments_per_complaint", _rate("compliments_per_complaint")),
]
