"""What happens to the initiatives, actions and milestones of somebody who leaves."""

from datetime import datetime

from django.db import transaction
from django.db.models import Q

from initiatives.choices import (
    IdeaState,
    InitiativeState,
    ServiceState,
)
from initiatives.choices.steering import (
    RiskState,
)
from initiatives.models import (
    Action,
    Challenge,
    Idea,
    Initiative,
    Milestone,
    Risk,
    Target,
    ValueService,
)
from portal.people.models import User
from portal.records.services import event_write

# What somebody may still have to answer.
ANSWERABLE = Q(state__in=(IdeaState.OPEN, IdeaState.LATER))


def challenges_hand_over(leaver: User, successor: User | None, by: User, now: datetime) -> int:
    """Calls that name the leaver go to the successor; without one whoever answered them is their department's head.

    A call always has a sponsor: without successor that one stays. Ideas that the leaver would have answered go along.
    """
    moved = 0
    with transaction.atomic():
        rows = Challenge.objects.select_for_update(of=("self",)).filter(finished_at=None)
        for call in rows.filter(Q(sponsor=leaver) | Q(answerer=leaver)).order_by("id"):
            if call.answerer_id == leaver.pk:
                call.answerer = successor if successor and successor.department_id == call.answering_id else None
            elif successor is None:
                continue
            call.sponsor = successor if successor and call.sponsor_id == leaver.pk else call.sponsor
            call.version += 1
            call.save(update_fields=["sponsor", "answerer", "version"])
            data = {"from": leaver.pk, "to": successor.pk if successor else None}
            event_write(subject=call, verb="challenge.handed_over", by=by, at=now, data=data)
            moved += 1
        Idea.objects.filter(ANSWERABLE, answerer=leaver).update(answerer=successor)
    return moved


def initiatives_hand_over(leaver: User, successor: User | None, by: User, now: datetime) -> int:
    """Give open initiatives and milestones to the successor, else to the initiative's sponsor; gives how many moved.

    An initiative always has an owner: without successor, and with a sponsor who left, it stays where it is.
    """
    moved = 0
    with transaction.atomic():
        rows = Initiative.objects.select_for_update(of=("self",)).select_related("sponsor").filter(owner=leaver)
        for initiative in rows.exclude(state=InitiativeState.CLOSED).order_by("id"):
            heir = successor or initiative.sponsor
            if heir is None or heir.pk == leaver.pk or not heir.is_active:
                continue
            _move(initiative, leaver, heir, by, now)
            moved += 1
        for action in Action.objects.filter(assignee=leaver, done_on=None).select_related("initiative__owner"):
            action.assignee = successor or action.initiative.owner
            action.version += 1
            action.save(update_fields=["assignee", "version"])
        milestones = Milestone.objects.filter(owner=leaver, done_on=None).select_related("initiative__owner")
        for milestone in milestones:
            milestone.owner = successor or milestone.initiative.owner
            milestone.save(update_fields=["owner"])
        risks = Risk.objects.filter(owner=leaver).exclude(state=RiskState.CLOSED)
        for risk in risks.select_related("initiative__owner"):
            risk.owner = successor or risk.initiative.owner
            risk.version += 1
            risk.save(update_fields=["owner", "version"])
        # Without a successor a benefit is its initiative's owner's again.
        for benefit in Target.objects.select_for_update().filter(owner=leaver).order_by("id"):
            benefit.owner = successor
            benefit.version += 1
            benefit.save(update_fields=["owner", "version"])
            data = {"from": leaver.pk, "to": successor.pk if successor else None}
            event_write(subject=benefit, verb="benefit.handed_over", by=by, at=now, data=data)
    return moved


def _move(initiative: Initiative, leaver: User, heir: User, by: User, now: datetime) -> None:
    initiative.owner = heir
    initiative.version += 1
    initiative.save(update_fields=["owner", "version"])
    data = {"from": leaver.pk, "to": heir.pk}
    event_write(subject=initiative, verb="initiative.handed_over", by=by, at=now, data=data)


def services_hand_over(leaver: User, successor: User | None, by: User, now: datetime) -> int:
    """Give services that aren't retired to the successor, else to the head of the offering department."""
    moved = 0
    with transaction.atomic():
        rows = ValueService.objects.select_for_update(of=("self",)).select_related("department__head")
        for service in rows.filter(owner=leaver).exclude(state=ServiceState.RETIRED).order_by("id"):
            heir = successor or service.department.head
            if heir is None or heir.pk == leaver.pk or not heir.is_active:
                continue
            service.owner = heir
            service.version += 1
            service.save(update_fields=["owner", "version"])
            data = {"from": leaver.pk, "to": heir.pk}
            event_write(subject=service, verb="service.handed_over", by=by, at=now, data=data)
            moved += 1
    return moved
