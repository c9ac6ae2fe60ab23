"""Rules of contacts, with literals."""

import datetime as dt

import pytest

from feedback.customers.rules.figures import Figures, total
from feedback.customers.rules.first_contact import REPEATED, SOLVED, UNDECIDED, Touch, verdicts
from feedback.customers.rules.handling import Held, shared
from feedback.customers.rules.hours import Hours
from feedback.customers.rules.phones import digits_of
from feedback.customers.tests.factory import SPEC, at
from portal.calendars.rules import parse


@pytest.mark.parametrize(
    ("written", "digits"),
    [
        ("13800138000", "8613800138000"),
        ("+86 138 0013 8000", "8613800138000"),
        ("0086-138-0013-8000", "8613800138000"),
        ("8613800138000", "8613800138000"),
        ("013800138000", "8613800138000"),
        ("+86 (0)21 6666 1234", "862166661234"),
        ("021-66661234", "862166661234"),
        ("021 6666 1234 转 805", "862166661234"),
        ("021 6666 1234 ext. 12", "862166661234"),
        ("400-820-8888", "864008208888"),
        ("95530", "8695530"),
        ("１３８００１３８０００", "8613800138000"),
        ("+61 2 9876 5432", "61298765432"),
        ("0061 2 9876 5432", "61298765432"),
        ("", ""),
        ("12", ""),
        ("chat", ""),
        ("+", ""),
        ("1" * 16, ""),
        ("٣٤٥٦٧٨٩٠", ""),
    ],
)
def test_a_number_is_one_however_it_is_written(written: str, digits: str) -> None:
    assert digits_of(written, country="86") == digits


def minutes(**found: dt.timedelta) -> dict[str, float]:
    return {key: value.total_seconds() / 60 for key, value in found.items()}


def held(start: str, end: str) -> Held:
    return Held(at(f"2026-11-16 {start}"), at(f"2026-11-16 {end}"))


def test_a_contact_held_alone_has_its_own_length() -> None:
    assert minutes(**shared([("a", held("10:00", "10:07")), ("b", held("11:00", "11:01"))])) == {"a": 7, "b": 1}


def test_shared_minutes_count_once() -> None:
    # 10:00-10:10 a alone, 10:10-10:20 both, 10:20-10:30 b alone: 10 + 5 and 5 + 10 of 30 minutes.
    found = minutes(**shared([("a", held("10:00", "10:20")), ("b", held("10:10", "10:30"))]))
    assert found == {"a": 15, "b": 15}


def test_three_chats_at_once_and_one_inside_another() -> None:
    rows = [("a", held("10:00", "10:30")), ("b", held("10:00", "10:30")), ("c", held("10:00", "10:30"))]
    assert minutes(**shared(rows)) == {"a": 10, "b": 10, "c": 10}
    assert minutes(**shared([("a", held("10:00", "10:40")), ("b", held("10:10", "10:20"))])) == {"a": 35, "b": 5}


def test_parts_add_up_to_the_time_that_the_agent_was_busy() -> None:
    rows = [("a", held("10:00", "10:20")), ("b", held("10:05", "10:25")), ("c", held("10:50", "11:00"))]
    assert sum(minutes(**shared(rows)).values()) == pytest.approx(35)


def test_nothing_held_and_a_contact_of_no_length() -> None:
    assert shared([]) == {}
    assert minutes(**shared([("a", held("10:00", "10:00")), ("b", held("10:00", "10:04"))])) == {"a": 0, "b": 4}


NOW = at("2026-11-30 10:00")


def touch(number: int, day: str, *, service: str = "refund", answered: bool = True, counts: bool = True) -> Touch:
    return Touch(number, 1, service, at(f"2026-11-{day} 10:00"), answered, counts)


def judged(*touches: Touch) -> dict[int, str]:
    return verdicts(touches, now=NOW)


def test_first_contacts() -> None:
    assert judged(touch(1, "02")) == {1: SOLVED}
    assert judged(touch(1, "02"), touch(2, "05")) == {1: REPEATED}
    assert judged(touch(1, "02"), touch(2, "09")) == {1: REPEATED}, "the seventh day itself is within"
    assert judged(touch(1, "02"), touch(2, "10")) == {1: SOLVED, 2: SOLVED}
    assert judged(touch(1, "02"), touch(2, "05"), touch(3, "10")) == {1: REPEATED}, "all of one story"


def test_what_is_no_repetition() -> None:
    assert judged(touch(1, "02"), touch(2, "03", service="invoice")) == {1: SOLVED, 2: SOLVED}
    assert judged(touch(1, "02"), touch(2, "03", counts=False)) == {1: SOLVED}, "a compliment"
    assert judged(touch(1, "02"), touch(2, "03")._replace(customer=2)) == {1: SOLVED, 2: SOLVED}
    assert judged(touch(1, "02", service="")) == {}, "nobody knows what it was about"


def test_who_got_no_answer_comes_again_but_is_no_first_contact() -> None:
    assert judged(touch(1, "02"), touch(2, "03", answered=False)) == {1: REPEATED}
    assert judged(touch(1, "02", answered=False), touch(2, "03")) == {2: SOLVED}


def test_undecided_until_seven_days_are_over() -> None:
    assert judged(touch(1, "25")) == {1: UNDECIDED}
    assert judged(touch(1, "23")) == {1: UNDECIDED}, "the seventh day is not over"
    assert judged(touch(1, "25"), touch(2, "26")) == {1: REPEATED}


def test_rates() -> None:
    figures = Figures(
        offered=10, answered=8, outside=3, handled=4, handling=dt.timedelta(minutes=30), first=5, solved=2,
        repeated=1, undecided=2, said_solved=4, compliments=6, complaints=4,
    )  # fmt: skip
    assert figures.answer_rate == 0.8
    assert figures.handling_minutes == 7.5
    assert figures.first_contact_rate == 0.4, "undecided ones are not solved"
    assert figures.said_rate == 0.8
    assert figures.compliments_per_complaint == 1.5
    empty = Figures()
    assert (empty.answer_rate, empty.handling_minutes, empty.first_contact_rate) == (None, None, None)
    assert empty.compliments_per_complaint is None
    both = total([figures, Figures(offered=10, answered=2, handled=1, handling=dt.timedelta(minutes=20))])
    assert (both.answer_rate, both.handling_minutes) == (0.5, 10), "rates of sums, not means of rates"
    assert total([]) == Figures()


def test_hours_of_a_line() -> None:
    asked = [at(text) for text in ("2026-11-16 08:59", "2026-11-16 09:00", "2026-11-16 18:00", "2026-11-21 10:00")]
    is_open = Hours(parse(SPEC), asked)
    assert [is_open(instant) for instant in asked] == [False, True, False, False]
    Hours(parse(SPEC), [])
