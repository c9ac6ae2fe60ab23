"""One cohort and one session as their pages show them, in a constant number of queries."""

import datetime as dt
from dataclasses import dataclass, field
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Case, Count, Exists, OuterRef, Q, Value, When
from django.utils import timezone

from portal.core.errors import NotFound
from portal.people.access import scope_q
from portal.records.models import Event
from training.choices import BookingRole, Kind, SessionState
from training.models import Attendance, Cohort, Enrolment, Phase, ResourceBooking, Session
from training.queries.cohorts import staff_of

EVENTS_SHOWN = 100


@dataclass
class SessionShown:
    """A session with who teaches it, where, and what is missing."""

    session: Session
    staff: list[ResourceBooking]

    def named(self, role: str) -> list[str]:
        return [row.resource.name for row in self.staff if row.role == role]

    @property
    def trainers(self) -> list[str]:
        return self.named(BookingRole.TRAINER)

    @property
    def coaches(self) -> list[str]:
        return self.named(BookingRole.COACH)

    @property
    def rooms(self) -> list[str]:
        return self.named(BookingRole.ROOM) + self.named(BookingRole.EQUIPMENT)

    @property
    def lacks_room(self) -> bool:
        return self._open and self.session.room_needed and not self.rooms

    @property
    def lacks_trainer(self) -> bool:
        return self._open and self.session.phase.kind == Kind.CLASSROOM and not self.trainers

    def coaches_short(self, trainees: int) -> int:
        """How many coaches are still missing for so many trainees."""
        ratio = self.session.phase.trainees_per_coach
        return max(0, -(-trainees // ratio) - len(self.coaches)) if ratio and self._open else 0

    @property
    def _open(self) -> bool:
        return self.session.state == SessionState.PLANNED


@dataclass
class CohortShown:
    cohort: Any
    may_edit: bool
    phases: list[Phase]
    sessions: list[SessionShown]
    enrolments: list[Enrolment]
    marks: dict[tuple[int, int], str] = field(default_factory=dict)  # (enrolment, session) -> status
    events: list[Event] = field(default_factory=list)

    @property
    def today(self) -> dt.date:
        """The day at the site."""
        return timezone.now().astimezone(ZoneInfo(self.cohort.site.timezone)).date()


def flag(user: Any, action: str, model: Any) -> Case:
    return Case(When(scope_q(user, action, model), then=Value(True)), default=Value(False))


def cohort_shown(user: Any, reference: str) -> CohortShown:
    """Everything on the page of a cohort, as far as this person may see it. NotFound as everywhere."""
    cohort = (
        Cohort.objects.visible_to(user)
        .with_enrolled()
        .annotate(may_edit=flag(user, "training.edit", Cohort))
        .select_related("curriculum_version__curriculum", "site", "calendar", "owner")
        .filter(reference=reference.upper())
        .first()
    )
    if cohort is None:
        raise NotFound()
    sessions = list(Session.objects.filter(cohort=cohort).select_related("phase").order_by("starts_at", "id"))
    staff = staff_of([session.pk for session in sessions])
    enrolments = Enrolment.objects.visible_to(user).filter(cohort=cohort).select_related("person")
    marks = Attendance.objects.visible_to(user).current().filter(session__in=sessions)
    events = Event.objects.about(cohort).select_related("actor").order_by("-at", "-id")[:EVENTS_SHOWN]
    return CohortShown(
        cohort=cohort,
        may_edit=cohort.may_edit,
        phases=list(cohort.phases.all()),
        sessions=[SessionShown(session, staff[session.pk]) for session in sessions],
        enrolments=list(enrolments.order_by("state", "seat_no", "id")),
        marks={(row.enrolment_id, row.session_id): row.status for row in marks},
        events=list(events) if cohort.may_edit else [],
    )


@dataclass
class SessionDetail:
    shown: SessionShown
    may_edit: bool
    may_attend: bool
    trainees: list[Enrolment]
    marks: dict[int, str]
    expected: int


def session_shown(user: Any, reference: str) -> SessionDetail:
    """Everything on the page of a session, as far as this person may see it."""
    edited = Cohort.objects.filter(scope_q(user, "training.edit", Cohort), pk=OuterRef("cohort"))
    trainees = Q(bookings__role=BookingRole.TRAINEE, bookings__state="booked")
    session = (
        Session.objects.visible_to(user)
        .annotate(
            may_edit=Exists(edited),
            may_attend=flag(user, "training.attend", Session),
            expected=Count("bookings", filter=trainees),
        )
        .select_related("phase", "cohort__site")
        .filter(reference=reference.upper())
        .first()
    )
    if session is None:
        raise NotFound()
    booked = Enrolment.objects.visible_to(user).filter(bookings__session=session, bookings__state="booked")
    marks = Attendance.objects.visible_to(user).current().filter(session=session)
    return SessionDetail(
        shown=SessionShown(session, staff_of([session.pk])[session.pk]),
        may_edit=session.may_edit,
        may_attend=session.may_attend,
        trainees=list(booked.select_related("person").order_by("person__name_key", "id")),
        marks={row.enrolment_id: row.status for row in marks},
        expected=session.expected,
    )
