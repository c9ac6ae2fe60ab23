"""What one person has to do and how the area is doing, for pages of other areas; each is one query."""

import datetime as dt
from typing import Any, NamedTuple

from django.db.models import CharField, Count, DateField, DateTimeField, F, Q, QuerySet, Value

from initiatives.choices import IdeaState, InitiativeState, Light
from initiatives.models import Action, Idea, Initiative, Milestone
from initiatives.queries.evaluations import cards_of, waiting


class Waiting(NamedTuple):
    """An idea to answer (`kind` idea, until `due_at`), or to score (evaluation, whose reference it is, by `due_on`)."""

    kind: str
    reference: str
    title: str
    due_at: dt.datetime | None
    due_on: dt.date | None


def waiting_for(user: Any, limit: int = 5) -> list[Waiting]:
    """What waits for this person around ideas, of each kind the one due first in front: one query.

    Open ideas for their answer, not while the author is asked; scorecards that they were asked for.
    """
    ideas = Idea.objects.visible_to(user).to_decide(user).filter(asked_at=None).order_by("answer_due_at", "id")
    cards = waiting(cards_of(user)).order_by("evaluation__due_on", "id")
    none, never = Value(None, DateField()), Value(None, DateTimeField())
    answers = ideas.annotate(kind=Value("idea", CharField()), day=none)
    scores = cards.annotate(kind=Value("evaluation", CharField()), never=never)
    rows = answers.values_list("kind", "reference", "title", "answer_due_at", "day")[:limit].union(
        scores.values_list("kind", "evaluation__reference", "evaluation__idea__title", "never", "evaluation__due_on")[
            :limit
        ],
        all=True,
    )
    return [Waiting(*row) for row in rows]


class Promise(NamedTuple):
    """A milestone, an action, or a whole initiative (`kind`), by its day; `reference` is the initiative's."""

    kind: str
    reference: str
    title: str
    due_on: dt.date


def promised_by(user: Any, limit: int = 7) -> list[Promise]:
    """Open milestones and actions of this person, and running initiatives that they own; the next due first."""
    running = Initiative.objects.visible_to(user).filter(state=InitiativeState.RUNNING)
    milestones = Milestone.objects.filter(owner=user, done_on=None, initiative__in=running.values("pk"))
    actions = Action.objects.filter(assignee=user, done_on=None, initiative__in=running.values("pk"))
    rows = _named("milestone", milestones, "initiative__reference").union(
        _named("action", actions, "initiative__reference"),
        _named("initiative", running.filter(owner=user), "reference"),
        all=True,
    )
    return [Promise(*row) for row in rows.order_by("day")[:limit]]


def _named(kind: str, rows: QuerySet[Any], reference: str) -> Any:
    named = rows.order_by().annotate(kind=Value(kind, CharField()), ref=F(reference), name=F("title"), day=F("due_on"))
    return named.values_list("kind", "ref", "name", "day")


class IdeaCounts(NamedTuple):
    waiting: int
    answered: int


def idea_counts(since: dt.datetime) -> IdeaCounts:
    """Ideas of the whole company: open now without those merged into others, and answered since then."""
    waiting, answered = Q(state=IdeaState.OPEN, canonical=None), Q(decided_at__gte=since)
    counted = Idea.objects.aggregate(waiting=Count("id", filter=waiting), answered=Count("id", filter=answered))
    return IdeaCounts(**counted)


class InitiativeCounts(NamedTuple):
    running: int
    green: int


def initiative_counts() -> InitiativeCounts:
    """Initiatives of the whole company that run, and those of them whose newest report is green."""
    running = Q(state=InitiativeState.RUNNING)
    counted = Initiative.objects.aggregate(
        running=Count("id", filter=running), green=Count("id", filter=running & Q(light=Light.GREEN))
    )
    return InitiativeCounts(**counted)
