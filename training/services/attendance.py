"""The verb of the roll call."""

import datetime as dt
from collections.abc import Mapping
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils.translation import gettext as _

from portal.core.errors import Malformed, Refused
from portal.people.access import get_visible, require
from portal.people.models import User
from portal.records.services import event_write
from training.choices import BookingRole, BookingState, Presence
from training.models import Attendance, Cohort, ResourceBooking, Session
from training.rules import SESSION


def attendance_record(*, reference: str, marks: Mapping[str, str], by: User, now: dt.datetime) -> list[Attendance]:
    """Write who was there. `reference` is the session's, `marks` gives a status by reference of the enrolment.

    A correction appends a row that supersedes the old one; a mark that says the same as before writes nothing.
    Refuses: before the day of the session (too_early), somebody who isn't booked for it (not_booked), an unknown
    status (Malformed), a cancelled session (wrong_state). For the trainers and coaches of the session.
    """
    _check_statuses(marks)
    with transaction.atomic():
        session: Session = get_visible(Session, by, reference)
        require(by, "training.attend", session)
        # The cohort's lock makes two roll calls of one session follow each other.
        Cohort.objects.select_for_update(no_key=True).get(pk=session.cohort_id)
        SESSION.target("record", session.state, label=str(session.get_state_display()))
        _refuse_early(session, now)
        enrolments = _booked(session)
        unknown = [enrolment for enrolment in marks if enrolment not in enrolments]
        if unknown:
            raise Refused(
                "not_booked", _("Somebody on this list isn't booked for the session."), {"enrolments": unknown[:20]}
            )
        written = _write(session, {enrolments[key]: status for key, status in marks.items()}, by, now)
        if written:
            event_write(
                subject=session.cohort,
                verb="session.attendance",
                by=by,
                at=now,
                data={"session": session.reference, "marks": len(written)},
            )
    return written


def _check_statuses(marks: Mapping[str, str]) -> None:
    bad = [status for status in marks.values() if status not in Presence.values]
    if bad:
        text = _("Present, late, absent or excused.")
        raise Malformed("malformed", text, errors={"marks": [text]})


def _refuse_early(session: Session, now: dt.datetime) -> None:
    if now.astimezone(ZoneInfo(session.zone)).date() < session.local_date:
        raise Refused(
            "too_early",
            _("The roll can be called from %(day)s on, the day of the session.")
            % {"day": session.local_date.isoformat()},
        )


def _booked(session: Session) -> dict[str, int]:
    """Who was to come, by reference: a seat given back afterwards keeps its past bookings."""
    rows = ResourceBooking.objects.filter(session=session, role=BookingRole.TRAINEE, state=BookingState.BOOKED)
    return dict(rows.values_list("enrolment__reference", "enrolment_id"))


def _write(session: Session, marks: Mapping[int, str], by: User, now: dt.datetime) -> list[Attendance]:
    current = {row.enrolment_id: row for row in Attendance.objects.current().filter(session=session)}
    rows = [
        Attendance(session=session, enrolment_id=pk, status=status, recorded_by=by, at=now, supersedes=current.get(pk))
        for pk, status in marks.items()
        if pk not in current or current[pk].status != status
    ]
    return Attendance.objects.bulk_create(rows)
