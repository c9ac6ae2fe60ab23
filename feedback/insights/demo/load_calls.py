"""Calls for ideas: one that is closed, one that is being answered, one that is open now, one of a department."""

import datetime as dt
from dataclasses import dataclass

from django.utils import timezone

from feedback.insights.demo.stage import Stage
from initiatives.choices import DecisionKind
from initiatives.models import Challenge
from initiatives.services.calling import challenges_finish, challenges_open
from initiatives.services.challenges import Call, challenge_create
from initiatives.services.decisions import idea_decide
from initiatives.services.ideas import idea_submit
from initiatives.services.votes import idea_vote

OFFICE = "liu.bei"


@dataclass(frozen=True)
class CallText:
    """`opens` and `closes` in days from today; ideas as (who, title, text, decision or "", reason)."""

    question: str
    text: str
    opens: int
    closes: int
    sponsor: str
    answering: str
    ideas: tuple[tuple[str, str, str, str, str], ...]
    asked: tuple[str, ...] = ()
    answerer: str = ""
    answer_days: int | None = None


CALLS = [
    CallText(
        "客户第二次来电，最常因为什么？",
        "每三位来电客户就有一位是第二次打来。说一个原因，再说怎样让他不用再打。",
        -60,
        -40,
        "zhang.wei",
        "CS",
        (
            ("zhao.min", "回电没有人认领", "答应回电的人下班了，没有人知道。交班时念一遍未回的电话。", "accept", "从本周起写进交班单。"),
            ("wu.hao", "答复里没有下一步", "客户只听到「已反馈」。每次答复都说清下一步是谁、几点。", "accept", "改进话术，下月培训。"),
            ("feng.yan", "同一件事换一个人就换一个说法", "知识库里两篇文章互相矛盾。", "decline", "文章已经合并，不再另立项目。"),
        ),
    ),
    CallText(
        "Which form could we drop altogether?",
        "Not a better form: one form less. Say who fills it in, who reads it, and what happens without it.",
        -12,
        9,
        "zhang.wei",
        "CX",
        (
            ("marie.dupont", "The second copy of the hand-over sheet", "Filed every evening, opened by nobody.", "", ""),
            ("xie.dong", "纸质的加急审批单", "系统里已经批过一次，纸上再签一次没有意义。", "accept", "本月起只在系统里批。"),
        ),
        answer_days=5,
    ),
    CallText(
        "夜班最需要白天替我们做好什么？",
        "只问前台和分拣：晚上卡住的，多半是白天可以先做好的。",
        -3,
        18,
        "liang.yu",
        "OPS",
        (("zheng.jie", "白天把夜班会用到的联系人列好", "名单上有名字、电话和几点以后可以打。", "", ""),),
        asked=("CS", "SORT"),
        answerer="liu.yang",
    ),
]  # fmt: skip


def load_calls(stage: Stage) -> None:
    for text in CALLS:
        _live_through(stage, text)


def _live_through(stage: Stage, text: CallText) -> None:
    by, began = stage.fresh(OFFICE), stage.days_ago(-text.opens)
    call = Call(
        question=text.question,
        text=text.text,
        opens_on=_day(stage, text.opens),
        closes_on=_day(stage, text.closes),
        answering=stage.departments[text.answering],
        sponsor=stage.people[text.sponsor],
        asked=[stage.departments[code] for code in text.asked],
        answerer=stage.people[text.answerer] if text.answerer else None,
        answer_days=text.answer_days,
    )
    made = challenge_create(call=call, by=by, now=began)
    challenges_open(now=began)
    for number, idea in enumerate(text.ideas):
        _submit(stage, made, idea, stage.after(began, 60 * (2 + 5 * number)))
    if text.closes < 0:
        challenges_finish(now=stage.days_ago(-text.closes - 12))


def _submit(stage: Stage, call: Challenge, text: tuple[str, str, str, str, str], at: dt.datetime) -> None:
    who, title, words, decision, reason = text
    idea = idea_submit(title=title, text=words, challenge=call, by=stage.fresh(who), now=at)
    others = [login for login in sorted(stage.people) if login not in (who, "admin") and stage.people[login].is_active]
    for step, login in enumerate(stage.chance.sample(others, stage.chance.choice([2, 5, 9])), start=1):
        idea_vote(reference=idea.reference, by=stage.fresh(login), now=stage.after(at, 15 * step))
    if decision:
        idea_decide(
            reference=idea.reference,
            decision=DecisionKind(decision),
            reason=reason,
            by=stage.fresh(OFFICE),
            now=stage.after(at, 60 * 8 * 2),
        )


def _day(stage: Stage, offset: int) -> dt.date:
    return timezone.localdate(stage.days_ago(-offset))
