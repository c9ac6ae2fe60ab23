"""Three open ideas are evaluated: one by everybody who was asked, one of two minds and nearly done, one just begun."""

import datetime as dt
from dataclasses import dataclass

from django.utils import timezone

from feedback.insights.demo.stage import Stage
from initiatives.choices import Anonymity, IdeaState
from initiatives.models import Idea
from initiatives.services.evaluating import Request, evaluation_ask
from initiatives.services.scorecards import scorecard_decline, scorecard_send

OFFICE = "liu.bei"
NAMES = ("customers", "colleagues", "effort", "reach")


@dataclass(frozen=True)
class Answer:
    """Without scores it is declined, with `comment` as the reason; without both it waits."""

    who: str
    scores: tuple[int, int, int, int] | None = None
    comment: str = ""


ROUNDS: list[list[Answer]] = [
    [
        Answer("zhao.min", (5, 3, 4, 3), "客户每天都在问这件事。"),
        Answer("wu.hao", (4, 4, 4, 3), "一周就能试起来。"),
        Answer("feng.yan", (4, 3, 5, 2), "先在一个班次试。"),
    ],
    [
        Answer("zhao.min", (5, 4, 1, 5), "好处很大，但要动三个系统。"),
        Answer("xie.dong", (2, 4, 4, 3), "客户那边感觉不到多少。"),
        Answer("feng.yan", None, "这块业务不熟，请问问夜班。"),
        Answer("wu.hao"),
    ],
    [Answer("zhao.min"), Answer("marie.dupont", (4, 2, 3, 4), "Worth a pilot at one desk."), Answer("xie.dong")],
]


def load_evaluations(stage: Stage) -> None:
    """Of open ideas with a name that none of these colleagues wrote, the most wanted ones."""
    logins = {answer.who for answers in ROUNDS for answer in answers}
    people = [stage.people[login].pk for login in logins]
    rows = Idea.objects.filter(state=IdeaState.OPEN, canonical=None, anonymity=Anonymity.NAMED)
    rows = rows.exclude(author__in=people).exclude(merged__author__in=people).filter(challenge=None)
    for idea, answers in zip(rows.order_by("-vote_count", "id")[: len(ROUNDS)], ROUNDS, strict=True):
        _evaluate(stage, idea, answers)


def _evaluate(stage: Stage, idea: Idea, answers: list[Answer]) -> None:
    asked_at = min(stage.days_ago(2), stage.now)
    request = Request(
        [stage.people[answer.who] for answer in answers], timezone.localdate(stage.now) + dt.timedelta(days=3)
    )
    row = evaluation_ask(idea=idea.reference, request=request, by=stage.fresh(OFFICE), now=asked_at)
    for step, answer in enumerate(answers, start=1):
        by, at = stage.fresh(answer.who), asked_at + dt.timedelta(hours=step)
        if answer.scores:
            scores = dict(zip(NAMES, answer.scores, strict=True))
            scorecard_send(reference=row.reference, scores=scores, comment=answer.comment, by=by, now=at)
        elif answer.comment:
            scorecard_decline(reference=row.reference, reason=answer.comment, by=by, now=at)
