import json
from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from portal.calendars.rules import (
    MAX_MINUTES,
    CalendarRefused,
    CalendarSpec,
    Code,
    Minutes,
    due,
    due_at,
    elapsed,
    parse,
)

from .builders import NINE_TO_SIX, around_the_clock, at, calendar, china, minutes, problem

# Published test cases of other ticket systems; each entry names the test that it comes from.
VECTORS = json.loads((Path(__file__).parent.parent / "data" / "working_time.json").read_text())


def spec_of(vector: dict[str, Any]) -> CalendarSpec:
    given = {key: vector[key] for key in ("hours", "holidays", "shifts") if key in vector}
    return parse({"name": vector["id"], "timezone": vector["tz"]} | given)


@pytest.mark.parametrize("vector", VECTORS, ids=lambda vector: vector["id"])
def test_published_cases(vector: dict[str, Any]) -> None:
    spec, start = spec_of(vector), at(vector["start"])
    pauses = [(at(begins), at(ends)) for begins, ends in vector["pauses"]]
    found = due(spec, start, vector["minutes"], pauses)
    assert found.at == at(vector["due"])
    assert elapsed(spec, start, found.at, pauses) == minutes(vector["minutes"])


@pytest.mark.parametrize(
    ("start", "count", "expected"),
    [
        ("2026-09-14T17:00", 60, "2026-09-14T18:00"),  # Runs out at closing: due at closing.
        ("2026-09-14T17:00", 60.5, "2026-09-15T09:00:30"),
        ("2026-09-14T08:00", 540, "2026-09-14T18:00"),
        ("2026-09-14T10:00:05.000007", 1, "2026-09-14T10:01:05.000007"),
        ("2026-09-14T10:00", Decimal("0.1"), "2026-09-14T10:00:06"),
        ("2026-09-14T10:00", 0.1, "2026-09-14T10:00:06"),
        ("2026-09-14T10:00", 0, "2026-09-14T10:00"),
        ("2026-09-14T09:00", 0, "2026-09-14T09:00"),
        ("2026-09-14T18:00", 0, "2026-09-15T09:00"),  # Closing itself is no working time.
        ("2026-09-18T20:00", 0, "2026-09-20T09:00"),  # A Sunday that is a make-up day.
        ("2026-09-24T17:30", 60, "2026-09-28T09:30"),  # Mid-Autumn Festival.
        ("2026-09-30T17:30", 60, "2026-10-08T09:30"),
    ],
)
def test_on_chinas_calendar(start: str, count: Minutes, expected: str) -> None:
    assert due_at(china(), at(start), count) == at(expected)


def test_answer_is_in_utc_and_start_may_have_any_offset() -> None:
    start = datetime(2026, 9, 14, 3, 0, tzinfo=timezone(timedelta(hours=2)))
    found = due_at(china(), start, 30)
    assert found == datetime(2026, 9, 14, 1, 30, tzinfo=UTC)
    assert found.tzinfo is UTC


def test_weekday_is_that_of_the_zone() -> None:
    spec = calendar(hours={"0": [["00:00", "24:00"]]})
    # Sunday 16:00 in UTC is Monday midnight in Shanghai.
    assert due_at(spec, at("2026-09-12T00:00Z"), 0) == at("2026-09-13T16:00Z")


@pytest.mark.parametrize(
    ("pauses", "expected"),
    [
        ([("2026-09-14T10:00", "2026-09-14T11:00")], "2026-09-14T13:00"),
        ([("2026-09-14T11:00", "2026-09-14T12:00"), ("2026-09-14T10:00", "2026-09-14T11:30")], "2026-09-14T14:00"),
        ([("2026-09-14T12:00", "2026-09-14T15:00")], "2026-09-14T12:00"),  # As at closing.
        ([("2026-09-14T10:00", "2026-09-14T10:00")], "2026-09-14T12:00"),
        ([("2026-09-14T17:00", "2026-09-15T12:00")], "2026-09-14T12:00"),
        ([("2026-09-14T00:00", "2026-09-15T12:00")], "2026-09-15T14:00"),
    ],
)
def test_pauses_do_not_count(pauses: list[tuple[str, str]], expected: str) -> None:
    read = [(at(begins), at(ends)) for begins, ends in pauses]
    assert due_at(china(), at("2026-09-14T10:00"), 120, read) == at(expected)


def test_zero_minutes_in_a_pause_are_due_after_it() -> None:
    pause = (at("2026-09-14T09:30"), at("2026-09-14T10:30"))
    assert due_at(china(), at("2026-09-14T10:00"), 0, [pause]) == at("2026-09-14T10:30")


def test_shift_replaces_the_hours_of_a_holiday_and_closes_when_empty() -> None:
    spec = calendar(holidays=["2026-10-01"], shifts={"2026-10-01": [["10:00", "11:00"]], "2026-10-02": []})
    assert due_at(spec, at("2026-09-30T17:00"), 150) == at("2026-10-05T09:30")


def test_yearly_holiday_comes_every_year() -> None:
    spec = calendar(holidays=["05-01", "02-29"])
    assert due_at(spec, at("2026-04-30T18:00"), 1) == at("2026-05-04T09:01")
    assert due_at(spec, at("2028-02-28T18:00"), 1) == at("2028-03-01T09:01")


@pytest.mark.parametrize(
    ("hours", "start", "count", "expected"),
    [
        # 29 March 2026, Berlin: 02:00 to 03:00 does not exist, 02:30 becomes 03:30 summer time.
        ([["02:30", "05:00"]], "2026-03-28T23:00Z", 0, "2026-03-29T01:30Z"),
        ([["02:30", "05:00"]], "2026-03-28T23:00Z", 90, "2026-03-29T03:00Z"),
        ([["00:00", "02:30"]], "2026-03-28T23:00Z", 150, "2026-03-29T01:30Z"),
        ([["00:00", "24:00"]], "2026-03-28T23:00Z", 23 * 60, "2026-03-29T22:00Z"),
        # Mapped forward the first block overlaps the second: each minute counts once.
        ([["01:00", "02:30"], ["03:00", "04:00"]], "2026-03-28T23:00Z", 120, "2026-03-29T02:00Z"),
        # Mapped forward the first block opens within the second, and still nothing of either is lost.
        ([["02:15", "02:45"], ["03:00", "05:00"]], "2026-03-28T23:00Z", 120, "2026-03-29T03:00Z"),
        # Opening would come after closing: this date has no hours, the next Sunday has.
        ([["02:30", "03:00"]], "2026-03-28T23:00Z", 0, "2026-04-05T00:30Z"),
        # 25 October 2026: 02:00 to 03:00 comes twice and counts twice.
        ([["01:00", "04:00"]], "2026-10-24T22:00Z", 240, "2026-10-25T03:00Z"),
        ([["02:30", "03:00"]], "2026-10-24T22:00Z", 90, "2026-10-25T02:00Z"),
        ([["02:00", "02:30"]], "2026-10-24T22:00Z", 30, "2026-10-25T00:30Z"),
    ],
)
def test_clock_changes(hours: list[list[str]], start: str, count: int, expected: str) -> None:
    spec = calendar(timezone="Europe/Berlin", hours={"6": hours})
    assert due_at(spec, at(start), count) == at(expected)


def test_a_date_that_the_zone_skipped_has_no_hours() -> None:
    spec = calendar(timezone="Pacific/Apia", hours={"4": NINE_TO_SIX})
    # Friday 30 December 2011 never came to Samoa.
    assert due_at(spec, at("2011-12-30T09:00Z"), 0) == at("2012-01-05T19:00Z")


def refusal(spec: CalendarSpec, start: datetime, count: Any, pauses: Any = ()) -> CalendarRefused:
    with pytest.raises(CalendarRefused) as caught:
        due(spec, start, count, pauses)
    return caught.value


@pytest.mark.parametrize(
    ("count", "code"),
    [
        (-1, Code.MINUTES_NEGATIVE),
        (-0.001, Code.MINUTES_NEGATIVE),
        (MAX_MINUTES + 1, Code.TOO_MANY_MINUTES),
        (10**400, Code.TOO_MANY_MINUTES),
        (Decimal("1e999999"), Code.TOO_MANY_MINUTES),
        (float("nan"), Code.BAD_MINUTES),
        (float("inf"), Code.BAD_MINUTES),
        (Decimal("sNaN"), Code.BAD_MINUTES),
        (True, Code.BAD_MINUTES),
        ("60", Code.BAD_MINUTES),
        (None, Code.BAD_MINUTES),
    ],
)
def test_refuses_minutes_that_cannot_be_counted(count: Any, code: Code) -> None:
    found = refusal(china(), at("2026-09-14T10:00"), count).problems
    assert [(p.field, p.code) for p in found] == [("minutes", code)]


@pytest.mark.parametrize(
    "start", ["0001-01-01T00:00+14:00", "9999-12-31T23:59-12:00", "1899-12-31T23:59Z", "2201-01-01T00:00Z"]
)
def test_refuses_the_ends_of_the_era(start: str) -> None:
    limits = problem("start", Code.INSTANT_OUT_OF_RANGE, first=1900, last=2200)
    assert refusal(china(), at(start), 60).problems == (limits,)


@pytest.mark.parametrize("timezone", ["Pacific/Kiritimati", "Etc/GMT+12", "Asia/Shanghai"])
@pytest.mark.parametrize("start", ["1900-01-01T00:00+14:00", "2200-12-31T23:59-12:00"])
def test_counts_at_the_edges_of_the_known_years(timezone: str, start: str) -> None:
    assert due_at(around_the_clock(timezone), at(start), 60) == at(start) + minutes(60)


def test_refuses_naive_instants() -> None:
    naive = at("2026-09-14T10:00").replace(tzinfo=None)
    aware = at("2026-09-14T10:00")
    assert refusal(china(), naive, 1).problems == (problem("start", Code.NAIVE_INSTANT),)
    found = refusal(china(), aware, 1, [(aware, aware), (aware, naive)])
    assert found.problems == (problem("pauses.1.1", Code.NAIVE_INSTANT),)


def test_refuses_reversed_and_countless_pauses() -> None:
    begins, ends = at("2026-09-14T10:00"), at("2026-09-14T11:00")
    assert refusal(china(), begins, 1, [(ends, begins)]).problems == (problem("pauses.0", Code.PAUSE_REVERSED),)
    assert refusal(china(), begins, 1, [(begins, ends)] * 10_001).problems == (
        problem("pauses", Code.TOO_MANY_PAUSES, limit=10_000),
    )


def test_refuses_to_search_for_ever() -> None:
    last_day = calendar(hours={}, shifts={"2026-09-14": NINE_TO_SIX})
    assert due_at(last_day, at("2026-09-14T17:00"), 60) == at("2026-09-14T18:00")
    [found] = refusal(last_day, at("2026-09-14T18:00"), 1).problems
    assert (found.field, found.code, found.params["years"]) == ("start", Code.NO_WORKING_TIME_AHEAD, 40)
    [found] = refusal(last_day, at("2026-09-14T17:00"), 61).problems
    assert (found.field, found.code) == ("minutes", Code.DUE_TOO_FAR)


def test_a_pause_of_a_century_ends_the_search_too() -> None:
    pause = (at("2026-01-01T00:00"), at("2126-01-01T00:00"))
    [found] = refusal(china(), at("2026-09-14T10:00"), 1, [pause]).problems
    assert found.code == Code.NO_WORKING_TIME_AHEAD


def test_five_years_around_the_clock_are_the_most() -> None:
    start = at("2026-01-01T00:00Z")
    assert due_at(around_the_clock("Europe/Berlin"), start, MAX_MINUTES) == start + minutes(MAX_MINUTES)
