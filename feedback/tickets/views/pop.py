"""Who is calling: what is between them and us, and a ticket in one line."""

from functools import partial
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from feedback.customers.queries.finding import calling
from feedback.customers.services.common import phone_digits
from feedback.tickets import forms, services
from feedback.tickets.queries.callers import call_of
from portal.core.errors import Text
from portal.records.pages import form_page


def customer(request: HttpRequest) -> HttpResponse:
    """`?phone=` in any writing. A plus that a telephone system sent unescaped arrives as a blank, and is meant."""
    given = request.GET.get("phone", "")[:60]
    phone = "+" + given.strip() if given.startswith(" ") else given.strip()
    if not phone_digits(phone):
        context = {"phone": phone, "unreadable": bool(phone)}
        return render(request, "tickets/pop_ask.html", context)
    call = call_of(request.user, calling(phone))

    def run(data: dict[str, Any]) -> tuple[str, Text]:
        by: Any = request.user
        ticket = services.call_ticket_open(phone=phone, by=by, now=timezone.now(), **data)
        return ticket.get_absolute_url(), _("Ticket %(reference)s is in the queue.") % {"reference": ticket.reference}

    return form_page(
        request,
        form=partial(forms.CallForm, identities=call.identities),
        run=run,
        title=call.identities[0].shown if call.identities else _("Nobody known has this number"),
        submit=_("Open the ticket"),
        cancel_url=reverse("customers:contacts"),
        initial={"service": call.service, "customer": call.identities[0].reference if call.identities else ""},
        template="tickets/pop.html",
        context={"call": call, "phone": phone},
    )
