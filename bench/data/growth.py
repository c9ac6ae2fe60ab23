"""How far the company grows in one go. Everything is numbered from 1, and the same number is always the same row."""

from __future__ import annotations

import datetime as dt
from typing import NamedTuple

MILLION = 1_000_000
# Rows that are made through the portal while it is measured count from here: never one of the bench's own numbers.
BEHIND_ALL = 100_000_000


class Growth(NamedTuple):
    """From `have` tickets to `want`. `now` is the newest moment; tickets lie behind it, one a minute."""

    have: int
    want: int
    now: dt.datetime

    def numbers(self, at_a_million: int) -> range:
        """The numbers to add of what there are `at_a_million` of when there are a million tickets."""
        return range(self.have * at_a_million // MILLION + 1, self.want * at_a_million // MILLION + 1)

    @property
    def first(self) -> bool:
        """Time for what there is of, however many tickets."""
        return self.have == 0
