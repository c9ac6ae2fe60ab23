from datetime import timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from portal.calendars.rules import due_at, elapsed, is_open, next_opening

from .oracle import EPOCH, MINUTE, Oracle, number_of
from .strategies import REPEATABLE, calendars, minutes_asked, pauses


@given(st.data())
@settings(REPEATABLE, max_examples=120)
def test_due_agrees_with_walking_through_every_minute(data: st.DataObject) -> None:
    spec, start = data.draw(calendars())
    stops = data.draw(pauses(start, whole_minutes=True))
    asked = data.draw(minutes_asked)
    assert due_at(spec, start, asked, stops) == Oracle(spec, stops).due(start, asked)


@given(st.data())
@settings(REPEATABLE)
def test_elapsed_agrees_with_walking_through_every_minute(data: st.DataObject) -> None:
    spec, start = data.draw(calendars())
    stops = data.draw(pauses(start, whole_minutes=True))
    end = start + timedelta(seconds=data.draw(st.integers(0, 8 * 86_400)))
    assert elapsed(spec, start, end, stops) == Oracle(spec, stops).elapsed(start, end)


@given(st.data())
@settings(REPEATABLE, max_examples=25)
def test_open_agrees_minute_by_minute(data: st.DataObject) -> None:
    spec, start = data.draw(calendars())
    oracle, first = Oracle(spec), number_of(start)
    for minute in range(first, first + 1440, 5):
        assert is_open(spec, EPOCH + minute * MINUTE) == oracle.counts(minute)
    assert next_opening(spec, start) == oracle.due(start, 0)
