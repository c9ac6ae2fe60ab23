"""Tickets in each state, and the catalogue they come from."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from feedback.tickets import services
from feedback.tickets.models import Jump, Promise, Ticket
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
    purpose = services.purpose_set(
        department=world.house.reference, by=by, now=world.now, whom_en="The service desk", whom_zh="服务台",
        need_en="Answers", need_zh="答复", value_en="Certainty", value_zh="确定",
    )  # fmt: skip
    services.norms_work_out(now=world.now)
    services.handling_band_set(
        reference=catalogue[0].reference, low=10, high=60, reason="与同行比较", source="行业报告", by=by, now=world.now
    )
    promise = promises(world, own, waiting)
    jump = jumps(world, own, [opened(f"插队第{number}件") for number in range(3)])
    services.find_failures(now=world.now)
    services.charge_failures(now=world.now)
    world.samples |= {
        "tickets:jump-*": (jump.reference,),
        "api:jump-*": (jump.reference,),
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


def taken(world: World, ticket: Ticket) -> Ticket:
    return services.ticket_take(reference=ticket.reference, by=world.visitor, now=world.now)
