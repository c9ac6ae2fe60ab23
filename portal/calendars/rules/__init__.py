"""Working time, pure: plain values in, plain values out, no Django and no clock of its own.

docs/mechanisms/working-time.md tells the conventions and how it is worked out.
"""

from .clock import MAX_MINUTES, Due, Minutes, due, due_at, elapsed, explain, is_open, next_opening, working_time
from .days import MAX_WORKING_DAYS, add_working_days, is_working_day, working_dates, working_days
from .explain import MAX_STEPS, Step, StepKind
from .official import OfficialDay, OfficialYear, official_years, unconfirmed_years, with_official_days
from .parse import MAX_NAME, as_json, clock_text, known_timezones, parse
from .problems import CalendarRefused, Code, Problem
from .spans import HORIZON_YEARS, Pause
from .spec import Block, Blocks, CalendarSpec

__all__ = [
    "HORIZON_YEARS",
    "MAX_MINUTES",
    "MAX_NAME",
    "MAX_STEPS",
    "MAX_WORKING_DAYS",
    "Block",
    "Blocks",
    "CalendarRefused",
    "CalendarSpec",
    "Code",
    "Due",
    "Minutes",
    "OfficialDay",
    "OfficialYear",
    "Pause",
    "Problem",
    "Step",
    "StepKind",
    "add_working_days",
    "as_json",
    "clock_text",
    "due",
    "due_at",
    "elapsed",
    "explain",
    "is_open",
    "is_working_day",
    "known_timezones",
    "next_opening",
    "official_years",
    "parse",
    "unconfirmed_years",
    "with_official_days",
    "working_dates",
    "working_days",
    "working_time",
]
