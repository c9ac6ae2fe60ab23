"""The content of a curriculum version as plain values: phases in order, each with its sessions."""

import hashlib
import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import time
from enum import StrEnum
from itertools import pairwise


class PhaseKind(StrEnum):
    CLASSROOM = "classroom"
    ON_CALL = "on_call"


@dataclass(frozen=True, slots=True)
class SessionPlan:
    """`day_offset` counts the working days of the phase from zero; `start_local` is wall time at the site."""

    day_offset: int
    start_local: time
    duration_min: int
    title_en: str
    title_zh: str
    room_needed: bool = True


@dataclass(frozen=True, slots=True)
class PhasePlan:
    """`length_workdays` working days; `trainees_per_coach` is None where no coach is needed."""

    kind: str
    name_en: str
    name_zh: str
    length_workdays: int
    trainees_per_coach: int | None = None
    sessions: tuple[SessionPlan, ...] = ()


@dataclass(frozen=True, slots=True)
class Limits:
    phases: int = 20
    workdays: int = 260
    sessions: int = 300
    duration_min: int = 24 * 60
    trainees_per_coach: int = 50
    text: int = 120


LIMITS = Limits()


@dataclass(frozen=True, slots=True)
class PlanProblem:
    """`field` is a dotted path into the list of phases ("0.sessions.2.day_offset")."""

    field: str
    code: str
    limit: int = 0


def plan_problems(phases: Sequence[PhasePlan]) -> list[PlanProblem]:
    """Everything that keeps a plan from being stored; an empty plan is fine while it is a draft."""
    if len(phases) > LIMITS.phases:
        return [PlanProblem("phases", "too_many_phases", LIMITS.phases)]
    return [problem for index, phase in enumerate(phases) for problem in _phase_problems(str(index), phase)]


def _phase_problems(path: str, phase: PhasePlan) -> Iterator[PlanProblem]:
    if phase.kind not in list(PhaseKind):
        yield PlanProblem(f"{path}.kind", "unknown_kind")
    yield from _text_problems(path, {"name_en": phase.name_en, "name_zh": phase.name_zh})
    if not 1 <= phase.length_workdays <= LIMITS.workdays:
        yield PlanProblem(f"{path}.length_workdays", "workdays_range", LIMITS.workdays)
    if phase.trainees_per_coach is not None and not 1 <= phase.trainees_per_coach <= LIMITS.trainees_per_coach:
        yield PlanProblem(f"{path}.trainees_per_coach", "ratio_range", LIMITS.trainees_per_coach)
    if len(phase.sessions) > LIMITS.sessions:
        yield PlanProblem(f"{path}.sessions", "too_many_sessions", LIMITS.sessions)
        return
    for index, session in enumerate(phase.sessions):
        yield from _session_problems(f"{path}.sessions.{index}", session, phase.length_workdays)
    if _overlapping(phase.sessions):
        yield PlanProblem(f"{path}.sessions", "sessions_overlap")


def _session_problems(path: str, session: SessionPlan, days: int) -> Iterator[PlanProblem]:
    yield from _text_problems(path, {"title_en": session.title_en, "title_zh": session.title_zh})
    if not 0 <= session.day_offset < days:
        yield PlanProblem(f"{path}.day_offset", "day_outside_phase", days)
    if not 1 <= session.duration_min <= LIMITS.duration_min:
        yield PlanProblem(f"{path}.duration_min", "duration_range", LIMITS.duration_min)


def _text_problems(path: str, texts: dict[str, str]) -> Iterator[PlanProblem]:
    for name, text in texts.items():
        if not text.strip():
            yield PlanProblem(f"{path}.{name}", "required")
        elif len(text) > LIMITS.text:
            yield PlanProblem(f"{path}.{name}", "too_long", LIMITS.text)


def _overlapping(sessions: Sequence[SessionPlan]) -> bool:
    """Whoever takes part is booked for every session, so two at once could never be attended."""
    starts = sorted((_minute(session), session.duration_min) for session in sessions)
    return any(start + minutes > following for (start, minutes), (following, _) in pairwise(starts))


def _minute(session: SessionPlan) -> int:
    return session.day_offset * 24 * 60 + session.start_local.hour * 60 + session.start_local.minute


def content_hash(phases: Sequence[PhasePlan]) -> str:
    """The same content gives the same hash, whatever row ids it has."""
    text = json.dumps([asdict(phase) for phase in phases], sort_keys=True, default=str, ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()
