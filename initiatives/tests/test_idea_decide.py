import threading
from typing import Any

import pytest
from django.db import DatabaseError

from initiatives.choices import DecisionKind
from initiatives.models import Idea, IdeaDecision
from initiatives.services.decisions import idea_decide
from initiatives.tests.factory import NOW, make_idea
from portal.core.errors import Malformed, NotAllowed, Refused, Stale
from portal.people.models import User
from portal.records.models import Event, OutboxRow
from tests.cast import Cast, make_cast, make_department
from tests.crowd import at_once


def decide(idea: Idea, by: User, decision: DecisionKind = DecisionKind.ACCEPT, **fields: Any) -> Idea:
    values = {"reason": "It saves an hour a day."} | fields
    return idea_decide(reference=idea.reference, decision=decision, by=by, now=NOW, **values)


@pytest.mark.parametrize(("decision", "state"), [(DecisionKind.ACCEPT, "accepted"), (DecisionKind.DECLINE, "declined")])
def test_it_works(cast: Cast, decision: DecisionKind, state: str) -> None:
    idea = decide(make_idea(cast.owner), cast.head, decision)
    kept = Idea.objects.get()
    assert (kept.state, kept.decided_at, kept.version) == (state, NOW, 2)
    row = IdeaDecision.objects.get()
    assert (row.decision, row.reason, row.by, row.at) == (decision, "It saves an hour a day.", cast.head, NOW)
    event = Event.objects.get(verb=f"idea.{state}")
    assert (event.from_state, event.to_state, event.reason) == ("open", state, row.reason)
    told = OutboxRow.objects.filter(kind=f"idea-{state}")
    assert {row.recipient for row in told} == {cast.owner}
    assert {row.channel for row in told} == {"inbox", "mail"}
    assert idea.reference in told[0].url


def test_the_programme_office_may(cast: Cast, office: User) -> None:
    assert decide(make_idea(cast.owner), office).state == "accepted"


def test_the_head_above_may(cast: Cast) -> None:
    below = make_department("below", parent=cast.department)
    assert decide(make_idea(cast.outsider, below), cast.head).state == "accepted"


@pytest.mark.parametrize("who", ["owner", "colleague", "outsider", "other_head"])
def test_others_are_refused(cast: Cast, who: str) -> None:
    with pytest.raises(NotAllowed):
        decide(make_idea(cast.owner), getattr(cast, who))
    assert Idea.objects.get().state == "open"


def test_without_a_reason_it_is_refused(cast: Cast) -> None:
    with pytest.raises(Malformed):
        decide(make_idea(cast.owner), cast.head, reason="  ")
    assert not IdeaDecision.objects.exists()


def test_an_answered_idea_is_refused(cast: Cast) -> None:
    idea = decide(make_idea(cast.owner), cast.head)
    with pytest.raises(Refused) as refusal:
        decide(idea, cast.head, DecisionKind.DECLINE)
    assert refusal.value.code == "wrong_state"


def test_a_stale_answer_is_refused(cast: Cast) -> None:
    with pytest.raises(Stale):
        decide(make_idea(cast.owner), cast.head, expected_version=7)


def test_a_decision_stays_as_it_was_written(cast: Cast) -> None:
    decide(make_idea(cast.owner), cast.head)
    with pytest.raises(DatabaseError, match="Cannot update"):
        IdeaDecision.objects.update(reason="Another one")


def test_two_heads_at_once_give_one_answer(transactional_db: Any) -> None:
    cast = make_cast()
    idea = make_idea(cast.owner)
    kinds = [DecisionKind.ACCEPT, DecisionKind.DECLINE] * 10
    answers = at_once(len(kinds), lambda i: decide(idea, cast.head, kinds[i]))
    assert sum(isinstance(answer, Idea) for answer in answers) == 1
    assert {answer.code for answer in answers if not isinstance(answer, Idea)} == {"wrong_state"}
    assert IdeaDecision.objects.count() == 1


def test_control_without_the_lock_both_answers_are_written(transactional_db: Any) -> None:
    cast = make_cast()
    idea = make_idea(cast.owner)
    both_have_looked = threading.Barrier(2)

    def careless(index: int) -> None:
        found = Idea.objects.get(pk=idea.pk)
        both_have_looked.wait(timeout=60)
        if found.state == "open":
            kind = list(DecisionKind)[index]
            IdeaDecision.objects.create(idea=found, decision=kind, reason="Why", by=cast.head, at=NOW)

    at_once(2, careless)
    assert IdeaDecision.objects.count() == 2
