"""The promise of an answer: given with the idea, kept or not, told one level up once."""

import datetime as dt
import threading
from typing import Any

import pytest

from initiatives import rules
from initiatives.choices import DecisionKind
from initiatives.models import Idea, IdeaDecision
from initiatives.services.answer_times import answer_time_create, answer_time_edit
from initiatives.services.decisions import idea_decide
from initiatives.services.ideas import idea_edit
from initiatives.services.passing import ideas_escalate
from initiatives.tests.factory import NOW, make_idea
from portal.people.models import User
from portal.records.models import Event, OutboxRow
from tests.cast import Cast, make_cast, make_department, make_head, make_user
from tests.crowd import at_once

DAY = dt.timedelta(days=1)


def told(kind: str) -> set[User]:
    return {row.recipient for row in OutboxRow.objects.filter(kind=kind, channel="inbox")}


def test_it_is_given_with_the_idea(cast: Cast) -> None:
    idea = make_idea(cast.owner)
    # Ten working days after Monday the 2nd: Monday the 16th at six in Shanghai.
    assert (idea.answer_days, idea.answer_due_at) == (10, dt.datetime(2026, 11, 16, 10, 0, tzinfo=dt.UTC))
    assert (idea.answering, idea.escalation, idea.escalate_at) == (cast.department, rules.HERE, idea.answer_due_at)
    assert all(f"/ideas/{idea.reference}/decide/" in row.url for row in OutboxRow.objects.filter(kind="idea-submitted"))


def test_the_nearest_department_says_how_long(cast: Cast, office: User) -> None:
    below = make_department("below", parent=cast.department)
    answer_time_create(department=None, days=20, by=office, now=NOW)
    assert make_idea(cast.owner, below).answer_days == 20
    answer_time_create(department=cast.department, days=5, by=office, now=NOW)
    assert make_idea(cast.owner, below).answer_days == 5
    own = answer_time_create(department=below, days=2, by=office, now=NOW)
    idea = make_idea(cast.owner, below)
    assert idea.answer_days == 2
    answer_time_edit(reference=own.reference, days=30, by=office, now=NOW)
    idea.refresh_from_db()
    assert idea.answer_days == 2, "what was promised stays"


def test_another_department_of_the_author_has_its_own(cast: Cast, office: User) -> None:
    answer_time_create(department=cast.elsewhere, days=1, by=office, now=NOW)
    idea = make_idea(cast.owner)
    idea_edit(reference=idea.reference, changes={"department": cast.elsewhere}, by=cast.owner, now=NOW + DAY)
    idea.refresh_from_db()
    assert (idea.answering, idea.answer_days) == (cast.elsewhere, 1)
    assert idea.escalate_at == idea.answer_due_at == dt.datetime(2026, 11, 3, 10, 0, tzinfo=dt.UTC)
    assert cast.other_head in told("idea-submitted")


@pytest.mark.parametrize(("late", "in_time", "days"), [(0, True, 10), (1, False, 11)])
def test_a_decision_says_whether_it_was_kept(cast: Cast, late: int, in_time: bool, days: int) -> None:
    idea = make_idea(cast.owner)
    when = idea.answer_due_at + late * DAY
    idea_decide(reference=idea.reference, decision=DecisionKind.ACCEPT, reason="Yes", by=cast.head, now=when)
    row = IdeaDecision.objects.get()
    assert (row.in_time, row.days, row.department) == (in_time, days, cast.department)
    idea.refresh_from_db()
    assert idea.escalate_at is None


def test_overdue_goes_up_one_level_at_a_time_and_each_once(cast: Cast, office: User) -> None:
    below = make_department("below", parent=cast.department)
    nearest = make_head(below, "nearest")
    idea = make_idea(cast.owner, below)
    before, due = idea.answer_due_at - dt.timedelta(seconds=1), idea.answer_due_at
    assert ideas_escalate(now=before) == 0
    assert ideas_escalate(now=due) == 1
    assert ideas_escalate(now=due) == 0
    idea.refresh_from_db()
    assert (idea.escalation, idea.breached_at) == (rules.ABOVE, due)
    assert idea.answer_due_at == due, "the promise itself never moves"
    assert told("idea-overdue") == {nearest, cast.head}
    assert idea.escalate_at is not None
    assert idea.escalate_at > due
    assert ideas_escalate(now=idea.escalate_at) == 1
    idea.refresh_from_db()
    assert (idea.escalation, idea.escalate_at, idea.breached_at) == (rules.OFFICE, None, due)
    assert office in told("idea-overdue")
    assert ideas_escalate(now=due + 400 * DAY) == 0
    levels = Event.objects.filter(verb="idea.escalated").order_by("id").values_list("data__level", flat=True)
    assert list(levels) == [rules.ABOVE, rules.OFFICE]


def test_a_department_at_the_top_goes_to_the_office(cast: Cast, office: User) -> None:
    idea = make_idea(cast.owner)
    ideas_escalate(now=idea.answer_due_at)
    idea.refresh_from_db()
    assert idea.escalation == rules.OFFICE
    assert told("idea-overdue") == {cast.head, office}


def test_an_answered_idea_is_left_alone(cast: Cast) -> None:
    idea = make_idea(cast.owner)
    idea_decide(reference=idea.reference, decision=DecisionKind.ACCEPT, reason="Yes", by=cast.head, now=NOW)
    assert ideas_escalate(now=NOW + 100 * DAY) == 0


def test_many_workers_escalate_once(transactional_db: Any) -> None:
    cast = make_cast()
    make_user("office", "programme_office")
    ideas = [make_idea(cast.owner, title=f"Idea {i}") for i in range(6)]
    due = ideas[0].answer_due_at
    assert sum(at_once(8, lambda _: ideas_escalate(now=due))) == 6
    assert Event.objects.filter(verb="idea.escalated").count() == 6
    assert set(Idea.objects.values_list("escalation", flat=True)) == {rules.OFFICE}


def test_control_without_the_lock_each_is_found_by_both(transactional_db: Any) -> None:
    cast = make_cast()
    idea = make_idea(cast.owner)
    both_have_looked = threading.Barrier(2)

    def careless(_: int) -> int:
        found = list(Idea.objects.filter(escalate_at__lte=idea.answer_due_at))
        both_have_looked.wait(timeout=60)
        return len(found)

    assert sum(at_once(2, careless)) == 2
