"""Merging ideas by a link that can be undone; who may; merges that cross each other or a vote."""

import threading
from typing import Any

import pytest
from django.db import transaction
from django.test import Client

from initiatives.models import Idea, IdeaMerge, Vote
from initiatives.queries.demand import Demand, demand_of
from initiatives.queries.similar import similar_ideas
from initiatives.services.ideas import idea_edit
from initiatives.services.joining import idea_join
from initiatives.services.merging import idea_merge, idea_unmerge
from initiatives.services.saying import idea_comment
from initiatives.services.votes import idea_unvote, idea_vote, votes_reconcile
from initiatives.tests.factory import NOW, make_accepted, make_idea
from portal.core.errors import Malformed, NotAllowed, NotFound, Refused, Stale
from portal.people.models import User
from portal.records.models import Event, OutboxRow
from tests.cast import Cast, make_cast, make_user
from tests.crowd import at_once


def vote(idea: Idea, *people: User) -> None:
    for person in people:
        idea_vote(reference=idea.reference, by=person, now=NOW)


def merge(source: Idea, target: Idea, by: User, **values: Any) -> Idea:
    return idea_merge(
        **(
            {"reference": source.reference, "into": target.reference, "reason": "The same", "by": by, "now": NOW}
            | values
        )
    )


def unmerge(idea: Idea, by: User) -> Idea:
    return idea_unmerge(reference=idea.reference, by=by, now=NOW)


def counts(*ideas: Idea) -> list[int]:
    return [Idea.objects.get(pk=idea.pk).vote_count for idea in ideas]


def votes() -> set[tuple[int, int, bool]]:
    return set(Vote.objects.values_list("idea", "user", "gathered"))


@pytest.fixture
def two(cast: Cast) -> tuple[Idea, Idea]:
    return make_idea(cast.owner, title="增加自助终端"), make_idea(cast.colleague, title="添加自助机")


def test_unique_voters_are_counted_over_both(cast: Cast, two: tuple[Idea, Idea]) -> None:
    source, target = two
    both, one, other = make_user(), make_user(), make_user()
    vote(source, both, one)
    vote(target, both, other)
    merge(source, target, cast.head)
    assert counts(source, target) == [2, 3]
    assert Idea.objects.get(pk=source.pk).canonical == target
    assert votes_reconcile(now=NOW) == []
    assert demand_of([target.pk])[target.pk] == Demand(2, 1)


def test_unmerge_restores_exactly(cast: Cast, two: tuple[Idea, Idea]) -> None:
    source, target = two
    both, one, other = make_user(), make_user(), make_user()
    vote(source, both, one)
    vote(target, both, other)
    idea_comment(reference=source.reference, text="支持", by=one, now=NOW)
    names = ("vote_count", "rank", "comment_count", "canonical")
    before, facts = votes(), list(Idea.objects.order_by("pk").values(*names))
    merge(source, target, cast.head)
    assert Idea.objects.get(pk=target.pk).comment_count == 1
    unmerge(source, cast.head)
    assert votes() == before
    assert list(Idea.objects.order_by("pk").values(*names)) == facts
    assert IdeaMerge.objects.get().undone_at == NOW


def test_what_was_merged_before_goes_along_and_comes_back(cast: Cast, two: tuple[Idea, Idea]) -> None:
    source, target = two
    first = make_idea(cast.outsider, cast.department, title="自助设备")
    voter = make_user()
    vote(first, voter)
    merge(first, source, cast.head)
    assert counts(source) == [1]
    merge(source, target, cast.head)
    assert set(Idea.objects.filter(canonical=target)) == {first, source}, "never longer than one link"
    assert counts(source, target) == [0, 1]
    unmerge(source, cast.head)
    assert (Idea.objects.get(pk=first.pk).canonical, counts(source, target)) == (source, [1, 0])
    assert votes_reconcile(now=NOW) == []


def test_into_a_merged_one_is_into_where_that_goes_on(cast: Cast, two: tuple[Idea, Idea]) -> None:
    source, target = two
    third = make_idea(cast.outsider, cast.department, title="自助设备")
    merge(source, target, cast.head)
    assert merge(third, source, cast.head) == target


def test_verbs_on_the_old_reference_lead_on(cast: Cast, two: tuple[Idea, Idea]) -> None:
    source, target = two
    merge(source, target, cast.head)
    voter = make_user()
    vote(source, voter)
    idea_comment(reference=source.reference, text="支持", by=voter, now=NOW)
    idea_join(reference=source.reference, by=voter, now=NOW)
    assert counts(source, target) == [0, 1]
    assert Idea.objects.get(pk=target.pk).comment_count == 1
    assert demand_of([target.pk])[target.pk].people == 3


def test_a_vote_taken_back_does_not_return(cast: Cast, two: tuple[Idea, Idea]) -> None:
    source, target = two
    voter = make_user()
    vote(source, voter)
    merge(source, target, cast.head)
    idea_unvote(reference=target.reference, by=voter, now=NOW)
    assert counts(source, target) == [0, 0]
    unmerge(source, cast.head)
    assert counts(source, target) == [0, 0]
    assert votes_reconcile(now=NOW) == []


def test_authors_of_both_are_told_now_and_of_the_answer(cast: Cast, two: tuple[Idea, Idea]) -> None:
    source, target = two
    merge(source, target, cast.head)
    told = OutboxRow.objects.filter(kind="idea-merged").values_list("recipient_id", flat=True)
    assert set(told) == {cast.owner.pk, cast.colleague.pk}
    make_accepted(target, cast.head)
    told = OutboxRow.objects.filter(kind="idea-accepted").values_list("recipient_id", flat=True)
    assert set(told) == {cast.owner.pk, cast.colleague.pk}
    assert Event.objects.filter(verb__in=["idea.merged", "idea.took_in"]).count() == 2


def test_a_merged_one_is_found_as_the_one_where_it_goes_on(cast: Cast, two: tuple[Idea, Idea]) -> None:
    source, target = two
    merge(source, target, cast.head)
    (found,) = similar_ideas(cast.head, "增加自助终端")
    assert (found.reference, found.demand) == (target.reference, Demand(2, 1))


def test_a_merged_one_is_not_edited_or_answered(cast: Cast, two: tuple[Idea, Idea]) -> None:
    source, target = two
    merge(source, target, cast.head)
    for verb in (
        lambda: idea_edit(reference=source.reference, changes={"title": "x"}, by=cast.owner, now=NOW),
        lambda: make_accepted(source, cast.head),
        lambda: merge(source, make_idea(cast.owner), cast.head),
    ):
        with pytest.raises(Refused) as refusal:
            verb()
        assert refusal.value.code == "merged"


def test_each_refusal(cast: Cast, two: tuple[Idea, Idea]) -> None:
    source, target = two
    for by in (cast.owner, cast.colleague, cast.other_head):
        with pytest.raises(NotAllowed):
            merge(source, target, by)
    with pytest.raises(NotFound):
        merge(source, target, make_user("gone", is_active=False))
    with pytest.raises(Malformed):
        merge(source, target, cast.head, reason=" ")
    for into in ("I-ABSENT", "\x00"):
        with pytest.raises(Malformed) as missing:
            merge(source, target, cast.head, into=into)
        assert list(missing.value.errors) == ["into"]
    with pytest.raises(Refused) as same:
        merge(source, source, cast.head)
    assert same.value.code == "same_idea"
    with pytest.raises(Stale):
        merge(source, target, cast.head, expected_version=9)
    with pytest.raises(Refused) as alone:
        unmerge(source, cast.head)
    assert alone.value.code == "not_merged"
    make_accepted(source, cast.head)
    with pytest.raises(Refused) as decided:
        merge(source, target, cast.head)
    assert decided.value.code == "decided"
    assert not IdeaMerge.objects.exists()


def test_unmerge_is_for_those_who_answer(cast: Cast, two: tuple[Idea, Idea]) -> None:
    source, target = two
    merge(source, target, cast.head)
    with pytest.raises(NotAllowed):
        unmerge(source, cast.owner)


def test_pages_and_rest_lead_on(cast: Cast, two: tuple[Idea, Idea], client: Client) -> None:
    source, target = two
    idea_comment(reference=source.reference, text="在旧的那条下面说的", by=cast.head, now=NOW)
    client.force_login(cast.head)
    form = client.get(f"/ideas/{source.reference}/merge/").content.decode()
    assert "添加自助机" in form, "what is like it stands above the form"
    given = {"into": target.reference, "reason": "相同", "version": "1"}
    answer = client.post(f"/ideas/{source.reference}/merge/", given)
    assert answer["Location"] == f"/ideas/{target.reference}/"
    assert client.get(f"/ideas/{source.reference}/")["Location"] == f"/ideas/{target.reference}/"
    page = client.get(f"/ideas/{target.reference}/").content.decode()
    assert "在旧的那条下面说的" in page
    assert source.reference in page
    moved = client.get(f"/api/v1/ideas/{source.reference}/")
    assert (moved.status_code, moved["Location"]) == (302, f"/api/v1/ideas/{target.reference}/")
    rows = client.get("/api/v1/ideas/").json()["results"]
    assert [row["id"] for row in rows] == [target.reference]
    comments = client.get(f"/api/v1/ideas/{target.reference}/comments/").json()["results"]
    assert [row["text"] for row in comments] == ["在旧的那条下面说的"]
    assert client.post(f"/ideas/{source.reference}/unmerge/").status_code == 302
    assert client.get(f"/ideas/{source.reference}/").status_code == 200


def test_rest(cast: Cast, two: tuple[Idea, Idea], client: Client) -> None:
    source, target = two
    client.force_login(cast.head)
    body = {"into": target.reference, "reason": "相同"}
    merged = client.post(f"/api/v1/ideas/{source.reference}/merge/", body, content_type="application/json")
    assert (merged.status_code, merged.json()["id"]) == (200, target.reference)
    back = client.post(f"/api/v1/ideas/{source.reference}/unmerge/", {}, content_type="application/json")
    assert (back.status_code, back.json()["id"]) == (200, source.reference)


# -- races, on real connections


@pytest.fixture
def story(transactional_db: Any) -> tuple[Cast, Idea, Idea]:
    cast = make_cast()
    return cast, make_idea(cast.owner, title="增加自助终端"), make_idea(cast.colleague, title="添加自助机")


def test_two_merges_that_cross_end_as_one(story: tuple[Cast, Idea, Idea]) -> None:
    cast, one, other = story
    ways = [(one, other), (other, one)] * 5
    answers = at_once(10, lambda i: merge(*ways[i], cast.head))
    assert [type(each) for each in answers].count(Idea) == 1, answers
    assert {each.code for each in answers if isinstance(each, Refused)} <= {"same_idea", "merged", "moved_on"}
    assert Idea.objects.filter(canonical=None).count() == 1
    assert IdeaMerge.objects.count() == 1


def test_control_without_locks_both_are_merged_away(story: tuple[Cast, Idea, Idea]) -> None:
    _cast, one, other = story
    both_have_looked = threading.Barrier(2)

    def careless(index: int) -> None:
        source, target = (one, other) if index else (other, one)
        with transaction.atomic():
            assert Idea.objects.filter(pk=target.pk, canonical=None).exists()
            both_have_looked.wait(timeout=60)
            Idea.objects.filter(pk=source.pk).update(canonical=target, escalate_at=None)

    assert at_once(2, careless) == [None, None]
    assert not Idea.objects.filter(canonical=None).exists(), "nothing is left to lead to"


def test_votes_during_a_merge_are_all_counted(story: tuple[Cast, Idea, Idea]) -> None:
    cast, one, other = story
    people = [make_user(department=cast.department) for _ in range(40)]

    def work(index: int) -> Any:
        if index == 20:
            return merge(one, other, cast.head)
        return idea_vote(reference=(one, other)[index % 2].reference, by=people[index], now=NOW)

    answers = at_once(40, work)
    assert all(isinstance(each, Idea) for each in answers), answers
    assert counts(other) == [39]
    assert votes_reconcile(now=NOW) == []


def test_control_votes_counted_before_the_lock_are_lost(story: tuple[Cast, Idea, Idea]) -> None:
    """A merge that counts the voters before it has the lock forgets whoever votes in between."""
    cast, one, other = story
    counted, voted = threading.Event(), threading.Event()

    def work(index: int) -> None:
        if index:
            counted.wait(timeout=60)
            idea_vote(reference=other.reference, by=cast.head, now=NOW)
            voted.set()
            return
        found = Vote.objects.filter(idea__in=[one, other]).count()
        counted.set()
        voted.wait(timeout=60)
        Idea.objects.filter(pk=one.pk).update(canonical=other, escalate_at=None)
        Idea.objects.filter(pk=other.pk).update(vote_count=found)

    assert at_once(2, work) == [None, None]
    assert counts(other) == [0]
    assert Vote.objects.count() == 1
