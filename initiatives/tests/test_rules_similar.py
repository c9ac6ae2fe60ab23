"""Terms, weights and closeness, by literals."""

import math

import pytest

from initiatives.rules.similar import Index, Query, damp, long_enough, rarest, terms, weight


def test_words_and_the_groups_that_they_belong_to() -> None:
    assert terms("增加自助终端") == {"增加", "=增加", "自助终端", "自助", "终端", "=自助机"}
    assert terms("Adding vouchers") == {"add", "=increase", "voucher", "=voucher"}


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("增加", "添加"),
        ("客户", "顾客"),
        ("怎么", "如何"),
        ("電話", "电话"),
        ("ＡＢＣ１", "abc1"),
        ("colleague", "Employees"),
    ],
)
def test_the_same_in_other_words(one: str, other: str) -> None:
    assert terms(one) & terms(other)


def test_words_of_a_longer_word_are_found_too() -> None:
    assert "公积金" in terms("住房公积金")


def test_weight_falls_with_the_texts_that_have_the_term() -> None:
    assert weight("行李", 1, 100) == pytest.approx(math.log(1 + 99.5 / 1.5) ** 1.3)
    assert weight("行李", 10, 100) < weight("行李", 1, 100)
    assert weight("行李", 100, 100) > 0
    assert weight("行李", 0, 0) > 0


def test_words_that_say_little_weigh_little() -> None:
    assert weight("的", 5, 100) == pytest.approx(weight("行李", 5, 100) * 0.2)
    assert weight("=?怎么", 5, 100) == pytest.approx(weight("行李", 5, 100) * 0.4)


def test_damping_is_one_at_the_average() -> None:
    assert damp(15) == pytest.approx(1)
    assert damp(60) < damp(15) < damp(2)


@pytest.mark.parametrize(
    ("budget", "chosen"),
    [(100, ["a", "b", "c"]), (15, ["a", "b"]), (3, ["a"]), (0, ["a"])],
)
def test_the_rarest_within_a_budget(budget: int, chosen: list[str]) -> None:
    assert rarest({"c": 90, "b": 7, "a": 3}, budget) == chosen


def test_nothing_to_compare() -> None:
    assert rarest({}, 10) == []
    assert terms("！？…") == frozenset()
    assert Index(["食堂"]).closest("") == []


@pytest.mark.parametrize(
    ("text", "enough"),
    [("自助终端", True), ("自助机", False), ("boarding passes", True), ("boarding", False), ("，。！？", False)],
)
def test_enough_to_compare(text: str, enough: bool) -> None:
    assert long_enough(text) is enough


def test_closeness_is_between_nothing_and_the_same() -> None:
    text = "增加自助终端"
    found = terms(text)
    query = Query.of(text, found, dict.fromkeys(found, 1), 100)
    assert query.closeness(sum(query.weights.values()), text) == pytest.approx(1)
    assert query.closeness(0, "boarding") == 0
    assert 0 < query.closeness(0, "终点") < 0.1
