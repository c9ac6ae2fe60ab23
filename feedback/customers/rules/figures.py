"""What is computed from contacts, for one month and department or for all of them."""

from collections.abc import Iterable
from datetime import timedelta
from typing import NamedTuple


class Figures(NamedTuple):
    """Counts, and the rates that follow from them. A rate is None while there is nothing to divide by."""

    offered: int = 0  # within the line's hours
    answered: int = 0  # of these
    outside: int = 0  # offered outside of them
    handled: int = 0  # answered and ended, whenever offered
    handling: timedelta = timedelta(0)  # their shared time
    first: int = 0  # first contacts
    solved: int = 0  # none again within seven days
    repeated: int = 0
    undecided: int = 0
    said_solved: int = 0  # first contacts that their agent calls solved
    compliments: int = 0
    complaints: int = 0

    @property
    def answer_rate(self) -> float | None:
        return _rate(self.answered, self.offered)

    @property
    def handling_minutes(self) -> float | None:
        """Minutes of a contact on average."""
        return self.handling.total_seconds() / 60 / self.handled if self.handled else None

    @property
    def first_contact_rate(self) -> float | None:
        """Undecided ones count as not solved, until their seven days are over."""
        return _rate(self.solved, self.first)

    @property
    def said_rate(self) -> float | None:
        return _rate(self.said_solved, self.first)

    @property
    def compliments_per_complaint(self) -> float | None:
        return _rate(self.compliments, self.complaints)


COUNTS = (
    "offered", "answered", "outside", "handled", "first", "solved", "repeated", "undecided", "said_solved",
    "compliments", "complaints",
)  # fmt: skip


COUNTS = (
    "offered", "answered", "outside", "handled", "first", "solved", "repeated", "undecided", "said_solved",
    "compliments", "complaints",
)  # fmt: skip


def _rate(part: int, whole: int) -> float | None:
    return part / whole if whole else None


def total(rows: Iterable[Figures]) -> Figures:
    """All of them together: rates of sums, not means of rates."""
    found = list(rows)
    counts = {name: sum(getattr(row, name) for row in found) for name in COUNTS}
    return Figures(**counts, handling=sum((row.handling for row in found), timedelta(0)))
