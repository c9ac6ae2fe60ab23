"""Verbs of sessions: who teaches where, and moving them."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.db.models import Max, Min
from django.utils.translation import gettext as _

from portal.core.errors import Malformed, Refused
from portal.core.versions import check_version
from portal.people.access import access_of, get_visible
from portal.people.models import Role, User
from portal.records.services import event_write, notify
from training.choices import BookingRole, BookingState, ResourceKind, SessionState
from training.models import Attendance, Cohort, Resource, ResourceBooking, Session
from training.queries.people import url_of
from training.rules import LIMITS, SESSION, period_of, state_on
from training.services.bookings import bookings_add, bookings_cancel, bookings_move, locked_resource, resource_of
from training.services.cohorts import locked_cohort

ROLE_NEEDED = {BookingRole.TRAINER: Role.TRAINER, BookingRole.COACH: Role.COACH}
FIRST_YEAR, LAST_YEAR = 1990, 2199


@dataclass(frozen=True)
class Move:
    """Where a session goes: wall time at its own site. `duration_min` None keeps its length."""

    session: str
    local_date: dt.date
    local_start: dt.time
    duration_min: int | None = None


def session_staff(
    *,
    reference: str,
    role: BookingRole,
    resource: Resource | User,
    by: User,
    now: dt.datetime,
    whole_phase: bool = False,
    expected: int | None = None,
) -> list[ResourceBooking]:
    """Book a trainer, a coach, a room or equipment for a session, or for all coming sessions of its phase.

    A session has one room: a new one takes the place of the old. Refuses: another booking at that time (booked, with
    the names), the wrong kind of resource (wrong_kind), somebody without the role (no_such_role), a room with fewer
    seats than the cohort (room_too_small) or at another site (other_site), a closed room (inactive).
    """
    with transaction.atomic():
        session = locked_session(reference, by, "staff", expected)
        resource = locked_resource(resource_of(resource) if isinstance(resource, User) else resource)
        _refuse_unfit(session.cohort, role, resource)
        sessions = _phase_sessions(session) if whole_phase else [session]
        if role == BookingRole.ROOM:
            _give_up_rooms(sessions, now)
        rows = bookings_add(resource=resource, role=role, sessions=sessions, by=by, now=now)
        for row in sessions:
            _changed(row, now)
        event_write(
            subject=session.cohort,
            verb="cohort.staffed",
            by=by,
            at=now,
            data={"session": session.reference, "role": role.value, "resource": _public(resource), "count": len(rows)},
        )
        if resource.person and resource.person_id != by.pk:
            _tell_staffed(session.cohort, resource.person, rows, sessions, now)
    return rows


def session_unstaff(
    *, reference: str, booking: str, by: User, now: dt.datetime, whole_phase: bool = False, expected: int | None = None
) -> int:
    """Give back a trainer, coach, room or equipment of a session, or of all coming sessions of its phase.

    `booking` is the booking's reference. Refuses one that is not of this session (not_booked), a trainee's too.
    """
    with transaction.atomic():
        session = locked_session(reference, by, "staff", expected)
        row = (
            ResourceBooking.objects.filter(session=session, reference=booking, state=BookingState.BOOKED)
            .exclude(role=BookingRole.TRAINEE)
            .first()
        )
        if row is None:
            raise Refused("not_booked", _("That isn't booked for this session any more."))
        sessions = _phase_sessions(session) if whole_phase else [session]
        rows = ResourceBooking.objects.filter(session__in=sessions, resource=row.resource_id, role=row.role)
        count = bookings_cancel(rows, now=now)
        for changed in sessions:
            _changed(changed, now)
        event_write(
            subject=session.cohort,
            verb="cohort.unstaffed",
            by=by,
            at=now,
            data={"session": session.reference, "role": row.role, "resource": _public(row.resource), "count": count},
        )
    return count


def session_reschedule(
    *,
    reference: str,
    local_date: dt.date,
    local_start: dt.time,
    by: User,
    now: dt.datetime,
    duration_min: int | None = None,
    reason: str = "",
    expected: int | None = None,
) -> Session:
    """Move one session with everybody and everything booked for it. Refuses as `sessions_reschedule` does."""
    move = Move(reference, local_date, local_start, duration_min)
    return sessions_reschedule(moves=[move], by=by, now=now, reason=reason, expected={reference: expected})[0]


def sessions_reschedule(
    *,
    moves: Sequence[Move],
    by: User,
    now: dt.datetime,
    reason: str = "",
    expected: dict[str, int | None] | None = None,
) -> list[Session]:
    """Move sessions of one cohort at once, past each other if need be: all of them or none.

    Everybody concerned is told once per session. A session that is where it should be already stays untouched.
    Refuses: no length or more than a day (Malformed), another booking at the new time (booked, with the names),
    attendance taken already (already_held), sessions of different cohorts (several_cohorts).
    """
    for move in moves:
        check_move(move)
    with transaction.atomic():
        sessions = _locked_sessions(moves, by, expected or {})
        pairs = [(session, move) for session, move in zip(sessions, moves, strict=True) if not _is_there(session, move)]
        if not pairs:
            return sessions
        _refuse_held([session for session, _move in pairs])
        before = {session.pk: wall_time(session) for session, _move in pairs}
        for session, move in pairs:
            _put(session, move, now)
        booked = bookings_move(moves=[(session, session.period) for session, _move in pairs], by=by)
        for session, _move in pairs:
            session.save()
        _stretch(sessions[0].cohort, now)
        for session, _move in pairs:
            _moved(session, before[session.pk], booked, by, now, reason)
    return sessions


def check_move(move: Move) -> None:
    """Refuse (Malformed) a move to nowhere: no or negative length, more than a day, years outside 1990 to 2199."""
    errors: dict[str, list[str]] = {}
    if move.duration_min is not None and not 1 <= move.duration_min <= LIMITS.duration_min:
        errors["duration_min"] = [_("From 1 to %(limit)s minutes.") % {"limit": LIMITS.duration_min}]
    if not FIRST_YEAR <= move.local_date.year <= LAST_YEAR:
        errors["local_date"] = [_("A day between the years 1990 and 2199.")]
    if errors:
        raise Malformed("malformed", _("Some fields need a change."), errors=errors)


def locked_session(reference: str, by: User, step: str, expected: int | None = None) -> Session:
    """The session under its lock and, before it, that of its cohort; refuses as visibility, right and state do."""
    found: Session = get_visible(Session, by, reference)
    cohort = locked_cohort(found.cohort.reference, by, step)
    session = Session.objects.select_for_update(no_key=True).get(pk=found.pk)
    session.cohort = cohort
    check_version(session, expected)
    SESSION.target(step, session.state, label=str(session.get_state_display()))
    return session


def wall_time(session: Session) -> str:
    """`2026-10-12 09:00 (Asia/Shanghai)`: what was agreed, the same in every language."""
    return f"{session.local_date.isoformat()} {session.local_start:%H:%M} ({session.zone})"


def _locked_sessions(moves: Sequence[Move], by: User, expected: dict[str, int | None]) -> list[Session]:
    cohorts = set(Session.objects.filter(reference__in=[move.session for move in moves]).values_list("cohort"))
    if len(cohorts) > 1:
        raise Refused("several_cohorts", _("Only sessions of one cohort can be moved together."))
    if len({move.session for move in moves}) < len(moves):
        raise Refused("twice", _("The same session is there twice."))
    in_order = sorted({move.session for move in moves})
    locked = {reference: locked_session(reference, by, "reschedule", expected.get(reference)) for reference in in_order}
    return [locked[move.session] for move in moves]


def _is_there(session: Session, move: Move) -> bool:
    return (session.local_date, session.local_start, session.duration_min) == (
        move.local_date,
        move.local_start,
        move.duration_min or session.duration_min,
    )


def _refuse_held(sessions: Sequence[Session]) -> None:
    held = Attendance.objects.filter(session__in=sessions).select_related("session").first()
    if held:
        raise Refused(
            "already_held",
            _("%(title)s took place: attendance is taken. A session that was held stays where it was.")
            % {"title": held.session.title},
        )


def _put(session: Session, move: Move, now: dt.datetime) -> None:
    session.local_date, session.local_start = move.local_date, move.local_start
    session.duration_min = move.duration_min or session.duration_min
    bounds = period_of(session.local_date, session.local_start, session.duration_min, ZoneInfo(session.zone))
    session.period = DateTimeTZRange(*bounds)
    session.manually_changed = True
    session.sequence += 1
    session.version += 1
    session.changed_at = now


def _stretch(cohort: Cohort, now: dt.datetime) -> None:
    """The cohort's first and last day take in every session and phase, and its state follows them."""
    held = Session.objects.filter(cohort=cohort, state=SessionState.PLANNED)
    days = held.aggregate(first=Min("local_date"), last=Max("local_date"))
    phases = cohort.phases.aggregate(first=Min("first_day"), last=Max("last_day"))
    cohort.start_date = min(day for day in (days["first"], phases["first"]) if day)
    cohort.end_date = max(day for day in (days["last"], phases["last"]) if day)
    cohort.state = state_on(cohort.start_date, cohort.end_date, now.astimezone(ZoneInfo(cohort.site.timezone)).date())
    cohort.save(update_fields=["start_date", "end_date", "state"])


def _moved(
    session: Session, before: str, booked: Sequence[ResourceBooking], by: User, now: dt.datetime, reason: str
) -> None:
    cohort = session.cohort
    event_write(
        subject=cohort,
        verb="session.moved",
        by=by,
        at=now,
        reason=reason.strip(),
        data={"session": session.reference, "from": before, "to": wall_time(session), "sequence": session.sequence},
    )
    people = [row.resource.person for row in booked if row.session_id == session.pk and row.resource.person]
    notify(
        kind="training.moved",
        key=f"session:{session.pk}:moved:{session.sequence}",
        recipients=[person for person in people if person.pk != by.pk],
        params={
            "cohort": cohort.name,
            "reference": cohort.reference,
            "title": session.title,
            "from": before,
            "to": wall_time(session),
        },
        url=url_of(cohort),
        at=now,
    )


def _phase_sessions(session: Session) -> list[Session]:
    """The sessions of the same phase that are not cancelled, from this one's day on."""
    rows = Session.objects.select_for_update(no_key=True).filter(
        phase=session.phase_id, state=SessionState.PLANNED, starts_at__gte=session.period.lower
    )
    return list(rows.order_by("pk"))


def _refuse_unfit(cohort: Cohort, role: BookingRole, resource: Resource) -> None:
    wanted = {BookingRole.ROOM: ResourceKind.ROOM, BookingRole.EQUIPMENT: ResourceKind.EQUIPMENT}
    if role == BookingRole.TRAINEE:
        raise Refused("enrol_instead", _("A trainee gets a seat in the cohort, not in a single session."))
    if resource.kind != wanted.get(role, ResourceKind.PERSON):
        raise Refused("wrong_kind", _("%(name)s can't be booked in that role.") % {"name": resource.name})
    if not resource.active:
        raise Refused("inactive", _("%(name)s is out of use.") % {"name": resource.name})
    needed = ROLE_NEEDED.get(role)
    if needed and resource.person and not access_of(resource.person).has_role(needed):
        raise Refused(
            "no_such_role",
            _("%(name)s doesn't hold the role %(role)s. An administrator can give it.")
            % {"name": resource.name, "role": needed.label},
        )
    if role == BookingRole.ROOM:
        _refuse_unfit_room(cohort, resource)


def _refuse_unfit_room(cohort: Cohort, room: Resource) -> None:
    if room.capacity is not None and room.capacity < cohort.capacity:
        raise Refused(
            "room_too_small",
            _("%(room)s has %(seats)s seats, the cohort %(needed)s.")
            % {"room": room.name, "seats": room.capacity, "needed": cohort.capacity},
            {"seats": room.capacity, "needed": cohort.capacity},
        )
    if room.site_id and room.site_id != cohort.site_id:
        raise Refused("other_site", _("%(room)s is at another site.") % {"room": room.name})


def _give_up_rooms(sessions: Sequence[Session], now: dt.datetime) -> None:
    bookings_cancel(ResourceBooking.objects.filter(session__in=sessions, role=BookingRole.ROOM), now=now)


def _changed(session: Session, now: dt.datetime) -> None:
    """Trainer and room stand in people's calendars, so a change of them is a new sequence."""
    session.sequence += 1
    session.version += 1
    session.changed_at = now
    session.save(update_fields=["sequence", "version", "changed_at"])


def _public(resource: Resource) -> str:
    return resource.person.reference if resource.person else resource.reference


def _tell_staffed(
    cohort: Cohort, person: User, rows: Sequence[ResourceBooking], sessions: Sequence[Session], now: dt.datetime
) -> None:
    first = min(sessions, key=lambda session: session.period.lower)
    params: dict[str, Any] = {
        "cohort": cohort.name,
        "reference": cohort.reference,
        "count": len(rows),
        "first": wall_time(first),
    }
    notify(
        kind="training.staffed",
        key=f"booking:{rows[0].pk}:staffed",
        recipients=[person],
        params=params,
        url=url_of(cohort),
        at=now,
    )
