"""The picture of the report, drawn by the server: a column a month, what was answered in what was offered."""

import datetime as dt
from collections.abc import Sequence
from typing import NamedTuple

from django.utils import formats

from feedback.customers.queries.report import MonthOf
from portal.core.wording import is_chinese, number, share

HEIGHT, TOP, BOTTOM = 200, 24, 44
STEP, FEWEST = 84, 4  # of a column; the room of so many is always there


class Drawn(NamedTuple):
    """Coordinates of the SVG, and the words under and over a column."""

    x: int
    width: int
    middle: int
    offered_y: int
    offered_height: int
    answered_y: int
    answered_height: int
    month: str
    offered: str
    rate: str


def columns_of(months: Sequence[MonthOf]) -> list[Drawn]:
    if not months:
        return []
    most = max(1, *(row.figures.offered for row in months))
    room = HEIGHT - TOP - BOTTOM
    found = []
    for place, row in enumerate(months):
        offered = round(room * row.figures.offered / most)
        answered = round(room * row.figures.answered / most)
        rate = row.figures.answer_rate
        found.append(
            Drawn(
                x=place * STEP + STEP // 8,
                width=STEP * 3 // 4,
                middle=place * STEP + STEP // 2,
                offered_y=TOP + room - offered,
                offered_height=offered,
                answered_y=TOP + room - answered,
                answered_height=answered,
                month=month_label(row.month),
                offered=number(row.figures.offered),
                rate="" if rate is None else share(rate),
            )
        )
    return found


def width_of(months: Sequence[MonthOf]) -> int:
    return STEP * max(FEWEST, len(months))


def month_label(month: dt.date) -> str:
    return formats.date_format(month, "Y-m" if is_chinese() else "M Y")
