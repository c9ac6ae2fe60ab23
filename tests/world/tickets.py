"""Tickets in each state, and the catalogue they come from."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from feedback.tickets import services
from feedback.tickets.models import (
    Approval,
    Article,
    Charge,
    Duty,
    EscalationLevel,
    InboundAddress,
    InboundMail,
    Jump,
    OneButton,
    Problem,
    Promise,
    Question,
    RoutingRule,
    Ticket,
)
from feedback.tickets.services.approvals.demanding import Demand
from tests.world.base import World


def add(world: World) -> None:
    by = world.visitor
    catalogue = [
        services.service_create(
            by=by,
            now=world.now,
            name_en=f"Dalston {name}",
            name_zh=name,
            department=world.house.reference,
            response_minutes=60,
            resolution_minutes=240,
        )
        for name in ("退款", "开票", "换卡")
    ]

    services.service_set_form(
        reference=catalogue[0].reference, by=by, now=world.now, fields=[
            {"kind": kind, "label_en": f"Clapton {kind}", "label_zh": f"问题{number}", "options": [
                {"en": "1", "zh": "甲"}, {"en": "2", "zh": "乙"},
            ]}
            for number, kind in enumerate(("text", "long", "number", "date", "choice", "yes_no"))
        ],
    )  # fmt: skip

    def opened(title: str, hours_ago: int = 2, opener: Any = None) -> Ticket:
        return services.ticket_open(
            by=opener or world.agent,
            now=world.now - dt.timedelta(hours=hours_ago),
            service=catalogue[0].reference,
            title=title,
            text="客户两周前退货,款项仍未到账。",
        )

    new = opened("退款未到账")
    opened("跨境退款", hours_ago=400)
    own = taken(world, opened("发票抬头需要更改", opener=by))
    answers = {"clapton_text": "静安", "clapton_number": 12, "clapton_date": "2026-11-02", "clapton_choice": "1"}
    services.ticket_edit(reference=own.reference, answers=answers, by=by, now=world.now)
    waiting = taken(world, opened("换卡地址不清楚"))
    services.ticket_wait(reference=waiting.reference, text="请问寄到哪个地址?", by=by, now=world.now)
    resolved = taken(world, opened("积分没有入账", opener=by))
    services.ticket_resolve(reference=resolved.reference, text="积分已补发。", by=by, now=world.now)
    for number in range(3):
        services.ticket_comment(reference=own.reference, text=f"第{number}条说明", by=by, now=world.now)
    services.ticket_comment(
        reference=own.reference,
        text="内部备注",
        internal=True,
        by=by,
        now=world.now,
        files=[SimpleUploadedFile("说明.txt", "文字".encode(), content_type="text/plain")],
    )
    services.ticket_comment(
        reference=own.reference, text=f"@[{world.clerk.reference}] 请核对", internal=True, by=by, now=world.now
    )
    services.ticket_watch(reference=own.reference, by=by, now=world.now)
    merged, second = taken(world, opened("退款又未到账")), taken(world, opened("退款仍未到账"))
    for reference, into in ((merged.reference, second.reference), (second.reference, own.reference)):
        services.ticket_merge(reference=reference, into=into, reason="同一笔退款", by=by, now=world.now)
    for number in range(3):
        services.ticket_split(
            reference=own.reference, service=catalogue[2].reference, title=f"另外一件{number}", text="卡也要换", by=by,
            now=world.now,
        )  # fmt: skip
    for number in range(3):
        services.ticket_open_child(
            reference=own.reference, service=catalogue[1].reference, title=f"子工单{number}", text="请补开发票",
            rule="informs", by=by, now=world.now,
        )  # fmt: skip
    texts = [
        services.text_create(
            department=world.house.reference, name_en=f"Hackney {number}", name_zh=f"开头{number}",
            text_en="Hackney {customer}", text_zh="您好，工单{reference}", by=by, now=world.now,
        )
        for number in range(3)
    ]  # fmt: skip
    purpose, *_of_services = [
        services.purpose_set(
            department=world.house.reference, service=service, by=by, now=world.now, whom_en="The service desk",
            whom_zh="服务台", need_en="Answers", need_zh="答复", value_en="Certainty", value_zh="确定",
        )
        for service in ("", catalogue[0].reference, catalogue[1].reference)
    ]  # fmt: skip
    services.norms_work_out(now=world.now)
    services.handling_band_set(
        reference=catalogue[0].reference, low=10, high=60, reason="与同行比较", source="行业报告", by=by, now=world.now
    )
    promise = promises(world, own, waiting)
    duty = duties(world)
    level = levels(world)
    rule = rules(world, catalogue[0].reference)
    question = questions(world, own)
    approval = approvals(world, taken(world, opened("费用先行垫付")), catalogue[2].reference)
    article = articles(world, own)
    button = buttons(world, catalogue[0].reference, opened("请改签一次", opener=by))
    jump = jumps(world, own, [opened(f"插队第{number}件") for number in range(3)])
    mail, address = mails(world, catalogue[0].reference)
    services.find_failures(now=world.now)
    services.charge_failures(now=world.now)
    problem = problems(world, own)
    world.samples |= {
        "tickets:problem": (problem.reference,),
        "tickets:problem-*": (problem.reference,),
        "api:problem-*": (problem.reference,),
        "tickets:mail": (mail.reference,),
        "tickets:mail-*": (mail.reference,),
        "tickets:mail-address-edit": (address.reference,),
        "api:inbound-mail-*": (mail.reference,),
        "tickets:button-*": (button.reference,),
        "api:one-button-*": (button.reference,),
        "tickets:article*": (article.reference,),
        "api:article-*": (article.reference,),
        "tickets:approval-*": (approval.reference,),
        "tickets:approval": (approval.reference,),
        "api:approval-*": (approval.reference,),
        "tickets:question-*": (question.reference,),
        "tickets:question": (question.reference,),
        "api:question-*": (question.reference,),
        "tickets:jump-*": (jump.reference,),
        "api:jump-*": (jump.reference,),
        "tickets:level-*": (level.reference,),
        "api:escalation-level-*": (level.reference,),
        "tickets:rule": (rule.reference,),
        "tickets:rule-*": (rule.reference,),
        "api:routing-rule-*": (rule.reference,),
        "tickets:duty-*": (duty.reference,),
        "api:duty-*": (duty.reference,),
        "tickets:text-edit": (texts[0].reference,),
        "api:starting-text-*": (texts[0].reference,),
        "tickets:promise-*": (promise.reference,),
        "api:promise-*": (promise.reference,),
        "tickets:purpose-*": (purpose.reference,),
        "api:purpose-*": (purpose.reference,),
        "tickets:*": (own.reference,),
        "tickets:take": (new.reference,),
        "tickets:resume": (waiting.reference,),
        "tickets:reopen": (resolved.reference,),
        "tickets:service*": (catalogue[0].reference,),
        "tickets:catalogue*": (catalogue[0].reference,),
        "api:ticket*": (own.reference,),
        "api:service*": (catalogue[0].reference,),
        "api:catalogue*": (catalogue[0].reference,),
    }


def mails(world: World, service: str) -> tuple[InboundMail, InboundAddress]:
    """One on a ticket, one of a machine, one of a stranger, one that waits; the stranger's is given back."""
    entry = services.address_set(address="tuikuan@mails.example", service=service, by=world.visitor, now=world.now)

    def came(sender: str, number: int, more: str = "") -> InboundMail:
        head = f"From: {sender}\nTo: {entry.address}\nSubject: 退款第{number}次\nMessage-ID: <{number}@world.example>\n"
        raw = f"{head}{more}Content-Type: text/plain; charset=utf-8\n\n款项未到账。\n".encode()
        return services.mail_receive(raw=raw, route="pipe", now=world.now)[0]

    came(world.agent.email, 1)
    came(world.agent.email, 2, "Auto-Submitted: auto-replied\n")
    stranger = came("kehu@elsewhere.example", 3)
    services.mails_work(now=lambda: world.now)
    came(world.agent.email, 4)
    return stranger, entry


def jumps(world: World, own: Ticket, others: list[Ticket]) -> Jump:
    """One that runs on `own`, one asked for, one refused, one that is over; the last is given back to be reviewed."""
    values: dict[str, Any] = {"harm": "promise", "reason": "客户的航班今晚起飞", "now": world.now}
    services.ticket_jump(reference=own.reference, by=world.visitor, surcharge=Decimal(120), currency="CNY", **values)
    services.jump_policy_set(
        department="", by=world.visitor, now=world.now, per_person=0, per_department=5, days=30,
        acknowledge_minutes=15, informs=[world.front.reference],
    )  # fmt: skip
    asked, refused, over = (services.ticket_jump(reference=each.reference, by=world.agent, **values) for each in others)
    services.jump_refuse(reference=refused.reference, reason="可以等到明天", by=world.visitor, now=world.now)
    services.jump_grant(reference=over.reference, by=world.visitor, now=world.now, reason="同意")
    services.jump_stop(reference=over.reference, by=world.visitor, now=world.now)
    return asked


def duties(world: World) -> Duty:
    """Three of the house from tomorrow on; the last is given back."""
    starts = [world.now + dt.timedelta(days=number) for number in (1, 2, 3)]
    return [
        services.duty_create(
            department=world.house.reference, person=world.visitor.reference, note="打前台电话找我", by=world.visitor,
            now=world.now, starts_at=start, ends_at=start + dt.timedelta(hours=9),
        )
        for start in starts
    ][-1]  # fmt: skip


def levels(world: World) -> EscalationLevel:
    """Before, at and after the due time, the last switched off; the first is given back."""
    shares = ((50, 0, ["owner"]), (100, 0, ["owner", "first_owner", "head"]), (100, 60, ["head_above", "executive"]))
    made = [
        services.level_create(
            department=world.house.reference, clock="resolution", percent=percent, minutes_after=after, tells=tells,
            by=world.visitor, now=world.now,
        )
        for percent, after, tells in shares
    ]  # fmt: skip
    services.level_edit(reference=made[2].reference, active=False, by=world.visitor, now=world.now)
    return made[0]


def rules(world: World, service: str) -> RoutingRule:
    """Of the house, the last switched off, and one about every service; the first is given back."""
    values: dict[str, Any] = {"name_en": "Homerton", "by": world.visitor, "now": world.now}
    made = [
        services.rule_create(
            department=world.house.reference, name_zh=f"分流{number}", service=service, words=["跨境"],
            target=world.house.reference, **values,
        )
        for number in range(3)
    ]  # fmt: skip
    services.rule_edit(reference=made[2].reference, active=False, by=world.visitor, now=world.now)
    services.rule_create(name_zh="曝光", words=["曝光"], kind="complaint", target=world.front.reference, **values)
    return made[0]


def questions(world: World, own: Ticket) -> Question:
    """One in every state; the open one that is given back is asked of the visitor."""
    by, now = world.visitor, world.now

    def asked(who: Any, of: Any, ago: int = 0) -> Question:
        return services.ticket_ask(
            reference=own.reference, text="跨境退款一般几天到账？", people=[of.reference], by=who,
            now=now - dt.timedelta(hours=ago),
        )  # fmt: skip

    answered, declined, withdrawn = (asked(by, world.clerk) for _number in range(3))
    services.question_answer(reference=answered.reference, text="三到五个工作日。", by=world.clerk, now=now)
    services.question_decline(reference=declined.reference, reason="这方面我不熟", by=world.clerk, now=now)
    services.question_withdraw(reference=withdrawn.reference, by=by, now=now)
    asked(by, world.clerk, ago=400)
    services.expire_questions(now=now)
    return asked(world.clerk, by)


def approvals(world: World, ticket: Ticket, service: str) -> Approval:
    """One in every state, and what a service demands on two levels; the open one is asked of the visitor."""
    by, now = world.visitor, world.now

    def asked(who: Any, of: Any) -> Approval:
        return services.ticket_ask_approval(
            reference=ticket.reference, text="费用九百元，可以先垫付吗？", people=[of.reference], by=who, now=now
        )

    for verb, answerer in (
        (services.approval_approve, world.clerk),
        (services.approval_decline, world.clerk),
        (services.approval_withdraw, by),
    ):
        verb(reference=asked(by, world.clerk).reference, reason="按规定办理", by=answerer, now=now)
    wanted = [
        Demand(name_en=f"Leyton {level}", name_zh="超出预算", who=who, level=level)
        for level, who in ((1, "requester_head"), (2, "serving_head"), (3, "requester_head"))
    ]
    services.service_set_approvals(reference=service, demands=wanted, by=by, now=now)
    return asked(world.clerk, by)


def articles(world: World, own: Ticket) -> Article:
    """Approved and used, retired, and a draft; the approved one is given back."""
    by, now = world.visitor, world.now
    made = [
        services.article_write(
            title=f"跨境退款几天到账（{number}）",
            text="三到五个工作日。",
            department=world.house.reference,
            by=by,
            now=now,
        )
        for number in range(3)
    ]
    until = timezone.localdate(now) + dt.timedelta(days=90)
    for article in made[:2]:
        services.article_approve(reference=article.reference, valid_until=until, by=by, now=now)
    services.article_retire(reference=made[1].reference, by=by, now=now)
    services.article_use(reference=made[0].reference, ticket=own.reference, by=by, now=now)
    return made[0]


def buttons(world: World, service: str, ticket: Ticket) -> OneButton:
    """Three of a marked service, one of them pressed; the last one, with a limit, is given back."""
    by, now = world.visitor, world.now
    services.service_edit(reference=service, front_solves=True, by=by, now=now)
    values = {"service": service, "text": "已为客户免费改签一次。", "by": by, "now": now}
    free = services.button_create(name_en="Ealing", name_zh="免费改签一次", **values)
    services.ticket_settle(reference=ticket.reference, button=free.reference, by=by, now=now)
    services.button_create(name_en="Camden", name_zh="补寄发票", resolves=False, **values)
    return services.button_create(
        name_en="Fulham Road", name_zh="当场退款", limit=Decimal(200), currency="CNY", **values
    )


def promises(world: World, own: Ticket, waiting: Ticket) -> Promise:
    """One in every state; the open one that is given back belongs to `own`."""
    by, hour = world.visitor, dt.timedelta(hours=1)

    def promised(ticket: Ticket, ago: dt.timedelta, due: dt.timedelta, **values: Any) -> Promise:
        given = {"text": "退款到账", "channel": "phone", "customer": "李先生"} | values
        made = world.now - ago
        return services.ticket_promise(reference=ticket.reference, by=by, now=made, due_at=world.now + due, **given)

    kept = promised(own, 3 * hour, hour)
    services.promise_keep(reference=kept.reference, by=by, now=world.now)
    promised(own, 3 * hour, -hour)
    services.break_due_promises(now=world.now)
    old = promised(own, hour, 2 * hour)
    services.promise_renegotiate(
        reference=old.reference, due_at=world.now + 3 * hour, consent="李先生在电话里同意", by=by, now=world.now
    )
    promised(waiting, hour, hour, kind="call_back", channel="")
    outer = promised(own, hour, 400 * hour)
    promised(own, hour, 300 * hour, kind="inner", outer=outer.reference, channel="", customer="")
    return outer


def problems(world: World, own: Ticket) -> Problem:
    """Proposed, declined, closed, and one with a change that waits for consent, which is given back."""
    by, now = world.visitor, world.now
    charged = Charge.objects.filter(failure__ticket=own).order_by("number", "failure__kind")
    spots = charged.values_list("department__reference", "number", "failure__kind").distinct()
    department, step, cause = spots[0]

    def proposed(number: int) -> Problem:
        return services.problem_propose(
            title=f"第{number}个问题",
            department=department,
            step=step,
            cause=cause,
            ticket=own.reference,
            by=by,
            now=now,
        )

    services.problem_decline(reference=proposed(1).reference, reason="只是这一周", by=by, now=now)
    over = proposed(2)
    services.problem_accept(reference=over.reference, by=by, now=now)
    services.problem_close(reference=over.reference, result="流程已经理顺", by=by, now=now)
    worded = proposed(3)
    services.problem_accept(reference=worded.reference, by=by, now=now)
    services.problem_change(
        reference=worded.reference,
        change="先核对再承诺",
        effective_on=timezone.localdate(now) + dt.timedelta(days=14),
        by=by,
        now=now,
    )
    return worded


def taken(world: World, ticket: Ticket) -> Ticket:
    return services.ticket_take(reference=ticket.reference, by=world.visitor, now=world.now)
