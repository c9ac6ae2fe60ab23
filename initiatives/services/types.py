"""Verbs on the type of an initiative: change it, extend a pilot, ask for the decision when a pilot has ended."""

from datetime import date, datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from initiatives import rules
from initiatives.choices import InitiativeState, InitiativeType
from initiatives.models import Initiative
from initiatives.services.initiatives import check_not_closed, editable, tell
from initiatives.services.pilots import TYPE_FIELDS, type_values
from portal.core.errors import Malformed, Refused
from portal.people.models import User
from portal.records.services import event_write

SWEEP = 200


def initiative_retype(
    *,
    reference: str,
    type: InitiativeType,  # noqa: A002
    reason: str,
    by: User,
    now: datetime,
    until: date | None = None,
    expected_version: int | None = None,
) -> Initiative:
    """Make it another type, or extend a pilot: with a reason in every case (Malformed without).

    A pilot's reason stands with it until it is no pilot any more. The sponsor is told, the owner too unless it is
    them. Refuses a closed initiative, the type that it has already unless a pilot gets another last day, and what
    `type_values` refuses.
    """
    if not reason.strip():
        sentence = _("Say why: everybody who works on it reads it.")
        raise Malformed("reason_missing", sentence, errors={"reason": [sentence]})
    with transaction.atomic():
        initiative = editable(reference, by, expected_version)
        check_not_closed(initiative)
        before, until_before = initiative.type, initiative.pilot_until
        pilot = type == InitiativeType.PILOT
        values = type_values(
            type=type,
            pilot_reason=reason if pilot else "",
            pilot_until=until,
            starts_on=initiative.starts_on,
            today=timezone.localdate(now),
        )
        if type == before and until == until_before:
            raise Refused("same_type", _("It is of this type already. Choose another type or another last day."))
        for name, value in values.items():
            setattr(initiative, name, value)
        initiative.pilot_asked_at = None
        initiative.version += 1
        initiative.save(update_fields=[*TYPE_FIELDS, "pilot_asked_at", "version"])
        verb = "pilot_extended" if pilot and before == InitiativeType.PILOT else f"type_{type}"
        data = {"from": before, "until": until.isoformat() if until else ""}
        event_write(subject=initiative, verb=f"initiative.{verb}", by=by, at=now, reason=reason, data=data)
        people = [person for person in (initiative.owner, initiative.sponsor) if person and person.pk != by.pk]
        tell(initiative, "initiative-type", f"initiative:{initiative.pk}:type:{initiative.version}", people, now)
    return initiative


def pilots_ask(*, now: datetime) -> int:
    """Owners and sponsors of running pilots that have ended are asked for the decision, once; gives how many.

    Safe with several workers: a row is taken by one of them, and is marked in the transaction that tells.
    """
    today, asked = timezone.localdate(now), 0
    with transaction.atomic():
        rows = Initiative.objects.filter(
            state=InitiativeState.RUNNING, type=InitiativeType.PILOT, pilot_until__lt=today, pilot_asked_at=None
        )
        found = rows.select_related("owner", "sponsor").select_for_update(of=("self",), skip_locked=True)
        for initiative in found.order_by("pilot_until", "id")[:SWEEP]:
            initiative.pilot_asked_at = now
            initiative.save(update_fields=["pilot_asked_at"])
            people = [person for person in (initiative.owner, initiative.sponsor) if person]
            key = f"initiative:{initiative.pk}:pilot:{initiative.pilot_until}"
            tell(initiative, "pilot-ended", key, people, now)
            asked += 1
    return asked


def is_over(initiative: Initiative, today: date) -> bool:
    """Whether its pilot has ended and waits for a decision."""
    return initiative.state == InitiativeState.RUNNING and rules.types.over(initiative.pilot_until, today)
