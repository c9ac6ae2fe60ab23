"""Home and search: they read every area and write nothing."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from feedback.insights.queries.figures import figures_for
from feedback.insights.queries.search import exact
from feedback.insights.queries.search import search as find
from feedback.insights.queries.work import promised_by, waiting_for

MAX_QUERY = 200


def home(request: HttpRequest) -> HttpResponse:
    """Three questions: what waits for me, what have I promised, how are we doing."""
    user, now = request.user, timezone.now()
    counted = figures_for(user, now)  # type: ignore[arg-type]
    context = {
        "waiting": waiting_for(user, now),  # type: ignore[arg-type]
        "promised": promised_by(user),  # type: ignore[arg-type]
        "figures": counted.figures,
        "counted_at": counted.at,
        "launched": counted.launched,
        "calls": counted.calls,
    }
    return render(request, "insights/home.html", context)


def search(request: HttpRequest) -> HttpResponse:
    text = request.GET.get("q", "").replace("\x00", "").strip()[:MAX_QUERY]
    groups = find(request.user, text) if text else []  # type: ignore[arg-type]
    hit = exact(groups, text)
    if hit:
        return redirect(hit.url)
    return render(request, "insights/search.html", {"query": text, "groups": groups})
