"""Customers: the list, and everything about one of them in one line of time."""

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from feedback.customers.filters import CustomerFilterSet
from feedback.customers.models import Identity
from feedback.customers.queries.rows import IDENTITY_VALUES, CustomerRow, customer_row, personal, shown_customers
from feedback.customers.queries.story import story_of
from portal.core.errors import NotFound, Text
from portal.core.export import Column as ExportColumn
from portal.core.keyset import Ordering
from portal.core.listpage import Action, Column, Empty, ListPage

COLUMNS = [
    Column(gettext_lazy("Customer"), "main"),
    Column(gettext_lazy("Telephone")),
    Column(gettext_lazy("E-mail")),
    Column(gettext_lazy("Source"), "department"),
    Column(gettext_lazy("Known since"), numeric=True),
]
ORDERINGS: list[tuple[Ordering, Text]] = [
    (Ordering("newest", ("created_at", "id")), gettext_lazy("Newest first")),
    (Ordering("oldest", ("created_at", "id"), descending=False), gettext_lazy("Oldest first")),
]
EXPORT = [
    ExportColumn("id", lambda row: row.id),
    ExportColumn("source", lambda row: row.source),
    ExportColumn("key", lambda row: row.key),
    ExportColumn("name", lambda row: row.name),
    ExportColumn("phone", lambda row: row.phone),
    ExportColumn("email", lambda row: row.email),
    ExportColumn("created_at", lambda row: row.created_at),
]


def customer_list(request: HttpRequest) -> HttpResponseBase:
    page = ListPage(
        name="customers",
        title=gettext_lazy("Customers"),
        rows=Identity.objects.visible_to(request.user),
        annotations=personal(request.user, Identity),
        values=IDENTITY_VALUES,
        rows_template="customers/_customer_rows.jinja",
        columns=COLUMNS,
        orderings=ORDERINGS,
        filterset=CustomerFilterSet,
        prepare=_rows,
        actions=[
            Action(gettext_lazy("Contacts"), reverse("customers:contacts"), icon="headset"),
            Action(gettext_lazy("Sources"), reverse("customers:sources"), icon="archive"),
        ],
        empty=Empty(gettext_lazy("No customer is known yet. They come with the contacts of other systems.")),
        export_columns=EXPORT,
    )
    return page.respond(request)


def _rows(found: list[dict[str, Any]]) -> list[CustomerRow]:
    return [customer_row(values) for values in found]


def customer_detail(request: HttpRequest, reference: str) -> HttpResponse:
    if "\x00" in reference:
        raise NotFound()
    values = shown_customers(request.user).filter(reference=reference.upper()).values(*IDENTITY_VALUES).first()
    if values is None:
        raise NotFound()
    row = customer_row(values)
    facts = [
        {"label": _("Customer number"), "value": row.key},
        {"label": _("Telephone"), "value": row.phone, "copy_text": row.phone},
        {"label": _("E-mail"), "value": row.email},
        {"label": _("Source"), "value": row.source_name},
        {"label": _("Known since"), "when": row.created_at},
    ]
    story = story_of(request.user, [Identity(pk=values["id"])])
    return render(request, "customers/customer.html", {"row": row, "facts": facts, "story": story})
