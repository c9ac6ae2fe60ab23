"""Why a time is what it is: the way from a start to an end in steps that a page or a client can show."""

from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from typing import Any, NamedTuple

from .spans import ONE_DAY, Pause, spans
from .spec import CalendarSpec

MAX_STEPS = 500
"""A longer way ends in one step of kind `rest`, so that an answer stays small."""

_NO_TIME = timedelta(0)


class StepKind(StrEnum):
    WORK = "work"  # counted: usual hours
    SHIFT = "shift"  # counted: hours that this date alone has, such as a make-up day
    PAUSE = "pause"  # working time that did not count
    CLOSED = "closed"  # outside the hours
    HOLIDAY = "holiday"  # a holiday's date
    DAY_OFF = "day_off"  # a date whose own hours are empty
    REST = "rest"  # everything after MAX_STEPS, counted and not, in one


class Step(NamedTuple):
    """`start` and `end` are in the calendar's zone; `counted` is the working time within.

    Compare them in UTC: two wall times of one zone compare by the hands of the clock, which autumn turns back.
    """

    kind: StepKind
    start: datetime
    end: datetime
    counted: timedelta

    @property
    def first_day(self) -> date:
        return self.start.date()

    @property
    def last_day(self) -> date:
        """The date that the step still touches: a step until midnight ends on the day before."""
        last_instant = self.end.astimezone(UTC) - timedelta.resolution
        return max(self.first_day, last_instant.astimezone(self.end.tzinfo).date())

    def as_json(self) -> dict[str, Any]:
        minutes = self.counted / timedelta(minutes=1)
        return {
            "date": self.first_day.isoformat(),
            "kind": self.kind.value,
            "from": self.start.isoformat(),
            "to": self.end.isoformat(),
            "minutes": int(minutes) if minutes.is_integer() else round(minutes, 8),
        }


def steps_between(spec: CalendarSpec, start: datetime, end: datetime, pauses: Sequence[Pause]) -> tuple[Step, ...]:
    """Steps that tile the time between two UTC instants; `pauses` are merged ones."""
    steps: list[Step] = []
    for step in _joined(_tiles(spec, start, end, pauses)):
        if len(steps) == MAX_STEPS:
            steps.append(_rest(spec, step.start, end, pauses))
            break
        steps.append(step)
    zone = spec.zone
    return tuple(step._replace(start=step.start.astimezone(zone), end=step.end.astimezone(zone)) for step in steps)


def _tiles(spec: CalendarSpec, start: datetime, end: datetime, pauses: Sequence[Pause]) -> Iterator[Step]:
    cursor = start
    for span in spans(spec, start, end, pauses):
        yield from _closed(spec, cursor, span.start)
        if span.paused:
            yield Step(StepKind.PAUSE, span.start, span.end, _NO_TIME)
        else:
            kind = StepKind.SHIFT if span.day in spec.shifts else StepKind.WORK
            yield Step(kind, span.start, span.end, span.end - span.start)
        cursor = span.end
    yield from _closed(spec, cursor, end)


def _closed(spec: CalendarSpec, start: datetime, end: datetime) -> Iterator[Step]:
    """Closed time, cut at local midnights, since each date has its own reason."""
    zone = spec.zone
    cursor = start
    day = start.astimezone(zone).date()
    while cursor < end:
        following = day + ONE_DAY
        midnight = datetime(following.year, following.month, following.day, tzinfo=zone).astimezone(UTC)
        # Not before the cursor: on some autumn nights the clock goes back over midnight.
        until = max(cursor, min(midnight, end))
        if cursor < until:
            yield Step(_reason(spec, day), cursor, until, _NO_TIME)
        cursor, day = until, following


def _reason(spec: CalendarSpec, day: date) -> StepKind:
    shift = spec.shifts.get(day)
    if shift is not None:
        return StepKind.CLOSED if shift else StepKind.DAY_OFF
    return StepKind.HOLIDAY if spec.is_holiday(day) else StepKind.CLOSED


def _joined(tiles: Iterator[Step]) -> Iterator[Step]:
    """Neighbours of one kind become one step; counted blocks stay apart where they belong to different dates."""
    current: Step | None = None
    for tile in tiles:
        if current is not None and current.kind == tile.kind and not tile.counted:
            current = current._replace(end=tile.end)
            continue
        if current is not None:
            yield current
        current = tile
    if current is not None:
        yield current


def _rest(spec: CalendarSpec, start: datetime, end: datetime, pauses: Sequence[Pause]) -> Step:
    counted = (span.end - span.start for span in spans(spec, start, end, pauses) if not span.paused)
    return Step(StepKind.REST, start, end, sum(counted, _NO_TIME))
