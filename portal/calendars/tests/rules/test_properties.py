"""What must hold on every calendar, whatever its hours, holidays, shifts and clock changes are."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from portal.calendars.rules import CalendarRefused, CalendarSpec, Pause, as_json, due, due_at, elapsed, is_open, parse

from .strategies import REPEATABLE, blocks, calendars, instants, minutes_asked, pauses

NEVER = datetime.max.replace(tzinfo=UTC)


def due_or_never(spec: CalendarSpec, start: datetime, minutes: float, stops: Sequence[Pause]) -> datetime:
    """A calendar that lost its last block is never due, which is later than any time."""
    try:
        return due_at(spec, start, minutes, stops)
    except CalendarRefused:
        return NEVER


def date_near(spec: CalendarSpec, start: datetime) -> st.SearchStrategy[date]:
    today = start.astimezone(spec.zone).date()
    return st.integers(-1, 7).map(lambda away: today + timedelta(days=away))


@given(st.data())
@REPEATABLE
def test_another_holiday_is_never_earlier(data: st.DataObject) -> None:
    spec, start = data.draw(calendars())
    stops, asked = data.draw(pauses(start)), data.draw(minutes_asked)
    more = replace(spec, holidays=spec.holidays | {data.draw(date_near(spec, start))})
    assert due_or_never(more, start, asked, stops) >= due_at(spec, start, asked, stops)


@given(st.data())
@REPEATABLE
def test_another_pause_is_never_earlier(data: st.DataObject) -> None:
    spec, start = data.draw(calendars())
    stops, asked = data.draw(pauses(start)), data.draw(minutes_asked)
    more = stops + data.draw(pauses(start))
    assert due_at(spec, start, asked, more) >= due_at(spec, start, asked, stops)


@given(st.data())
@REPEATABLE
def test_one_block_less_is_never_earlier(data: st.DataObject) -> None:
    spec, start = data.draw(calendars())
    stops, asked = data.draw(pauses(start)), data.draw(minutes_asked)
    weekday = data.draw(st.sampled_from([n for n in range(7) if spec.week[n]]))
    block = data.draw(st.sampled_from(spec.week[weekday]))
    week = list(spec.week)
    week[weekday] = tuple(other for other in week[weekday] if other != block)
    less = replace(spec, week=tuple(week))
    assert due_or_never(less, start, asked, stops) >= due_at(spec, start, asked, stops)


@given(st.data())
@REPEATABLE
def test_another_make_up_day_is_never_later(data: st.DataObject) -> None:
    spec, start = data.draw(calendars())
    stops, asked = data.draw(pauses(start)), data.draw(minutes_asked)
    day = data.draw(date_near(spec, start))
    hours = spec.blocks_on(day) or data.draw(blocks(at_least=1))
    more = replace(spec, shifts={**spec.shifts, day: hours})
    assert due_at(more, start, asked, stops) <= due_at(spec, start, asked, stops)


@given(st.data())
@REPEATABLE
def test_time_can_be_asked_for_in_two_parts(data: st.DataObject) -> None:
    spec, start = data.draw(calendars())
    stops = data.draw(pauses(start))
    first = data.draw(st.integers(0, 100_000))
    # At least a second: no time after closing is the next opening, not closing.
    second = data.draw(st.integers(1, 100_000))
    halfway = due_at(spec, start, first / 60, stops)
    assert due_at(spec, start, (first + second) / 60, stops) == due_at(spec, halfway, second / 60, stops)


@given(st.data())
@REPEATABLE
def test_elapsed_until_due_is_what_was_asked(data: st.DataObject) -> None:
    spec, start = data.draw(calendars())
    stops = data.draw(pauses(start))
    seconds = data.draw(st.integers(0, 200_000))
    assert elapsed(spec, start, due_at(spec, start, seconds / 60, stops), stops) == timedelta(seconds=seconds)


@given(st.data())
@REPEATABLE
def test_elapsed_adds_up(data: st.DataObject) -> None:
    spec, start = data.draw(calendars())
    stops = data.draw(pauses(start))
    middle, end = sorted(start + timedelta(seconds=data.draw(st.integers(0, 900_000))) for _ in range(2))
    parts = elapsed(spec, start, middle, stops) + elapsed(spec, middle, end, stops)
    assert elapsed(spec, start, end, stops) == parts


@given(st.data())
@REPEATABLE
def test_splitting_a_pause_changes_nothing(data: st.DataObject) -> None:
    spec, start = data.draw(calendars())
    stops, asked = data.draw(pauses(start)), data.draw(minutes_asked)
    parts: list[Pause] = []
    for begins, ends in stops:
        middle = begins + (ends - begins) * data.draw(st.floats(0, 1))
        parts += [(middle, ends), (begins, middle)]
    assert due(spec, start, asked, parts) == due(spec, start, asked, stops)


@given(st.data())
@REPEATABLE
def test_a_pause_outside_the_hours_changes_nothing(data: st.DataObject) -> None:
    spec, start = data.draw(calendars())
    stops, asked = data.draw(pauses(start)), data.draw(minutes_asked)
    begins = data.draw(instants(start.date()))
    # As long as the calendar stays closed from there: nothing at all when it is open.
    ends = due_at(spec, begins, 0)
    outside = begins + (ends - begins) * data.draw(st.floats(0, 1))
    assert due(spec, start, asked, [*stops, (begins, outside)]) == due(spec, start, asked, stops)


@given(st.data())
@REPEATABLE
def test_two_clocks_keep_the_order_of_their_starts(data: st.DataObject) -> None:
    spec, start = data.draw(calendars())
    stops, asked = data.draw(pauses(start)), data.draw(minutes_asked)
    later = start + timedelta(seconds=data.draw(st.integers(0, 400_000)))
    assert due_at(spec, start, asked, stops) <= due_at(spec, later, asked, stops)


@given(st.data())
@REPEATABLE
def test_zero_minutes_are_due_at_the_first_working_instant(data: st.DataObject) -> None:
    spec, start = data.draw(calendars())
    stops = data.draw(pauses(start))
    found = due_at(spec, start, 0, stops)
    assert found >= start
    assert is_open(spec, found)
    assert not any(begins <= found < ends for begins, ends in stops)
    assert elapsed(spec, start, found, stops) == timedelta(0)


@given(st.data())
@REPEATABLE
def test_steps_tile_the_way_and_add_up(data: st.DataObject) -> None:
    spec, start = data.draw(calendars())
    stops, asked = data.draw(pauses(start)), data.draw(minutes_asked)
    found = due(spec, start, asked, stops)
    # Compared in UTC: wall times of one zone would compare by the hands of the clock.
    ends = [(step.start.astimezone(UTC), step.end.astimezone(UTC)) for step in found.steps]
    assert all(begins < until for begins, until in ends)
    assert all(before[1] == after[0] for before, after in pairwise(ends))
    if found.at > start:
        assert (ends[0][0], ends[-1][1]) == (start, found.at)
    assert sum((step.counted for step in found.steps), timedelta(0)) == timedelta(minutes=asked)
    assert all(
        step.counted in (timedelta(0), until - begins) for step, (begins, until) in zip(found.steps, ends, strict=True)
    )


@given(calendars())
@REPEATABLE
def test_a_calendar_survives_being_written_and_read(drawn: tuple[CalendarSpec, datetime]) -> None:
    spec, _ = drawn
    assert parse(as_json(spec)) == spec
