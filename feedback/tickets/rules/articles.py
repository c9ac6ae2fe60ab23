"""Knowledge articles: how one goes on, and how long it may be held true. Plain values in and out."""

from datetime import date, timedelta

from portal.core.transitions import TransitionTable

DRAFT, APPROVED, RETIRED = "draft", "approved", "retired"
TRANSITIONS = TransitionTable(
    [
        ("approve", (DRAFT, APPROVED), APPROVED),
        ("edit", (DRAFT, APPROVED, RETIRED), DRAFT),
        ("retire", (DRAFT, APPROVED), RETIRED),
    ]
)
EVENTS = {
    "write": "article.written",
    "edit": "article.edited",
    "approve": "article.approved",
    "retire": "article.retired",
    "use": "article.used",
    "remind": "article.ending",
}
# Approved for so long unless told, and never longer than the other.
USUALLY = timedelta(days=180)
LONGEST = timedelta(days=731)
# The owner is reminded so long before the end.
REMIND = timedelta(days=14)


def may_end_on(valid_until: date, today: date) -> bool:
    return today < valid_until <= today + LONGEST


def is_ending(valid_until: date, today: date) -> bool:
    """Within the last days before the end, the last day included."""
    return today <= valid_until <= today + REMIND
