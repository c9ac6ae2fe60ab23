"""Colleagues thank each other for ideas and initiatives; one thanks an author whom nobody knows."""

import datetime as dt

from django.db.models import Q

from feedback.insights.demo.stage import Stage
from initiatives.choices import Anonymity, IdeaState, InitiativeState, ServiceState
from initiatives.models import Idea, Initiative, ValueService
from initiatives.services.thanking import thanks_give
from portal.people.models import User

IDEAS = [
    ("zhao.min", "您这条建议让我们班组每天少打二十个电话，谢谢！"),
    ("marie.dupont", "Thank you: I had the same thought for years and never wrote it down."),
    ("wu.hao", "客户昨天当面夸了这件事，功劳是您的。"),
    ("feng.yan", "谢谢您把大家都遇到的事说清楚。"),
]
INITIATIVES = [
    ("xie.dong", "上线那周您每天都在现场，谢谢。"),
    ("zhao.min", "谢谢您每次都先问一线怎么看。"),
]
SERVICE = ("feng.yan", "新服务第一天就有客户来道谢，转达给您。")
NAMELESS = ("wu.hao", "不知道您是谁，谢谢您说出来。")


def load_thanks(stage: Stage) -> None:
    ideas = Idea.objects.filter(anonymity=Anonymity.NAMED, state__in=(IdeaState.ACCEPTED, IdeaState.TURNED))
    _each(stage, [(idea, idea.author) for idea in ideas.select_related("author").order_by("id")], IDEAS)
    running = Initiative.objects.filter(~Q(state=InitiativeState.DRAFT)).select_related("owner").order_by("id")
    _each(stage, [(row, row.owner) for row in running], INITIATIVES)
    launched = ValueService.objects.filter(state=ServiceState.CONFIRMED).select_related("owner").order_by("id")
    _each(stage, [(row, row.owner) for row in launched], [SERVICE])
    hidden = Idea.objects.filter(anonymity=Anonymity.NOBODY).earliest("id")
    login, text = NAMELESS
    thanks_give(reference=hidden.reference, receiver=None, text=text, by=stage.fresh(login), now=stage.days_ago(1))


def _each(
    stage: Stage, things: list[tuple[Idea | Initiative | ValueService, User]], words: list[tuple[str, str]]
) -> None:
    """One sentence for each thing, as far as it isn't the giver's own."""
    for step, ((thing, receiver), (login, text)) in enumerate(zip(things, words, strict=False)):
        by, at = stage.fresh(login), stage.days_ago(3) + dt.timedelta(hours=step)
        if by.pk != receiver.pk and receiver.is_active:
            thanks_give(reference=thing.reference, receiver=receiver, text=text, by=by, now=at)
