from datetime import date
from typing import Any

import pytest

from portal.calendars.rules import Block, CalendarRefused, Code, as_json, known_timezones, parse

from .builders import NINE_TO_SIX, at, calendar_json, china, problem


def problems_of(data: object, **options: Any) -> list[tuple[str, Code]]:
    with pytest.raises(CalendarRefused) as caught:
        parse(data, **options)
    return [(found.field, found.code) for found in caught.value.problems]


def test_it_reads_every_part() -> None:
    spec = parse(
        {
            "name": " Hotline ",
            "timezone": "Europe/Berlin",
            "hours": {"0": [["13:00", "24:00"], ["00:00", "12:30"]], "6": []},
            "holidays": ["2026-05-01", "12-25", "02-29"],
            "shifts": {"2026-05-02": [["10:00", "11:00"]], "2026-05-04": []},
        }
    )
    assert (spec.name, spec.timezone) == ("Hotline", "Europe/Berlin")
    assert spec.week == ((Block(0, 750), Block(780, 1440)), (), (), (), (), (), ())
    assert spec.holidays == {date(2026, 5, 1)}
    assert spec.yearly_holidays == {(12, 25), (2, 29)}
    assert spec.shifts == {date(2026, 5, 2): (Block(600, 660),), date(2026, 5, 4): ()}


def test_holidays_and_shifts_may_be_left_out() -> None:
    spec = parse(calendar_json())
    assert (spec.holidays, spec.yearly_holidays, spec.shifts) == (frozenset(), frozenset(), {})


def test_what_is_written_reads_back_the_same() -> None:
    spec = china()
    assert parse(as_json(spec)) == spec
    office = calendar_json(holidays=["12-25", "2026-05-01"], shifts={"2026-05-02": NINE_TO_SIX, "2026-05-03": []})
    assert as_json(parse(office)) == office


@pytest.mark.parametrize(
    ("changes", "field", "code"),
    [
        ({"colour": "red"}, "colour", Code.UNKNOWN_KEY),
        ({"name": None}, "name", Code.REQUIRED),
        ({"name": "  "}, "name", Code.BAD_NAME),
        ({"name": 7}, "name", Code.BAD_NAME),
        ({"name": "a\x00b"}, "name", Code.BAD_NAME),
        ({"name": "\ud800"}, "name", Code.BAD_NAME),
        ({"name": "x" * 121}, "name", Code.NAME_TOO_LONG),
        ({"timezone": None}, "timezone", Code.REQUIRED),
        ({"timezone": "Asia/Beijing"}, "timezone", Code.UNKNOWN_TIMEZONE),
        ({"timezone": "../etc/passwd"}, "timezone", Code.UNKNOWN_TIMEZONE),
        ({"timezone": "localtime"}, "timezone", Code.UNKNOWN_TIMEZONE),
        ({"timezone": ["UTC"]}, "timezone", Code.UNKNOWN_TIMEZONE),
        ({"hours": None}, "hours", Code.REQUIRED),
        ({"hours": []}, "hours", Code.NOT_AN_OBJECT),
        ({"hours": {}}, "hours", Code.NO_WORKING_TIME),
        ({"hours": {"0": []}, "shifts": {"2026-05-04": []}}, "hours", Code.NO_WORKING_TIME),
        ({"hours": {"7": NINE_TO_SIX}}, "hours.7", Code.BAD_WEEKDAY),
        ({"hours": {"mon": NINE_TO_SIX}}, "hours.mon", Code.BAD_WEEKDAY),
        ({"hours": {"0": "09:00"}}, "hours.0", Code.NOT_A_LIST),
        ({"hours": {"0": ["09:00-18:00"]}}, "hours.0.0", Code.BAD_BLOCK),
        ({"hours": {"0": [["09:00"]]}}, "hours.0.0", Code.BAD_BLOCK),
        ({"hours": {"0": [["9:00", "18:00"]]}}, "hours.0.0.0", Code.BAD_TIME),
        ({"hours": {"0": [["09:00", "18:00:00"]]}}, "hours.0.0.1", Code.BAD_TIME),
        ({"hours": {"0": [["09:00", "18:60"]]}}, "hours.0.0.1", Code.BAD_TIME),
        ({"hours": {"0": [["09:00", "24:01"]]}}, "hours.0.0.1", Code.BAD_TIME),
        ({"hours": {"0": [["24:00", "24:00"]]}}, "hours.0.0.0", Code.BAD_TIME),
        ({"hours": {"0": [["09:00", "18:00\n"]]}}, "hours.0.0.1", Code.BAD_TIME),
        ({"hours": {"0": [["٠٩:٠٠", "18:00"]]}}, "hours.0.0.0", Code.BAD_TIME),
        ({"hours": {"0": [[9, "18:00"]]}}, "hours.0.0.0", Code.BAD_TIME),
        ({"hours": {"0": [["09:00", "09:00"]]}}, "hours.0.0", Code.BLOCK_EMPTY),
        ({"hours": {"0": [["22:00", "06:00"]]}}, "hours.0.0", Code.BLOCK_REVERSED),
        ({"hours": {"0": [["09:00", "12:00"], ["11:59", "18:00"]]}}, "hours.0.1", Code.BLOCKS_OVERLAP),
        ({"hours": {"0": [["11:59", "18:00"], ["09:00", "12:00"]]}}, "hours.0.0", Code.BLOCKS_OVERLAP),
        ({"hours": {"0": NINE_TO_SIX * 2}}, "hours.0.1", Code.BLOCKS_OVERLAP),
        ({"hours": {"0": NINE_TO_SIX * 49}}, "hours.0", Code.TOO_MANY_BLOCKS),
        ({"holidays": None}, "holidays", Code.NOT_A_LIST),
        ({"holidays": {"2026-05-01": True}}, "holidays", Code.NOT_A_LIST),
        ({"holidays": ["01-01"] * 4001}, "holidays", Code.TOO_MANY_DATES),
        ({"holidays": ["2026-02-29"]}, "holidays.0", Code.BAD_DATE),
        ({"holidays": ["20260501"]}, "holidays.0", Code.BAD_DATE),
        ({"holidays": ["2026-W18-5"]}, "holidays.0", Code.BAD_DATE),
        ({"holidays": ["02-30"]}, "holidays.0", Code.BAD_DATE),
        ({"holidays": ["0000-01-01"]}, "holidays.0", Code.BAD_DATE),
        ({"holidays": [20260501]}, "holidays.0", Code.BAD_DATE),
        ({"holidays": ["0001-01-01"]}, "holidays.0", Code.DATE_OUT_OF_RANGE),
        ({"holidays": ["9999-12-31"]}, "holidays.0", Code.DATE_OUT_OF_RANGE),
        ({"holidays": ["2026-05-01", "2026-05-01"]}, "holidays.1", Code.DUPLICATE_DATE),
        ({"holidays": ["05-01", "05-01"]}, "holidays.1", Code.DUPLICATE_DATE),
        ({"shifts": []}, "shifts", Code.NOT_AN_OBJECT),
        ({"shifts": {"05-01": []}}, "shifts.05-01", Code.BAD_DATE),
        ({"shifts": {"2026-05-01": [["09:00", "08:00"]]}}, "shifts.2026-05-01.0", Code.BLOCK_REVERSED),
    ],
)
def test_refuses_what_it_does_not_understand(changes: dict[str, Any], field: str, code: Code) -> None:
    assert problems_of(calendar_json(**changes)) == [(field, code)]


@pytest.mark.parametrize("data", [None, [], "calendar", 7])
def test_refuses_what_is_no_object(data: object) -> None:
    assert problems_of(data) == [("", Code.NOT_AN_OBJECT)]


def test_names_all_problems_at_once() -> None:
    found = problems_of({"timezone": "Mars", "hours": {"0": [["09:00", "25:00"]]}, "holidays": ["x"]})
    assert found == [
        ("name", Code.REQUIRED),
        ("timezone", Code.UNKNOWN_TIMEZONE),
        ("hours.0.0.1", Code.BAD_TIME),
        ("holidays.0", Code.BAD_DATE),
    ]


def test_problems_carry_the_facts_and_cut_long_input() -> None:
    data = calendar_json(timezone="z" * 5000, hours={"0": [["09:00", "12:00"], ["11:00", "18:00"]]})
    with pytest.raises(CalendarRefused) as caught:
        parse(data)
    assert caught.value.problems == (
        problem("timezone", Code.UNKNOWN_TIMEZONE, value="z" * 39 + "…"),
        problem(
            "hours.0.1",
            Code.BLOCKS_OVERLAP,
            opens="11:00",
            closes="18:00",
            other_opens="09:00",
            other_closes="12:00",
        ),
    )


def test_with_a_clock_it_refuses_a_calendar_that_never_opens_again() -> None:
    past = calendar_json(hours={}, shifts={"2020-01-01": NINE_TO_SIX})
    assert parse(past).has_working_time()
    assert problems_of(past, now=at("2026-09-14T10:00")) == [("start", Code.NO_WORKING_TIME_AHEAD)]
    every_day = [date.fromordinal(date(2000, 1, 1).toordinal() + n).strftime("%m-%d") for n in range(366)]
    always_holiday = calendar_json(holidays=every_day)
    assert problems_of(always_holiday, now=at("2026-09-14T10:00")) == [("start", Code.NO_WORKING_TIME_AHEAD)]
    assert parse(calendar_json(), now=at("2026-09-14T10:00"))


def test_every_known_zone_can_be_loaded() -> None:
    for name in known_timezones():
        assert parse(calendar_json(timezone=name)).zone.key == name
