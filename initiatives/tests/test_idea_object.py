import datetime as dt
from typing import Any

import pytest

from initiatives import rules
from initiatives.choices import DecisionKind
from initiatives.models import Idea, IdeaObjection
from initiatives.services.decisions import idea_decide
from initiatives.services.passing import idea_object, ideas_come_back
from initiatives.tests.factory import NOW, make_accepted, make_idea
from portal.core.errors import Malformed, NotAllowed, Refused, Stale
from portal.people.models import User
from portal.records.models import Event, OutboxRow
from tests.cast import Cast, make_cast, make_department, make_head
from tests.crowd import at_once

DAY = dt.timedelta(days=1)


def objection(idea: Idea, by: User, **fields: Any) -> Idea:
    values = {"reason": "It says nothing about nights.", "now": NOW + DAY} | fields
    return idea_object(reference=idea.reference, by=by, **values)


def decide(idea: Idea, by: User, **fields: Any) -> Idea:
    values = {"decision": DecisionKind.DECLINE, "reason": "Not now.", "now": NOW + 2 * DAY} | fields
    return idea_decide(reference=idea.reference, by=by, **values)


def test_it_opens_again_one_level_up(cast: Cast) -> None:
    below = make_department("below", parent=cast.department)
    nearest = make_head(below, "nearest")
    idea = make_accepted(make_idea(cast.owner, below), nearest)
    objection(idea, cast.owner)
    idea.refresh_from_db()
    assert (idea.state, idea.decided_at, idea.escalation) == ("open", None, rules.ABOVE)
    assert (idea.clock_started_at, idea.escalate_at) == (NOW + DAY, idea.answer_due_at), "a new promise"
    row = IdeaObjection.objects.get()
    assert (row.decision.by, row.reason) == (nearest, "It says nothing about nights.")
    told = {row.recipient for row in OutboxRow.objects.filter(kind="idea-objected", channel="inbox")}
    assert told == {nearest, cast.head}
    assert Event.objects.get(verb="idea.objected").to_state == "open"


def test_whoever_gave_that_answer_gives_no_second(cast: Cast, office: User) -> None:
    idea = make_accepted(make_idea(cast.owner), cast.head)
    objection(idea, cast.owner)
    with pytest.raises(Refused) as refusal:
        decide(idea, cast.head)
    assert refusal.value.code == "own_answer"
    assert decide(idea, office).state == "declined"


def test_once_only(cast: Cast, office: User) -> None:
    idea = make_accepted(make_idea(cast.owner), cast.head)
    objection(idea, cast.owner)
    decide(idea, office)
    with pytest.raises(Refused) as refusal:
        objection(idea, cast.owner, now=NOW + 3 * DAY)
    assert refusal.value.code == "objected_already"


@pytest.mark.parametrize("who", ["head", "colleague", "outsider"])
def test_others_are_refused(cast: Cast, who: str) -> None:
    idea = make_accepted(make_idea(cast.owner), cast.head)
    with pytest.raises(NotAllowed):
        objection(idea, getattr(cast, who))


def test_refusals(cast: Cast) -> None:
    idea = make_idea(cast.owner)
    with pytest.raises(Refused) as refusal:
        objection(idea, cast.owner)
    assert refusal.value.code == "wrong_state"
    make_accepted(idea, cast.head)
    with pytest.raises(Malformed):
        objection(idea, cast.owner, reason=" ")
    with pytest.raises(Stale):
        objection(idea, cast.owner, expected_version=9)


def test_said_many_times_at_once_counts_once(transactional_db: Any) -> None:
    cast = make_cast()
    idea = make_accepted(make_idea(cast.owner), cast.head)
    answers = at_once(6, lambda _: objection(idea, cast.owner))
    assert sum(isinstance(answer, Idea) for answer in answers) == 1
    assert IdeaObjection.objects.count() == 1


def test_put_off_it_comes_back_on_its_day(cast: Cast) -> None:
    idea, day = make_idea(cast.owner), NOW.date() + 30 * DAY
    decide(idea, cast.head, decision=DecisionKind.LATER, later_on=day)
    idea.refresh_from_db()
    assert (idea.state, idea.later_on, idea.escalate_at) == ("later", day, None)
    assert ideas_come_back(now=NOW + 29 * DAY) == 0
    assert ideas_come_back(now=NOW + 30 * DAY) == 1
    assert ideas_come_back(now=NOW + 30 * DAY) == 0
    idea.refresh_from_db()
    assert (idea.state, idea.later_on, idea.clock_started_at) == ("open", None, NOW + 30 * DAY)
    assert {row.recipient for row in OutboxRow.objects.filter(kind="idea-came-back")} == {cast.owner}


def test_put_off_it_can_be_decided_earlier(cast: Cast) -> None:
    idea = make_idea(cast.owner)
    decide(idea, cast.head, decision=DecisionKind.LATER, later_on=NOW.date() + 30 * DAY)
    decide(idea, cast.head, decision=DecisionKind.ACCEPT)
    kept = list(idea.decisions.order_by("id").values_list("decision", "in_time"))
    assert kept == [("later", True), ("accept", None)], "the promise was kept by the first answer"


@pytest.mark.parametrize(
    ("decision", "day"), [(DecisionKind.LATER, None), (DecisionKind.LATER, 2), (DecisionKind.ACCEPT, 9)]
)
def test_a_day_goes_with_later_alone(cast: Cast, decision: DecisionKind, day: int | None) -> None:
    later_on = NOW.date() + day * DAY if day else None
    with pytest.raises(Malformed) as refusal:
        decide(make_idea(cast.owner), cast.head, decision=decision, later_on=later_on)
    assert "later_on" in refusal.value.errors
