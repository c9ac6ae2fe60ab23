"""Turning what is wrong with a plan, a calendar or a text into the refusal that people read."""

from collections.abc import Callable, Sequence

from django.utils.translation import gettext as _

from portal.calendars.rules import CalendarRefused
from portal.core.errors import Malformed, Refused
from training.rules import LIMITS, PhasePlan, PlanProblem, plan_problems

_SENTENCES: dict[str, Callable[[], str]] = {
    "required": lambda: _("This is needed, in both languages."),
    "too_long": lambda: _("At most %(limit)s characters."),
    "unknown_kind": lambda: _("A phase is classroom or on-call."),
    "workdays_range": lambda: _("From 1 to %(limit)s working days."),
    "ratio_range": lambda: _("From 1 to %(limit)s trainees per coach, or empty."),
    "too_many_phases": lambda: _("At most %(limit)s phases."),
    "too_many_sessions": lambda: _("At most %(limit)s sessions in a phase."),
    "day_outside_phase": lambda: _("The phase has %(limit)s working days; the first is day 0."),
    "duration_range": lambda: _("From 1 to %(limit)s minutes."),
    "sessions_overlap": lambda: _("Two sessions of this phase are at the same time, and everybody attends both."),
}


def sentence(problem: PlanProblem) -> str:
    return _SENTENCES[problem.code]() % {"limit": problem.limit}


def check_plan(phases: Sequence[PhasePlan], *, prefix: str = "phases") -> None:
    """Refuse (Malformed) a plan that could not be stored, with a sentence per field."""
    problems = plan_problems(phases)
    if problems:
        errors: dict[str, list[str]] = {}
        for problem in problems:
            field = problem.field if problem.field == prefix else f"{prefix}.{problem.field}"
            errors.setdefault(field, []).append(sentence(problem))
        raise Malformed("malformed", _("Some fields need a change."), errors=errors)


def check_names(**names: str) -> None:
    """Refuse empty and overlong names, by field."""
    errors: dict[str, list[str]] = {}
    for field, text in names.items():
        if not text.strip():
            errors[field] = [_("This is needed.")]
        elif len(text) > LIMITS.text:
            errors[field] = [_("At most %(limit)s characters.") % {"limit": LIMITS.text}]
    if errors:
        raise Malformed("malformed", _("Some fields need a change."), errors=errors)


def calendar_refusal(exc: CalendarRefused, *, field: str = "start_date") -> Refused:
    """The calendar can't hold the phases, or the start lies outside the years it knows."""
    code = exc.problems[0].code.value
    return Refused(
        code,
        _("The working calendar doesn't hold that many working days from here. Choose another start or calendar."),
        {"problems": [f"{problem.field}: {problem.code}" for problem in exc.problems]},
        field=field,
    )
