"""An idea changes hands: to another department, up by what the author says, up because nobody answered."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from initiatives import rules
from initiatives.choices import IdeaState
from initiatives.models import Idea, IdeaObjection
from initiatives.queries.answering import holders_of
from initiatives.queries.authors import authors_told, shown_actor
from initiatives.queries.people import heads_of
from initiatives.services.decisions import check_reason
from initiatives.services.ideas import ANSWER, check_department, check_open, tell
from initiatives.services.promises import CLOCK, clock_start, next_level
from portal.core.errors import Refused
from portal.core.versions import check_version
from portal.people.access import get_visible, require
from portal.people.models import Department, User
from portal.records.services import event_write

BATCH = 100


def idea_reassign(
    *,
    reference: str,
    department: Department,
    reason: str,
    by: User,
    now: datetime,
    expected_version: int | None = None,
) -> Idea:
    """Let another department answer; the promise to the author goes on as it was.

    Refuses without a reason (Malformed), whoever may not answer it, an answered idea, a closed department, and the one
    that has it (`same_department`).
    """
    check_reason(reason, _("Say why they answer: they and the author read it."))
    with transaction.atomic():
        idea: Idea = get_visible(Idea, by, reference, lock=True)
        require(by, "ideas.reassign", idea)
        check_version(idea, expected_version)
        check_open(idea, _("It is answered, so there is nothing to pass on."))
        check_department(department)
        if department.pk == idea.answering_id:
            raise Refused("same_department", _("This department answers already."), field="department")
        before, idea.answering = idea.answering, department
        idea.answerer = None
        idea.version += 1
        idea.save(update_fields=["answering", "answerer", "version"])
        names = {"department": department.reference, "from": before.reference}
        event_write(subject=idea, verb="idea.reassigned", by=by, at=now, reason=reason, data=names)
        key = f"idea:{idea.pk}:{idea.version}:answering"
        told = [person for person in holders_of(idea) if person.pk != by.pk]
        tell(idea, "idea-reassigned", key, told, now, route=ANSWER)
    return idea


def idea_object(*, reference: str, reason: str, by: User, now: datetime, expected_version: int | None = None) -> Idea:
    """ "This is not an answer", by the author, once: the idea opens again, one level above whoever answered.

    Refuses without a reason (Malformed), others (NotAllowed), an idea without an answer or one that became an
    initiative (`wrong_state`), and a second time (`objected_already`).
    """
    check_reason(reason, _("Say what is missing: whoever answers next reads it."))
    with transaction.atomic():
        idea: Idea = get_visible(Idea, by, reference, lock=True)
        require(by, "ideas.object", idea)
        check_version(idea, expected_version)
        if IdeaObjection.objects.filter(idea=idea).exists():
            raise Refused("objected_already", _("You have said so once. The second answer stands."))
        before = idea.state
        idea.state = rules.IDEA.target("object", idea.state, label=str(IdeaState(idea.state).label))
        idea.decided_at = idea.later_on = None
        idea.version += 1
        has_above = idea.answerer_id is not None or idea.answering.parent_id is not None
        level = rules.level_up(idea.escalation, has_above=has_above)
        clock_start(idea, now=now, level=level)
        idea.save(update_fields=["state", "decided_at", "later_on", "version", *CLOCK])
        last = idea.decisions.latest("at")
        IdeaObjection.objects.create(idea=idea, decision=last, reason=reason, at=now)
        event_write(
            subject=idea,
            verb="idea.objected",
            by=shown_actor(idea, by),
            at=now,
            from_state=before,
            to_state=idea.state,
            reason=reason,
        )
        told = {last.by, *holders_of(idea)}
        tell(idea, "idea-objected", f"idea:{idea.pk}:objected", list(told), now, route=ANSWER)
    return idea


def ideas_escalate(*, now: datetime, limit: int = BATCH) -> int:
    """One batch of the sweep: answers that are overdue go up one level, once for each level; how many did.

    Found by the index on `escalate_at`; SKIP LOCKED lets several workers run at once, and what one has moved on the
    other doesn't find.
    """
    with transaction.atomic():
        late = Idea.objects.filter(escalate_at__lte=now, state=IdeaState.OPEN, asked_at=None, canonical=None)
        rows = late.select_related("answering__parent").order_by("escalate_at")
        found = list(rows.select_for_update(of=("self",), skip_locked=True)[:limit])
        for idea in found:
            _escalate(idea, now)
    return len(found)


def _escalate(idea: Idea, now: datetime) -> None:
    before = [idea.answerer] if idea.answerer else []
    idea.breached_at = idea.breached_at or now
    next_level(idea, now=now)
    idea.save(update_fields=[*CLOCK])
    event_write(subject=idea, verb="idea.escalated", by=None, at=now, data={"level": idea.escalation})
    # Those who had it hear too that it has gone up.
    told = {person.pk: person for person in [*before, *heads_of(idea.answering), *holders_of(idea)]}
    key = f"idea:{idea.pk}:{idea.clock_started_at.isoformat()}:level:{idea.escalation}"
    tell(idea, "idea-overdue", key, list(told.values()), now, route=ANSWER)


def ideas_come_back(*, now: datetime, limit: int = BATCH) -> int:
    """One batch of the sweep: what was put off until today is open again, with a new promise; how many were."""
    with transaction.atomic():
        due = Idea.objects.filter(state=IdeaState.LATER, later_on__lte=timezone.localdate(now))
        rows = due.select_related("answering__parent").order_by("later_on", "id")
        found = list(rows.select_for_update(of=("self",), skip_locked=True)[:limit])
        for idea in found:
            _come_back(idea, now)
    return len(found)


def _come_back(idea: Idea, now: datetime) -> None:
    before, idea.state = idea.state, rules.IDEA.target("come_back", idea.state)
    idea.decided_at = idea.later_on = None
    idea.version += 1
    clock_start(idea, now=now)
    idea.save(update_fields=["state", "decided_at", "later_on", "version", *CLOCK])
    event_write(subject=idea, verb="idea.came_back", by=None, at=now, from_state=before, to_state=idea.state)
    key = f"idea:{idea.pk}:{idea.version}:back"
    tell(idea, "idea-submitted", key, holders_of(idea), now, route=ANSWER)
    tell(idea, "idea-came-back", key, authors_told(idea), now)
