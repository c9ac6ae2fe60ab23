"""Whom do I serve, what do they need, what do they value: the texts, and putting them away."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from feedback.tickets import services
from feedback.tickets.models import Purpose
from feedback.tickets.report_forms import PurposeForm
from portal.core.errors import Text
from portal.people.access import access_of
from portal.records.pages import form_page, step_page

MOST = 500


def purpose_list(request: HttpRequest) -> HttpResponse:
    rows = Purpose.objects.visible_to(request.user).select_related("department", "service")
    reach = access_of(request.user).reach("purposes.edit")
    shown = [
        {"row": row, "may_edit": reach.all or row.department_id in reach.departments}
        for row in rows.order_by("department__path", "service__name_en")[:MOST]
    ]
    context = {
        "rows": shown,
        "may_add": bool(reach),
        "empty": {"sentence": _("Nobody has worded it yet."), "icon": "users"},
    }
    return render(request, "tickets/purposes.html", context)


def purpose_set(request: HttpRequest) -> HttpResponse:
    def run(data: dict[str, Any]) -> tuple[str, Text]:
        by: Any = request.user
        services.purpose_set(by=by, now=timezone.now(), **data)
        return reverse("tickets:purposes"), _("Saved.")

    department, service = (request.GET.get(name, "").upper()[:12] for name in ("department", "service"))
    wanted = {"department__reference": department, "service__reference": service or None}
    found = None if "\x00" in department + service else Purpose.objects.filter(**wanted).first()
    initial: dict[str, Any] = {"department": department, "service": service}
    if found is not None:
        initial |= {name: getattr(found, name) for name in Purpose.TEXTS}
    return form_page(
        request,
        form=PurposeForm,
        run=run,
        title=_("Whom do we serve?"),
        submit=_("Save"),
        cancel_url=reverse("tickets:purposes"),
        initial=initial,
    )


def dismiss(request: HttpRequest, reference: str) -> HttpResponse:
    """Back to the ticket on which it was read."""
    ticket = request.POST.get("ticket", "").upper()
    known = ticket.replace("-", "").isalnum() and len(ticket) <= 12
    back = reverse("tickets:detail", args=[ticket]) if known else reverse("tickets:purposes")

    def run() -> Text:
        by: Any = request.user
        services.purpose_dismiss(reference=reference.upper(), by=by, now=timezone.now())
        return _("Put away. It comes back when it is worded anew.")

    return step_page(request, run=run, back=back)
