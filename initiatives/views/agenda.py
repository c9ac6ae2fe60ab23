"""The agenda of the next meeting about an initiative, made from what changed since the last one."""

import datetime as dt

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from initiatives.choices import COMPUTED_LOOKS, LIGHT_LOOKS, InitiativeState
from initiatives.queries.agenda import agenda_of
from initiatives.queries.initiatives import initiative_with_parts
from initiatives.services.types import is_over
from initiatives.views.pictures import needs_of
from initiatives.views.shared import INITIATIVE_WORDS, type_look
from portal.records.queries import event_items

# Without a day in the address: what a meeting every other week has not seen yet.
DAYS = 14


def agenda(request: HttpRequest, reference: str) -> HttpResponse:
    """`?since=` is the day of the last meeting."""
    found, parts = initiative_with_parts(request.user, reference.upper())
    today = timezone.localdate()
    since = _day(request.GET.get("since", "")) or today - dt.timedelta(days=DAYS)
    start = timezone.make_aware(dt.datetime.combine(since, dt.time.min))
    points = agenda_of(found, start, today)
    review = parts.open_review
    context = {
        "initiative": found,
        "parts": parts,
        "since": since,
        "today": today,
        "points": points,
        "type_look": type_look(found.type),
        "pilot_over": is_over(found, today),
        "changes": event_items(list(reversed(points.changes)), INITIATIVE_WORDS),
        "review": review,
        "needs": needs_of(review["to_stage"], parts.facts) if review else [],
        "light_look": LIGHT_LOOKS[found.light] if found.state == InitiativeState.RUNNING else None,
        "computed_look": COMPUTED_LOOKS.get(parts.light),
        "differ": bool(found.light and parts.light and found.light != parts.light),
    }
    return render(request, "initiatives/portfolio/agenda.html", context)


def _day(text: str) -> dt.date | None:
    """A day that the address names; None for anything else."""
    try:
        found = dt.date.fromisoformat(text)
    except ValueError:
        return None
    return found if 1990 <= found.year <= 2199 else None
