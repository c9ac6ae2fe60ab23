"""Mails that came in: the list, one of them, what to do with it, and the addresses that they come to."""

from functools import partial
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.template.defaultfilters import filesizeformat
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from feedback.tickets import services
from feedback.tickets.choices import INBOUND_LOOKS, InboundState, Route
from feedback.tickets.filters import InboundAddressFilterSet, InboundMailFilterSet
from feedback.tickets.forms.inbound import AddressForm, TakeOverForm
from feedback.tickets.models import InboundAddress, InboundMail
from feedback.tickets.queries.inbound import (
    ADDRESS_VALUES,
    VALUES,
    file_of,
    mail_row,
    may_read_mail,
    text_of,
    why,
)
from feedback.tickets.services.inbound.looking_after import OPEN_AGAIN
from portal.core.errors import Text
from portal.core.export import Column as ExportColumn
from portal.core.keyset import Ordering
from portal.core.listpage import Action, Column, Empty, ListPage, Tab
from portal.core.names import in_language
from portal.people.access import access_of, get_visible, require
from portal.records.pages import form_page, step_page
from portal.records.stale import Edited, version_of, written_as

COLUMNS = [
    Column(gettext_lazy("Mail"), "main"),
    Column(gettext_lazy("State")),
    Column(gettext_lazy("Ticket")),
    Column(gettext_lazy("Received"), numeric=True),
]
EXPORT = [
    ExportColumn("id", lambda row: row["reference"]),
    ExportColumn("received_at", lambda row: row["received_at"]),
    ExportColumn("route", lambda row: row["route_label"]),
    ExportColumn("from", lambda row: row["sender"]),
    ExportColumn("subject", lambda row: row["subject"]),
    ExportColumn("size", lambda row: row["size"]),
    ExportColumn("state", lambda row: str(InboundState(row["state"]).label)),
    ExportColumn("why", lambda row: row["why"]),
    ExportColumn("ticket", lambda row: row["ticket"]),
    ExportColumn("worked_at", lambda row: row["worked_at"]),
]


def mail_list(request: HttpRequest) -> HttpResponseBase:
    page = ListPage(
        name="inbound-mails",
        title=gettext_lazy("Mails that came in"),
        rows=InboundMail.objects.visible_to(request.user),
        values=VALUES,
        rows_template="tickets/_mail_rows.jinja",
        columns=COLUMNS,
        orderings=[
            (Ordering("newest", ("id",)), gettext_lazy("Newest first")),
            (Ordering("oldest", ("id",), descending=False), gettext_lazy("Oldest first")),
        ],
        filterset=InboundMailFilterSet,
        prepare=_rows,
        tabs=[
            Tab(InboundState.STUCK.label, "state=stuck"),
            Tab(gettext_lazy("Unknown sender"), "reason=unknown_sender"),
            Tab(InboundState.IGNORED.label, "state=ignored"),
            Tab(InboundState.WAITING.label, "state=waiting"),
            Tab(InboundState.DONE.label, "state=done"),
            Tab(pgettext_lazy("mails", "All")),
        ],
        actions=[Action(gettext_lazy("Addresses"), reverse("tickets:mail-addresses"), icon="mail")],
        empty=Empty(gettext_lazy("No mail has come in yet."), icon="inbox"),
        export_columns=EXPORT,
    )
    return page.respond(request)


def _rows(found: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [mail_row(values) for values in found]


def mail_detail(request: HttpRequest, reference: str) -> HttpResponse:
    mail: InboundMail = get_visible(InboundMail, request.user, reference.upper())
    readable = may_read_mail(request.user, mail.pk)
    kept = file_of(mail) if readable else None
    context = {
        "mail": mail,
        "look": INBOUND_LOOKS[mail.state],
        "why": why(mail.reason, mail.fault),
        "readable": readable,
        "text": text_of(mail, kept) if kept else "",
        "attachments": [kept] if kept else [],
        "steps": _steps(mail),
        "facts": _facts(mail, readable=readable),
    }
    return render(request, "tickets/mail.html", context)


def _steps(mail: InboundMail) -> list[dict[str, Any]]:
    """Who reads mails may work on them: one row of the permission table says both."""
    if mail.state not in OPEN_AGAIN:
        return []
    take = {"label": _("Take over"), "url": reverse("tickets:mail-take-over", args=[mail.reference]), "primary": True}
    again = {"label": _("Work on it again"), "url": reverse("tickets:mail-retry", args=[mail.reference]), "post": True}
    return [take | {"icon": "ticket"}, again | {"icon": "refresh"}]


def _facts(mail: InboundMail, *, readable: bool) -> list[dict[str, Any]]:
    facts: list[dict[str, Any]] = [
        {"label": pgettext_lazy("of a mail", "From"), "value": mail.sender},
        {"label": pgettext_lazy("of a mail", "To"), "value": ", ".join(mail.recipients[:5])},
        {"label": _("Received"), "when": mail.received_at},
        {"label": _("Came by"), "value": Route(mail.route).label},
        {"label": _("Size"), "value": filesizeformat(mail.size)},
        {"label": _("Attempts"), "value": mail.attempts},
    ]
    if mail.ticket:
        fact: dict[str, Any] = {"label": _("Ticket"), "value": mail.ticket.reference}
        facts.append(fact | ({"url": mail.ticket.get_absolute_url()} if readable else {}))
    if mail.left_out:
        facts.append({"label": _("Attachments that the ticket did not take"), "value": mail.left_out})
    return facts


def mail_retry(request: HttpRequest, reference: str) -> HttpResponse:
    mail: InboundMail = get_visible(InboundMail, request.user, reference.upper())

    def run() -> Text:
        services.inbound_retry(reference=mail.reference, by=_user(request), now=timezone.now())
        return _("It is worked on again within seconds.")

    return step_page(request, run=run, back=mail.get_absolute_url())


def mail_take_over(request: HttpRequest, reference: str) -> HttpResponse:
    mail: InboundMail = get_visible(InboundMail, request.user, reference.upper())
    require(request.user, "inbound.work", mail)

    def run(data: dict[str, Any]) -> tuple[str, Text]:
        taken = services.inbound_take_over(reference=mail.reference, by=_user(request), now=timezone.now(), **data)
        said = _("It stands on %(ticket)s.") % {"ticket": taken.ticket.reference if taken.ticket else ""}
        return mail.get_absolute_url(), said

    return form_page(
        request,
        form=TakeOverForm,
        run=run,
        title=_("Take over"),
        intro=f"{mail.sender} · {mail.subject}" if mail.ticket_id is None else mail.reference,
        submit=_("Take over"),
        cancel_url=mail.get_absolute_url(),
    )


def address_list(request: HttpRequest) -> HttpResponseBase:
    may_edit = access_of(request.user).may("inbound.address_edit")
    add = Action(gettext_lazy("New address"), reverse("tickets:mail-address-new"), primary=True)
    page = ListPage(
        name="inbound-addresses",
        title=gettext_lazy("Addresses for mails"),
        rows=InboundAddress.objects.visible_to(request.user),
        values=ADDRESS_VALUES,
        rows_template="tickets/_mail_address_rows.jinja",
        columns=[
            Column(gettext_lazy("Address"), "main"),
            Column(gettext_lazy("Opens a ticket of")),
        ],
        orderings=[
            (Ordering("address", ("address", "id"), descending=False), gettext_lazy("By address")),
            (Ordering("newest", ("id",)), gettext_lazy("Newest first")),
        ],
        filterset=InboundAddressFilterSet,
        prepare=partial(_addresses, may_edit),
        actions=[add] if may_edit else [],
        empty=Empty(gettext_lazy("No address belongs to a service yet: only answers come in by mail."), icon="mail"),
    )
    return page.respond(request)


def _addresses(may_edit: bool, found: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [row | {"service": in_language(row, "service__name"), "may_edit": may_edit} for row in found]


def address_new(request: HttpRequest) -> HttpResponse:
    def run(data: dict[str, Any]) -> tuple[str, Text]:
        services.address_set(by=_user(request), now=timezone.now(), **data)
        return reverse("tickets:mail-addresses"), _("Saved.")

    return form_page(
        request,
        form=AddressForm,
        run=run,
        title=_("New address"),
        submit=_("Save"),
        cancel_url=reverse("tickets:mail-addresses"),
        initial={"active": True},
    )


def address_edit(request: HttpRequest, reference: str) -> HttpResponse:
    entry: InboundAddress = get_visible(InboundAddress, request.user, reference.upper())
    require(request.user, "inbound.address_edit", entry)

    def run(data: dict[str, Any]) -> tuple[str, Text]:
        services.address_set(
            reference=entry.reference, by=_user(request), now=timezone.now(), version=version_of(request), **data
        )
        return reverse("tickets:mail-addresses"), _("Saved.")

    return form_page(
        request,
        form=AddressForm,
        run=run,
        title=_("Edit"),
        intro=entry.address,
        submit=_("Save"),
        cancel_url=reverse("tickets:mail-addresses"),
        edited=Edited(entry, written_as("inbound.address_set"), _values),
    )


def _values(entry: InboundAddress) -> dict[str, Any]:
    return {"address": entry.address, "service": entry.service.reference, "active": entry.active}


def _user(request: HttpRequest) -> Any:
    return request.user
