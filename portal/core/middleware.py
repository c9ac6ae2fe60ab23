"""Turns a refusal that no view caught into a page that says what happened."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from portal.core.errors import NotFound, Refused
from portal.core.races import refusal_of_database


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
