"""The board pack: made at once when it is small, else by a job whose page shows how far it is."""

from typing import Any

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.http import require_POST

from initiatives.choices.packs import LANGUAGES, PackKind
from initiatives.services.packs import KIND, TYPES, PackWish, pack_is_small, pack_make, pack_name, pack_start
from initiatives.views.overview import address_of
from portal.core.errors import NotFound
from portal.people.models import User
from portal.records.jobs import OPEN, own_job


@require_POST
def make(request: HttpRequest) -> HttpResponse:
    """POST with `kind`, `language` and `query`, the filters as they stand in the portfolio's address."""
    by: Any = request.user
    wish, now = _wish(request), timezone.now()
    if pack_is_small(wish=wish, by=by):
        response = HttpResponse(pack_make(wish=wish, by=by, now=now), content_type=TYPES[wish.kind])
        response["Content-Disposition"] = f'attachment; filename="{pack_name(wish.kind, now)}"'
        response["Cache-Control"] = "private, no-store"
        return response
    return redirect("initiatives:pack-job", pack_start(wish=wish, by=by, now=now).reference)


def _wish(request: HttpRequest) -> PackWish:
    kind, language = request.POST.get("kind", ""), request.POST.get("language", "") or get_language() or ""
    if kind not in PackKind or language not in LANGUAGES:
        raise NotFound()
    return PackWish(kind, language, address_of(QueryDict(request.POST.get("query", "").replace("\x00", "")[:2_000])))


def job(request: HttpRequest, reference: str) -> HttpResponse:
    """The page, and for htmx its body, which asks again while the work runs."""
    by: User = request.user  # type: ignore[assignment]
    row = own_job(by=by, reference=reference.upper(), kinds=(KIND,))
    file = row.result.get("file", "")
    context = {
        "job": row,
        "running": row.state in OPEN,
        "percent": min(100, row.done * 100 // row.total) if row.total else 0,
        "message": row.result.get("message", ""),
        "file_url": reverse("records:file", args=[file]) if file and row.file_id else "",
        "again_url": f"{reverse('initiatives:overview')}?{row.params.get('query', '')}",
    }
    fragment = request.headers.get("HX-Request")
    page = "initiatives/portfolio/_pack_job.html" if fragment else "initiatives/portfolio/pack_job.html"
    return render(request, page, context)
