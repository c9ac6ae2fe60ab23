from typing import Any

import pytest

from initiatives.choices import DecisionKind
from initiatives.models import Idea
from initiatives.services.decisions import idea_decide
from initiatives.services.passing import idea_reassign
from initiatives.tests.factory import NOW, make_accepted, make_idea
from portal.core.errors import Malformed, NotAllowed, Refused, Stale
from portal.people.models import Department, User
from portal.records.models import Event, OutboxRow
from tests.cast import Cast


def reassign(idea: Idea, department: Department, by: User, **fields: Any) -> Idea:
    values = {"reason": "Billing prints them.", "now": NOW} | fields
    return idea_reassign(reference=idea.reference, department=department, by=by, **values)


def test_it_works(cast: Cast) -> None:
    idea = make_idea(cast.owner)
    due = idea.answer_due_at
    reassign(idea, cast.elsewhere, cast.head)
    idea.refresh_from_db()
    assert (idea.answering, idea.department) == (cast.elsewhere, cast.department)
    assert (idea.answer_due_at, idea.escalate_at, idea.version) == (due, due, 2), "the promise goes on"
    assert {row.recipient for row in OutboxRow.objects.filter(kind="idea-reassigned")} == {cast.other_head}
    event = Event.objects.get(verb="idea.reassigned")
    assert (event.reason, event.data) == (
        "Billing prints them.",
        {"department": cast.elsewhere.reference, "from": cast.department.reference},
    )


def test_from_then_on_the_other_head_answers(cast: Cast) -> None:
    idea = reassign(make_idea(cast.owner), cast.elsewhere, cast.head)
    with pytest.raises(NotAllowed):
        idea_decide(reference=idea.reference, decision=DecisionKind.ACCEPT, reason="Yes", by=cast.head, now=NOW)
    done = idea_decide(
        reference=idea.reference, decision=DecisionKind.ACCEPT, reason="Yes", by=cast.other_head, now=NOW
    )
    assert done.state == "accepted"


@pytest.mark.parametrize("who", ["owner", "colleague", "outsider", "other_head"])
def test_others_are_refused(cast: Cast, who: str) -> None:
    with pytest.raises(NotAllowed):
        reassign(make_idea(cast.owner), cast.elsewhere, getattr(cast, who))


def test_refusals(cast: Cast) -> None:
    idea = make_idea(cast.owner)
    with pytest.raises(Malformed):
        reassign(idea, cast.elsewhere, cast.head, reason=" ")
    with pytest.raises(Stale):
        reassign(idea, cast.elsewhere, cast.head, expected_version=9)
    cases = [
        (idea, cast.department, "same_department"),
        (make_accepted(make_idea(cast.owner), cast.head), cast.elsewhere, "decided"),
    ]
    for found, department, code in cases:
        with pytest.raises(Refused) as refusal:
            reassign(found, department, cast.head)
        assert refusal.value.code == code
    cast.elsewhere.active = False
    cast.elsewhere.save()
    with pytest.raises(Refused) as refusal:
        reassign(idea, cast.elsewhere, cast.head)
    assert refusal.value.code == "department_closed"
