"""When somebody is there: the roster inside the working time of a week that has one, else working time alone.

Plain values in, plain values out; docs/mechanisms/duties.md tells why.
"""

import datetime as dt
from collections.abc import Sequence

from portal.calendars.rules import CalendarSpec, next_opening

Span = tuple[dt.datetime, dt.datetime]

WEEK = dt.timedelta(days=7)
LONGEST = dt.timedelta(days=14)


def served_from(spec: CalendarSpec, roster: Sequence[Span], at: dt.datetime) -> dt.datetime:
    """The first instant (UTC), not before `at`, at which it is working time and, in a week with a roster, one is on
    duty. `at` itself when somebody is there.

    `roster` are the spans of one department, those of the week of `at` that are over included. Raises CalendarRefused
    where the calendar never opens again.
    """
    moment = at.astimezone(dt.UTC)
    last = max((end for _start, end in roster), default=moment)
    while (week := week_of(spec, moment))[0] < last:
        first, until = week
        spans = sorted(span for span in roster if span[0] < until and span[1] > first)
        if not spans:
            opening = next_opening(spec, moment)
            if opening < until:
                return opening
        elif (found := _within(spec, spans, moment, until)) is not None:
            return found
        moment = until
    # Nobody has written the roster that far.
    return next_opening(spec, moment)


def week_of(spec: CalendarSpec, at: dt.datetime) -> Span:
    """Monday to Monday around `at`, in the calendar's zone; in UTC."""
    day = at.astimezone(spec.zone).date()
    monday = day - dt.timedelta(days=day.weekday())
    return _midnight(spec, monday), _midnight(spec, monday + WEEK)


def _midnight(spec: CalendarSpec, day: dt.date) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(), tzinfo=spec.zone).astimezone(dt.UTC)


def _within(spec: CalendarSpec, spans: Sequence[Span], at: dt.datetime, until: dt.datetime) -> dt.datetime | None:
    """Spans may overlap (several people), so the earliest opening of any counts."""
    openings = []
    for start, end in spans:
        begins, ends = max(start.astimezone(dt.UTC), at), min(end, until)
        if begins < ends and (opening := next_opening(spec, begins)) < ends:
            openings.append(opening)
    return min(openings, default=None)
