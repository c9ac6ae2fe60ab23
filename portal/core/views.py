"""What people see when a page isn't there or failed."""

import secrets

import structlog
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

log = structlog.get_logger(__name__)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    if request.path.startswith("/api/"):
        return _problem(404, "not_found", _("There is no such resource."))
    return render(request, "404.html", status=404)


def fault(request: HttpRequest) -> HttpResponse:
    """A page of its own that needs no database; its number stands in the log beside the trace."""
    number = secrets.token_hex(3).upper()
    log.error("fault", number=number, path=request.path)
    if request.path.startswith("/api/"):
        text = _("The request failed; nothing was saved. Quote %(number)s.") % {"number": number}
        return _problem(500, "fault", text)
    return render(None, "500.html", {"number": number}, status=500)


def _problem(status: int, code: str, title: str) -> HttpResponse:
    body = {"type": f"urn:portal:{code}", "title": title, "status": status, "code": code}
    return JsonResponse(body, status=status, content_type="application/problem+json")
