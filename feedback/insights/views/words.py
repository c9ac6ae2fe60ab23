"""What customers said about what came of an idea, and about one new service: fragments, and pages of their own."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse

from feedback.insights.queries.words import MONTHS, Words, words_about, words_about_idea
from initiatives.models import ValueService
from initiatives.queries.ideas import idea_for
from initiatives.queries.services import service_for

LABEL, WIDTH, HEIGHT, TOP, SHADES = 110, 56, 34, 30, 4
FEWEST = 4  # months that are always there


@dataclass(frozen=True)
class Cell:
    x: int
    y: int
    text: str
    shade: int


def idea_words(request: HttpRequest, reference: str) -> HttpResponse:
    found = idea_for(request.user, reference.upper())
    root = found.canonical or found
    back = {"up_url": reverse("initiatives:idea-story", args=[root.reference]), "heading": root.title}
    return _page(request, words_context(words_about_idea(root, request.user)) | back)


def service_words(request: HttpRequest, reference: str) -> HttpResponse:
    found = service_for(request.user, reference.upper())
    words = words_about(ValueService.objects.filter(pk=found.pk), request.user)
    back = {"up_url": reverse("initiatives:service", args=[found.reference]), "heading": found.name}
    return _page(request, words_context(words) | back | {"one": True})


def words_below(idea: Any) -> str:
    """For whoever holds the receipt code of this idea: as every colleague sees it, without links."""
    return render_to_string("insights/_words.html", words_context(words_about_idea(idea, None)) | {"unlinked": True})


def _page(request: HttpRequest, context: dict[str, Any]) -> HttpResponse:
    page = "insights/_words.html" if request.headers.get("HX-Request") else "insights/words.html"
    response = render(request, page, context)
    response["Vary"] = "HX-Request"
    return response


def words_context(words: Words) -> dict[str, Any]:
    """What `_words.html` draws: kinds by months, darker where there are more. Months before the first contact are left
    out, so that a phone shows the others without scrolling."""
    begin = min((row.index(n) for row in words.counts.values() for n in row if n), default=MONTHS)
    begin = min(begin, MONTHS - FEWEST)
    months, counts = words.months[begin:], {kind: row[begin:] for kind, row in words.counts.items()}
    most = max((n for row in words.counts.values() for n in row), default=0) or 1
    cells = [
        Cell(LABEL + WIDTH * place, TOP + HEIGHT * line, str(n or ""), -(-n * SHADES // most))
        for line, row in enumerate(counts.values())
        for place, n in enumerate(row)
    ]
    return {
        "words": words,
        "months": months,
        "cells": cells,
        "names": [(TOP + HEIGHT * line, kind.label) for line, kind in enumerate(counts)],
        "heads": [(LABEL + WIDTH * place + WIDTH // 2, month) for place, month in enumerate(months)],
        "width": LABEL + WIDTH * MONTHS,
        "height": TOP + HEIGHT * len(counts) + 4,
        "cell_width": WIDTH - 2,
        "cell_height": HEIGHT - 2,
        "table": [(kind.label, row, words.totals[kind]) for kind, row in counts.items()],
    }
