"""The line in the log for each request, and the page for a refusal that no view caught."""

from collections.abc import Callable
from functools import cached_property
from typing import Any
from uuid import uuid4

import structlog
from csp.constants import HEADER
from csp.middleware import CSPMiddleware
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django_structlog.app_settings import app_settings
from django_structlog.middlewares import RequestMiddleware

from portal.core.errors import NotFound, Refused
from portal.core.nameless import InMemory, is_nameless, strip
from portal.core.races import refusal_of_database


class RequestLogMiddleware(RequestMiddleware):
    """A line for each request, but for those that must not be known to be anybody's (portal/core/nameless.py)."""

    def __call__(self, request: HttpRequest) -> Any:
        if not is_nameless(request.path_info):
            return super().__call__(request)
        strip(request.META)
        request.upload_handlers = [InMemory(request)]
        request.nameless = True  # type: ignore[attr-defined]  # templates set no cookie then
        structlog.contextvars.clear_contextvars()
        return self.get_response(request)

    def prepare(self, request: HttpRequest) -> None:
        """In place of a second line when the request begins: what comes of it is said at its end, refusals included."""
        structlog.contextvars.bind_contextvars(request_id=self._request_id(request))
        self.bind_user_id(request)

    def _request_id(self, request: HttpRequest) -> str:
        given = request.META.get("HTTP_X_REQUEST_ID") if app_settings.TRUST_UPSTREAM_REQUEST_ID else ""
        return given or str(uuid4())


class PolicyMiddleware(CSPMiddleware):
    """Content-Security-Policy, written once: it is the same for all answers that ask for nothing of their own.

    Under DEBUG django-csp decides alone: Django's error pages have their styles in themselves.
    """

    _OWN = ("_csp_config", "_csp_update", "_csp_replace", "_csp_exempt")

    def process_response(self, request: HttpRequest, response: Any) -> Any:
        asked = getattr(request, "_csp_nonce", None) or any(hasattr(response, name) for name in self._OWN)
        if asked or settings.DEBUG or HEADER in response:
            return super().process_response(request, response)
        response[HEADER] = self._usual
        return response

    @cached_property
    def _usual(self) -> str:
        return str(super().process_response(HttpRequest(), HttpResponse())[HEADER])


class RefusalMiddleware:
    """Pages only: REST has its own handler and never lets a refusal through."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exc: Exception) -> HttpResponse | None:
        refusal = exc if isinstance(exc, Refused) else refusal_of_database(exc)
        if refusal is None:
            return None
        return refused(request, refusal)


def refused(request: HttpRequest, refusal: Refused) -> HttpResponse:
    """The page that says a refusal; what may not be known to exist looks like any page that isn't there."""
    if isinstance(refusal, NotFound):
        return render(request, "404.html", status=404)
    # A swapped region gets the notice alone, not a page inside a page.
    template = "_refused.html" if request.headers.get("HX-Request") else "refused.html"
    return render(request, template, {"refusal": refusal}, status=refusal.status)
