"""Forecast and sums of benefits, with literals."""

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest

from initiatives.rules.benefits import Counting, Sum, change, projected, sums

D = Decimal
BEGUN, DUE = dt.date(2026, 1, 1), dt.date(2026, 1, 31)


def test_a_change_counts_in_the_better_direction() -> None:
    assert change(D(40), D(90), "higher") == 50
    assert change(D(900), D(700), "lower") == 200
    assert change(D(900), D(950), "lower") == -50


@pytest.mark.parametrize(
    ("value", "as_of", "expected"),
    [
        (None, None, None),
        (D(50), BEGUN, None),
        (D(50), dt.date(2025, 12, 1), None),
        (D(50), dt.date(2026, 1, 16), D(60)),
        (D(30), dt.date(2026, 1, 16), D(20)),
        (D(41), dt.date(2026, 1, 2), D(70)),
        (D(77), DUE, D(77)),
        (D(78), dt.date(2026, 3, 1), D(78)),
    ],
)
def test_the_line_through_the_newest_reading(value: Any, as_of: Any, expected: Any) -> None:
    assert projected(baseline=D(40), begun_on=BEGUN, value=value, as_of=as_of, due_on=DUE) == expected


def test_sums_stay_within_a_unit_and_count_nothing_twice() -> None:
    rows = [
        Counting("CNY", "lower", D(900), D(700), D(720), D(750), D(750)),
        Counting("CNY", "higher", D(0), D(50), None, D(10)),
        Counting("CNY", "higher", D(0), D(999), D(999), D(999), D(999), counted_elsewhere=True),
        Counting("EUR", "higher", D(0), D(5)),
        Counting("", "higher", D(1), D(2), D(2), D(0)),
    ]
    assert sums(rows) == [
        Sum("", 1, D(1), D(1), D(-1), D(0), 0),
        Sum("CNY", 2, D(250), D(180), D(160), D(150), 1),
        Sum("EUR", 1, D(5), D(0), D(0), D(0), 0),
    ]
    assert sums([]) == []
