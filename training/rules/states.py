"""Which state follows which."""

from datetime import date

from portal.core.transitions import TransitionTable

VERSION = TransitionTable(
    [
        ("edit", ("draft",), "draft"),
        ("publish", ("draft",), "published"),
        ("retire", ("published",), "retired"),
    ]
)
COHORT = TransitionTable(
    [
        # A class that is over may still be completed from paper lists, so done stays open for it.
        ("enrol", ("planned", "running", "done"), ""),
        ("staff", ("planned", "running", "done"), ""),
        ("edit", ("planned", "running", "done"), ""),
        ("reschedule", ("planned", "running", "done"), ""),
        ("cancel", ("planned", "running"), "cancelled"),
    ]
)
SESSION = TransitionTable(
    [
        ("staff", ("planned",), "planned"),
        ("reschedule", ("planned",), "planned"),
        ("record", ("planned",), "planned"),
        ("cancel", ("planned",), "cancelled"),
    ]
)


def state_on(first_day: date, last_day: date, today: date) -> str:
    """The state that the dates of a cohort give it: planned, running or done."""
    if today < first_day:
        return "planned"
    return "running" if today <= last_day else "done"
