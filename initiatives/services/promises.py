"""The clock of an answer: started with the idea, at rest while the author is asked, ended by the answer."""

import datetime as dt

from initiatives import rules
from initiatives.models import Idea
from initiatives.queries.answering import answer_days_of, pauses_of, working_week
from portal.people.models import Department

CLOCK = ("clock_started_at", "answer_days", "answer_due_at", "escalate_at", "escalation", "breached_at", "asked_at")


def clock_start(idea: Idea, *, now: dt.datetime, level: int = rules.HERE) -> None:
    """Promise an answer from now on, by the time of the call or of the answering department, and its calendar.

    The caller saves CLOCK.
    """
    called = idea.challenge.answer_days if idea.challenge else None
    idea.clock_started_at, idea.answer_days = now, called or answer_days_of(idea.answering)
    idea.escalation, idea.breached_at, idea.asked_at = level, None, None
    idea.answer_due_at = rules.answer_due(working_week(idea.answering), now, idea.answer_days)
    idea.escalate_at = idea.answer_due_at


def clock_of_other(idea: Idea, department: Department) -> None:
    """The author named another department: its promise, from the same start. An answer that is late stays late."""
    idea.answering, idea.answer_days = department, answer_days_of(department)
    clock_set(idea)


def clock_rest(idea: Idea, *, now: dt.datetime) -> None:
    """Nothing is due while the author is asked."""
    idea.asked_at, idea.escalate_at = now, None


def clock_stop(idea: Idea) -> None:
    """Merged into another idea: nothing is due here any more, the other one's promise goes on."""
    idea.escalate_at = None


def clock_again(idea: Idea, *, now: dt.datetime) -> None:
    """Taken out again: the time in between doesn't count; whoever held an overdue one has the whole time again."""
    clock_set(idea)
    hold_again(idea, now=now)


def hold_again(idea: Idea, *, now: dt.datetime) -> None:
    """After a pause: an idea that was overdue before stays with its holder for the whole time."""
    if idea.breached_at and not idea.asked_at and not idea.canonical_id and idea.escalation != rules.OFFICE:
        idea.escalate_at = rules.answer_due(working_week(idea.answering), now, idea.answer_days)


def clock_set(idea: Idea) -> None:
    """Work out anew when the answer is due, pauses left out; what was overdue goes on to escalate from where it is."""
    if idea.asked_at or idea.breached_at:
        return
    pauses = pauses_of(idea, idea.clock_started_at)
    spec = working_week(idea.answering)
    idea.answer_due_at = rules.answer_due(spec, idea.clock_started_at, idea.answer_days, pauses)
    idea.escalate_at = None if idea.canonical_id else idea.answer_due_at


def clock_end(idea: Idea, *, now: dt.datetime) -> tuple[bool, int]:
    """Stop it with the answer; whether that was in time, and how many working days it took."""
    in_time = idea.breached_at is None and (idea.asked_at is not None or now <= idea.answer_due_at)
    spec, pauses = working_week(idea.answering), pauses_of(idea, now)
    idea.asked_at = idea.escalate_at = None
    return in_time, rules.days_taken(spec, idea.clock_started_at, now, pauses)


def next_level(idea: Idea, *, now: dt.datetime) -> None:
    """Up one level, which has the same time again; the programme office is the last."""
    has_above = idea.answerer_id is not None or idea.answering.parent_id is not None
    idea.escalation = rules.level_up(idea.escalation, has_above=has_above)
    idea.escalate_at = None
    if idea.escalation != rules.OFFICE:
        idea.escalate_at = rules.answer_due(working_week(idea.answering), now, idea.answer_days)
