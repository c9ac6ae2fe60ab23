"""Calls for ideas: which state one is in, and whether it is well formed. Plain functions, tested with literals."""

import datetime as dt

PLANNED, OPEN, ANSWERING, CLOSED = "planned", "open", "answering", "closed"
# A call asks at least as many: whoever doesn't give their name to an idea is one of these.
FEWEST_ASKED = 5


def state(*, opens_on: dt.date, closes_on: dt.date, ended: bool, finished: bool, today: dt.date) -> str:
    """Both days belong to the time in which it is open.

    `ended`: closed by somebody before its last day; `finished`: every idea answered.
    """
    if finished:
        return CLOSED
    if ended or today > closes_on:
        return ANSWERING
    return PLANNED if today < opens_on else OPEN


def fault_of_days(*, opens_on: dt.date, closes_on: dt.date, today: dt.date, was_open_on: dt.date | None = None) -> str:
    """What is wrong with the days: `order`, `past`, `began`; empty when nothing is.

    `was_open_on`: the first day of a call that is open already, which stays.
    """
    if closes_on < opens_on:
        return "order"
    if was_open_on is not None:
        return "began" if opens_on != was_open_on else "past" if closes_on < today else ""
    return "past" if opens_on < today else ""
