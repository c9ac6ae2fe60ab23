"""Files and saved views, the same for every area."""

import json
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from portal.records.files import send
from portal.records.forms import SaveViewForm
from portal.records.live import pulse_of
from portal.records.models import SavedView
from portal.records.saved_views import OF_LIST, view_delete, view_save
from portal.records.subjects import visible_file


def file(request: HttpRequest, reference: str) -> HttpResponseBase:
    return send(visible_file(reference.upper(), request.user))


@require_safe
def pulse(request: Any) -> HttpResponse:
    """What is new for an open page; 304 while that is what it knows (`If-None-Match`)."""
    found = pulse_of(request, now=timezone.now())
    response = HttpResponse(status=304)
    if request.headers.get("If-None-Match") != found.etag:
        shown = {"pulse": found, "shell": {"inbox_unread": found.unread}}
        response = render(request, "_pulse.html", shown)
        response["HX-Trigger"] = json.dumps({"portal:news": found.news})
    response["ETag"] = found.etag
    response["Cache-Control"] = "no-store"
    return response


@require_POST
def save_view(request: Any) -> HttpResponse:
    form = SaveViewForm(request.POST)
    back = back_of(request)
    if not form.is_valid():
        messages.error(request, _("Give the view a name of up to 60 characters."))
        return redirect(back)
    view_save(by=request.user, **form.cleaned_data)
    messages.success(request, _("View saved."))
    return redirect(back)


@require_POST
def delete_view(request: Any, reference: str) -> HttpResponse:
    view_delete(by=request.user, reference=reference)
    messages.success(request, _("View deleted."))
    return redirect(back_of(request))


def back_of(request: HttpRequest, target: str = "") -> str:
    """Only a path of our own: `next=//evil` leads home."""
    target = target or request.POST.get("next", "")
    return target if url_has_allowed_host_and_scheme(target, allowed_hosts=None) and target.startswith("/") else "/"


def saved_views_of(request: Any, list_name: str) -> list[dict[str, Any]]:
    """Own and shared views of a list, as `ListPage.saved_views` wants them: one query."""
    return [_shown(request, row) for row in OF_LIST.rows(request.user.pk, list_name)]


def _shown(request: Any, row: SavedView) -> dict[str, Any]:
    own = row.owner_id == request.user.pk
    return {
        "reference": row.reference,
        "label": row.name,
        "query": row.query,
        "url": f"{request.path}?view={row.reference}",
        "shared": row.shared,
        "opens": own and row.opens,
        "delete_url": reverse("records:delete-view", args=[row.reference]) if own else "",
        "change_url": reverse("records:view", args=[row.reference]) if own else "",
    }
