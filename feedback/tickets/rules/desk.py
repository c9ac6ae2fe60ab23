"""How old an open ticket is, in words that a table can have as columns. Plain values in, plain values out."""

from datetime import datetime, timedelta
from typing import NamedTuple

# Upper ends of the age bands of open tickets, in days of the calendar on the wall; the last band has no end.
AGE_ENDS = (1, 3, 7, 30)


class Age(NamedTuple):
    """From `least` days, less than `most`; None: no end."""

    least: int
    most: int | None

    def opened_between(self, now: datetime) -> tuple[datetime | None, datetime]:
        """Open tickets of this age were opened after the first instant (None: whenever) and not after the second."""
        first = None if self.most is None else now - timedelta(days=self.most)
        return first, now - timedelta(days=self.least)


AGES = tuple(Age(least, most) for least, most in zip((0, *AGE_ENDS), (*AGE_ENDS, None), strict=True))


def rate(part: int, whole: int) -> float | None:
    """A share from 0 to 1; None of nothing."""
    return part / whole if whole else None
