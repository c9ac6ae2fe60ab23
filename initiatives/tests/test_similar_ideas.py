"""Similar ideas in the database: found in other words, only what may be seen, nothing lost, nothing written."""

import re
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from initiatives.models import Idea, IdeaTerm, LikenessLabel, TermCount
from initiatives.queries.demand import Demand
from initiatives.queries.similar import ALL, similar_ideas
from initiatives.services.ideas import idea_edit, idea_submit
from initiatives.services.indexing import ideas_index, terms_count
from initiatives.tests.factory import NOW, make_idea
from tests.cast import Cast, make_department, make_user

READS = re.compile(r"[\s(]*SELECT ")
TITLES = ["增加自助终端", "食堂提供夜班餐", "停车位分配要公开", "Free water at the gates", "行李转盘显示等待时间"]


@pytest.fixture
def ideas(cast: Cast) -> dict[str, Idea]:
    return {title: make_idea(cast.owner, title=title, text="") for title in TITLES}


def titles(*args: Any, **kwargs: Any) -> list[str]:
    return [each.title for each in similar_ideas(*args, **kwargs)]


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("添加自助机", "增加自助终端"),
        ("給夜班同事供應宵夜", "食堂提供夜班餐"),
        ("offer drinking water at every gate", "Free water at the gates"),
        ("行李提取处应该显示还要等多久", "行李转盘显示等待时间"),
    ],
)
def test_it_is_found_in_other_words(cast: Cast, ideas: dict[str, Idea], typed: str, meant: str) -> None:
    assert titles(cast.colleague, typed)[:1] == [meant]
    terms_count()
    assert titles(cast.colleague, typed)[:1] == [meant]


def test_what_has_little_in_common_is_not_shown(cast: Cast, ideas: dict[str, Idea]) -> None:
    assert titles(cast.colleague, "给新来的同事安排导师") == []


@pytest.mark.parametrize("typed", ["自助机", "water", "", "！？"])
def test_too_little_to_compare(cast: Cast, ideas: dict[str, Idea], typed: str) -> None:
    with CaptureQueriesContext(connection) as captured:
        assert titles(cast.colleague, typed) == []
    assert not captured.captured_queries


def test_the_text_helps_where_the_title_does_not(cast: Cast, ideas: dict[str, Idea]) -> None:
    make_idea(cast.owner, title="一个小小的建议", text="登机牌在大厅里自助打印")
    assert "一个小小的建议" in titles(cast.colleague, "登机牌在大厅自助打印")


def test_facts_beside_each(cast: Cast, ideas: dict[str, Idea]) -> None:
    (found,) = similar_ideas(cast.colleague, "添加自助机")
    assert (found.reference, found.state, found.vote_count) == (ideas["增加自助终端"].reference, "open", 0)
    assert (found.voted, found.mine, found.demand) == (False, False, Demand(1, 1))
    assert 0.3 <= found.closeness <= 1
    (own,) = similar_ideas(cast.owner, "添加自助机")
    assert own.mine


def test_a_leaver_finds_nothing(cast: Cast, ideas: dict[str, Idea]) -> None:
    assert titles(make_user("gone", is_active=False), "添加自助机") == []


def test_without_a_user_what_everybody_may_see(cast: Cast, ideas: dict[str, Idea]) -> None:
    (found,) = similar_ideas(None, "添加自助机")
    assert (found.title, found.voted, found.mine) == ("增加自助终端", False, False)


def test_who_may_see_is_asked_before_the_best_are_taken(
    cast: Cast, ideas: dict[str, Idea], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Were hidden rows only left out of the best ones, the one idea that may be seen would be crowded out."""
    from initiatives.queries import similar  # noqa: PLC0415

    for _number in range(70):
        make_idea(cast.owner, title="添加自助机", text="")
    seen = ideas["增加自助终端"]
    monkeypatch.setattr(similar, "_visible", lambda _user: Idea.objects.filter(pk=seen.pk))
    assert titles(cast.colleague, "添加自助机") == [seen.title]


def test_an_edit_is_found_by_its_new_words(cast: Cast, ideas: dict[str, Idea]) -> None:
    idea = ideas["停车位分配要公开"]
    idea_edit(reference=idea.reference, changes={"title": "面单上隐藏客户电话"}, by=cast.owner, now=NOW)
    assert titles(cast.colleague, "快递单上的顾客手机号要隐去") == ["面单上隐藏客户电话"]
    assert titles(cast.colleague, "公开车位的分配办法") == []
    assert not Idea.objects.get(pk=idea.pk).unindexed


def test_the_sweep_catches_up_with_what_was_written_without(cast: Cast, ideas: dict[str, Idea]) -> None:
    idea = ideas["停车位分配要公开"]
    Idea.objects.filter(pk=idea.pk).update(title="面单上隐藏客户电话")
    assert Idea.objects.get(pk=idea.pk).unindexed, "the trigger marks it"
    assert ideas_index() == 1
    assert titles(cast.colleague, "快递单上的顾客手机号要隐去") == ["面单上隐藏客户电话"]
    assert ideas_index() == 0


def test_other_changes_need_no_new_terms(cast: Cast, ideas: dict[str, Idea]) -> None:
    Idea.objects.update(vote_count=3)
    assert ideas_index() == 0


def test_terms_are_counted_once_there_are_more_ideas(cast: Cast, ideas: dict[str, Idea]) -> None:
    assert not terms_count(), "five ideas are too few to count anew"
    for number in range(5):
        make_idea(cast.owner, title=f"自助终端 {number}", text="")
    assert terms_count()
    assert TermCount.objects.get(term=ALL).count == 10
    assert TermCount.objects.get(term="自助终端").count == 6
    assert not terms_count()


def test_asking_writes_nothing(cast: Cast, ideas: dict[str, Idea]) -> None:
    with CaptureQueriesContext(connection) as captured:
        similar_ideas(cast.colleague, "添加自助机", "大厅里")
    assert captured.captured_queries
    assert [query["sql"] for query in captured.captured_queries if not READS.match(query["sql"])] == []


def test_statements_stay_the_same_for_any_number(cast: Cast, ideas: dict[str, Idea]) -> None:
    with CaptureQueriesContext(connection) as few:
        similar_ideas(cast.colleague, "添加自助机", "大厅里")
    for _number in range(20):
        make_idea(cast.owner, title="添加自助机", text="大厅里")
    with CaptureQueriesContext(connection) as many:
        assert len(similar_ideas(cast.colleague, "添加自助机", "大厅里")) == 5
    assert len(many) <= len(few) <= 8


def test_submitted_all_the_same_is_kept_as_a_word_on_likeness(cast: Cast, ideas: dict[str, Idea]) -> None:
    shown = ideas["增加自助终端"]
    made = idea_submit(
        title="添加自助机",
        text="",
        department=cast.department,
        by=cast.colleague,
        now=NOW,
        differs_from=[shown.reference, "I-ABSENT", "\x00"],
    )
    label = LikenessLabel.objects.get()
    assert (label.shown, label.made, label.title) == (shown, made, "添加自助机")
    assert (label.verdict, label.by, label.at) == ("different", cast.colleague, NOW)


def test_demand_counts_people_and_departments_once(cast: Cast, ideas: dict[str, Idea]) -> None:
    from initiatives.services.joining import idea_join  # noqa: PLC0415

    idea = ideas["增加自助终端"]
    for department in (cast.department, make_department("North"), make_department("South")):
        idea_join(reference=idea.reference, by=make_user(department=department), now=NOW)
    (found,) = similar_ideas(cast.colleague, "添加自助机")
    assert found.demand == Demand(4, 3)


def test_terms_go_with_the_idea(cast: Cast, ideas: dict[str, Idea]) -> None:
    assert set(IdeaTerm.objects.values_list("idea_id", flat=True)) == {idea.pk for idea in ideas.values()}
