"""Times, durations and numbers in words, in both languages."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.template import Context, Template
from django.utils import timezone, translation

from portal.core import wording
from portal.core.parts import environment

NOW = datetime(2026, 11, 22, 6, 10, tzinfo=UTC)  # 14:10 in Shanghai


@pytest.fixture(autouse=True)
def shanghai() -> Iterator[None]:
    with timezone.override(ZoneInfo("Asia/Shanghai")), translation.override("en"):
        yield


def in_both(function, *arguments, **named) -> tuple[str, str]:
    with translation.override("zh-hans"):
        chinese = function(*arguments, **named)
    return function(*arguments, **named), chinese


@pytest.mark.parametrize(
    ("seconds", "english", "chinese"),
    [
        (0, "just now", "刚刚"),
        (59, "just now", "刚刚"),
        (60, "1 min ago", "1 分钟前"),
        (8 * 60 + 59, "8 min ago", "8 分钟前"),
        (3600, "1 h ago", "1 小时前"),
        (86_399, "23 h ago", "23 小时前"),
        (86_400, "21 Nov 14:10", "11-21 14:10"),
        (-60, "22 Nov 14:11", "11-22 14:11"),
    ],
)
def test_relative_times_become_exact_after_a_day(seconds: int, english: str, chinese: str) -> None:
    moment = NOW - timedelta(seconds=seconds)
    assert in_both(wording.relative, moment, NOW) == (english, chinese)


@pytest.mark.parametrize(
    ("minutes", "english", "chinese"),
    [
        (45, "45 min left", "剩余 45 分钟"),
        (130, "2 h 10 min left", "剩余 2 小时 10 分钟"),
        (480, "8 h left", "剩余 8 小时"),
        (2879, "47 h 59 min left", "剩余 47 小时 59 分钟"),
        (2880, "2 d left", "剩余 2 天"),
        (4500, "3 d 3 h left", "剩余 3 天 3 小时"),
        (0.5, "under 1 min left", "剩余不到 1 分钟"),
        (-0.5, "under 1 min late", "超时不到 1 分钟"),
        (-38.9, "38 min late", "超时 38 分钟"),
        (-61, "1 h 1 min late", "超时 1 小时 1 分钟"),
    ],
)
def test_a_deadline_is_rounded_down_to_whole_minutes(minutes: float, english: str, chinese: str) -> None:
    assert in_both(wording.remaining, NOW + timedelta(minutes=minutes), NOW) == (english, chinese)


def test_exact_times_name_year_and_zone_when_asked_and_the_year_when_it_is_another() -> None:
    assert in_both(wording.exact, NOW, now=NOW) == ("22 Nov 14:10", "11-22 14:10")
    assert in_both(wording.exact, NOW, full=True) == ("22 Nov 2026, 14:10 (UTC+8)", "2026-11-22 14:10（UTC+8）")
    last_year = NOW - timedelta(days=365)
    assert in_both(wording.exact, last_year, now=NOW) == ("22 Nov 2025, 14:10", "2025-11-22 14:10")


@pytest.mark.parametrize(
    ("name", "shown"),
    [("Asia/Shanghai", "UTC+8"), ("Asia/Kolkata", "UTC+5:30"), ("America/St_Johns", "UTC−3:30"), ("UTC", "UTC+0")],
)
def test_the_zone_is_the_offset_of_that_moment(name: str, shown: str) -> None:
    with timezone.override(ZoneInfo(name)):
        assert wording.zone(NOW) == shown


def test_the_zone_follows_summer_time() -> None:
    with timezone.override(ZoneInfo("Europe/Berlin")):
        assert wording.zone(NOW) == "UTC+1"
        assert wording.zone(datetime(2026, 7, 1, tzinfo=UTC)) == "UTC+2"


@pytest.mark.parametrize(
    ("first", "last", "english", "chinese"),
    [
        (date(2026, 11, 22), date(2026, 11, 28), "22–28 Nov 2026", "2026-11-22 ～ 2026-11-28"),
        (date(2026, 11, 22), date(2026, 12, 2), "22 Nov – 2 Dec 2026", "2026-11-22 ～ 2026-12-02"),
        (date(2026, 12, 30), date(2027, 1, 2), "30 Dec 2026 – 2 Jan 2027", "2026-12-30 ～ 2027-01-02"),
        (date(2026, 11, 22), date(2026, 11, 22), "22 Nov 2026", "2026-11-22"),
    ],
)
def test_a_range_is_as_short_as_it_stays_clear(first: date, last: date, english: str, chinese: str) -> None:
    assert in_both(wording.day_range, first, last) == (english, chinese)


def test_durations_stay_hours_because_they_are_working_time() -> None:
    assert in_both(wording.span, 45) == ("45 min", "45 分钟")
    assert in_both(wording.span, 60) == ("1 h", "1 小时")
    assert in_both(wording.span, 6010) == ("100 h 10 min", "100 小时 10 分钟")
    assert wording.span(-5) == "−5 min"


def test_numbers_have_separators_in_both_languages() -> None:
    assert in_both(wording.number, 1284) == ("1,284", "1,284")
    assert in_both(wording.number, 80_000, 2) == ("80,000.00", "80,000.00")


@pytest.mark.parametrize(("language", "said"), [("en", "Customs, <b>"), ("zh-hans", "Customs、<b>")])
def test_words_are_listed_as_the_language_lists_them(language: str, said: str) -> None:
    words = ["Customs", "<b>"]
    with translation.override(language):
        assert wording.listed(words) == said
        shown = Template("{{ words|listed }}").render(Context({"words": words}))
        assert shown == said.replace("<b>", "&lt;b&gt;")
        assert environment().from_string("{{ words|listed }}").render(words=words) == shown
