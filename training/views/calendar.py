"""The calendar: sessions by week or month, and trainers and rooms by day."""

import datetime as dt
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from portal.core.errors import Malformed
from portal.people.access import access_of
from training.queries.calendar import bounds_of, events_between, resource_rows

MAX_DAYS = 62
FIRST_YEAR, LAST_YEAR = 1990, 2199


def calendar(request: HttpRequest) -> HttpResponse:
    mine = request.GET.get("mine") == "1"
    events = reverse("training:events") + ("?mine=1" if mine else "")
    return render(
        request,
        "training/calendar.html",
        {
            "events_url": events,
            "mine": mine,
            "date": day_of(request, "date", None),
            "plan_open": access_of(request.user).may("training.resource_view"),
        },
    )


def events(request: HttpRequest) -> JsonResponse:
    """Sessions between two days, the last excluded, as the calendar widget reads them."""
    user: Any = request.user
    today = timezone.localdate()
    start = day_of(request, "start", today) or today
    end = day_of(request, "end", start + dt.timedelta(days=7)) or start
    if not 0 < (end - start).days <= MAX_DAYS:
        raise _malformed("end", _("From 1 to %(limit)s days.") % {"limit": MAX_DAYS})
    first, last = bounds_of(start, end - dt.timedelta(days=1))
    rows = events_between(user, first, last, mine=request.GET.get("mine") == "1")
    for row in rows:
        row["url"] = reverse("training:session", args=[row.pop("reference")])
    return JsonResponse(rows, safe=False)


def plan(request: HttpRequest) -> HttpResponse:
    """Trainers, coaches and rooms as rows, the days of a week as columns; prints as it stands."""
    user: Any = request.user
    day = day_of(request, "date", None) or timezone.localdate()
    monday = day - dt.timedelta(days=day.weekday())
    days = [monday + dt.timedelta(days=offset) for offset in range(7)]
    rows = resource_rows(user, days)
    return render(
        request,
        "training/plan.html",
        {
            "days": days,
            "today": timezone.localdate(),
            "rows": [{"resource": row.resource, "cells": [row.days[each] for each in days]} for row in rows],
            "before": (monday - dt.timedelta(days=7)).isoformat(),
            "after": (monday + dt.timedelta(days=7)).isoformat(),
        },
    )


def day_of(request: HttpRequest, name: str, default: dt.date | None) -> dt.date | None:
    text = request.GET.get(name, "")
    if not text:
        return default
    try:
        day = dt.date.fromisoformat(text)
    except ValueError:
        raise _malformed(name, _("A day as 2026-11-22.")) from None
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise _malformed(name, _("A day between the years 1990 and 2199."))
    return day


def _malformed(name: str, text: str) -> Malformed:
    return Malformed("malformed", text, errors={name: [text]})
