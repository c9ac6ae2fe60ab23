"""Service lines and sources."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from feedback.customers import forms, services
from feedback.customers.models import ServiceLine, Source
from portal.core.errors import Text
from portal.people.access import access_of, get_visible, require
from portal.records.pages import form_page
from portal.records.stale import Edited, attributes, version_of, written_as


def line_list(request: HttpRequest) -> HttpResponse:
    rows = ServiceLine.objects.visible_to(request.user).order_by("-active", "name_en", "id")
    lines = list(rows.select_related("department", "calendar").prefetch_related("numbers"))
    may_edit = access_of(request.user).may("lines.edit")
    return render(request, "customers/lines.html", {"lines": lines, "may_edit": may_edit})


def line_detail(request: HttpRequest, reference: str) -> HttpResponse:
    line: ServiceLine = get_visible(ServiceLine, request.user, reference.upper())
    steps: list[dict[str, Any]] = []
    if access_of(request.user).may("lines.edit"):
        url = reverse("customers:line-edit", args=[line.reference])
        steps.append({"label": _("Edit"), "url": url, "icon": "edit"})
    facts = [
        {"label": _("Department"), "value": line.department.name},
        {
            "label": _("Hours"),
            "value": line.calendar.name,
            "url": reverse("calendars:detail", args=[line.calendar.reference]),
        },
    ]
    context = {"line": line, "numbers": list(line.numbers.order_by("id")), "steps": steps, "facts": facts}
    return render(request, "customers/line.html", context)


def line_new(request: HttpRequest) -> HttpResponse:
    def run(data: dict[str, Any]) -> tuple[str, Text]:
        line = services.line_create(by=_user(request), now=timezone.now(), **data)
        return line.get_absolute_url(), _("These numbers are one line now.")

    return form_page(
        request,
        form=forms.LineForm,
        run=run,
        title=_("New service line"),
        intro=_("Several numbers that are one line to the customer."),
        submit=_("Add service line"),
        cancel_url=reverse("customers:lines"),
    )


def line_edit(request: HttpRequest, reference: str) -> HttpResponse:
    line: ServiceLine = get_visible(ServiceLine, request.user, reference.upper())
    require(request.user, "lines.edit", line)

    def run(data: dict[str, Any]) -> tuple[str, Text]:
        services.line_edit(
            reference=line.reference, by=_user(request), now=timezone.now(), version=version_of(request), **data
        )
        return line.get_absolute_url(), _("Saved.")

    return form_page(
        request,
        form=forms.LineForm,
        run=run,
        title=_("Edit"),
        intro=line.name,
        submit=_("Save"),
        cancel_url=line.get_absolute_url(),
        edited=Edited(line, written_as("line.edit"), _values),
    )


def _values(line: ServiceLine) -> dict[str, Any]:
    plain = {name: getattr(line, name) for name in ("name_zh", "name_en", "active")}
    numbers = "\n".join(line.numbers.order_by("id").values_list("number", flat=True))
    links = {"department": line.department.reference, "calendar": line.calendar.reference}
    return plain | links | {"numbers": numbers}


def source_list(request: HttpRequest) -> HttpResponse:
    sources = list(Source.objects.visible_to(request.user).order_by("code"))
    may_edit = access_of(request.user).may("sources.edit")
    return render(request, "customers/sources.html", {"sources": sources, "may_edit": may_edit})


def source_new(request: HttpRequest) -> HttpResponse:
    def run(data: dict[str, Any]) -> tuple[str, Text]:
        services.source_create(by=_user(request), now=timezone.now(), **data)
        return reverse("customers:sources"), _("The source is added.")

    return form_page(
        request,
        form=forms.SourceForm,
        run=run,
        title=_("New source"),
        intro=_("A system that customers' records come from."),
        submit=_("Add source"),
        cancel_url=reverse("customers:sources"),
    )


def source_edit(request: HttpRequest, reference: str) -> HttpResponse:
    source: Source = get_visible(Source, request.user, reference.upper())
    require(request.user, "sources.edit", source)

    def run(data: dict[str, Any]) -> tuple[str, Text]:
        services.source_edit(
            reference=source.reference, by=_user(request), now=timezone.now(), version=version_of(request), **data
        )
        return reverse("customers:sources"), _("Saved.")

    return form_page(
        request,
        form=forms.SourceEditForm,
        run=run,
        title=_("Edit"),
        intro=source.code,
        submit=_("Save"),
        cancel_url=reverse("customers:sources"),
        edited=Edited(source, written_as("source.edit"), attributes("name_zh", "name_en")),
    )


def _user(request: HttpRequest) -> Any:
    return request.user
