"""Verbs of those who answer ideas: accept or decline with a reason, turn an accepted one into an initiative."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from initiatives import rules
from initiatives.choices import DecisionKind, IdeaState
from initiatives.models import Idea, IdeaDecision, Initiative
from initiatives.queries.authors import authors_told
from initiatives.services.ideas import tell
from initiatives.services.initiatives import Plan, create_from_plan
from portal.core.errors import Malformed
from portal.core.versions import check_version
from portal.people.access import get_visible, require
from portal.people.models import User
from portal.records.services import event_write


def idea_decide(
    *,
    reference: str,
    decision: DecisionKind,
    reason: str,
    by: User,
    now: datetime,
    expected_version: int | None = None,
) -> Idea:
    """Answer an idea: head or deputy of the department concerned, or the programme office. The author is told.

    Refuses without a reason (Malformed), others (NotAllowed), an idea that has its answer, a stale version.
    """
    if not reason.strip():
        sentence = _("Say why: the author reads it.")
        raise Malformed("reason_missing", sentence, errors={"reason": [sentence]})
    with transaction.atomic():
        idea: Idea = get_visible(Idea, by, reference, lock=True)
        require(by, "ideas.decide", idea)
        check_version(idea, expected_version)
        before = idea.state
        _move(idea, decision.value)
        idea.decided_at = now
        idea.save(update_fields=["state", "version", "decided_at"])
        IdeaDecision.objects.create(idea=idea, decision=decision, reason=reason, by=by, at=now)
        verb = "idea.accepted" if decision == DecisionKind.ACCEPT else "idea.declined"
        event_write(subject=idea, verb=verb, by=by, at=now, from_state=before, to_state=idea.state, reason=reason)
        tell(idea, verb.replace(".", "-"), f"idea:{idea.pk}:{idea.state}", authors_told(idea), now)
    return idea


def _move(idea: Idea, action: str) -> None:
    idea.state = rules.IDEA.target(action, idea.state, label=str(IdeaState(idea.state).label))
    idea.version += 1


def idea_turn(
    *, reference: str, plan: Plan, by: User, now: datetime, draft: bool = False, expected_version: int | None = None
) -> Initiative:
    """Make an initiative out of an accepted idea; both point to each other and the author is told.

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
        tell(idea, "idea-turned", f"idea:{idea.pk}:turned", authors_told(idea), now, facts)
    return initiative
