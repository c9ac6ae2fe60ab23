"""Ideas and initiatives in each state."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from decimal import Decimal
from typing import Any

from django.utils import (
    timezone,
)

from initiatives.choices import (
    DecisionKind,
    InitiativeType,
    Light,
    PartRole,
    Section,
)
from initiatives.choices.actions import ActionState
from initiatives.models import AnswerTime, Challenge, Idea, Initiative, Receipt, Tag
from initiatives.rules.nameless import digest, typed
from initiatives.services.actions import action_add, action_move
from initiatives.services.answer_times import answer_time_create, board_switch_on
from initiatives.services.asking import idea_ask
from initiatives.services.challenges import Call, challenge_create
from initiatives.services.charter import charter_write
from initiatives.services.decisions import idea_decide, idea_turn
from initiatives.services.dependencies import dependency_add
from initiatives.services.gates import gate_request
from initiatives.services.ideas import idea_submit
from initiatives.services.initiatives import Plan, initiative_create
from initiatives.services.nameless import idea_write_to_author, nameless_note, nameless_publish, nameless_submit
from initiatives.services.participation import participation_count, partition_keep
from initiatives.services.parts import milestone_add, participant_set, status_report
from initiatives.services.reach import reach_add
from initiatives.services.saying import idea_comment, initiative_comment
from initiatives.services.tags import idea_tag
from initiatives.services.votes import idea_vote
from portal.people.day_pass import day_pass
from tests.world.base import World
from tests.world.people import somebody


def add(world: World) -> None:
    by, now = world.visitor, world.now
    author = somebody(world, 1)

    def idea(title: str, who: Any = author) -> Idea:
        text = "在柜台旁放一台自助打印机,客户不用再排队。"
        return idea_submit(title=title, text=text, department=world.house, by=who, now=now)

    def plan(title: str) -> Plan:
        return Plan(
            title=title,
            owner=by,
            sponsor=author,
            department=world.house,
            due_on=timezone.localdate(now) + dt.timedelta(days=120),
            metric="一次解决率",
            unit="%",
            baseline=Decimal("62"),
            target_value=Decimal("80"),
            summary="让客户只说一次。",
        )

    open_idea, own, accepted, declined = idea("自助打印"), idea("统一话术", by), idea("夜间热线"), idea("纸质回单")
    idea_vote(reference=open_idea.reference, by=by, now=now)
    idea_comment(reference=open_idea.reference, text="支持", by=by, now=now)
    for text in ("夜班也需要", f"@[{author.reference}] 请补充", "同意"):
        idea_comment(reference=own.reference, text=text, by=by, now=now)
    for reference, decision in ((accepted.reference, DecisionKind.ACCEPT), (declined.reference, DecisionKind.DECLINE)):
        idea_decide(reference=reference, decision=decision, reason="客户反复提到", by=by, now=now)
    turned = idea("首问负责")
    idea_decide(reference=turned.reference, decision=DecisionKind.ACCEPT, reason="先做", by=by, now=now)
    nobodys = from_nobody(world)
    asked, contested = idea("夜间接送", by), idea("多语菜单", by)
    idea_ask(reference=asked.reference, question="是指哪个时段？", by=by, now=now)
    idea_decide(reference=contested.reference, decision=DecisionKind.DECLINE, reason="暂不", by=by, now=now)
    answer_time = answers(world)
    call = calls(world, author)
    idea_tag(reference=own.reference, tags=["夜班", "排队", "回电"], by=by, now=now)
    tag = Tag.objects.earliest("pk").reference
    running = idea_turn(reference=turned.reference, plan=plan("首问负责"), by=by, now=now)
    draft = initiative_create(plan=plan("夜间服务"), by=by, now=now, draft=True)
    other = initiative_create(plan=plan("回单电子化"), by=by, now=now)
    pilot = initiative_create(plan=replace(plan("移动值机"), **pilot_until(world)), by=by, now=now)
    parts(world, running)
    charter(world, running)
    work(world, running)
    reached(world, running)
    charter(world, other)
    gate_request(reference=other.reference, evidence="客户调查和来电统计已完成", by=author, now=now)
    partition_keep(now=now - dt.timedelta(days=70))
    participation_count(now=now)
    world.samples |= {
        "initiatives:idea*": (open_idea.reference,),
        "initiatives:idea-talk": (nobodys.reference,),
        "api:idea-talk": (nobodys.reference,),
        "initiatives:idea-edit": (own.reference,),
        "initiatives:idea-turn": (accepted.reference,),
        "initiatives:idea-reply": (asked.reference,),
        "initiatives:idea-object": (contested.reference,),
        "initiatives:idea-tag": (own.reference,),
        "initiatives:tag-*": (tag,),
        "api:tag-*": (tag,),
        "initiatives:challenge": (call.reference,),
        "initiatives:challenge-*": (call.reference,),
        "api:challenge-*": (call.reference,),
        "initiatives:answer-time-edit": (answer_time.reference,),
        "api:answer-time-*": (answer_time.reference,),
        "initiatives:*": (running.reference,),
        "initiatives:start": (draft.reference,),
        "initiatives:retype": (pilot.reference,),
        "initiatives:action-*": (running.reference, running.actions.earliest("pk").reference),
        "initiatives:milestone-*": (running.reference, running.milestones.earliest("pk").reference),
        "initiatives:milestone-new": (running.reference,),
        "initiatives:action-new": (running.reference,),
        "initiatives:dependency-remove": (running.reference, running.dependencies.earliest("pk").reference),
        "initiatives:charter*": (running.reference, "serves"),
        "initiatives:gate-decide": (other.reference,),
        "api:idea-*": (own.reference,),
        "api:initiative-*": (running.reference,),
        "api:initiative-gate*": (other.reference,),
    }


def pilot_until(world: World) -> dict[str, Any]:
    until = timezone.localdate(world.now) + dt.timedelta(days=20)
    return {"type": InitiativeType.PILOT, "pilot_reason": "闸机只有两台，年底才到齐", "pilot_until": until}


def work(world: World, initiative: Initiative) -> None:
    """An action in every column, one of them late; one waits for a milestone, one for another action."""
    by, now, reference = world.visitor, world.now, initiative.reference
    today = timezone.localdate(now)
    made = [
        action_add(reference=reference, title=title, assignee=by, due_on=today, starts_on=today, by=by, now=now)
        for title in ("培训讲师", "写话术", "改流程")
    ]
    action_move(reference=reference, action=made[0].reference, state=ActionState.DONE, by=by, now=now)
    action_move(reference=reference, action=made[1].reference, state=ActionState.DOING, by=by, now=now)
    milestone = initiative.milestones.earliest("pk").reference
    for before in (made[1].reference, milestone):
        dependency_add(reference=reference, before=before, after=made[2].reference, by=by, now=now)


def reached(world: World, initiative: Initiative) -> None:
    for people in (0, 1):
        reach_add(
            reference=initiative.reference,
            department=world.house,
            people=people,
            as_of=timezone.localdate(world.now),
            source="培训签到表",
            by=world.visitor,
            now=world.now,
        )


def charter(world: World, initiative: Initiative) -> None:
    """Two versions of one section, one of the others."""
    texts = [
        (Section.SERVES, "打电话来的客户"),
        (Section.SERVES, "打电话来的客户，和接电话的同事"),
        (Section.NEEDS, "说一次就够，当天有答复"),
        (Section.PROBLEM, "每三位客户就有一位要打第二次电话"),
        (Section.SCOPE_OUT, "不改动账单系统"),
    ]
    for section, text in texts:
        charter_write(reference=initiative.reference, section=section, text=text, by=world.visitor, now=world.now)


def from_nobody(world: World) -> Idea:
    """An idea known to nobody, of three that were published together, with its talk."""
    before = world.now - dt.timedelta(days=1)
    for title in ("排班没人敢说", "加班不记", "夜班没有热饭"):
        code = nameless_submit(
            title=title,
            text="大家都知道，没人敢提。",
            department=world.house,
            day_pass=day_pass(before.astimezone(dt.UTC).date()),
            now=before,
        )
    nameless_publish(now=world.now)
    nameless_note(code=code, text="每周都这样", now=world.now)
    idea = Receipt.objects.get(digest=digest(typed(code))).idea
    idea_write_to_author(reference=idea.reference, text="是哪个班组？", by=world.visitor, now=world.now)
    return idea


def calls(world: World, author: Any) -> Challenge:
    """A call that everybody answers, with ideas of a colleague and of the visitor; one of a department, planned."""
    by, now = world.visitor, world.now
    today = timezone.localdate(now)
    values: Any = {"sponsor": by, "answering": world.house, "closes_on": today + dt.timedelta(days=20)}
    call = challenge_create(
        call=Call(
            question="哪一步让客户等得最久？", text="只要一步，说清在哪里等。", opens_on=today, answer_days=5, **values
        ),
        by=by,
        now=now,
    )
    for title, who in (("等盖章", author), ("等回电", by)):
        idea_submit(title=title, text="客户在窗口站着等。", challenge=call, by=who, now=now)
    later = Call(question="下个月先改什么？", opens_on=today + dt.timedelta(days=9), answerer=by, **values)
    challenge_create(call=later, by=by, now=now)
    second = Call(question="哪张表可以不填？", opens_on=today, **values)
    challenge_create(call=second, by=by, now=now)
    return call


def answers(world: World) -> AnswerTime:
    """Answer times of the company and of two departments; the scoreboard is on for everybody."""
    by, now = world.visitor, world.now
    made = [
        answer_time_create(department=department, days=days, by=by, now=now)
        for department, days in ((None, 10), (world.house, 5), (world.front, 3))
    ]
    board_switch_on(by=by, now=now - dt.timedelta(days=40))
    return made[1]


def parts(world: World, initiative: Initiative) -> None:
    """What belongs to a running initiative."""
    by, now, reference = world.visitor, world.now, initiative.reference
    participant_set(reference=reference, department=world.front, role=PartRole.CONSULTED, by=by, now=now)
    soon = timezone.localdate(now) + dt.timedelta(days=30)
    for title in ("培训完成", "试运行", "全面上线"):
        milestone_add(reference=reference, title=title, due_on=soon, by=by, now=now)
    for light, text in ((Light.GREEN, "按计划进行"), (Light.AMBER, "培训教室不够"), (Light.RED, "需要支持")):
        status_report(reference=reference, light=light, text=text, by=by, now=now)
    for text in ("进展不错", f"@[{by.reference}] 请看第二阶段", "下周再报"):
        initiative_comment(reference=reference, text=text, by=by, now=now)
