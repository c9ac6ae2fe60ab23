from datetime import timedelta

import pytest

from portal.calendars.rules import CalendarRefused, Code, elapsed, is_open, next_opening

from .builders import around_the_clock, at, calendar, china, minutes, problem


@pytest.mark.parametrize(
    ("start", "end", "expected"),
    [
        ("2026-09-14T10:00", "2026-09-14T10:00", timedelta(0)),
        ("2026-09-14T10:00:00.5", "2026-09-14T10:00:02", timedelta(seconds=1.5)),
        ("2026-09-14T08:00", "2026-09-14T20:00", timedelta(hours=9)),
        ("2026-09-14T17:00", "2026-09-15T10:00", timedelta(hours=2)),
        ("2026-10-01T00:00", "2026-10-08T00:00", timedelta(0)),
        ("2026-10-09T17:00", "2026-10-12T10:00", timedelta(hours=11)),  # With a make-up Saturday.
        # 261 weekdays, 19 of them holidays, and 6 make-up days.
        ("2026-01-01T00:00", "2027-01-01T00:00", timedelta(hours=9 * (261 - 19 + 6))),
    ],
)
def test_it_counts_working_time(start: str, end: str, expected: timedelta) -> None:
    assert elapsed(china(), at(start), at(end)) == expected


def test_overlapping_pauses_count_once() -> None:
    pauses = [
        (at("2026-09-14T11:00"), at("2026-09-14T13:00")),
        (at("2026-09-14T12:00"), at("2026-09-14T14:00")),
        (at("2026-09-14T12:30"), at("2026-09-14T12:45")),
    ]
    assert elapsed(china(), at("2026-09-14T10:00"), at("2026-09-14T15:00"), pauses) == minutes(120)


def test_days_of_a_clock_change_have_their_real_length() -> None:
    spec = around_the_clock("Europe/Berlin")
    assert elapsed(spec, at("2026-03-29T00:00+01:00"), at("2026-03-30T00:00+02:00")) == minutes(23 * 60)
    assert elapsed(spec, at("2026-10-25T00:00+02:00"), at("2026-10-26T00:00+01:00")) == minutes(25 * 60)


def test_refuses_an_end_before_the_start() -> None:
    with pytest.raises(CalendarRefused) as caught:
        elapsed(china(), at("2026-09-14T10:00"), at("2026-09-14T09:59"))
    assert caught.value.problems == (problem("end", Code.END_BEFORE_START),)


def test_refuses_more_than_forty_years() -> None:
    with pytest.raises(CalendarRefused) as caught:
        elapsed(china(), at("1950-01-01T00:00"), at("2026-09-14T09:59"))
    assert caught.value.problems == (problem("end", Code.SPAN_TOO_LONG, years=40),)


@pytest.mark.parametrize(
    ("moment", "expected"),
    [
        ("2026-09-14T08:59:59.999999", False),
        ("2026-09-14T09:00", True),
        ("2026-09-14T17:59:59.999999", True),
        ("2026-09-14T18:00", False),
        ("2026-09-25T10:00", False),
        ("2026-10-10T10:00", True),
        ("2026-10-11T10:00", False),
    ],
)
def test_is_open_from_opening_until_before_closing(moment: str, expected: bool) -> None:
    assert is_open(china(), at(moment)) is expected


def test_touching_blocks_leave_no_gap() -> None:
    spec = calendar(hours={"0": [["09:00", "12:00"], ["12:00", "18:00"]]})
    assert is_open(spec, at("2026-09-14T12:00"))


@pytest.mark.parametrize(
    ("timezone", "hours", "moment"),
    [
        # The clocks went from 00:01 on Sunday back to 23:01 on Saturday: Sunday's hours had begun by then.
        ("America/St_Johns", [["00:00", "24:00"]], "2009-11-01T02:45Z"),
        # They went from 23:30 on Sunday to 00:30 on Monday: 23:45 maps to Monday, 00:45.
        ("America/Toronto", [["23:00", "23:45"]], "1919-03-31T04:40Z"),
    ],
)
def test_hours_that_a_clock_change_carries_over_midnight(timezone: str, hours: list[list[str]], moment: str) -> None:
    assert is_open(calendar(timezone=timezone, hours={"6": hours}), at(moment))


def test_next_opening() -> None:
    assert next_opening(china(), at("2026-09-14T10:00:01")) == at("2026-09-14T10:00:01")
    assert next_opening(china(), at("2026-09-30T18:00")) == at("2026-10-08T09:00")
