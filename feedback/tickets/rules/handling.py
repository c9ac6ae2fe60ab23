"""Appropriate handling time: a band, not an average, and never of a person. Plain values in, plain values out."""

from typing import NamedTuple

# The band reaches from the 20th to the 80th percentile of at least so many cases.
LOW_SHARE, HIGH_SHARE, LEAST_CASES = 0.2, 0.8, 30
BELOW, WITHIN, ABOVE = "below", "within", "above"


class Band(NamedTuple):
    """Working minutes in progress. `cases`: of how many it was worked out; `by_hand`: somebody set it."""

    low: int | None
    high: int | None
    cases: int
    by_hand: bool = False

    @property
    def is_known(self) -> bool:
        return self.low is not None and self.high is not None

    def place(self, minutes: int) -> str | None:
        """Where a ticket lies; the ends belong to the band. Below is flagged as much as above. None: no band."""
        if self.low is None or self.high is None:
            return None
        return BELOW if minutes < self.low else ABOVE if minutes > self.high else WITHIN


def band_of(*, cases: int, low: float | None, high: float | None) -> Band:
    """What the cases say, in whole minutes: the low end rounded down, the high end up; nothing of too few."""
    if cases < LEAST_CASES or low is None or high is None:
        return Band(None, None, cases)
    first, last = int(low // 60), -int(-high // 60)
    return Band(first, max(last, first + 1), cases)
