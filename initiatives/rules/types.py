"""Types of initiatives: whole company, improvement, pilot. Plain functions, tested with literals."""

import datetime as dt

PILOT = "pilot"


def over(until: dt.date | None, today: dt.date) -> bool:
    """Whether a pilot has ended and waits for its decision; `until` is its last day, None for what is no pilot."""
    return until is not None and until < today


def refusal(*, type: str, reason: str, until: dt.date | None, starts_on: dt.date, today: dt.date) -> str:  # noqa: A002
    """Why a type isn't taken with this reason and last day; empty when it is."""
    if type != PILOT:
        return "not_a_pilot" if reason.strip() or until else ""
    if not reason.strip():
        return "pilot_reason_missing"
    if until is None:
        return "pilot_end_missing"
    return "pilot_end_past" if until < max(starts_on, today) else ""
