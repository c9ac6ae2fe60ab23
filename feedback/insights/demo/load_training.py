"""Three curricula, five cohorts around today, their rooms, trainers, coaches and who was there."""

import datetime as dt

from django.utils import timezone

from feedback.insights.demo import training as words
from feedback.insights.demo.stage import Stage
from portal.people.models import User
from training.choices import BookingRole, Kind, Presence, ResourceKind
from training.models import Cohort, Resource, Session
from training.rules import PhasePlan, SessionPlan
from training.services.attendance import attendance_record
from training.services.cohorts import cohort_create, cohorts_advance
from training.services.curricula import curriculum_create, version_publish
from training.services.enrolments import cohort_enrol
from training.services.resources import resource_create
from training.services.sessions import session_staff

OFFICE = "fang.yuan"


def load_training(stage: Stage) -> None:
    began = stage.days_ago(120)
    rooms = _rooms(stage, began)
    curricula = {plan.key: _curriculum(stage, plan, began) for plan in words.CURRICULA}
    for number, row in enumerate(words.COHORTS):
        key, name, owner, site, start, capacity, trainer, coach, room, trainees = row
        calendar = stage.calendars["sydney" if site == "SYD" else "office"]
        first = stage.workday(start, calendar)
        ago = (timezone.localdate(stage.now) - first).days
        now = stage.days_ago(ago + 21 if ago > 0 else 2 + number)
        cohort = cohort_create(
            curriculum=curricula[key],
            name=name,
            site=stage.sites[site],
            calendar=calendar,
            start_date=first,
            capacity=capacity,
            by=stage.fresh(owner),
            now=now,
        )
        by = stage.fresh(owner)
        for login in trainees:
            cohort_enrol(reference=cohort.reference, person=stage.people[login], by=by, now=now)
        _staff(stage, cohort, by, now, rooms[room], trainer, coach)
        _attendance(stage, cohort, by)
    cohorts_advance(now=stage.now)


def _rooms(stage: Stage, began: dt.datetime) -> list[Resource]:
    return [
        resource_create(
            kind=ResourceKind.ROOM,
            name_en=english,
            name_zh=chinese,
            capacity=seats,
            site=stage.sites[site],
            by=stage.fresh(OFFICE),
            now=began,
        )
        for english, chinese, seats, site in words.ROOMS
    ]


def _curriculum(stage: Stage, plan: words.CurriculumPlan, began: dt.datetime) -> str:
    by = stage.fresh(OFFICE)
    curriculum = curriculum_create(
        name_en=plan.english, name_zh=plan.chinese, phases=[_phase(phase) for phase in plan.phases], by=by, now=began
    )
    version_publish(reference=curriculum.reference, by=by, now=began)
    return curriculum.reference


def _phase(phase: words.PhasePlan) -> PhasePlan:
    return PhasePlan(
        kind=phase.kind,
        name_en=phase.english,
        name_zh=phase.chinese,
        length_workdays=phase.days,
        trainees_per_coach=1 if phase.kind == Kind.ON_CALL else None,
        sessions=tuple(
            SessionPlan(day, dt.time.fromisoformat(start), minutes, english, chinese)
            for day in range(phase.days)
            for start, minutes, english, chinese in phase.sessions
        ),
    )


def _staff(stage: Stage, cohort: Cohort, by: User, now: dt.datetime, room: Resource, trainer: str, coach: str) -> None:
    """Room and trainer for every phase, the coach for the on-call ones."""
    for phase in cohort.phases.order_by("order"):
        first = phase.sessions.order_by("starts_at").first()
        if first is None:
            continue
        on_call = phase.kind == Kind.ON_CALL and coach
        leader = (BookingRole.COACH, stage.people[coach]) if on_call else (BookingRole.TRAINER, stage.people[trainer])
        for role, resource in ((BookingRole.ROOM, room), leader):
            session_staff(reference=first.reference, role=role, resource=resource, by=by, now=now, whole_phase=True)


def _attendance(stage: Stage, cohort: Cohort, by: User) -> None:
    """What the trainer noted at the end of each session that is over; the roll of a recent last one is still open."""
    enrolments = [enrolment.reference for enrolment in cohort.enrolments.all()]
    over = list(Session.objects.filter(cohort=cohort, ends_at__lt=stage.now).order_by("starts_at"))
    if over and over[-1].ends_at > stage.days_ago(13):
        over.pop()
    for session in over:
        marks = {reference: _presence(stage) for reference in enrolments}
        attendance_record(reference=session.reference, marks=marks, by=by, now=session.ends_at)


def _presence(stage: Stage) -> str:
    return stage.chance.choices(
        [Presence.PRESENT, Presence.LATE, Presence.ABSENT, Presence.EXCUSED], weights=[88, 6, 3, 3]
    )[0]
