"""A detail page beside its list: the same page, without the shell around it."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

PANEL = "peek-body"


def render_detail(request: HttpRequest, template: str, context: dict[str, Any]) -> HttpResponse:
    """The page; for the panel of a list its header and columns, with `peek` for what belongs to the page alone."""
    peek = request.headers.get("HX-Target") == PANEL
    layout = {"layout": "_peek.html", "peek": True, "live": None} if peek else {}
    response = render(request, template, context | layout)
    response["Vary"] = "HX-Target"
    return response
