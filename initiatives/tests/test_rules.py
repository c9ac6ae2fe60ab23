"""Rank, progress, pace and attention, with literals."""

import datetime as dt
from decimal import Decimal

import pytest

from initiatives import rules

BORN = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
DAY = dt.date(2026, 11, 2)


def test_rank_is_the_formula() -> None:
    assert rules.rank(0, dt.datetime(1970, 1, 1, tzinfo=dt.UTC)) == 0
    assert rules.rank(9, dt.datetime(1970, 1, 1, tzinfo=dt.UTC)) == pytest.approx(1.0)
    assert rules.rank(0, dt.datetime(1970, 1, 1, 12, 30, tzinfo=dt.UTC)) == pytest.approx(1.0)


def test_every_vote_raises_the_rank() -> None:
    ranks = [rules.rank(votes, BORN) for votes in range(1000)]
    assert ranks == sorted(set(ranks))


def test_a_new_idea_overtakes_an_old_one_without_votes_coming_or_going() -> None:
    assert rules.rank(0, BORN + dt.timedelta(hours=25)) > rules.rank(50, BORN)
    assert rules.rank(50, BORN) > rules.rank(0, BORN + dt.timedelta(hours=20))


@pytest.mark.parametrize(
    ("baseline", "target", "value", "expected"),
    [
        (40, 90, None, 0.0),
        (40, 90, 40, 0.0),
        (40, 90, 65, 0.5),
        (40, 90, 90, 1.0),
        (40, 90, 120, 1.0),
        (40, 90, 10, 0.0),
        (20, 5, 20, 0.0),
        (20, 5, 14, 0.4),
        (20, 5, 2, 1.0),
        (20, 5, 30, 0.0),
        (-10, 10, 0, 0.5),
        (0, 3, 1, 1 / 3),
        (7, 7, 7, 0.0),
    ],
)
def test_progress(baseline: int, target: int, value: int | None, expected: float) -> None:
    read = None if value is None else Decimal(value)
    assert rules.progress(Decimal(baseline), Decimal(target), read) == pytest.approx(expected)


@pytest.mark.parametrize(
    ("start", "due", "today", "expected"),
    [
        ("2026-11-01", "2026-11-11", "2026-10-01", 0.0),
        ("2026-11-01", "2026-11-11", "2026-11-01", 0.0),
        ("2026-11-01", "2026-11-11", "2026-11-04", 0.3),
        ("2026-11-01", "2026-11-11", "2026-11-11", 1.0),
        ("2026-11-01", "2026-11-11", "2027-01-01", 1.0),
        ("2026-11-01", "2026-11-01", "2026-10-31", 0.0),
        ("2026-11-01", "2026-11-01", "2026-11-01", 1.0),
    ],
)
def test_expected(start: str, due: str, today: str, expected: float) -> None:
    days = [dt.date.fromisoformat(text) for text in (start, due, today)]
    assert rules.expected(*days) == pytest.approx(expected)


@pytest.mark.parametrize(
    ("baseline", "target", "better", "fits"),
    [
        (1, 2, "higher", True),
        (2, 1, "higher", False),
        (2, 1, "lower", True),
        (1, 2, "lower", False),
        (1, 1, "higher", False),
        (1, 1, "lower", False),
    ],
)
def test_target_fits(baseline: int, target: int, better: str, fits: bool) -> None:
    assert rules.target_fits(Decimal(baseline), Decimal(target), better) is fits


def reasons(**facts: object) -> list[str]:
    calm = {"light": "green", "due_on": DAY, "overdue_milestones": 0, "reported_on": DAY, "today": DAY}
    return list(rules.attention(**(calm | facts)))  # type: ignore[arg-type]


def test_attention() -> None:
    assert reasons(pilot_until=DAY) == []
    assert reasons(pilot_until=DAY - dt.timedelta(days=1)) == ["pilot_over"]
    assert reasons() == []
    assert reasons(light="red") == ["red"]
    assert reasons(light="amber") == ["amber"]
    assert reasons(due_on=DAY - dt.timedelta(days=1)) == ["overdue"]
    assert reasons(overdue_milestones=2) == ["milestones"]
    assert reasons(reported_on=DAY - dt.timedelta(days=30)) == []
    assert reasons(reported_on=DAY - dt.timedelta(days=31)) == ["silent"]
    assert reasons(light="amber", due_on=DAY - dt.timedelta(days=1)) == ["overdue", "amber"]
