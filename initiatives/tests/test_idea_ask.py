import datetime as dt
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from initiatives.choices import DecisionKind
from initiatives.models import Idea, IdeaDecision, IdeaQuestion
from initiatives.services.asking import idea_ask, idea_reply
from initiatives.services.decisions import idea_decide
from initiatives.services.passing import ideas_escalate
from initiatives.tests.factory import NOW, make_accepted, make_idea
from portal.core.errors import Malformed, NotAllowed, Refused
from portal.people.models import User
from portal.records.models import Event, OutboxRow
from tests.cast import Cast, make_cast
from tests.crowd import at_once

DAY = dt.timedelta(days=1)


def ask(idea: Idea, by: User, **fields: Any) -> Idea:
    values = {"question": "Which counter?", "now": NOW + DAY} | fields
    return idea_ask(reference=idea.reference, by=by, **values)


def reply(idea: Idea, by: User, **fields: Any) -> Idea:
    values = {"answer": "The one in hall B.", "now": NOW + 3 * DAY} | fields
    return idea_reply(reference=idea.reference, by=by, **values)


def test_the_promise_waits_for_the_author(cast: Cast) -> None:
    idea = make_idea(cast.owner)
    due = idea.answer_due_at
    ask(idea, cast.head)
    idea.refresh_from_db()
    assert (idea.state, idea.asked_at, idea.escalate_at) == ("open", NOW + DAY, None)
    row = OutboxRow.objects.get(kind="idea-asked", channel="inbox")
    assert (row.recipient, f"/ideas/{idea.reference}/reply/" in row.url) == (cast.owner, True)
    assert ideas_escalate(now=due + 100 * DAY) == 0
    reply(idea, cast.owner)
    idea.refresh_from_db()
    assert (idea.asked_at, idea.answer_due_at) == (None, due + 2 * DAY), "two working days were waited"
    assert idea.escalate_at == idea.answer_due_at
    assert {row.recipient for row in OutboxRow.objects.filter(kind="idea-replied")} == {cast.head}
    assert IdeaQuestion.objects.get().answer == "The one in hall B."
    reasons = Event.objects.filter(verb__in=["idea.asked", "idea.replied"]).order_by("id")
    assert [event.reason for event in reasons] == ["Which counter?", "The one in hall B."]


def test_deciding_ends_the_question(cast: Cast) -> None:
    idea = make_idea(cast.owner)
    ask(idea, cast.head)
    late = idea.answer_due_at + 20 * DAY
    idea_decide(reference=idea.reference, decision=DecisionKind.DECLINE, reason="No word", by=cast.head, now=late)
    row = IdeaDecision.objects.get()
    assert (row.in_time, row.days) == (True, 1), "days on which the author was asked don't count"
    assert IdeaQuestion.objects.get().ended_at == late


def test_what_was_overdue_stays_so(cast: Cast, office: User) -> None:
    idea = make_idea(cast.owner)
    due = idea.answer_due_at
    ideas_escalate(now=due)
    ask(idea, office, now=due + DAY)
    reply(idea, cast.owner, now=due + 2 * DAY)
    idea.refresh_from_db()
    assert (idea.breached_at, idea.answer_due_at, idea.escalate_at) == (due, due, None)


@pytest.mark.parametrize("who", ["owner", "colleague", "outsider", "other_head"])
def test_others_may_not_ask(cast: Cast, who: str) -> None:
    with pytest.raises(NotAllowed):
        ask(make_idea(cast.owner), getattr(cast, who))


@pytest.mark.parametrize("who", ["head", "colleague", "outsider"])
def test_others_may_not_reply(cast: Cast, who: str) -> None:
    idea = make_idea(cast.owner)
    ask(idea, cast.head)
    with pytest.raises(NotAllowed):
        reply(idea, getattr(cast, who))


def test_refusals(cast: Cast) -> None:
    idea = make_idea(cast.owner)
    with pytest.raises(Refused) as refusal:
        reply(idea, cast.owner)
    assert refusal.value.code == "not_asked"
    with pytest.raises(Malformed):
        ask(idea, cast.head, question=" ")
    ask(idea, cast.head)
    with pytest.raises(Refused) as refusal:
        ask(idea, cast.head)
    assert refusal.value.code == "asked_already"
    with pytest.raises(Malformed):
        reply(idea, cast.owner, answer="\n")
    answered = make_accepted(make_idea(cast.owner), cast.head)
    with pytest.raises(Refused) as refusal:
        ask(answered, cast.head)
    assert refusal.value.code == "decided"


def test_an_author_whom_nobody_knows_is_not_asked(cast: Cast) -> None:
    idea = make_idea(cast.owner)
    Idea.objects.filter(pk=idea.pk).update(author=None, anonymity="nobody")
    with pytest.raises(Refused) as refusal:
        ask(idea, cast.head)
    assert refusal.value.code == "no_author"


def test_what_a_hidden_author_does_names_nobody(cast: Cast) -> None:
    idea = make_idea(cast.owner, anonymity="office")
    ask(idea, cast.head)
    reply(idea, cast.owner)
    assert Event.objects.get(verb="idea.replied").actor is None


def test_two_who_ask_at_once(transactional_db: Any) -> None:
    cast = make_cast()
    idea = make_idea(cast.owner)
    answers = at_once(6, lambda _: ask(idea, cast.head))
    assert sum(isinstance(answer, Idea) for answer in answers) == 1
    assert IdeaQuestion.objects.count() == 1


def test_the_database_keeps_one_open_question(cast: Cast) -> None:
    idea = make_idea(cast.owner)
    ask(idea, cast.head)
    with pytest.raises(IntegrityError), transaction.atomic():
        IdeaQuestion.objects.create(idea=idea, question="Again?", asked_by=cast.head, asked_at=NOW)
