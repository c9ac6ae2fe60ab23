"""The answer promise in literals: the office of Shanghai in the weeks before and after National Day 2026."""

import datetime as dt

import pytest

from initiatives import rules
from portal.calendars.rules import CalendarSpec, parse

HOURS = {str(day): [["09:00", "12:00"], ["13:00", "18:00"]] for day in range(5)}


def office(**fields: object) -> CalendarSpec:
    values = {"name": "Office", "timezone": "Asia/Shanghai", "hours": HOURS, "holidays": [], "shifts": {}} | fields
    return parse(values)


def at(text: str) -> dt.datetime:
    return dt.datetime.fromisoformat(f"{text}+08:00")


MONDAY = at("2026-11-02T10:00")


@pytest.mark.parametrize(
    ("start", "days", "due"),
    [
        ("2026-11-02T10:00", 1, "2026-11-03T18:00"),
        ("2026-11-02T10:00", 5, "2026-11-09T18:00"),
        ("2026-11-02T23:30", 1, "2026-11-03T18:00"),
        ("2026-11-07T11:00", 1, "2026-11-09T18:00"),
        ("2026-11-08T11:00", 2, "2026-11-10T18:00"),
    ],
)
def test_due_at_the_close_of_the_last_day(start: str, days: int, due: str) -> None:
    assert rules.answer_due(office(), at(start), days) == at(due)


def test_holidays_and_make_up_days_count_as_they_are() -> None:
    spec = office(holidays=["2026-11-03"], shifts={"2026-11-07": [["09:00", "12:00"]]})
    assert rules.answer_due(spec, MONDAY, 4) == at("2026-11-07T12:00")


def test_a_pause_moves_it_by_its_working_time() -> None:
    pause = (at("2026-11-03T09:00"), at("2026-11-04T18:00"))
    assert rules.answer_due(office(), MONDAY, 3, [pause]) == at("2026-11-09T18:00")
    short = (at("2026-11-03T10:00"), at("2026-11-03T11:00"))
    assert rules.answer_due(office(), MONDAY, 3, [short]) == at("2026-11-06T10:00")
    night = (at("2026-11-03T19:00"), at("2026-11-04T08:00"))
    assert rules.answer_due(office(), MONDAY, 3, [night]) == at("2026-11-05T18:00")


@pytest.mark.parametrize(
    ("end", "pauses", "days"),
    [
        ("2026-11-02T17:00", [], 0),
        ("2026-11-03T09:00", [], 1),
        ("2026-11-09T09:00", [], 5),
        ("2026-11-08T09:00", [], 4),
        ("2026-11-09T09:00", [("2026-11-03T10:00", "2026-11-05T10:00")], 3),
        ("2026-11-09T09:00", [("2026-11-03T10:00", "2026-11-03T16:00")], 5),
    ],
)
def test_days_taken(end: str, pauses: list[tuple[str, str]], days: int) -> None:
    spans = [(at(first), at(last)) for first, last in pauses]
    assert rules.days_taken(office(), MONDAY, at(end), spans) == days


def test_up_one_level_at_a_time() -> None:
    assert rules.level_up(rules.HERE, has_above=True) == rules.ABOVE
    assert rules.level_up(rules.HERE, has_above=False) == rules.OFFICE
    assert rules.level_up(rules.ABOVE, has_above=True) == rules.OFFICE
    assert rules.level_up(rules.OFFICE, has_above=True) == rules.OFFICE


def test_what_is_overdue_counts_as_late() -> None:
    assert rules.share_in_time(8, 10, 0) == 0.8
    assert rules.share_in_time(8, 10, 6) == 0.5
    assert rules.share_in_time(0, 0, 2) == 0
    assert rules.share_in_time(0, 0, 0) is None


def test_heads_see_the_scoreboard_thirty_days_before_everybody() -> None:
    since = dt.date(2026, 11, 2)
    assert rules.board_is_open(since, dt.date(2026, 11, 2), to_heads=True)
    assert not rules.board_is_open(since, dt.date(2026, 12, 1), to_heads=False)
    assert rules.board_is_open(since, dt.date(2026, 12, 2), to_heads=False)
    assert not rules.board_is_open(None, dt.date(2026, 12, 2), to_heads=True)


def test_a_plain_week_stands_in_for_a_calendar() -> None:
    assert rules.answer_due(rules.plain_week("Asia/Shanghai"), MONDAY, 1) == at("2026-11-03T18:00")
