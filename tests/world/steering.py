"""Risks in each state, money planned and spent in two currencies, a decision and its correction, a file."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from initiatives.choices.steering import EntryKind, RiskState
from initiatives.services.budget import Amount, budget_add
from initiatives.services.copying import template_keep
from initiatives.services.decision_log import Decided, decision_correct, decision_log, files_add
from initiatives.services.risks import RiskPlan, risk_add, risk_move
from tests.world.base import World


def add(world: World) -> None:
    reference = world.samples["initiatives:*"][0]
    today = timezone.localdate(world.now)
    where: dict[str, Any] = {"reference": reference, "by": world.visitor, "now": world.now}

    made = [
        risk_add(plan=RiskPlan(text, grade, grade, world.visitor, "每周看一次", today), **where)
        for text, grade in (("培训教室不够", 5), ("讲师离职", 3), ("系统延期", 1))
    ]
    for risk, state in ((made[1], RiskState.OCCURRED), (made[2], RiskState.CLOSED)):
        risk_move(risk=risk.reference, state=state, reason="已经处理", **where)
    for kind, amount, currency in (("planned", "5000", "CNY"), ("spent", "1250.50", "CNY"), ("spent", "80", "EUR")):
        entry = Amount(EntryKind(kind), Decimal(amount), currency, today, "培训", "发票")
        budget_add(entry=entry, **where)
    first, second = (
        decision_log(decided=Decided(what, "客户等得太久", world.visitor, today), **where)
        for what in ("先培训一线", "周末上线")
    )
    decision_correct(entry=first.reference, decided=Decided("先培训夜班", "写错了", world.visitor, today), **where)
    files_add(uploads=[SimpleUploadedFile("会议纪要.txt", "会议纪要".encode())], **where)
    template = template_keep(name="服务推广", purpose="全公司推广", **where)
    for name in ("一线支持", "流程简化"):
        template_keep(name=name, purpose="全公司推广", **where)
    world.samples |= {
        "initiatives:template-*": (template.reference,),
        "initiatives:template-keep": (reference,),
        "api:initiative-template-*": (template.reference,),
        "initiatives:risk-*": (reference, made[0].reference),
        "initiatives:risk-new": (reference,),
        "initiatives:log-correct": (reference, second.reference),
    }
