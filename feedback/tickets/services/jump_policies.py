"""How often who may jump alone, and who is informed: kept by administrators."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from feedback.tickets.models import JumpPolicy
from portal.core.errors import Malformed
from portal.people.access import require
from portal.people.models import Department, User
from portal.records.services import event_write

RANGES = {"per_person": (0, 1000), "per_department": (0, 10_000), "days": (1, 366), "acknowledge_minutes": (1, 10_000)}


def jump_policy_set(
    *,
    department: str,
    by: User,
    now: dt.datetime,
    per_person: int,
    per_department: int,
    days: int,
    acknowledge_minutes: int,
    informs: Sequence[str] = (),
) -> JumpPolicy:
    """The policy of a department (its reference) or, with an empty one, of all that have none of their own.

    `informs` are references of departments that hear of every jump and needn't act. Refuses numbers out of range and
    unknown departments (Malformed). What was started before keeps what it was started with.
    """
    require(by, "jumps.policy")
    numbers = {
        "per_person": per_person,
        "per_department": per_department,
        "days": days,
        "acknowledge_minutes": acknowledge_minutes,
    }
    _check(numbers)
    with transaction.atomic():
        owner = _departments([department], "department")[0] if department else None
        told = _departments(informs, "informs")
        policy, _made = JumpPolicy.objects.select_for_update().get_or_create(department=owner)
        for name, value in numbers.items():
            setattr(policy, name, value)
        policy.version += 1
        policy.save()
        policy.informs.set(told)
        data = {"department": owner.reference if owner else "", **numbers}
        event_write(subject=policy, verb="jump_policy.set", by=by, at=now, data=data)
    return policy


def _check(numbers: dict[str, int]) -> None:
    errors: dict[str, list[Any]] = {
        name: [_("From %(least)s to %(most)s.") % {"least": least, "most": most}]
        for name, (least, most) in RANGES.items()
        if not least <= numbers[name] <= most
    }
    if errors:
        raise Malformed("malformed", _("Some fields need a change."), errors=errors)


def _departments(references: Sequence[str], field: str) -> list[Department]:
    wanted = {reference.upper() for reference in references}
    found = list(Department.objects.filter(reference__in=wanted, active=True))
    if len(found) != len(wanted):
        text = _("There is no such department, or it is closed.")
        raise Malformed("unknown_department", text, errors={field: [text]})
    return found
