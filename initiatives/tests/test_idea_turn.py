import datetime as dt
from decimal import Decimal

import pytest

from initiatives.choices import DecisionKind
from initiatives.models import Idea, Initiative
from initiatives.services.decisions import idea_decide, idea_turn
from initiatives.tests.factory import NOW, TODAY, make_accepted, make_idea, make_plan
from portal.core.errors import NotAllowed, Refused, Stale
from portal.people.models import User
from portal.records.models import Event, OutboxRow
from tests.cast import Cast


def test_it_works(cast: Cast, sponsor: User) -> None:
    idea = make_accepted(make_idea(cast.owner), cast.head)
    plan = make_plan(cast.colleague, sponsor)
    initiative = idea_turn(reference=idea.reference, plan=plan, by=cast.head, now=NOW, expected_version=2)
    kept = Idea.objects.get()
    assert kept.state == "turned"
    assert list(initiative.ideas.all()) == [kept]
    assert (initiative.state, initiative.owner, initiative.sponsor) == ("running", cast.colleague, sponsor)
    event = Event.objects.get(verb="idea.turned")
    assert event.data == {"initiative": initiative.reference}
    told = OutboxRow.objects.filter(kind="idea-turned", recipient=cast.owner)
    assert told[0].params["initiative"] == initiative.reference


def test_an_open_idea_is_refused(cast: Cast, sponsor: User) -> None:
    idea = make_idea(cast.owner)
    with pytest.raises(Refused) as refusal:
        idea_turn(reference=idea.reference, plan=make_plan(cast.owner, sponsor), by=cast.head, now=NOW)
    assert refusal.value.code == "wrong_state"


def test_a_declined_idea_is_refused(cast: Cast, sponsor: User) -> None:
    idea = make_idea(cast.owner)
    idea_decide(reference=idea.reference, decision=DecisionKind.DECLINE, reason="No", by=cast.head, now=NOW)
    with pytest.raises(Refused):
        idea_turn(reference=idea.reference, plan=make_plan(cast.owner, sponsor), by=cast.head, now=NOW)


def test_twice_is_refused(cast: Cast, sponsor: User) -> None:
    idea = make_accepted(make_idea(cast.owner), cast.head)
    plan = make_plan(cast.owner, sponsor)
    idea_turn(reference=idea.reference, plan=plan, by=cast.head, now=NOW)
    with pytest.raises(Refused):
        idea_turn(reference=idea.reference, plan=plan, by=cast.head, now=NOW)
    assert Initiative.objects.count() == 1


@pytest.mark.parametrize("who", ["owner", "colleague", "other_head"])
def test_others_are_refused(cast: Cast, sponsor: User, who: str) -> None:
    idea = make_accepted(make_idea(cast.owner), cast.head)
    with pytest.raises(NotAllowed):
        idea_turn(reference=idea.reference, plan=make_plan(cast.owner, sponsor), by=getattr(cast, who), now=NOW)


def test_a_stale_page_is_refused(cast: Cast, sponsor: User) -> None:
    idea = make_accepted(make_idea(cast.owner), cast.head)
    with pytest.raises(Stale):
        idea_turn(
            reference=idea.reference, plan=make_plan(cast.owner, sponsor), by=cast.head, now=NOW, expected_version=1
        )


@pytest.mark.parametrize(
    "fields", [{"due_on": TODAY - dt.timedelta(days=1)}, {"target_value": Decimal(30)}], ids=["past date", "no target"]
)
def test_a_plan_that_does_not_hold_leaves_the_idea_as_it_was(
    cast: Cast, sponsor: User, fields: dict[str, object]
) -> None:
    idea = make_accepted(make_idea(cast.owner), cast.head)
    with pytest.raises(Refused):
        idea_turn(reference=idea.reference, plan=make_plan(cast.owner, sponsor, **fields), by=cast.head, now=NOW)
    assert Idea.objects.get().state == "accepted"
    assert not Initiative.objects.exists()
