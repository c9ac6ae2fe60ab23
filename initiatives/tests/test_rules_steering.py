"""Scores of risks, their heat picture, money per currency, with literals."""

from decimal import Decimal

import pytest

from initiatives.rules.steering import heat, level, money, score


@pytest.mark.parametrize(
    ("likelihood", "impact", "points", "name"),
    [(1, 1, 1, "low"), (5, 1, 5, "low"), (2, 3, 6, "medium"), (3, 4, 12, "medium"), (3, 5, 15, "high")],
)
def test_score_and_level(likelihood: int, impact: int, points: int, name: str) -> None:
    assert (score(likelihood, impact), level(likelihood, impact)) == (points, name)


def test_heat() -> None:
    found = heat([(1, 5), (1, 5), (3, 3)])
    assert len(found) == 25
    assert (found[1, 5], found[3, 3], found[5, 1]) == (2, 1, 0)


def test_money_is_never_summed_across_currencies() -> None:
    rows = money(
        [
            ("spent", "EUR", Decimal("12.50")),
            ("planned", "CNY", Decimal(100)),
            ("spent", "CNY", Decimal(30)),
            ("spent", "CNY", Decimal(-5)),
        ]
    )
    assert [(row.currency, row.planned, row.spent, row.remaining, row.share, row.over) for row in rows] == [
        ("CNY", Decimal(100), Decimal(25), Decimal(75), 0.25, False),
        ("EUR", Decimal(0), Decimal("12.50"), Decimal("-12.50"), None, True),
    ]
    assert money([]) == []
