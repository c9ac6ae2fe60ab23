"""Editing a ticket."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from feedback.tickets import forms, services
from feedback.tickets.queries import ticket_shown
from feedback.tickets.rules import CHANGES
from portal.core.errors import Text
from portal.people.access import not_allowed
from portal.records.pages import form_page
from portal.records.stale import Edited, attributes, version_of, written_as


def ticket_edit(request: HttpRequest, reference: str) -> HttpResponse:
    user: Any = request.user
    shown = ticket_shown(user, reference.upper())
    if "edit" not in shown.may:
        raise not_allowed("tickets.edit")
    ticket = shown.ticket

    def run(data: dict[str, Any]) -> tuple[str, Text]:
        services.ticket_edit(
            reference=ticket.reference, by=user, now=timezone.now(), version=version_of(request), **data
        )
        return ticket.get_absolute_url(), _("Saved.")

    return form_page(
        request,
        form=forms.EditForm,
        run=run,
        title=_("Edit"),
        intro=ticket.reference,
        submit=_("Save"),
        cancel_url=ticket.get_absolute_url(),
        edited=Edited(ticket, written_as(*CHANGES), attributes("title", "text", "kind", "customer_key")),
    )
