"""Being away: from a day to a day somebody else stands in."""

import datetime as dt

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from portal.core.errors import Malformed, Refused
from portal.core.versions import check_version
from portal.people.access import get_visible, require
from portal.people.models import Department, User
from portal.records.services import event_write, notify

LONGEST = dt.timedelta(days=366)


def employee_away(
    *,
    by: User,
    now: dt.datetime,
    employee: str,
    away_from: dt.date | None = None,
    away_until: dt.date | None = None,
    expected_version: int | None = None,
) -> User:
    """Say from which day until which somebody is away, both included; without a last day they are here.

    Meanwhile the deputy of each department that they head is told in their place, and is told now that it is so.
    Without a first day it is today. Refuses days that are over, reversed or more than a year (Malformed), and somebody
    who has left (`already_left`).
    """
    today = timezone.localdate(now)
    with transaction.atomic():
        person: User = get_visible(User, by, employee, lock=True)
        require(by, "people.away", person)
        check_version(person, expected_version)
        if not person.is_active:
            raise Refused("already_left", _("This person has left already."), {"left_on": str(person.left_on)})
        first = (away_from or today) if away_until else None
        if away_from and not away_until:
            raise _malformed("away_until", _("Until which day?"))
        if first and away_until:
            _check(first, away_until, today)
        person.away_from, person.away_until = first, away_until
        person.version += 1
        person.save(update_fields=["away_from", "away_until", "version"])
        data = {"from": str(first), "until": str(away_until)} if first else {}
        verb = "employee.away" if first else "employee.here"
        event = event_write(subject=person, verb=verb, by=by, at=now, data=data)
        if first and away_until:
            _tell_deputies(person, first, away_until, by=by, now=now, occasion=event.pk)
    return person


def _check(first: dt.date, last: dt.date, today: dt.date) -> None:
    if last < today:
        raise _malformed("away_until", _("This day is over."))
    if last < first:
        raise _malformed("away_until", _("The last day is not before the first one."))
    if last - first > LONGEST:
        raise _malformed("away_until", _("At most a year."))


def _malformed(field: str, text: str) -> Malformed:
    return Malformed("malformed", text, errors={field: [text]})


def _tell_deputies(person: User, first: dt.date, last: dt.date, *, by: User, now: dt.datetime, occasion: int) -> None:
    headed = Department.objects.filter(head=person, active=True).exclude(deputy=None).select_related("deputy")
    deputies = {each.deputy_id: each.deputy for each in headed if each.deputy_id != by.pk}
    notify(
        kind="account.stands_in",
        key=f"account.stands_in:{occasion}",
        recipients=[deputy for deputy in deputies.values() if deputy],
        params={"name": person.full_name, "first": first.isoformat(), "last": last.isoformat()},
        url=f"/employees/{person.reference}/",
        at=now,
    )
