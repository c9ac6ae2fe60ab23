"""Reads that join or aggregate, one file per subject."""

from .counters import figures_of, kept_since, queue_counters, tab_counts
from .detail import ticket_shown, way_of
from .finding import find_tickets, first_q, open_work_of, queue_q, waiting_q, watched_q
from .rows import NAMED, VALUES, row_of
from .timeline import timeline_of
from .why import Why, why_of
from .work import JUMP_ASKED, Promised, calling, promised_by

__all__ = [
    "JUMP_ASKED",
    "NAMED",
    "VALUES",
    "Promised",
    "Why",
    "calling",
    "figures_of",
    "find_tickets",
    "first_q",
    "kept_since",
    "open_work_of",
    "promised_by",
    "queue_counters",
    "queue_q",
    "row_of",
    "tab_counts",
    "ticket_shown",
    "timeline_of",
    "waiting_q",
    "watched_q",
    "way_of",
    "why_of",
]
