"""States and rank of ideas: plain functions, tested with literals."""

import datetime as dt
import math

from portal.core.transitions import TransitionTable

IDEA = TransitionTable(
    [
        ("accept", ("open", "later"), "accepted"),
        ("decline", ("open", "later"), "declined"),
        ("later", ("open",), "later"),
        ("come_back", ("later",), "open"),
        ("object", ("accepted", "declined", "later"), "open"),
        ("turn", ("accepted",), "turned"),
    ]
)

# One unit of log10(votes) is worth this many seconds: ten times the votes outweigh half a day of age.
SECONDS_PER_POWER = 45_000


def rank(votes: int, created_at: dt.datetime) -> float:
    """What "Rising" sorts by: log10(votes + 1) + seconds since 1970 / 45,000. Only a vote changes it."""
    return math.log10(max(votes, 0) + 1) + created_at.timestamp() / SECONDS_PER_POWER
