"""Editing a ticket."""

from functools import partial
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from feedback.tickets import forms, services
from feedback.tickets.forms.answers import answers_in, answers_put
from feedback.tickets.models import Ticket
from feedback.tickets.queries import ticket_shown
from feedback.tickets.rules import CHANGES
from feedback.tickets.services.answering import answered_on
from portal.core.errors import Text
from portal.people.access import not_allowed
from portal.records.pages import form_page
from portal.records.stale import Edited, version_of, written_as


def ticket_edit(request: HttpRequest, reference: str) -> HttpResponse:
    user: Any = request.user
    shown = ticket_shown(user, reference.upper())
    if "edit" not in shown.may:
        raise not_allowed("tickets.edit")
    ticket = shown.ticket
    answered = answered_on(ticket)

    def run(data: dict[str, Any]) -> tuple[str, Text]:
        answers = answers_in(data) or None
        values = {"version": version_of(request), "answers": answers} | data
        services.ticket_edit(reference=ticket.reference, by=user, now=timezone.now(), **values)
        return ticket.get_absolute_url(), _("Saved.")

    return form_page(
        request,
        form=partial(forms.EditForm, asked=answered.form),
        run=run,
        title=_("Edit"),
        intro=ticket.reference,
        submit=_("Save"),
        cancel_url=ticket.get_absolute_url(),
        edited=Edited(ticket, written_as(*CHANGES), _values),
    )


def _values(ticket: Ticket) -> dict[str, Any]:
    plain = {name: getattr(ticket, name) for name in ("title", "text", "kind", "customer_key")}
    return plain | answers_put(answered_on(ticket))
