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

from portal.core.errors import NotFound
from portal.records.files import send
from portal.records.forms import SaveViewForm
from portal.records.live import pulse_of
from portal.records.models import SavedView
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
    back = _back(request)
    if not form.is_valid():
        messages.error(request, _("Give the view a name of up to 60 characters."))
        return redirect(back)
    data = form.cleaned_data
    SavedView.objects.update_or_create(
        owner=request.user,
        list_name=data["list_name"],
        name=data["name"],
        defaults={"query": data["query"], "shared": data["shared"]},
    )
    messages.success(request, _("View saved."))
    return redirect(back)


@require_POST
def delete_view(request: Any, reference: str) -> HttpResponse:
    deleted, _rows = SavedView.objects.filter(owner=request.user, reference=reference.upper()).delete()
    if not deleted:
        raise NotFound()
    messages.success(request, _("View deleted."))
    return redirect(_back(request))


def _back(request: HttpRequest) -> str:
    """Only a path of our own: `next=//evil` leads home."""
    target = request.POST.get("next", "")
    return target if url_has_allowed_host_and_scheme(target, allowed_hosts=None) and target.startswith("/") else "/"


def saved_views_of(request: Any, list_name: str) -> list[dict[str, Any]]:
    """Own and shared views of a list, as `ListPage.saved_views` wants them: one query."""
    rows = SavedView.objects.filter(list_name=list_name)
    rows = rows.filter(shared=True) | rows.filter(owner=request.user)
    return [
        {
            "label": row.name,
            "url": f"{request.path}?{row.query}",
            "shared": row.shared,
            "delete_url": reverse("records:delete-view", args=[row.reference])
            if row.owner_id == request.user.pk
            else "",
        }
        for row in rows.order_by("name")
    ]
