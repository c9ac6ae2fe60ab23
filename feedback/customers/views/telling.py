"""A contact is about a new value-added service: the form that says so, and the step that takes it back."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from feedback.customers import services
from feedback.customers.forms import ServiceToldForm
from feedback.customers.models import Contact
from feedback.customers.queries.telling import services_found
from portal.people.access import get_visible, require
from portal.records.pages import form_page, step_page


def service_new(request: HttpRequest, reference: str) -> HttpResponse:
    user: Any = request.user
    contact: Contact = get_visible(Contact, user, reference.upper())
    require(user, "contacts.tell", contact)
    text = request.GET.get("q", "").replace("\x00", "")[:200]
    found = services_found(user, text)
    back = contact.get_absolute_url()

    def run(data: dict[str, Any]) -> tuple[str, str]:
        services.contact_service_add(
            contact=contact.reference, service=data["service"].upper(), words=data["words"], by=user, now=timezone.now()
        )
        return f"{back}#services", _("Kept: the contact is about this service.")

    return form_page(
        request,
        form=partial(ServiceToldForm, found=found),
        run=run,
        title=_("It is about a new service"),
        submit=_("Save"),
        cancel_url=back,
        intro=contact.reference,
        initial={"service": found[0]["reference"]} if text and len(found) == 1 else None,
        template="customers/service_new.html",
        context={"q": text, "found": found},
    )


def service_remove(request: HttpRequest, reference: str, service: str) -> HttpResponse:
    user: Any = request.user
    contact: Contact = get_visible(Contact, user, reference.upper())

    def run() -> str:
        services.contact_service_remove(contact=contact.reference, service=service.upper(), by=user, now=timezone.now())
        return _("Taken back. Its words are shown no more.")

    return step_page(request, run=run, back=reverse("customers:contact", args=[contact.reference]) + "#services")
