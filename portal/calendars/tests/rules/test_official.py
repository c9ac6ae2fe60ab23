from datetime import date

import pytest

from portal.calendars.rules import (
    CalendarRefused,
    Code,
    official_years,
    unconfirmed_years,
    with_official_days,
)
from portal.calendars.rules.spec import Block

from .builders import calendar, problem


def span(first: str, last: str) -> set[date]:
    begins, ends = date.fromisoformat(first).toordinal(), date.fromisoformat(last).toordinal()
    return {date.fromordinal(number) for number in range(begins, ends + 1)}


def test_days_off_of_2025_as_announced() -> None:
    year = official_years()[2025]
    assert {entry.day for entry in year.holidays} == (
        span("2025-01-01", "2025-01-01")
        | span("2025-01-28", "2025-02-04")
        | span("2025-04-04", "2025-04-06")
        | span("2025-05-01", "2025-05-05")
        | span("2025-05-31", "2025-06-02")
        | span("2025-10-01", "2025-10-08")
    )
    make_up = ["2025-01-26", "2025-02-08", "2025-04-27", "2025-09-28", "2025-10-11"]
    assert [entry.day.isoformat() for entry in year.make_up_days] == make_up


def test_days_off_of_2026_as_announced() -> None:
    year = official_years()[2026]
    assert {entry.day for entry in year.holidays} == (
        span("2026-01-01", "2026-01-03")
        | span("2026-02-15", "2026-02-23")
        | span("2026-04-04", "2026-04-06")
        | span("2026-05-01", "2026-05-05")
        | span("2026-06-19", "2026-06-21")
        | span("2026-09-25", "2026-09-27")
        | span("2026-10-01", "2026-10-07")
    )
    make_up = ["2026-01-04", "2026-02-14", "2026-02-28", "2026-05-09", "2026-09-20", "2026-10-10"]
    assert [entry.day.isoformat() for entry in year.make_up_days] == make_up


def test_every_day_is_named_in_both_languages_and_belongs_to_its_year() -> None:
    for number, year in official_years().items():
        assert year.year == number
        for entry in (*year.holidays, *year.make_up_days):
            assert entry.day.year == number
            assert entry.name_en.isascii()
            assert not entry.name_zh_hans.isascii()
        assert all(entry.day.weekday() >= 5 for entry in year.make_up_days)
        assert not {entry.day for entry in year.holidays} & {entry.day for entry in year.make_up_days}


def test_years_without_an_arrangement() -> None:
    assert unconfirmed_years(date(2025, 1, 1), date(2026, 12, 31)) == []
    assert unconfirmed_years(date(2026, 11, 1), date(2027, 1, 15)) == [2027]
    assert unconfirmed_years(date(2024, 12, 31), date(2028, 1, 1)) == [2024, 2027, 2028]
    assert unconfirmed_years(date(2026, 11, 1), date(2028, 1, 1), confirmed={2027}) == [2028]


def test_refuses_a_country_without_data() -> None:
    with pytest.raises(CalendarRefused) as caught:
        unconfirmed_years(date(2026, 1, 1), date(2026, 1, 1), country="../CN")
    assert caught.value.problems == (problem("country", Code.UNKNOWN_COUNTRY, value="../CN"),)


def test_make_up_days_get_the_hours_of_an_ordinary_day() -> None:
    spec = with_official_days(calendar(), {2026})
    assert spec.blocks_on(date(2026, 10, 10)) == (Block(540, 1080),)
    assert spec.blocks_on(date(2026, 10, 1)) == ()
    assert spec.blocks_on(date(2025, 10, 1)) == (Block(540, 1080),)
    short = with_official_days(calendar(), {2026}, make_up_hours=(Block(600, 720),))
    assert short.blocks_on(date(2026, 10, 10)) == (Block(600, 720),)


def test_what_the_company_entered_wins() -> None:
    own = calendar(shifts={"2026-10-10": [], "2026-10-01": [["10:00", "12:00"]]})
    spec = with_official_days(own, {2026})
    assert spec.blocks_on(date(2026, 10, 10)) == ()
    assert spec.blocks_on(date(2026, 10, 1)) == (Block(600, 720),)
