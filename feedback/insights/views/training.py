"""Training coverage of a programme: a fragment for the programme's page, and a page of its own."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from feedback.insights.queries.training import curricula_to_add, training_coverage
from feedback.insights.services import programme_curriculum_add, programme_curriculum_remove
from initiatives.queries.programmes import programme_for
from portal.core.wording import share
from portal.records.pages import step_page


def programme_training(request: HttpRequest, reference: str) -> HttpResponse:
    """GET: the fragment for htmx, else the page. POST adds a curriculum."""
    user: Any = request.user
    found = programme_for(user, reference.upper())
    if request.method == "POST":
        return _add(request, found)
    coverage = training_coverage(user, found)
    rows = [row | {"share": share(row["trained"].share), "percent": _percent(row["trained"])} for row in coverage.rows]
    context = {
        "programme": found,
        "coverage": coverage,
        "rows": rows,
        "share": share(coverage.total.share),
        "offered": curricula_to_add(user, coverage.curricula) if found.may_edit else [],
    }
    page = "insights/_training.html" if request.headers.get("HX-Request") else "insights/training.html"
    response = render(request, page, context)
    response["Vary"] = "HX-Request"
    return response


def _percent(trained: Any) -> int:
    return int(trained.share * 100)


def _add(request: HttpRequest, found: Any) -> HttpResponse:
    wanted = request.POST.get("curriculum", "").replace("\x00", "")[:20].upper()

    def run() -> str:
        by: Any = request.user
        programme_curriculum_add(programme=found.reference, curriculum=wanted, by=by, now=timezone.now())
        return _("The curriculum counts for the programme.")

    return step_page(request, run=run, back=f"{found.get_absolute_url()}#training")


def programme_training_remove(request: HttpRequest, reference: str, curriculum: str) -> HttpResponse:
    found = programme_for(request.user, reference.upper())

    def run() -> str:
        by: Any = request.user
        programme_curriculum_remove(programme=found.reference, curriculum=curriculum.upper(), by=by, now=timezone.now())
        return _("The curriculum no longer counts for the programme.")

    return step_page(request, run=run, back=f"{found.get_absolute_url()}#training")
