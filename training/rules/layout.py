"""From a plan, a start and a working calendar to dates.

Phases follow one another in working days: holidays are skipped and make-up days used. Every session keeps its wall
time at the site, so 09:00 stays 09:00 across a clock change; the instants are worked out from it, never the other
way round.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from portal.calendars.rules import CalendarSpec, working_days
from training.rules.plans import PhasePlan, SessionPlan


@dataclass(frozen=True, slots=True)
class PlannedSession:
    plan: SessionPlan
    local_date: date
    starts_at: datetime
    ends_at: datetime


@dataclass(frozen=True, slots=True)
class PlannedPhase:
    plan: PhasePlan
    first_day: date
    last_day: date
    sessions: tuple[PlannedSession, ...]


def lay_out(phases: Sequence[PhasePlan], spec: CalendarSpec, start: date, zone: ZoneInfo) -> list[PlannedPhase]:
    """The phases on the working days on or after `start`, sessions in the order of the plan.

    Raises CalendarRefused when the calendar doesn't hold that many working days or `start` is out of range.
    """
    days = working_days(spec, start, sum(phase.length_workdays for phase in phases))
    planned: list[PlannedPhase] = []
    for phase in phases:
        own, days = days[: phase.length_workdays], days[phase.length_workdays :]
        sessions = tuple(_planned(session, own[session.day_offset], zone) for session in phase.sessions)
        planned.append(PlannedPhase(phase, own[0], own[-1], sessions))
    return planned


def _planned(session: SessionPlan, day: date, zone: ZoneInfo) -> PlannedSession:
    starts_at, ends_at = period_of(day, session.start_local, session.duration_min, zone)
    return PlannedSession(session, day, starts_at, ends_at)


def period_of(day: date, start: time, minutes: int, zone: ZoneInfo) -> tuple[datetime, datetime]:
    """The half-open period in UTC. A skipped wall time maps forward; of one that comes twice it is the first."""
    starts_at = datetime.combine(day, start, tzinfo=zone).astimezone(UTC)
    return starts_at, starts_at + timedelta(minutes=minutes)
