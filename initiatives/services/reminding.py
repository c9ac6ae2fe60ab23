"""Reminders after closing: a benefit's owner is asked for a newer actual, 3, 6 and 12 months later."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from initiatives.models import Target
from initiatives.queries.people import heads_of
from initiatives.rules.benefits import check_due
from initiatives.services.benefits import tell_about
from portal.people.models import User

MOST = 500


def benefits_remind(*, now: datetime) -> int:
    """A sweep, safe with several workers: owners of closed, unrealised benefits without a newer actual are told.

    Each check has one delivery key. Gives how many owners were told.
    """
    due = Target.objects.filter(check_on__lte=timezone.localdate(now)).order_by("check_on", "id")
    return sum(_check(pk, now) for pk in list(due.values_list("pk", flat=True)[:MOST]))


def _check(pk: int, now: datetime) -> bool:
    with transaction.atomic():
        target = _claimed(pk, now)
        if target is None or target.initiative.closed_at is None:
            return False
        check = check_due(timezone.localdate(target.initiative.closed_at), timezone.localdate(now))
        if check is None:
            return False
        target.check_on = check.following
        target.save(update_fields=["check_on"])
        if target.realised_on or target.readings.filter(as_of__gt=check.since).exists():
            return False
        tell_about(target, "benefit-check", str(check.months), told_of(target), now)
    return True


def _claimed(pk: int, now: datetime) -> Target | None:
    """The benefit for this worker alone; None when another one has it or was first."""
    rows = Target.objects.select_for_update(skip_locked=True, of=("self",))
    rows = rows.select_related("owner", "initiative__owner", "initiative__department")
    found: Target | None = rows.filter(pk=pk, check_on__lte=timezone.localdate(now)).first()
    return found


def told_of(target: Target) -> list[User]:
    """Its owner; where they have left the initiative's, else those who head its department."""
    for person in (target.owner, target.initiative.owner):
        if person and person.is_active:
            return [person]
    return heads_of(target.initiative.department)
