"""Solved tickets that say the same as a text, and who solved them.

Bounded whatever the number of tickets: only the most telling words are looked for (`portal.core.telling`), and of
what they bring only what holds a third of their weight counts.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.db.models import Exists, F, OuterRef, Q

from feedback.tickets.choices import Outcome, State
from feedback.tickets.models import Asked, Openness, Step, Ticket
from feedback.tickets.rules import questions as rules
from portal.calendars.queries import calendars_of
from portal.calendars.rules import is_open, next_opening
from portal.core.names import in_language
from portal.core.telling import LEAST, telling
from portal.people.models import User

# Of how many like tickets the owners are looked at.
LOOKED_AT = 60


class SimilarTicket(NamedTuple):
    id: str
    title: str
    service: str
    resolved_at: dt.datetime
    likeness: int  # per cent


def _like(rows: Any, title: str, text: str, exclude: int | None) -> Any:
    """Resolved tickets like these words, the most alike first, with `likeness` from 0 to 1; None: they say nothing."""
    wanted = telling(Ticket, title, text)
    if not wanted:
        return None
    found = rows.filter(wanted.q(), state=State.RESOLVED).exclude(pk=exclude)
    found = found.alias(held=wanted.share()).filter(held__gte=LEAST).annotate(likeness=F("held"))
    return found.order_by("-likeness", "-resolved_at", "-id")


def similar_tickets(
    user: Any, title: str, text: str = "", *, limit: int = 3, exclude: int | None = None
) -> list[SimilarTicket]:
    """Solved tickets that `user` may see and that are like these words: two queries."""
    rows = _like(Ticket.objects.visible_to(user), title, text, exclude)
    if rows is None:
        return []
    values = rows.values("reference", "title", "service__name_en", "service__name_zh", "resolved_at", "likeness")
    return [
        SimilarTicket(
            row["reference"],
            row["title"],
            in_language(row, "service__name"),
            row["resolved_at"],
            round(100 * row["likeness"]),
        )
        for row in values[:limit]
    ]


@dataclass(frozen=True)
class Suggestion:
    """A colleague who may be asked now, and why it is them."""

    person: User
    solved: int
    works_now: bool
    works_next: dt.datetime | None


def suggestions_for(ticket: Ticket, *, by: User, now: dt.datetime) -> list[Suggestion]:
    """Who solved tickets like this one and may be asked: open to questions, room left today. Never a list of all.

    Looked at are all solved tickets and not only those that `by` may see: the number says nothing about them.
    Solved counts for its owner, unless it was opened again after somebody called it solved.
    """
    likeness, solved = _solvers(ticket)
    likeness.pop(by.pk, None)
    people = _askable(set(likeness), now=now)
    calendars = {pk: spec.rules() for pk, spec in calendars_of({each.department for each in people}).items()}
    works = {each.pk: is_open(calendars[each.department_id], now) for each in people}
    candidates = [rules.Candidate(each.pk, solved[each.pk], likeness[each.pk], works[each.pk]) for each in people]
    by_id = {each.pk: each for each in people}
    return [
        Suggestion(
            by_id[each.person],
            each.solved,
            each.works_now,
            None if each.works_now else next_opening(calendars[by_id[each.person].department_id], now),
        )
        for each in rules.ranked(candidates)
    ]


def _solvers(ticket: Ticket) -> tuple[dict[int, float], dict[int, int]]:
    """By owner: the sum of how like their solved tickets are, and how many."""
    likeness: dict[int, float] = defaultdict(float)
    solved: dict[int, int] = defaultdict(int)
    rows = _like(Ticket.objects.all(), ticket.title, ticket.text, ticket.pk)
    if rows is None:
        return likeness, solved
    again = Step.objects.filter(ticket=OuterRef("pk"), outcome=Outcome.RESOLVED, ended_at__lt=OuterRef("resolved_at"))
    for owner, share in rows.filter(~Exists(again)).values_list("owner_id", "likeness")[:LOOKED_AT]:
        likeness[owner] += share
        solved[owner] += 1
    return likeness, solved


def _askable(ids: set[int], *, now: dt.datetime) -> list[User]:
    """Of these people those who are here, open to questions and have room today."""
    closed = Openness.objects.filter(person=OuterRef("pk"), open=False)
    rows = User.objects.active().filter(~Exists(closed), pk__in=ids)
    people = list(rows.select_related("department"))
    load = load_of(people, now=now)
    return [each for each in people if load[each.pk].has_room]


class Load(NamedTuple):
    """How much of somebody's day for questions is used; `day` is today on their calendar."""

    day: dt.date
    asked: int
    per_day: int
    open: bool

    @property
    def has_room(self) -> bool:
        return self.open and rules.has_room(self.asked, self.per_day)


def load_of(people: list[User], *, now: dt.datetime) -> dict[int, Load]:
    """By person: four queries, however many they are."""
    if not people:
        return {}
    calendars = calendars_of({each.department for each in people})
    days = {each.pk: now.astimezone(calendars[each.department_id].rules().zone).date() for each in people}
    kept = {row.person_id: row for row in Openness.objects.filter(person__in=people)}
    counts: dict[tuple[int, dt.date], int] = defaultdict(int)
    rows = Asked.objects.filter(Q(day__in=set(days.values())), person__in=people)
    for key in rows.values_list("person_id", "day"):
        counts[key] += 1
    found = {}
    for each in people:
        row = kept.get(each.pk)
        asked = counts[each.pk, days[each.pk]]
        found[each.pk] = Load(days[each.pk], asked, row.per_day if row else rules.PER_DAY, row.open if row else True)
    return found
