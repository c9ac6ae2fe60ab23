from datetime import date, timedelta

import pytest

from portal.calendars.rules import (
    MAX_WORKING_DAYS,
    CalendarRefused,
    Code,
    add_working_days,
    is_working_day,
    working_dates,
    working_days,
)

from .builders import NINE_TO_SIX, calendar, china, problem

MONDAY = date(2026, 9, 21)


def test_three_phases_of_a_training_across_the_national_holiday() -> None:
    spec = china()
    classroom = working_days(spec, MONDAY, 10)
    on_call = working_days(spec, classroom[-1] + timedelta(days=1), 5)
    again = working_days(spec, on_call[-1] + timedelta(days=1), 5)
    september = [date(2026, 9, day) for day in (21, 22, 23, 24, 28, 29, 30)]
    assert classroom == [*september, date(2026, 10, 8), date(2026, 10, 9), date(2026, 10, 10)]
    assert on_call == [date(2026, 10, day) for day in range(12, 17)]
    assert again == [date(2026, 10, day) for day in range(19, 24)]
    assert working_days(spec, MONDAY, 20) == classroom + on_call + again


@pytest.mark.parametrize(
    ("start", "count", "expected"),
    [
        (date(2026, 9, 14), 0, date(2026, 9, 14)),
        (date(2026, 9, 14), 1, date(2026, 9, 15)),
        (date(2026, 9, 12), 0, date(2026, 9, 14)),
        (date(2026, 9, 12), 1, date(2026, 9, 14)),
        (date(2026, 9, 18), 1, date(2026, 9, 20)),
        (date(2026, 9, 30), 1, date(2026, 10, 8)),
    ],
)
def test_adding_working_days(start: date, count: int, expected: date) -> None:
    assert add_working_days(china(), start, count) == expected


def test_dates_between_include_both_ends() -> None:
    assert working_dates(china(), date(2026, 10, 9), date(2026, 10, 12)) == [
        date(2026, 10, 9),
        date(2026, 10, 10),
        date(2026, 10, 12),
    ]


def test_no_days_are_an_empty_list() -> None:
    assert working_days(china(), MONDAY, 0) == []


def test_a_date_closed_by_its_own_hours_is_no_working_day() -> None:
    assert not is_working_day(calendar(shifts={"2026-09-21": []}), MONDAY)


@pytest.mark.parametrize("count", [-1, MAX_WORKING_DAYS + 1])
def test_refuses_counts_out_of_bounds(count: int) -> None:
    with pytest.raises(CalendarRefused) as caught:
        working_days(china(), MONDAY, count)
    assert caught.value.problems == (problem("count", Code.BAD_DAY_COUNT, limit=MAX_WORKING_DAYS),)


def test_refuses_when_the_calendar_ends_before() -> None:
    spec = calendar(hours={}, shifts={"2026-09-21": NINE_TO_SIX})
    assert working_days(spec, MONDAY, 1) == [MONDAY]
    with pytest.raises(CalendarRefused) as caught:
        working_days(spec, MONDAY, 2)
    assert caught.value.problems[0].code == Code.NO_WORKING_TIME_AHEAD


def test_refuses_the_ends_of_the_era_and_reversed_periods() -> None:
    with pytest.raises(CalendarRefused) as caught:
        working_days(china(), date.max, 1)
    assert caught.value.problems[0].code == Code.DATE_OUT_OF_RANGE
    with pytest.raises(CalendarRefused) as caught:
        working_dates(china(), date.min, MONDAY)
    assert caught.value.problems[0].code == Code.DATE_OUT_OF_RANGE
    with pytest.raises(CalendarRefused) as caught:
        working_dates(china(), MONDAY, date(2026, 9, 20))
    assert caught.value.problems == (problem("last", Code.END_BEFORE_START),)
