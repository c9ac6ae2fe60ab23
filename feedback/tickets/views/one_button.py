"""What is found while somebody types, and the buttons of a service."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from feedback.tickets import services
from feedback.tickets.forms.one_button import OneButtonForm
from feedback.tickets.models import CatalogueService, OneButton
from feedback.tickets.queries import ticket_shown
from feedback.tickets.queries.articles import similar_articles
from feedback.tickets.queries.one_button import ButtonCard, buttons_of
from feedback.tickets.queries.similar import similar_tickets
from feedback.tickets.queries.timeline import EVENT_WORDS
from feedback.tickets.rules import CHANGES
from feedback.tickets.services.one_button import FIELDS
from portal.core.errors import Malformed, Text
from portal.people.access import access_of, get_visible, require
from portal.records.pages import form_page, step_page
from portal.records.stale import Edited, attributes, sent_version, version_of, written_as

LONGEST = 500


def found(request: HttpRequest) -> HttpResponse:
    """A fragment of the form of a new ticket: what is solved already, and what one button would do."""
    title, text = (_clean(request.GET.get(name, "")) for name in ("title", "text"))
    context = {
        "articles": similar_articles(title, text),
        "similar": similar_tickets(request.user, title, text),
        "buttons": buttons_for(request.user, request.GET.get("service", "")),
        "asked": bool(title or text),
    }
    return render(request, "tickets/_found_typing.html", context)


def _clean(text: str) -> str:
    return text.replace("\x00", "").strip()[:LONGEST]


def buttons_for(user: Any, service: str) -> list[ButtonCard]:
    """Those of the chosen service, for whoever may press one."""
    if not service or "\x00" in service or not access_of(user).may("tickets.settle"):
        return []
    return buttons_of(service.upper())


def settle(request: HttpRequest, reference: str) -> HttpResponse:
    ticket = ticket_shown(request.user, reference.upper()).ticket
    button, amount = request.POST.get("button", "").replace("\x00", ""), request.POST.get("amount", "")

    def run() -> Text:
        done = services.ticket_settle(
            reference=ticket.reference, button=button, by=_user(request), now=timezone.now(), amount=amount_of(amount),
            version=sent_version(request),
        )  # fmt: skip
        return _("Noted.") if done.is_open else _("Resolved. The requester is told.")

    edited = Edited(ticket, written_as(*CHANGES))
    return step_page(request, run=run, back=ticket.get_absolute_url(), edited=edited, words=EVENT_WORDS)


def amount_of(text: str) -> Decimal | None:
    """What was typed as an amount; refuses what is none."""
    text = text.strip().replace(",", "")
    if not text:
        return None
    try:
        amount = Decimal(text)
    except InvalidOperation:
        amount = Decimal("NaN")
    if not amount.is_finite() or not 0 < amount < Decimal("1e10") or amount != round(amount, 2):
        said = _("An amount with at most two decimals.")
        raise Malformed("malformed", said, errors={"amount": [said]})
    return amount


def button_new(request: HttpRequest, reference: str) -> HttpResponse:
    service: CatalogueService = get_visible(CatalogueService, request.user, reference.upper())
    require(request.user, "catalogue.edit", service)

    def run(data: dict[str, Any]) -> tuple[str, Text]:
        services.button_create(service=service.reference, by=_user(request), now=timezone.now(), **data)
        return service.get_absolute_url(), _("Prepared.")

    return form_page(
        request,
        form=OneButtonForm,
        run=run,
        title=_("New one-button resolution"),
        intro=service.name,
        submit=_("Prepare it"),
        cancel_url=service.get_absolute_url(),
    )


def button_edit(request: HttpRequest, reference: str) -> HttpResponse:
    button: OneButton = get_visible(OneButton, request.user, reference.upper())
    require(request.user, "catalogue.edit", button)
    back = reverse("tickets:service", args=[button.service.reference])

    def run(data: dict[str, Any]) -> tuple[str, Text]:
        services.button_edit(
            reference=button.reference, by=_user(request), now=timezone.now(), version=version_of(request), **data
        )
        return back, _("Saved.")

    return form_page(
        request,
        form=OneButtonForm,
        run=run,
        title=_("Edit"),
        intro=button.name,
        submit=_("Save"),
        cancel_url=back,
        edited=Edited(button, written_as("button.edited"), attributes(*FIELDS)),
    )


def _user(request: HttpRequest) -> Any:
    return request.user
