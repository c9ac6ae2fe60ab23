"""Our own formats stand in for Django's: 1234567 had no separators, English times were American."""

from datetime import datetime

import pytest
from django.template import engines
from django.utils import formats, translation


def rendered(text: str, **values) -> str:
    return engines["django"].from_string(text).render(values)


@pytest.mark.parametrize(("language", "day"), [("en", "22 Nov 2026"), ("zh-hans", "2026-11-22")])
def test_both_languages_use_them(language: str, day: str) -> None:
    moment = datetime(2026, 11, 22, 14, 55)  # noqa: DTZ001  (a wall time)
    with translation.override(language):
        assert rendered("{{ n }}", n=1_234_567) == "1,234,567"
        assert rendered("{{ n }}", n=4.5) == "4.5"
        assert rendered("{{ d|date:'DATE_FORMAT' }}", d=moment) == day
        assert rendered("{{ d|time:'TIME_FORMAT' }}", d=moment) == "14:55"
        assert formats.get_format("FIRST_DAY_OF_WEEK") == 1


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_native_date_fields_read_and_write_iso(language: str) -> None:
    with translation.override(language):
        assert formats.get_format("DATE_INPUT_FORMATS")[0] == "%Y-%m-%d"
        assert formats.get_format("DATETIME_INPUT_FORMATS")[0] == "%Y-%m-%dT%H:%M"
