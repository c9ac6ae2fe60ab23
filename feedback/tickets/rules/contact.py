"""How a view of first-contact resolution counts. Plain values in, plain values out."""

from typing import NamedTuple

# Who comes again about the same service within so many days was not helped at the first contact.
REPEAT_DAYS = 7


class View(NamedTuple):
    """Tickets that count as solved at first contact, that don't, and of how many in all; the rest is undecided."""

    yes: int
    no: int
    whole: int

    @property
    def undecided(self) -> int:
        return self.whole - self.yes - self.no

    @property
    def rate(self) -> float | None:
        """From 0 to 1 of all: what nobody decided counts as not solved."""
        return self.yes / self.whole if self.whole else None

    @property
    def rate_decided(self) -> float | None:
        """From 0 to 1 of those that are decided."""
        decided = self.yes + self.no
        return self.yes / decided if decided else None
