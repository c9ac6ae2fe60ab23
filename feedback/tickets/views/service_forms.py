"""What a service asks: set with a preview, and shown on the page of a new ticket."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from feedback.tickets import services
from feedback.tickets.forms.answers import AnswersForm, SetForm, first_rows
from feedback.tickets.models import CatalogueService, FormVersion
from feedback.tickets.queries.forms import NOTHING, Form, form_now, form_of
from feedback.tickets.services.service_forms import fields_checked
from portal.core.errors import Malformed, Text
from portal.people.access import get_visible, require
from portal.records.pages import form_page
from portal.records.stale import Edited, version_of, written_as


def open_fields(request: HttpRequest) -> HttpResponse:
    """A fragment of the page of a new ticket: what the chosen service asks."""
    asked = form_now(request.GET.get("service", ""))
    return render(request, "tickets/_answer_fields.html", {"form": AnswersForm(asked=asked), "asked": asked.fields})


def service_form(request: HttpRequest, reference: str) -> HttpResponse:
    service = _service(request, reference)

    def run(data: dict[str, Any]) -> tuple[str, Text]:
        services.service_set_form(
            reference=service.reference,
            fields=data["fields"],
            by=request.user,  # type: ignore[arg-type]
            now=timezone.now(),
            version=version_of(request),
        )
        return service.get_absolute_url(), _("Saved. It is asked from now on; tickets that are there stay as they are.")

    return form_page(
        request,
        form=SetForm,
        run=run,
        title=_("Form of the service"),
        intro=service.name,
        submit=_("Save"),
        cancel_url=service.get_absolute_url(),
        template="tickets/set_form.html",
        context={"reference": service.reference},
        edited=Edited(service, written_as("service.edit"), _rows),
    )


def _rows(service: CatalogueService) -> dict[str, Any]:
    return first_rows(form_of(FormVersion.objects.filter(service=service).order_by("-number").first()))


def form_preview(request: HttpRequest, reference: str) -> HttpResponse:
    """How the form would look, beside the editor; by itself where no script runs."""
    _service(request, reference)
    bound = SetForm(request.POST)
    context: dict[str, Any] = {"form": AnswersForm(asked=NOTHING), "asked": (), "refusal": ""}
    if bound.is_valid():
        try:
            asked = Form(None, fields_checked(bound.cleaned_data["fields"]))
            context |= {"form": AnswersForm(asked=asked), "asked": asked.fields}
        except Malformed as refusal:
            context["refusal"] = " ".join(sorted({str(text) for texts in refusal.errors.values() for text in texts}))
    part = "tickets/_form_preview.html" if request.headers.get("HX-Request") else "tickets/form_preview.html"
    return render(request, part, context)


def _service(request: HttpRequest, reference: str) -> CatalogueService:
    service: CatalogueService = get_visible(CatalogueService, request.user, reference.upper())
    require(request.user, "catalogue.edit", service)
    return service
