"""Curricula, cohorts, sessions, rooms, seats."""

from __future__ import annotations

import datetime as dt

from django.utils import timezone

from portal.calendars.models import Calendar
from portal.people.models import Site
from tests.world.base import World
from tests.world.people import somebody
from training.choices import BookingRole, ResourceKind
from training.models import Session
from training.rules import PhasePlan, SessionPlan
from training.services.cohorts import cohort_create
from training.services.curricula import curriculum_create, version_publish
from training.services.enrolments import cohort_enrol
from training.services.resources import resource_create
from training.services.sessions import session_staff

NAMES = ("新人上岗", "投诉处理", "英语服务")


def phase(kind: str, days: int, name_en: str, name_zh: str) -> PhasePlan:
    nine, minutes = dt.time(9), 120
    sessions = tuple(
        SessionPlan(day, nine, minutes, f"{name_en} {day + 1}", f"{name_zh}{day + 1}") for day in range(days)
    )
    return PhasePlan(kind, name_en, name_zh, days, 2 if kind == "on_call" else None, sessions)


PHASES = [
    phase("classroom", 3, "Fulham", "课堂"),
    phase("on_call", 2, "Greenwich", "接听"),
    phase("classroom", 1, "Hackney", "复盘"),
]


def add(world: World) -> None:
    by, now = world.visitor, world.now
    curricula = [curriculum_create(name_en="Euston", name_zh=name, by=by, now=now, phases=PHASES) for name in NAMES]
    for curriculum in curricula[:2]:
        version_publish(reference=curriculum.reference, by=by, now=now)
    site, _made = Site.objects.get_or_create(code="hq", defaults={"name_en": "Kew", "name_zh": "总部"})
    rooms = [
        resource_create(
            kind=ResourceKind.ROOM, name_en=f"Islington {number}", name_zh=f"教室{number}", capacity=20, by=by, now=now
        )
        for number in range(3)
    ]
    cohorts = [
        cohort_create(
            curriculum=curricula[0].reference,
            name=f"新人班第{number + 1}期",
            site=site,
            calendar=Calendar.objects.get(is_default=True),
            start_date=timezone.localdate(now) + dt.timedelta(days=28 * number - 7),
            capacity=6,
            by=by,
            now=now - dt.timedelta(days=20),
        )
        for number in range(3)
    ]
    trainees = [somebody(world, number) for number in (11, 12, 13)]
    enrolments = [cohort_enrol(reference=cohorts[0].reference, person=person, by=by, now=now) for person in trainees]
    sessions = list(Session.objects.filter(cohort=cohorts[0]).order_by("starts_at"))
    for role, resource in ((BookingRole.TRAINER, by), (BookingRole.ROOM, rooms[0])):
        session_staff(reference=sessions[0].reference, role=role, resource=resource, by=by, now=now, whole_phase=True)
    world.samples |= {
        "training:curriculum*": (curricula[2].reference,),
        "training:phase-*": (curricula[2].reference, "1"),
        "training:phase-new": (curricula[2].reference,),
        "training:cohort*": (cohorts[0].reference,),
        "training:enrol": (cohorts[0].reference,),
        "training:*": (sessions[0].reference,),
        "training:withdraw": (enrolments[0].reference,),
        "training:room-*": (rooms[0].reference,),
        "api:curriculum-*": (curricula[2].reference,),
        "api:cohort-*": (cohorts[0].reference,),
        "api:session-*": (sessions[0].reference,),
        "api:enrolment-*": (enrolments[0].reference,),
        "api:room-*": (rooms[0].reference,),
    }
