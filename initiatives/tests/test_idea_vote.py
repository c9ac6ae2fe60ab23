"""One vote each, counted exactly: also when fifty people, or one person fifty times, vote at the same moment."""

import threading
from typing import Any

import pytest
from django.db import transaction
from django.db.models import F

from initiatives import rules
from initiatives.models import Idea, Vote
from initiatives.services.votes import idea_unvote, idea_vote, votes_reconcile
from initiatives.tests.factory import NOW, make_accepted, make_idea
from portal.core.errors import NotFound, Refused
from portal.people.models import User
from portal.records.models import Event
from tests.cast import Cast, make_cast, make_user
from tests.crowd import at_once

MANY = 50


def test_it_works(cast: Cast) -> None:
    idea = make_idea(cast.owner)
    idea_vote(reference=idea.reference, by=cast.colleague, now=NOW)
    kept = Idea.objects.get()
    assert kept.vote_count == 1
    assert kept.rank == pytest.approx(rules.rank(1, NOW))
    assert kept.version == idea.version, "a vote is no edit"
    vote = Vote.objects.get()
    assert (vote.user, vote.at) == (cast.colleague, NOW)


def test_twice_is_once(cast: Cast) -> None:
    idea = make_idea(cast.owner)
    for _ in range(2):
        idea_vote(reference=idea.reference, by=cast.colleague, now=NOW)
    assert Idea.objects.get().vote_count == 1


def test_taken_back(cast: Cast) -> None:
    idea = make_idea(cast.owner)
    idea_vote(reference=idea.reference, by=cast.colleague, now=NOW)
    for _ in range(2):
        idea_unvote(reference=idea.reference, by=cast.colleague, now=NOW)
    kept = Idea.objects.get()
    assert kept.vote_count == 0
    assert kept.rank == pytest.approx(rules.rank(0, NOW))


@pytest.mark.parametrize("verb", [idea_vote, idea_unvote])
def test_ones_own_idea_is_refused(cast: Cast, verb: Any) -> None:
    idea = make_idea(cast.owner)
    with pytest.raises(Refused) as refusal:
        verb(reference=idea.reference, by=cast.owner, now=NOW)
    assert refusal.value.code == "own_idea"


@pytest.mark.parametrize("verb", [idea_vote, idea_unvote])
def test_an_answered_idea_is_refused(cast: Cast, verb: Any) -> None:
    idea = make_accepted(make_idea(cast.owner), cast.head)
    with pytest.raises(Refused) as refusal:
        verb(reference=idea.reference, by=cast.colleague, now=NOW)
    assert refusal.value.code == "decided"


def test_a_leaver_finds_nothing(cast: Cast) -> None:
    idea = make_idea(cast.owner)
    with pytest.raises(NotFound):
        idea_vote(reference=idea.reference, by=make_user("gone", is_active=False), now=NOW)


def test_reconcile_finds_nothing_after_votes(cast: Cast) -> None:
    idea = make_idea(cast.owner)
    idea_vote(reference=idea.reference, by=cast.colleague, now=NOW)
    assert votes_reconcile(now=NOW) == []


def test_reconcile_repairs_and_reports_drift(cast: Cast) -> None:
    idea = make_idea(cast.owner)
    idea_vote(reference=idea.reference, by=cast.colleague, now=NOW)
    Idea.objects.update(vote_count=7)
    assert votes_reconcile(now=NOW) == [idea.reference]
    kept = Idea.objects.get()
    assert kept.vote_count == 1
    assert kept.rank == pytest.approx(rules.rank(1, NOW))
    assert Event.objects.get(verb="idea.votes_reconciled").data == {"kept": 7, "real": 1}


# -- races, on real connections


@pytest.fixture
def story(transactional_db: Any) -> tuple[Idea, list[User]]:
    cast = make_cast()
    people = [make_user(department=cast.department) for _ in range(MANY)]
    return make_idea(cast.owner), people


def test_fifty_people_at_once_are_all_counted(story: tuple[Idea, list[User]]) -> None:
    idea, people = story
    answers = at_once(MANY, lambda i: idea_vote(reference=idea.reference, by=people[i], now=NOW))
    assert all(isinstance(answer, Idea) for answer in answers), answers
    kept = Idea.objects.get()
    assert (kept.vote_count, Vote.objects.count()) == (MANY, MANY)
    assert kept.rank == pytest.approx(rules.rank(MANY, NOW))


def test_one_person_fifty_times_at_once_is_counted_once(story: tuple[Idea, list[User]]) -> None:
    idea, people = story
    answers = at_once(MANY, lambda _: idea_vote(reference=idea.reference, by=people[0], now=NOW))
    assert all(isinstance(answer, Idea) for answer in answers), answers
    assert (Idea.objects.get().vote_count, Vote.objects.count()) == (1, 1)


def test_control_without_the_lock_votes_are_lost(story: tuple[Idea, list[User]]) -> None:
    """The same race, read and written without the row's lock: shows that the first race is real."""
    idea, people = story
    everybody_has_read = threading.Barrier(MANY)

    def careless(index: int) -> None:
        with transaction.atomic():
            found = Idea.objects.get(pk=idea.pk)
            everybody_has_read.wait(timeout=60)
            Vote.objects.create(idea=found, user=people[index], at=NOW)
            Idea.objects.filter(pk=idea.pk).update(vote_count=found.vote_count + 1)

    assert at_once(MANY, careless) == [None] * MANY
    assert Vote.objects.count() == MANY
    assert Idea.objects.get().vote_count == 1


def test_control_a_look_beforehand_counts_one_person_many_times(story: tuple[Idea, list[User]]) -> None:
    """The same race with "has voted already?" in place of the insert's own answer: shows that the second is real."""
    idea, people = story
    everybody_has_looked = threading.Barrier(MANY)

    def careless(_: int) -> None:
        voted = Vote.objects.filter(idea=idea, user=people[0]).exists()
        everybody_has_looked.wait(timeout=60)
        if not voted:
            Vote.objects.bulk_create([Vote(idea=idea, user=people[0], at=NOW)], ignore_conflicts=True)
            Idea.objects.filter(pk=idea.pk).update(vote_count=F("vote_count") + 1)

    assert at_once(MANY, careless) == [None] * MANY
    assert Vote.objects.count() == 1
    assert Idea.objects.get().vote_count == MANY
