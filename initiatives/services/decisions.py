"""Verbs of those who answer ideas: decide with a reason, turn an accepted one into an initiative."""

from datetime import date, datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from initiatives import rules
from initiatives.choices import DecisionKind, IdeaState
from initiatives.models import Idea, IdeaDecision, IdeaObjection, Initiative
from initiatives.queries.authors import authors_told
from initiatives.services.evaluating import end_with
from initiatives.services.following import followers_tell
from initiatives.services.ideas import check_standing, tell
from initiatives.services.initiatives import Plan, create_from_plan
from initiatives.services.promises import CLOCK, clock_end
from portal.core.errors import Malformed, Refused
from portal.core.versions import check_version
from portal.people.access import get_visible, require
from portal.people.models import User
from portal.records.services import event_write

VERBS = {
    DecisionKind.ACCEPT: "idea.accepted",
    DecisionKind.DECLINE: "idea.declined",
    DecisionKind.LATER: "idea.put_off",
}


def idea_decide(
    *,
    reference: str,
    decision: DecisionKind,
    reason: str,
    by: User,
    now: datetime,
    later_on: date | None = None,
    expected_version: int | None = None,
) -> Idea:
    """Answer an idea: head or deputy of the answering department or of one above it, or the programme office.

    The author is told, and whoever follows it. One that is put off comes back on `later_on`. Refuses without a reason
    or with a day that doesn't fit (Malformed), others (NotAllowed), an idea that has its answer, a second answer by
    whoever gave the one that the author didn't take for one (`own_answer`), a stale version.
    """
    check_reason(reason, _("Say why: the author reads it."))
    _check_day(decision, later_on, timezone.localdate(now))
    with transaction.atomic():
        idea: Idea = get_visible(Idea, by, reference, lock=True)
        require(by, "ideas.decide", idea)
        check_version(idea, expected_version)
        check_standing(idea)
        before = idea.state
        _move(idea, decision.value)
        _check_other_person(idea, by)
        # One that was put off has had its answer in time or late; the promise doesn't run for it any more.
        in_time, days = clock_end(idea, now=now) if before == IdeaState.OPEN else (None, None)
        idea.questions.filter(ended_at=None).update(ended_at=now)
        idea.decided_at, idea.later_on = now, later_on
        idea.save(update_fields=["state", "version", "decided_at", "later_on", *CLOCK])
        if decision != DecisionKind.LATER:
            end_with(idea, now=now)
        row = IdeaDecision.objects.create(
            idea=idea,
            decision=decision,
            reason=reason,
            by=by,
            at=now,
            later_on=later_on,
            department=idea.answering,
            in_time=in_time,
            days=days,
        )
        verb = VERBS[decision]
        data = {"day": later_on.isoformat()} if later_on else {}
        event_write(
            subject=idea, verb=verb, by=by, at=now, from_state=before, to_state=idea.state, reason=reason, data=data
        )
        kind = verb.replace(".", "-").replace("_", "-")
        told, key = authors_told(idea), f"idea:{idea.pk}:decision:{row.pk}"
        tell(idea, kind, key, told, now, data)
        followers_tell(idea, "followed-answered", f"{key}:followed", now, but=[*told, by])
    return idea


def check_reason(reason: str, sentence: str) -> None:
    if not reason.strip():
        raise Malformed("reason_missing", sentence, errors={"reason": [sentence]})


def _check_day(decision: DecisionKind, later_on: date | None, today: date) -> None:
    sentence = ""
    if decision == DecisionKind.LATER and (later_on is None or later_on <= today):
        sentence = _("Name the day, after today, on which the idea comes back to you.")
    elif decision != DecisionKind.LATER and later_on is not None:
        sentence = _("A day goes only with “later”.")
    if sentence:
        raise Malformed("later_on", sentence, errors={"later_on": [sentence]})


def _check_other_person(idea: Idea, by: User) -> None:
    contested = IdeaObjection.objects.filter(idea=idea).values_list("decision__by", flat=True).first()
    if contested == by.pk:
        text = _("The author didn't take your answer for one. Somebody one level up answers now.")
        raise Refused("own_answer", text)


def _move(idea: Idea, action: str) -> None:
    idea.state = rules.IDEA.target(action, idea.state, label=str(IdeaState(idea.state).label))
    idea.version += 1


def idea_turn(
    *, reference: str, plan: Plan, by: User, now: datetime, draft: bool = False, expected_version: int | None = None
) -> Initiative:
    """Make an initiative out of an accepted idea; both point to each other; the author is told, and whoever follows it.

    Refuses whoever may not answer the idea, an idea that isn't accepted, and a plan that doesn't hold
    (see `initiative_create`).
    """
    with transaction.atomic():
        idea: Idea = get_visible(Idea, by, reference, lock=True)
        require(by, "ideas.turn", idea)
        check_version(idea, expected_version)
        _move(idea, "turn")
        idea.save(update_fields=["state", "version"])
        initiative = create_from_plan(plan=plan, by=by, now=now, draft=draft)
        initiative.ideas.add(idea)
        event_write(
            subject=idea,
            verb="idea.turned",
            by=by,
            at=now,
            from_state=IdeaState.ACCEPTED,
            to_state=idea.state,
            data={"initiative": initiative.reference},
        )
        facts = {"initiative": initiative.reference}
        told, key = authors_told(idea), f"idea:{idea.pk}:turned"
        tell(idea, "idea-turned", key, told, now, facts)
        followers_tell(idea, "followed-turned", f"{key}:followed", now, but=[*told, by])
    return initiative
