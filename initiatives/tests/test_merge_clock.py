"""A merged idea owes no answer of its own; taken out again, the time in between doesn't count."""

import datetime as dt

import pytest
from django.db import IntegrityError, transaction

from initiatives import rules
from initiatives.models import Idea
from initiatives.queries.scoreboard import scoreboard
from initiatives.queries.work import idea_counts
from initiatives.services.asking import idea_ask, idea_reply
from initiatives.services.merging import idea_merge, idea_unmerge
from initiatives.services.passing import ideas_escalate
from initiatives.tests.factory import NOW, make_idea
from tests.cast import Cast

WEEK = dt.timedelta(days=7)
LATER = NOW + 10 * WEEK


@pytest.fixture
def two(cast: Cast) -> tuple[Idea, Idea]:
    return make_idea(cast.owner, title="增加自助终端"), make_idea(cast.colleague, title="添加自助机")


def merge(pair: tuple[Idea, Idea], cast: Cast, now: dt.datetime = NOW) -> Idea:
    source, target = pair
    idea_merge(reference=source.reference, into=target.reference, reason="The same", by=cast.head, now=now)
    return Idea.objects.get(pk=source.pk)


def unmerge(idea: Idea, cast: Cast, now: dt.datetime) -> Idea:
    return idea_unmerge(reference=idea.reference, by=cast.head, now=now)


def test_nothing_is_due_while_it_is_merged(cast: Cast, two: tuple[Idea, Idea]) -> None:
    source = merge(two, cast)
    assert source.escalate_at is None
    assert ideas_escalate(now=LATER) == 1, "the one in which both go on"
    source.refresh_from_db()
    assert (source.breached_at, source.escalation) == (None, rules.HERE)


def test_it_counts_once(cast: Cast, two: tuple[Idea, Idea]) -> None:
    merge(two, cast)
    assert idea_counts(NOW).waiting == 1
    rows = scoreboard(days=30, now=LATER)
    assert [(row.open, row.overdue) for row in rows] == [(1, 1)]


def test_the_time_in_between_does_not_count(cast: Cast, two: tuple[Idea, Idea]) -> None:
    promised = two[0].answer_due_at
    source = merge(two, cast, NOW + WEEK)
    source = unmerge(source, cast, NOW + 4 * WEEK)
    assert source.answer_due_at == promised + 3 * WEEK
    assert source.escalate_at == source.answer_due_at


def test_one_that_was_late_before_has_the_whole_time_again(cast: Cast, two: tuple[Idea, Idea]) -> None:
    late = two[0].answer_due_at + dt.timedelta(minutes=1)
    Idea.objects.filter(pk=two[1].pk).update(escalate_at=None)
    assert ideas_escalate(now=late) == 1
    again = unmerge(merge(two, cast, late), cast, LATER)
    assert again.breached_at == late
    # The cast's department has none above it: the programme office holds it, and there is no level after.
    assert (again.escalation, again.escalate_at) == (rules.OFFICE, None)


def test_asked_when_merged_answered_while_merged(cast: Cast, two: tuple[Idea, Idea]) -> None:
    source = two[0]
    promised = source.answer_due_at
    idea_ask(reference=source.reference, question="Which hall?", by=cast.head, now=NOW)
    merge(two, cast, NOW + WEEK)
    replied = idea_reply(reference=source.reference, answer="The north one", by=cast.owner, now=NOW + 2 * WEEK)
    assert (replied.asked_at, replied.escalate_at) == (None, None)
    again = unmerge(source, cast, NOW + 3 * WEEK)
    assert again.answer_due_at == promised + 3 * WEEK, "asked and merged at once is one pause"


def test_the_database_refuses_a_due_time_on_a_merged_idea(cast: Cast, two: tuple[Idea, Idea]) -> None:
    source = merge(two, cast)
    with pytest.raises(IntegrityError, match="idea_escalates_open"), transaction.atomic():
        Idea.objects.filter(pk=source.pk).update(escalate_at=NOW)


def test_pauses_that_overlap_are_one() -> None:
    day = dt.timedelta(days=1)
    asked, merged, later = (NOW, NOW + 2 * day), (NOW + day, NOW + 3 * day), (NOW + 5 * day, NOW + 6 * day)
    assert rules.joined([later, merged, asked]) == [(NOW, NOW + 3 * day), later]
