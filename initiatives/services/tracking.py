"""Writing readings: what the target's metric says, on which day, read where."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.utils import timezone
from django.utils.translation import gettext as _

from initiatives.models import Initiative, Reading, Target
from initiatives.rules.benefits import CHECKS, months_after
from portal.core.errors import Refused
from portal.people.models import User
from portal.records.services import event_write


@dataclass(frozen=True)
class Value:
    """A reading before it is written. `source` says where it can be looked up."""

    value: Decimal
    as_of: date
    source: str


def checks_begin(initiative: Initiative, *, now: datetime) -> None:
    """With the closing, in its transaction: each benefit gets the day on which its owner is first asked for more."""
    first = months_after(timezone.localdate(now), CHECKS[0])
    Target.objects.filter(initiative=initiative).update(check_on=first)


def add_readings(rows: Sequence[tuple[Target, Value, str | None]], *, by: User, now: datetime) -> None:
    """Append readings with their external ids, at most 10,000; what `add_reading` checks was checked before."""
    Reading.objects.bulk_create(
        [
            Reading(
                target=target, value=value.value, as_of=value.as_of, source=value.source, external_id=key, by=by, at=now
            )
            for target, value, key in rows
        ],
        batch_size=2_000,
    )
    for target, value, _key in rows:
        _told(target, value, by, now)


def add_reading(*, target: Target, reading: Value, by: User, now: datetime) -> Reading:
    """Append a reading in the calling verb's transaction. Refuses a day that hasn't come yet."""
    if reading.as_of > timezone.localdate(now):
        raise Refused(
            "reading_ahead", _("This day hasn't come yet. Give the day that the value is from."), field="as_of"
        )
    row = Reading.objects.create(
        target=target, value=reading.value, as_of=reading.as_of, source=reading.source, by=by, at=now
    )
    _told(target, reading, by, now)
    return row


def _told(target: Target, reading: Value, by: User, now: datetime) -> None:
    event_write(
        subject=target.initiative,
        verb="initiative.read",
        by=by,
        at=now,
        data={"metric": target.metric, "value": f"{reading.value:f}", "unit": target.unit},
    )
