"""New value-added services: the states, when use is asked for again, who may countersign. Plain functions."""

import datetime as dt
from collections.abc import Sequence

from portal.core.transitions import TransitionTable

SERVICE = TransitionTable(
    [
        ("launch", ("planned",), "launched"),
        ("countersign", ("launched",), "confirmed"),
        # Whoever should countersign has seen no use: back to where it can be launched again.
        ("doubt", ("launched",), "planned"),
        ("retire", ("launched", "confirmed"), "retired"),
    ]
)
# After this long it has to be shown again that it is used.
STILL_USED_AFTER = dt.timedelta(days=90)
PERIODS = (30, 90, 365)


def check_on(launched_on: dt.date) -> dt.date:
    """The day from which the second evidence counts, and on which it is asked for."""
    return launched_on + STILL_USED_AFTER


def is_other_department(own: Sequence[int], offering: Sequence[int]) -> bool:
    """Whether somebody of one department countersigns for another: neither is above the other, both paths from the top.

    Whoever has no department can't vouch for one.
    """
    return bool(own) and own[-1] not in offering and offering[-1] not in own
