"""Writing bookings: the one place where a slot is taken, moved or given back.

Resources are locked in the order of their ids, so that two verbs never wait for each other; who comes second then
reads whose slot it is. The constraint decides in any case, for writers that take no lock as well.
"""

import datetime as dt
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from django.db import IntegrityError, connection, transaction
from django.utils.translation import gettext as _

from portal.core.errors import Refused
from portal.people.models import User
from training.choices import BookingRole, BookingState, ResourceKind
from training.models import BOOKED_ONCE, Enrolment, Resource, ResourceBooking, Session
from training.queries.clashes import Wanted, clash_refusal, clashes_with


def resource_of(person: User) -> Resource:
    """The person as a resource, made when first needed. Refuses somebody who left (left)."""
    if not person.is_active:
        raise Refused("left", _("%(name)s doesn't work here any more.") % {"name": person.display_name})
    return Resource.objects.get_or_create(person=person, defaults={"kind": ResourceKind.PERSON})[0]


def locked_resource(resource: Resource) -> Resource:
    """The resource as it is now, under its lock."""
    rows = Resource.objects.select_related("person").select_for_update(no_key=True, of=("self",))
    return rows.get(pk=resource.pk)


def lock_resources(ids: Iterable[int]) -> None:
    rows = Resource.objects.filter(pk__in=set(ids)).order_by("pk").select_for_update(no_key=True)
    list(rows.values_list("pk", flat=True))


def bookings_add(
    *,
    resource: Resource,
    role: BookingRole,
    sessions: Sequence[Session],
    by: User,
    now: dt.datetime,
    enrolment: Enrolment | None = None,
) -> list[ResourceBooking]:
    """Take a resource for all these sessions or for none; refuses with the bookings in the way (booked).

    Runs in the calling verb's transaction, which holds the lock of the cohort.
    """
    lock_resources([resource.pk])
    wanted = [Wanted(resource.pk, session.period.lower, session.period.upper) for session in sessions]
    rows = [
        ResourceBooking(
            resource=resource, role=role, session=session, enrolment=enrolment, period=session.period, booked_at=now
        )
        for session in sessions
    ]
    _refuse_clashes(wanted, (), by)
    return guarded(lambda: ResourceBooking.objects.bulk_create(rows), wanted=wanted, but=(), by=by)


def bookings_move(*, moves: Sequence[tuple[Session, Any]], by: User) -> list[ResourceBooking]:
    """Give all bookings of each session its new period, at once and all or nothing.

    The constraint is deferred while they pass each other and checked again before this returns, so a refusal
    (booked) comes here and not at some later commit.
    """
    periods = {session.pk: period for session, period in moves}
    rows = list(
        ResourceBooking.objects.filter(session__in=periods, state=BookingState.BOOKED).select_related(
            "resource__person"
        )
    )
    lock_resources(row.resource_id for row in rows)
    wanted = [Wanted(row.resource_id, periods[row.session_id].lower, periods[row.session_id].upper) for row in rows]
    own = [row.pk for row in rows]
    _refuse_clashes(wanted, own, by)

    def write() -> None:
        with connection.cursor() as cursor:
            cursor.execute(f"SET CONSTRAINTS {BOOKED_ONCE} DEFERRED")
            for session, period in moves:
                ResourceBooking.objects.filter(session=session, state=BookingState.BOOKED).update(period=period)
            cursor.execute(f"SET CONSTRAINTS {BOOKED_ONCE} IMMEDIATE")

    guarded(write, wanted=wanted, but=own, by=by)
    return rows


def bookings_cancel(rows: Any, *, now: dt.datetime) -> int:
    """Give slots back. The rows stay, for calendars that have to be told."""
    return int(rows.filter(state=BookingState.BOOKED).update(state=BookingState.CANCELLED, cancelled_at=now))


def _refuse_clashes(wanted: Sequence[Wanted], but: Iterable[int], by: User) -> None:
    clashes = clashes_with(wanted, but=but)
    if clashes:
        raise clash_refusal(clashes, by)


def guarded(write: Callable[[], Any], *, wanted: Sequence[Wanted], but: Sequence[int], by: User) -> Any:
    """Run `write` in a savepoint; what the constraint refuses becomes the refusal that names the other booking."""
    try:
        with transaction.atomic():
            return write()
    except IntegrityError as exc:
        if getattr(getattr(exc.__cause__, "diag", None), "constraint_name", "") != BOOKED_ONCE:
            raise
        raise clash_refusal(clashes_with(wanted, but=but), by) from exc
