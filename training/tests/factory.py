"""Plain factories: what a story in the tests begins with."""

import datetime as dt
import itertools
from typing import Any

from portal.calendars.models import Calendar
from portal.calendars.rules import as_json, official_years, parse, with_official_days
from portal.people.models import Role, Site, User
from tests.cast import make_user
from training.choices import BookingRole, ResourceKind
from training.models import Cohort, Curriculum, Resource, ResourceBooking, Session
from training.rules import PhasePlan, SessionPlan
from training.services.cohorts import cohort_create
from training.services.curricula import curriculum_create, version_publish
from training.services.resources import resource_create

NOW = dt.datetime(2026, 9, 1, 2, 0, tzinfo=dt.UTC)
START = dt.date(2026, 9, 21)
_numbers = itertools.count(1)


def phase(
    kind: str = "classroom", days: int = 2, *, start: dt.time = dt.time(9), minutes: int = 120, name: str = "Class"
) -> PhasePlan:
    """A phase with one session on each of its days."""
    sessions = tuple(SessionPlan(day, start, minutes, f"{name} {day + 1}", f"课程 {day + 1}") for day in range(days))
    ratio = 2 if kind == "on_call" else None
    return PhasePlan(kind, name, "阶段", days, ratio, sessions)


TEN_FIVE_FIVE = [phase("classroom", 10), phase("on_call", 5), phase("classroom", 5)]


def make_trainer(name: str = "", **fields: Any) -> User:
    return make_user(name, Role.TRAINER, **fields)


def make_site(timezone: str = "Asia/Shanghai", code: str = "") -> Site:
    code = code or f"site-{next(_numbers)}"
    return Site.objects.create(code=code, name_en=code, name_zh=code, timezone=timezone)


def make_calendar(timezone: str = "Asia/Shanghai", *, official: bool = True) -> Calendar:
    hours = {str(day): [["09:00", "18:00"]] for day in range(5)}
    name = f"calendar-{next(_numbers)}"
    spec = parse({"name": name, "timezone": timezone, "hours": hours, "holidays": [], "shifts": {}})
    if official:
        spec = with_official_days(spec, list(official_years()))
    return Calendar.objects.create(name=name, spec=as_json(spec), created_at=NOW)


def make_curriculum(by: User, phases: list[PhasePlan] | None = None, *, publish: bool = True) -> Curriculum:
    curriculum = curriculum_create(
        name_en=f"Course {next(_numbers)}", name_zh="课程", by=by, now=NOW, phases=phases or [phase()]
    )
    if publish:
        version_publish(reference=curriculum.reference, by=by, now=NOW)
        curriculum.refresh_from_db()
    return curriculum


def make_cohort(
    by: User,
    phases: list[PhasePlan] | None = None,
    *,
    start: dt.date = START,
    site: Site | None = None,
    calendar: Calendar | None = None,
    capacity: int = 4,
    curriculum: Curriculum | None = None,
    now: dt.datetime = NOW,
    **fields: Any,
) -> Cohort:
    return cohort_create(
        curriculum=(curriculum or make_curriculum(by, phases)).reference,
        name=fields.pop("name", f"Cohort {next(_numbers)}"),
        site=site or make_site(),
        calendar=calendar or make_calendar(),
        start_date=start,
        capacity=capacity,
        by=by,
        now=now,
        **fields,
    )


def make_room(by: User, *, capacity: int | None = 20, site: Site | None = None) -> Resource:
    number = next(_numbers)
    return resource_create(
        kind=ResourceKind.ROOM, name_en=f"Room {number}", name_zh=f"教室 {number}", by=by, now=NOW,
        capacity=capacity, site=site,
    )  # fmt: skip


def sessions_of(cohort: Cohort) -> list[Session]:
    return list(Session.objects.filter(cohort=cohort).order_by("starts_at"))


def bookings_of(session: Session, role: BookingRole | None = None) -> list[ResourceBooking]:
    rows = ResourceBooking.objects.filter(session=session, state="booked")
    return list(rows.filter(role=role) if role else rows)
