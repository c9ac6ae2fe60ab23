"""Risks, budget and decisions of two running initiatives: one risk has occurred, one decision was corrected."""

from decimal import Decimal
from typing import Any

from django.utils import timezone

from feedback.insights.demo.stage import Stage
from initiatives.choices import InitiativeState
from initiatives.choices.steering import EntryKind, RiskState
from initiatives.models import Initiative
from initiatives.services.budget import Amount, budget_add
from initiatives.services.copying import template_keep
from initiatives.services.decision_log import Decided, decision_correct, decision_log
from initiatives.services.following import idea_follow, initiative_follow
from initiatives.services.risks import RiskPlan, risk_add, risk_move

RISKS = [
    ("旺季前培训不完一线员工", 4, 4, "分两批培训，第一批只学三个最常见的场景。", 20, ""),
    ("旧系统接口交付延迟", 3, 5, "和供应商每周对一次进度，备用方案是人工导出。", -3, "接口晚了两周，先用人工导出。"),
    ("客户不知道有新做法", 2, 3, "短信和登机牌背面各提示一次。", 35, ""),
]
# (kind, amount, currency, days ago, what for, source)
ENTRIES = [
    ("planned", "180000", "CNY", 28, "培训和讲师", "预算表第 3 页"),
    ("planned", "12000", "EUR", 28, "软件许可", "供应商报价单"),
    ("spent", "64500.50", "CNY", 14, "第一批培训", "发票 2291"),
    ("spent", "-4500.50", "CNY", 13, "第一批培训：重复入账的场租", "发票 2291 更正"),
    ("spent", "12000", "EUR", 9, "软件许可一年", "发票 EU-118"),
]
DECISIONS = [
    ("先做三个最常见的场景，其余放到第二批。", "三个场景占来电的七成，培训时间只够一半。", 21),
    ("第二批在十二月一日开始。", "避开春运前的准备期。", 10),
]
CORRECTION = ("第二批在十二月八日开始。", "上一条写错了日期，会议纪要是八日。", 9)

FOLLOWERS = ("wang.xiaolin", "marie.dupont")


def load_steering(stage: Stage) -> None:
    began = timezone.localdate(stage.days_ago(30))
    rows = Initiative.objects.filter(state=InitiativeState.RUNNING, starts_on__lte=began).select_related("owner")
    for initiative in rows.order_by("starts_on", "id")[:2]:
        _risks(stage, initiative)
        name = f"{initiative.title[:60]}：推广计划"
        template_keep(reference=initiative.reference, name=name, purpose="同类项目可以从这里开始", **_who(stage, 2))
        follow: dict[str, Any] = {"reference": initiative.reference, "following": True}
        for login in FOLLOWERS:
            initiative_follow(by=stage.fresh(login), now=stage.days_ago(20), **follow)
        for idea in initiative.ideas.order_by("pk"):
            idea_follow(reference=idea.reference, following=True, by=stage.fresh(FOLLOWERS[0]), now=stage.days_ago(19))
        _money(stage, initiative)
        _log(stage, initiative)


def _who(stage: Stage, days: float) -> dict[str, Any]:
    return {"by": stage.fresh("liu.bei"), "now": stage.days_ago(days)}


def _risks(stage: Stage, initiative: Initiative) -> None:
    where: dict[str, Any] = {"reference": initiative.reference}
    for text, likelihood, impact, answer, due, happened in RISKS:
        due_on = timezone.localdate(stage.days_ago(-due))
        plan = RiskPlan(text, likelihood, impact, initiative.owner, answer, due_on)
        made = risk_add(plan=plan, **where, **_who(stage, 26))
        if happened:
            state = RiskState.OCCURRED
            risk_move(risk=made.reference, state=state, reason=happened, **where, **_who(stage, 4))


def _money(stage: Stage, initiative: Initiative) -> None:
    for kind, amount, currency, days, purpose, source in ENTRIES:
        day = timezone.localdate(stage.days_ago(days))
        entry = Amount(EntryKind(kind), Decimal(amount), currency, day, purpose, source)
        budget_add(reference=initiative.reference, entry=entry, **_who(stage, days))


def _log(stage: Stage, initiative: Initiative) -> None:
    def decided(what: str, why: str, days: int) -> Decided:
        return Decided(what, why, initiative.owner, timezone.localdate(stage.days_ago(days)))

    made = [
        decision_log(reference=initiative.reference, decided=decided(*text), **_who(stage, text[2]))
        for text in DECISIONS
    ]
    last = made[-1].reference
    correction = decided(*CORRECTION)
    decision_correct(reference=initiative.reference, entry=last, decided=correction, **_who(stage, CORRECTION[2]))
