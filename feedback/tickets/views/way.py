"""The usual way of a service, and what a change of its minutes would do."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from feedback.tickets import forms, services
from feedback.tickets.choices import ClockKind
from feedback.tickets.models import CatalogueService
from feedback.tickets.queries.retiming import effect_of_minutes
from feedback.tickets.services.catalogue import MAX_MINUTES, Part
from portal.core.errors import Text
from portal.people.access import get_visible, require
from portal.records.pages import form_page
from portal.records.stale import Edited, version_of, written_as


def service_way(request: HttpRequest, reference: str) -> HttpResponse:
    service = _service(request, reference)

    def run(data: dict[str, Any]) -> tuple[str, Text]:
        services.service_set_way(
            reference=service.reference,
            parts=[Part(**part) for part in data["parts"]],
            by=request.user,  # type: ignore[arg-type]
            now=timezone.now(),
            closes=data["closes"],
            version=version_of(request),
        )
        return service.get_absolute_url(), _("Saved. Open tickets follow within a minute.")

    return form_page(
        request,
        form=forms.WayForm,
        run=run,
        title=_("Way through the departments"),
        intro=service.name,
        submit=_("Save"),
        cancel_url=service.get_absolute_url(),
        edited=Edited(service, written_as("service.edit"), _values),
    )


def _values(service: CatalogueService) -> dict[str, Any]:
    """The rows of the form; a service without a way begins with its own department."""
    found: dict[str, Any] = {"department_1": service.department.reference, "closes": service.parts_close}
    stage = 0
    for part in service.way.select_related("department"):
        found[f"department_{part.number}"] = part.department.reference
        found |= {f"{name}_{part.number}": getattr(part, name) for name in ("minutes", "name_zh", "name_en", "rule")}
        found[f"beside_{part.number}"], stage = part.stage == stage, part.stage
    return found


def service_effect(request: HttpRequest, reference: str) -> HttpResponse:
    """A fragment of the edit form: how many open tickets the minutes typed there would move."""
    service = _service(request, reference)
    wanted = {
        ClockKind.RESPONSE.value: _minutes(request, "response_minutes"),
        ClockKind.RESOLUTION.value: _minutes(request, "resolution_minutes"),
    }
    minutes = {kind: count for kind, count in wanted.items() if count is not None}
    effect = effect_of_minutes(service, minutes, now=timezone.now())
    return render(request, "tickets/_effect.html", {"effect": effect})


def _minutes(request: HttpRequest, name: str) -> int | None:
    text = request.GET.get(name, "")
    count = int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else 0
    return count if 1 <= count <= MAX_MINUTES else None


def _service(request: HttpRequest, reference: str) -> CatalogueService:
    service: CatalogueService = get_visible(CatalogueService, request.user, reference.upper())
    require(request.user, "catalogue.edit", service)
    return service
