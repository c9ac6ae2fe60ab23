"""Escalation levels: which count for a clock, when each is reached, which is next."""

from __future__ import annotations

import datetime as dt
from typing import Any, NamedTuple

from django.db.models import Max, Q
from django.utils.translation import gettext as _

from feedback.tickets.choices import ClockKind, Tells
from feedback.tickets.models import Clock, Escalation, EscalationLevel
from feedback.tickets.rules.levels import AFTER, DUE, is_pending, minutes_until, side_of
from portal.calendars.models import Calendar
from portal.calendars.rules import CalendarRefused, due_at
from portal.core.names import in_language
from portal.core.wording import listed

VALUES = (
    "id", "reference", "clock", "percent", "minutes_after", "tells", "active", "version",
    "department", "department__reference", "department__name_en", "department__name_zh",
    "service__reference", "service__name_en", "service__name_zh",
)  # fmt: skip


class Reached(NamedTuple):
    level: EscalationLevel
    at: dt.datetime


def levels_of(clock: Clock) -> list[EscalationLevel]:
    """The service's own levels for this clock, else the department's, else those of the nearest one above it.

    The department is the service's, or of a department's own clock the one that has the step.
    """
    ticket = clock.ticket
    path = (clock.step.department if clock.step else ticket.service.department).path
    whose = Q(service=ticket.service_id) | Q(service=None, department_id__in=path)
    rows = EscalationLevel.objects.filter(whose, clock=clock.kind, active=True).order_by("percent", "minutes_after")
    by_owner: dict[int | None, list[EscalationLevel]] = {}
    for row in rows:
        by_owner.setdefault(None if row.service_id else row.department_id, []).append(row)
    return next((by_owner[pk] for pk in (None, *reversed(path)) if pk in by_owner), [])


def pending(clock: Clock, calendar: Calendar) -> list[Reached]:
    """Levels that are still to be told, by their instant; for a clock that runs and has its due time."""
    levels = levels_of(clock)
    if not levels:
        return []
    told: dict[int, dt.datetime] = {}
    if clock.pk:
        rows = Escalation.objects.filter(clock=clock).values_list("level").annotate(last=Max("told_at"))
        told = dict(rows)
    reached = (Reached(level, at) for level in levels if (at := _instant(clock, level, calendar)) is not None)
    wanted = [each for each in reached if is_pending(each.at, since=each.level.since, told_at=told.get(each.level.pk))]
    return sorted(wanted, key=lambda each: (each.at, each.level.pk))


def next_level_at(clock: Clock, calendar: Calendar) -> dt.datetime | None:
    return next((each.at for each in pending(clock, calendar)), None)


def _instant(clock: Clock, level: EscalationLevel, calendar: Calendar) -> dt.datetime | None:
    """None where the calendar holds too little working time behind the due time."""
    if level.percent == 100 and level.minutes_after == 0:
        return clock.due_at
    minutes = minutes_until(clock.minutes, percent=level.percent, minutes_after=level.minutes_after)
    try:
        return due_at(calendar.rules(), clock.started_at, minutes, clock.pause_spans())
    except CalendarRefused:
        return None


def when_reached(percent: int, minutes_after: int) -> str:
    """When the level is reached, in the reader's language."""
    side = side_of(percent=percent, minutes_after=minutes_after)
    if side == DUE:
        return _("When it is due")
    if side == AFTER:
        return _("%(minutes)s working minutes after it was due") % {"minutes": minutes_after}
    return _("After %(percent)s%% of the time") % {"percent": percent}


def level_row(values: dict[str, Any], *, may_edit: bool = False) -> dict[str, Any]:
    service = values["service__reference"]
    return {
        "id": values["reference"],
        "department": {"id": values["department__reference"], "name": in_language(values, "department__name")},
        "service": {"id": service, "name": in_language(values, "service__name")} if service else None,
        "clock": values["clock"],
        "clock_label": str(ClockKind(values["clock"]).label),
        "percent": values["percent"],
        "minutes_after": values["minutes_after"],
        "when": when_reached(values["percent"], values["minutes_after"]),
        "tells": values["tells"],
        "tells_label": listed(Tells(each).label for each in values["tells"]),
        "active": values["active"],
        "version": values["version"],
        "may_edit": may_edit,
    }
