"""What a curriculum is made of and how it becomes dates: pure, no Django, no database, no clock."""

from .layout import PlannedPhase, PlannedSession, lay_out, period_of
from .plans import LIMITS, PhaseKind, PhasePlan, PlanProblem, SessionPlan, content_hash, plan_problems
from .states import COHORT, SESSION, VERSION, state_on

__all__ = [
    "COHORT",
    "LIMITS",
    "SESSION",
    "VERSION",
    "PhaseKind",
    "PhasePlan",
    "PlanProblem",
    "PlannedPhase",
    "PlannedSession",
    "SessionPlan",
    "content_hash",
    "lay_out",
    "period_of",
    "plan_problems",
    "state_on",
]
