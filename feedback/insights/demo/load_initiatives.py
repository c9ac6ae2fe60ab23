"""Forty ideas with votes, comments and answers; six initiatives on their way."""

import datetime as dt
from typing import Any

from django.utils import timezone

from feedback.insights.demo.company import PEOPLE
from feedback.insights.demo.ideas import (
    ANSWER_DAYS,
    COMMENTS,
    DECISIONS,
    IDEAS,
    JOINED,
    LATE,
    MERGE_REASON,
    MERGED,
    NAMELESS,
    TAGS,
)
from feedback.insights.demo.initiatives import CHARTERS, PLANS, Charter
from feedback.insights.demo.initiatives import Plan as PlanText
from feedback.insights.demo.stage import Stage
from initiatives.choices import Better, DecisionKind, GateDecision, IdeaState, Light, PartRole, Section
from initiatives.choices.actions import ActionState
from initiatives.models import Idea, Initiative
from initiatives.services.actions import action_add, action_move
from initiatives.services.answer_times import answer_time_create, board_switch_on
from initiatives.services.charter import charter_write
from initiatives.services.decisions import idea_decide, idea_turn
from initiatives.services.dependencies import dependency_add
from initiatives.services.gates import gate_decide, gate_request
from initiatives.services.ideas import idea_submit
from initiatives.services.initiatives import Plan, initiative_create
from initiatives.services.joining import idea_join
from initiatives.services.merging import idea_merge
from initiatives.services.nameless import nameless_publish, nameless_submit
from initiatives.services.parts import milestone_add, milestone_done, participant_set, reading_add, status_report
from initiatives.services.reach import reach_add
from initiatives.services.saying import idea_comment
from initiatives.services.tags import idea_tag
from initiatives.services.tracking import Value
from initiatives.services.votes import idea_vote
from portal.people.day_pass import day_pass
from portal.people.models import User

OFFICE = "liu.bei"
EVIDENCE = "客户原话、来电统计和参与部门的确认都在附件里。"
REASON = "为谁、解决什么，说得清楚。继续。"
DECIDED_BEFORE = 12


def load_ideas(stage: Stage) -> list[Idea]:
    """Answered ones spread over the last hundred days, the first ones oldest; open ones of these days, one is late."""
    logins = [person.login for person in PEOPLE if person.login != "admin"]
    _answer_times(stage)
    ideas = {}
    for number in sorted(range(len(IDEAS)), key=lambda number: (number not in DECISIONS, number != LATE[0], number)):
        title, text, code = IDEAS[number]
        # Not ahead of now, which may be a Sunday or a holiday.
        at = min(stage.after(stage.days_ago(_days_ago(number)), 1), stage.now)
        author = stage.chance.choice([login for login in logins if login != OFFICE])
        idea = idea_submit(title=title, text=text, department=stage.departments[code], by=stage.fresh(author), now=at)
        idea_tag(reference=idea.reference, tags=TAGS.get(code, []), by=stage.fresh(OFFICE), now=at)
        others = [login for login in logins if login != author]
        _voices(stage, idea, others, at)
        _others_too(stage, idea, number, others, at)
        if number in DECISIONS:
            decision, reason = DECISIONS[number]
            idea_decide(
                reference=idea.reference,
                decision=DecisionKind(decision),
                reason=reason,
                by=stage.fresh(OFFICE),
                now=stage.after(at, 60 * 8 * 4),
            )
        ideas[number] = idea
    return [ideas[number] for number in range(len(IDEAS))]


def _days_ago(number: int) -> float:
    """When an idea was submitted. The shortest answer time is a working week, so that open ones are in time."""
    if number in DECISIONS:
        # What became an initiative had been answered when that began.
        began = [-plan.start + DECIDED_BEFORE for plan in PLANS if number in plan.ideas]
        return max(100 - number * 2.3, *began, 0)
    return LATE[1] if number == LATE[0] else 6.5 - number / 12


def _others_too(stage: Stage, idea: Idea, number: int, others: list[str], at: dt.datetime) -> None:
    """Colleagues who had the same idea: they joined it, or theirs was merged into it."""
    joiners = others[number::3][: JOINED.get(number, 0)]
    for step, login in enumerate(joiners, start=1):
        idea_join(reference=idea.reference, by=stage.fresh(login), now=stage.after(at, 30 * step))
    if number in MERGED:
        (title, text), by = MERGED[number], stage.fresh(others[number + 1])
        also = idea_submit(title=title, text=text, department=idea.department, by=by, now=stage.after(at, 40))
        merge: dict[str, Any] = {"reference": also.reference, "into": idea.reference, "reason": MERGE_REASON}
        idea_merge(**merge, by=stage.fresh(OFFICE), now=stage.after(at, 90))


def load_nameless(stage: Stage) -> None:
    """Three ideas known to nobody, published together, and one more that waits for its batch."""
    before, at = stage.days_ago(9), stage.days_ago(7)
    for title, text, code in NAMELESS[:-1]:
        _from_nobody(stage, title, text, code, before)
    nameless_publish(now=at)
    _from_nobody(stage, *NAMELESS[-1], stage.now)


def _from_nobody(stage: Stage, title: str, text: str, code: str, at: dt.datetime) -> None:
    given = day_pass(at.astimezone(dt.UTC).date())
    nameless_submit(title=title, text=text, department=stage.departments[code], day_pass=given, now=at)


def _answer_times(stage: Stage) -> None:
    """Ten working days in the whole company; some departments promise less. Everybody sees who keeps it."""
    by = stage.fresh(OFFICE)
    answer_time_create(department=None, days=10, by=by, now=stage.days_ago(110))
    for code, days in ANSWER_DAYS.items():
        answer_time_create(department=stage.departments[code], days=days, by=by, now=stage.days_ago(110))
    board_switch_on(by=by, now=stage.days_ago(60))


def _voices(stage: Stage, idea: Idea, others: list[str], at: dt.datetime) -> None:
    liked = stage.chance.sample(others, stage.chance.choice([0, 1, 2, 3, 5, 8, 13, 21]))
    for step, login in enumerate(liked, start=1):
        idea_vote(reference=idea.reference, by=stage.fresh(login), now=stage.after(at, 20 * step))
    for step, login in enumerate(liked[: stage.chance.randint(0, 2)], start=1):
        text = stage.chance.choice(COMMENTS)
        idea_comment(reference=idea.reference, text=text, by=stage.fresh(login), now=stage.after(at, 45 * step))


def load_initiatives(stage: Stage, ideas: list[Idea]) -> None:
    for plan in PLANS:
        _live_through(stage, plan, ideas)


def _live_through(stage: Stage, text: PlanText, ideas: list[Idea]) -> None:
    by, began = stage.fresh(OFFICE), stage.days_ago(-text.start)
    owner = stage.people[text.owner]
    plan = Plan(
        title=text.title,
        summary=text.summary,
        owner=owner,
        sponsor=stage.people[text.sponsor],
        department=owner.department,  # type: ignore[arg-type]
        starts_on=_day(stage, text.start),
        due_on=_day(stage, text.due),
        metric=text.metric,
        unit=text.unit,
        baseline=text.baseline,
        target_value=text.target,
        better=Better(text.better),
    )
    initiative = _begin(plan, [ideas[number] for number in text.ideas], by, began)
    reference = initiative.reference
    for code, role in text.departments:
        department = stage.departments[code]
        participant_set(reference=reference, department=department, role=PartRole(role), by=by, now=began)
    for title, day, done in text.milestones:
        milestone = milestone_add(
            reference=reference, title=title, due_on=_day(stage, day), by=by, now=began, owner=owner
        )
        if done:
            at = stage.days_ago(-day + 1)
            milestone_done(reference=reference, milestone=milestone.reference, by=by, now=at)
    _charter(stage, initiative, CHARTERS[PLANS.index(text)], text)
    _reached(stage, initiative, text)
    for day, value in text.readings:
        reading = Value(value, _day(stage, day), "月度服务报表")
        reading_add(reference=reference, reading=reading, by=stage.fresh(text.owner), now=stage.days_ago(-day))
    for day, light, words in text.reports:
        status_report(
            reference=reference, light=Light(light), text=words, by=stage.fresh(text.owner), now=stage.days_ago(-day)
        )


def _reached(stage: Stage, initiative: Initiative, text: PlanText) -> None:
    """Of each department that does the work a growing part: a quarter after a third of the time, then a half."""
    by, days = stage.fresh(text.owner), -text.start
    for code, role in text.departments:
        department = stage.departments[code]
        there = department.people.filter(is_active=True).count()
        for part, ago in ((4, days * 2 // 3), (2, days // 3)):
            if role == PartRole.RESPONSIBLE and there:
                reach_add(
                    reference=initiative.reference,
                    department=department,
                    people=-(-there // part),
                    as_of=_day(stage, -ago),
                    source="培训签到表",
                    by=by,
                    now=stage.days_ago(ago),
                )


def _actions(stage: Stage, initiative: Initiative, text: PlanText) -> None:
    """One action ahead of each milestone, done with it; each milestone waits for its action."""
    by, began = stage.fresh(text.owner), stage.days_ago(-text.start)
    states = [ActionState.DONE, ActionState.DOING, ActionState.TODO]
    milestones = list(initiative.milestones.order_by("due_on", "id"))
    for place, milestone in enumerate(milestones):
        due = max(milestone.due_on - dt.timedelta(days=5), initiative.starts_on)
        first = max(due - dt.timedelta(days=15), initiative.starts_on)
        title = f"准备：{milestone.title}" if is_cjk(milestone.title) else f"Prepare: {milestone.title}"
        action = action_add(
            reference=initiative.reference, title=title, assignee=by, starts_on=first, due_on=due, by=by, now=began
        )
        where: dict[str, Any] = {"reference": initiative.reference, "by": by, "now": began}
        dependency_add(before=action.reference, after=milestone.reference, **where)
        state = ActionState.DONE if milestone.done_on else states[min(place, 2)]
        if state == ActionState.DONE and not milestone.done_on:
            state = ActionState.DOING
        at = stage.days_ago(max(0, (stage.now.date() - due).days)) if milestone.done_on else stage.days_ago(3)
        action_move(reference=initiative.reference, action=action.reference, state=state, by=by, now=at)


def is_cjk(text: str) -> bool:
    return any("\u3400" <= sign <= "\u9fff" for sign in text)


def _charter(stage: Stage, initiative: Initiative, charter: Charter, text: PlanText) -> None:
    """Written together in the first days; a gate every five days, asked for by the owner, decided by the sponsor."""
    reference, owner, sponsor = initiative.reference, stage.fresh(text.owner), stage.fresh(text.sponsor)
    began = stage.days_ago(-text.start)
    _actions(stage, initiative, text)
    for section, words in charter.texts:
        charter_write(reference=reference, section=Section(section), text=words, by=owner, now=began)
    for number in range(charter.gates + charter.asks):
        at = began + dt.timedelta(days=2 + 5 * number)
        gate_request(reference=reference, evidence=EVIDENCE, by=owner, now=at)
        if number < charter.gates:
            go, day = GateDecision.GO, at + dt.timedelta(days=1)
            gate_decide(reference=reference, decision=go, reason=REASON, by=sponsor, now=day)


def _begin(plan: Plan, ideas: list[Idea], by: User, began: dt.datetime) -> Initiative:
    """Out of the first accepted idea that led to it; the others are told by their decision."""
    for idea in ideas:
        idea.refresh_from_db()
        if idea.state == IdeaState.ACCEPTED and idea.decided_at:
            return idea_turn(reference=idea.reference, plan=plan, by=by, now=max(began, idea.decided_at))
    return initiative_create(plan=plan, by=by, now=began)


def _day(stage: Stage, offset: int) -> dt.date:
    return timezone.localdate(stage.now) + dt.timedelta(days=offset)
