"""The service catalogue."""

from collections import Counter
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from feedback.tickets import forms, services
from feedback.tickets.filters import CatalogueFilterSet
from feedback.tickets.models import ApprovalRule, CatalogueService
from feedback.tickets.queries.one_button import solved_by_front
from feedback.tickets.queries.stages import stage_words
from feedback.tickets.services.catalogue import FIELDS as SERVICE_FIELDS
from portal.core.errors import Text
from portal.core.keyset import Ordering
from portal.core.listpage import Action, Column, Empty, ListPage
from portal.core.wording import is_chinese, span
from portal.people.access import access_of, get_visible, require
from portal.records.pages import form_page
from portal.records.stale import Edited, version_of, written_as

VALUES = (
    "id", "reference", "name_en", "name_zh", "department__name_en", "department__name_zh",
    "response_minutes", "resolution_minutes", "active",
)  # fmt: skip
COLUMNS = [
    Column(gettext_lazy("Service"), "main"),
    Column(gettext_lazy("Serving department"), "department"),
    Column(gettext_lazy("First response within"), numeric=True),
    Column(gettext_lazy("Resolution within"), numeric=True),
]


def service_list(request: HttpRequest) -> HttpResponseBase:
    may_add = access_of(request.user).may("catalogue.edit")
    page = ListPage(
        name="service-catalogue",
        title=gettext_lazy("Service catalogue"),
        rows=CatalogueService.objects.visible_to(request.user),
        values=VALUES,
        rows_template="tickets/_service_rows.jinja",
        columns=COLUMNS,
        orderings=[
            (Ordering("name", ("name_en", "id"), descending=False), gettext_lazy("By name")),
            (Ordering("newest", ("id",)), gettext_lazy("Newest first")),
        ],
        filterset=CatalogueFilterSet,
        prepare=_rows,
        actions=[
            Action(gettext_lazy("Routing rules"), reverse("tickets:rules"), icon="route"),
            Action(gettext_lazy("Escalation levels"), reverse("tickets:levels"), icon="bell"),
            Action(gettext_lazy("Starting texts"), reverse("tickets:texts"), icon="message"),
            Action(gettext_lazy("Whom do we serve?"), reverse("tickets:purposes"), icon="users"),
            *([Action(gettext_lazy("New service"), reverse("tickets:service-new"), primary=True)] if may_add else []),
        ],
        empty=Empty(gettext_lazy("No department offers a service yet."), icon="book"),
    )
    return page.respond(request)


def _rows(found: list[dict[str, Any]]) -> list[dict[str, Any]]:
    language = "zh" if is_chinese() else "en"
    return [row | {"name": row[f"name_{language}"], "department": row[f"department__name_{language}"]} for row in found]


def service_detail(request: HttpRequest, reference: str) -> HttpResponse:
    service: CatalogueService = get_visible(CatalogueService, request.user, reference.upper())
    reach = access_of(request.user).reach("catalogue.edit")
    may_edit = reach.all or service.department_id in reach.departments
    steps: list[dict[str, Any]] = []
    if service.active:
        url = f"{reverse('tickets:open')}?service={service.reference}"
        steps.append({"label": _("New ticket"), "url": url, "icon": "plus", "primary": True})
    if may_edit:
        url = reverse("tickets:service-edit", args=[service.reference])
        steps.append({"label": _("Edit"), "url": url, "icon": "edit"})
        url = reverse("tickets:service-way", args=[service.reference])
        steps.append({"label": _("Way through the departments"), "url": url, "icon": "route"})
        url = reverse("tickets:service-approvals", args=[service.reference])
        steps.append({"label": _("Approvals that it demands"), "url": url, "icon": "circle-check"})
        url = reverse("tickets:service-form", args=[service.reference])
        steps.append({"label": _("Form of the service"), "url": url, "icon": "clipboard-check"})
    if access_of(request.user).may("tickets.report_view"):
        url = reverse("tickets:service-handling", args=[service.reference])
        steps.append({"label": _("Handling time"), "url": url, "icon": "clock"})
    facts = [
        {"label": _("Serving department"), "value": service.department.name},
        {"label": _("First response within"), "value": span(service.response_minutes)},
        {"label": _("Resolution within"), "value": span(service.resolution_minutes)},
    ]
    parts = list(service.way.select_related("department"))
    count = Counter(part.stage for part in parts)
    words = [stage_words(part.name, part.rule) if count[part.stage] > 1 else part.name for part in parts]
    way = [
        {"name": part.department.name, "text": f"{text} · {span(part.minutes)}"}
        for part, text in zip(parts, words, strict=True)
    ]
    context = {
        "service": service,
        "steps": steps,
        "facts": facts,
        "way": way,
        "demands": [
            (rule, span(rule.minutes)) for rule in ApprovalRule.objects.filter(service=service).select_related("person")
        ],
        "may_edit": may_edit,
        "buttons": service.buttons.order_by("id") if service.front_solves or may_edit else [],
        "months": solved_by_front(service, now=timezone.now()) if service.front_solves else [],
    }
    return render(request, "tickets/service.html", context)


def service_new(request: HttpRequest) -> HttpResponse:
    def run(data: dict[str, Any]) -> tuple[str, Text]:
        service = services.service_create(by=_user(request), now=timezone.now(), **data)
        return service.get_absolute_url(), _("Added to the catalogue.")

    return form_page(
        request,
        form=forms.ServiceForm,
        run=run,
        title=_("New service"),
        submit=_("Add service"),
        cancel_url=reverse("tickets:services"),
    )


def service_edit(request: HttpRequest, reference: str) -> HttpResponse:
    service: CatalogueService = get_visible(CatalogueService, request.user, reference.upper())
    require(request.user, "catalogue.edit", service)

    def run(data: dict[str, Any]) -> tuple[str, Text]:
        services.service_edit(
            reference=service.reference, by=_user(request), now=timezone.now(), version=version_of(request), **data
        )
        return service.get_absolute_url(), _("Saved.")

    return form_page(
        request,
        form=forms.ServiceForm,
        run=run,
        title=_("Edit"),
        intro=service.name,
        submit=_("Save"),
        cancel_url=service.get_absolute_url(),
        template="tickets/service_form.html",
        context={"reference": service.reference},
        edited=Edited(service, written_as("service.edit"), _values),
    )


def _values(service: CatalogueService) -> dict[str, Any]:
    return {name: getattr(service, name) for name in SERVICE_FIELDS} | {"department": service.department.reference}


def _user(request: HttpRequest) -> Any:
    return request.user
