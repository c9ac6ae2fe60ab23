"""Evaluations that the visitor decides and is asked for: open, sent, over; three cards at least are the visitor's."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.utils import timezone

from initiatives.models import Idea
from initiatives.services.evaluating import Request, evaluation_ask, evaluations_ask
from initiatives.services.ideas import idea_submit
from initiatives.services.scorecards import scorecard_decline, scorecard_send
from tests.world.base import World

SCORES = {"customers": 5, "colleagues": 3, "effort": 2, "reach": 4}


def add(world: World) -> None:
    by, now = world.visitor, world.now
    due_on = timezone.localdate(now) + dt.timedelta(days=7)

    def idea(title: str) -> Idea:
        text = "夜里来电的客户，早上八点前有回音。"
        return idea_submit(title=title, text=text, department=world.house, by=world.agent, now=now)

    def asked(title: str, *reviewers: Any) -> str:
        request = Request(reviewers, due_on)
        return evaluation_ask(idea=idea(title).reference, request=request, by=by, now=now).reference

    waiting = asked("夜间回电", by, world.clerk)
    scorecard_send(reference=waiting, scores=SCORES, comment="值得试", by=world.clerk, now=now)
    over = asked("少填一张表", by, world.clerk)
    others = SCORES | {"customers": 2, "effort": 5}
    scorecard_send(reference=over, scores=SCORES, comment="客户少等一会儿", by=by, now=now)
    scorecard_send(reference=over, scores=others, comment="", by=world.clerk, now=now)
    declined = asked("窗口叫号", by)
    scorecard_decline(reference=declined, reason="不了解这项业务", by=by, now=now)
    call = world.samples["initiatives:challenge"][0]
    for row in evaluations_ask(challenge=call, request=Request([world.clerk], due_on), by=by, now=now).asked[:1]:
        scorecard_send(reference=row.reference, scores=others, comment="", by=world.clerk, now=now)
    world.samples |= {
        "initiatives:evaluation": (over,),
        "initiatives:evaluation-*": (waiting,),
        "initiatives:evaluation-ask": (idea("排队提示").reference,),
        "initiatives:evaluation-ask-call": world.samples["initiatives:challenge"],
        "api:evaluation-*": (over,),
    }
