"""Whether a line was open, asked for many instants at once."""

from bisect import bisect_right
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

from portal.calendars.rules import CalendarSpec
from portal.calendars.rules.spans import spans


class Hours:
    """Open from each opening instant until before the closing one, for the instants that it was made for."""

    def __init__(self, spec: CalendarSpec, instants: Iterable[datetime]) -> None:
        found = [instant.astimezone(UTC) for instant in instants]
        self._opens: list[datetime] = []
        self._closes: list[datetime] = []
        if found:
            for span in spans(spec, min(found), max(found) + timedelta.resolution, ()):
                self._opens.append(span.start)
                self._closes.append(span.end)

    def __call__(self, instant: datetime) -> bool:
        place = bisect_right(self._opens, instant) - 1
        return place >= 0 and instant < self._closes[place]
