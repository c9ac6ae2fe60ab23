"""Joining an idea in place of submitting it again: a vote, demand, news; also fifty times at once."""

from typing import Any

import pytest

from initiatives.models import Idea, IdeaRaise, LikenessLabel, Vote
from initiatives.services.joining import idea_join
from initiatives.tests.factory import NOW, make_accepted, make_idea
from portal.core.errors import NotFound, Refused
from portal.people.models import User
from portal.records.models import Event, OutboxRow
from tests.cast import Cast, make_cast, make_user
from tests.crowd import at_once


def join(idea: Idea, by: User, **values: Any) -> Idea:
    return idea_join(reference=idea.reference, by=by, now=NOW, **values)


def test_it_works(cast: Cast) -> None:
    idea = make_idea(cast.owner)
    join(idea, cast.colleague, title="登机牌用手机")
    assert Idea.objects.get().vote_count == 1
    assert Vote.objects.get().user == cast.colleague
    raised = IdeaRaise.objects.get()
    assert (raised.idea, raised.user, raised.department) == (idea, cast.colleague, cast.colleague.department)
    label = LikenessLabel.objects.get()
    assert (label.shown, label.title, label.verdict, label.made) == (idea, "登机牌用手机", "same", None)
    assert Event.objects.filter(verb="idea.raised", actor=cast.colleague).count() == 1


def test_joining_again_changes_nothing(cast: Cast) -> None:
    idea = make_idea(cast.owner)
    for _ in range(2):
        join(idea, cast.colleague, title="登机牌用手机")
    assert Idea.objects.get().vote_count == 1
    assert (IdeaRaise.objects.count(), LikenessLabel.objects.count()) == (1, 1)
    assert Event.objects.filter(verb="idea.raised").count() == 1


def test_whoever_joined_hears_the_answer(cast: Cast) -> None:
    idea = make_idea(cast.owner)
    join(idea, cast.colleague)
    make_accepted(idea, cast.head)
    told = OutboxRow.objects.filter(kind="idea-accepted").values_list("recipient_id", flat=True)
    assert set(told) == {cast.owner.pk, cast.colleague.pk}


def test_an_answered_idea_takes_demand_but_no_vote(cast: Cast) -> None:
    idea = make_accepted(make_idea(cast.owner), cast.head)
    join(idea, cast.colleague)
    assert (IdeaRaise.objects.count(), Vote.objects.count()) == (1, 0)


def test_ones_own_idea_is_refused(cast: Cast) -> None:
    with pytest.raises(Refused) as refusal:
        join(make_idea(cast.owner), cast.owner)
    assert refusal.value.code == "own_idea"
    assert not IdeaRaise.objects.exists()


def test_a_leaver_finds_nothing(cast: Cast) -> None:
    with pytest.raises(NotFound):
        join(make_idea(cast.owner), make_user("gone", is_active=False))


def test_fifty_people_at_once_are_all_counted(transactional_db: Any) -> None:
    cast = make_cast()
    idea = make_idea(cast.owner)
    people = [make_user(department=cast.department) for _ in range(50)]
    answers = at_once(50, lambda i: join(idea, people[i]))
    assert all(isinstance(answer, Idea) for answer in answers), answers
    assert (Idea.objects.get().vote_count, IdeaRaise.objects.count()) == (50, 50)
