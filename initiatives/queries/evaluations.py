"""Reads of evaluations: one with its cards as far as somebody may read them, one's own cards, those of an idea."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from dataclasses import dataclass
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef
from django.db.models.functions import JSONObject
from django.utils import timezone

from initiatives.choices import IdeaState
from initiatives.choices.evaluations import CARD_LOOKS, OVER_LOOK, CardState, Criterion
from initiatives.models import Evaluation, Scorecard
from initiatives.queries.flags import may_flags
from initiatives.rules import evaluations as rules
from portal.core.errors import NotFound
from portal.core.keyset import Ordering

# Evaluated ideas of one call that are read to find its best ones.
MOST_RANKED = 500
ORDERINGS = [
    Ordering("due", ("evaluation__due_on", "id"), descending=False),
    Ordering("newest", ("id",)),
]
CARD = (
    *("id", "state", "answered_at", "evaluation__reference", "evaluation__due_on", "evaluation__ended_at"),
    *("evaluation__asked_at", "evaluation__idea__reference", "evaluation__idea__title"),
)


@dataclass(frozen=True)
class View:
    """An evaluation as one person may read it. `sent` and `sums` hold nothing while it is blind for them."""

    row: Any
    asked: int
    counts: Counter[str]
    mine: Scorecard | None
    readable: bool
    sent: list[Scorecard]
    # With their reasons, for those who decide.
    declined: list[Scorecard]
    sums: rules.Sums | None

    @property
    def over(self) -> bool:
        return self.row.ended_at is not None

    @property
    def may_score(self) -> bool:
        return self.mine is not None and self.mine.state == CardState.WAITING and not self.over

    @property
    def state(self) -> str:
        return "over" if self.over else "open"


def evaluation_for(user: Any, reference: str, today: dt.date | None = None) -> View:
    """Two queries. Absent and not visible are the same NotFound."""
    rows = Evaluation.objects.visible_to(user).annotate(**may_flags(user, Evaluation, may_decide="evaluations.decide"))
    found = rows.select_related("idea__answering", "asked_by").filter(reference=reference).first()
    if found is None:
        raise NotFound()
    cards = list(found.cards.select_related("reviewer").order_by("answered_at", "id"))
    mine = next((card for card in cards if card.reviewer_id == user.pk), None)
    over = found.ended_at is not None
    readable = rules.reads_results(
        decides=found.may_decide,
        card=mine.state if mine else "",
        ready=rules.is_ready(over=over, due_on=found.due_on, today=today or timezone.localdate()),
        over=over,
    )
    sent = [card for card in cards if card.state == CardState.SENT] if readable else []
    declined = [card for card in cards if card.state == CardState.DECLINED] if readable and found.may_decide else []
    return View(
        row=found,
        asked=len(cards),
        counts=Counter(card.state for card in cards),
        mine=mine,
        readable=readable,
        sent=sent,
        declined=declined,
        sums=rules.sums([scores_of(card) for card in sent]) if readable else None,
    )


def scores_of(card: Scorecard) -> dict[str, Any]:
    return {name: getattr(card, name) for name in Criterion.values}


def cards_of(user: Any) -> Any:
    return Scorecard.objects.filter(reviewer=user)


def waiting(rows: Any) -> Any:
    """Those of `rows` that can still be sent."""
    return rows.filter(state=CardState.WAITING, evaluation__ended_at=None)


def card_shown(row: dict[str, Any], today: dt.date | None = None) -> dict[str, Any]:
    """A row of CARD with its words."""
    over = row["state"] == CardState.WAITING and row["evaluation__ended_at"] is not None
    state = CardState(row["state"])
    return row | {
        "reference": row["evaluation__reference"],
        "idea": row["evaluation__idea__reference"],
        "title": row["evaluation__idea__title"],
        "due_on": row["evaluation__due_on"],
        "asked_at": row["evaluation__asked_at"],
        "over": over,
        "look": OVER_LOOK if over else CARD_LOOKS[state],
        "waits": state == CardState.WAITING and not over,
        "late": state == CardState.WAITING and not over and row["evaluation__due_on"] < (today or timezone.localdate()),
    }


@dataclass(frozen=True)
class OfIdea:
    """What an idea's page shows: the newest one to those concerned, `evaluated` to everybody once it is answered."""

    reference: str = ""
    due_on: dt.date | None = None
    over: bool = False
    asked: int = 0
    sent: int = 0
    mine: str = ""
    evaluated: int = 0


def cards_beside() -> ArraySubquery:
    """The cards of an idea as JSON, read along with it, those of the newest evaluation first."""
    rows = Scorecard.objects.filter(evaluation__idea=OuterRef("pk")).order_by("-evaluation_id", "id")
    names = {"evaluation": "evaluation__reference", "due_on": "evaluation__due_on", "ended_at": "evaluation__ended_at"}
    return ArraySubquery(rows.values(row=JSONObject(reviewer="reviewer_id", state="state", **names)))


def of_idea(idea: Any, user: Any) -> OfIdea:
    """No query: `idea` is what `idea_for` gives with its `cards`. Of others' cards nothing but their number is told."""
    # Of those that are over: while one runs, nobody else learns how far it is.
    sent_by = {card["reviewer"] for card in idea.cards if card["state"] == CardState.SENT and card["ended_at"]}
    evaluated = len(sent_by) if idea.state != IdeaState.OPEN else 0
    mine = [card for card in idea.cards if card["reviewer"] == user.pk and card["state"] != CardState.DECLINED]
    shown = idea.cards if idea.may_decide else mine
    if not shown:
        return OfIdea(evaluated=evaluated)
    newest = shown[0]
    of_this = [card for card in idea.cards if card["evaluation"] == newest["evaluation"]]
    return OfIdea(
        reference=newest["evaluation"],
        due_on=dt.date.fromisoformat(newest["due_on"]),
        over=newest["ended_at"] is not None,
        asked=len(of_this),
        sent=sum(card["state"] == CardState.SENT for card in of_this),
        mine=next((card["state"] for card in of_this if card["reviewer"] == user.pk), ""),
        evaluated=evaluated,
    )


@dataclass(frozen=True)
class Standing:
    """An evaluated idea among those of its call. `sums` is None while it is blind for the reader."""

    reference: str
    title: str
    asked: int
    sent: int
    sums: rules.Sums | None


def standings_of(challenge: Any, user: Any, today: dt.date | None = None) -> list[Standing]:
    """The newest evaluation of each idea of a call that somebody may see: what they may read first, the best in front.

    One query; the best MOST_IDEAS.
    """
    cards = Scorecard.objects.filter(evaluation=OuterRef("pk")).order_by("id")
    names = {name: name for name in ("state", *Criterion.values)}
    rows = Evaluation.objects.visible_to(user).filter(idea__challenge=challenge).select_related("idea")
    rows = rows.annotate(
        **may_flags(user, Evaluation, may_decide="evaluations.decide"),
        given=ArraySubquery(cards.values(row=JSONObject(reviewer="reviewer_id", **names))),
    )
    newest = rows.order_by("idea_id", "-id").distinct("idea_id")[:MOST_RANKED]
    found = [_standing(row, user, today or timezone.localdate()) for row in newest]
    return sorted(found, key=_best_first)[: rules.MOST_IDEAS]


def _standing(row: Any, user: Any, today: dt.date) -> Standing:
    over = row.ended_at is not None
    readable = rules.reads_results(
        decides=row.may_decide,
        card=next((card["state"] for card in row.given if card["reviewer"] == user.pk), ""),
        ready=rules.is_ready(over=over, due_on=row.due_on, today=today),
        over=over,
    )
    sent = [card for card in row.given if card["state"] == CardState.SENT]
    sums = rules.sums(sent) if readable else None
    return Standing(row.reference, row.idea.title, len(row.given), len(sent), sums)


def _best_first(standing: Standing) -> tuple[bool, float]:
    overall = standing.sums.overall if standing.sums else None
    return overall is None, -float(overall or 0)
