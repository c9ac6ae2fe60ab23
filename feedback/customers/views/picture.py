"""The picture of the report, drawn by the server: a column a month, what was answered in what was offered."""

import datetime as dt
from collections.abc import Sequence
from typing import NamedTuple

from django.utils import formats

from feedback.customers.queries.report import MonthOf
from portal.core.wording import is_chinese, number, share

WIDTH, HEIGHT, TOP, BOTTOM = 640, 200, 24, 44
STEP_MOST = 110


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
    step = min(STEP_MOST, WIDTH // len(months))
    room = HEIGHT - TOP - BOTTOM
    found = []
    for place, row in enumerate(months):
        offered = round(room * row.figures.offered / most)
        answered = round(room * row.figures.answered / most)
        rate = row.figures.answer_rate
        found.append(
            Drawn(
                x=place * step + step // 8,
                width=step * 3 // 4,
                middle=place * step + step // 2,
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


def month_label(month: dt.date) -> str:
    return formats.date_format(month, "Y-m" if is_chinese() else "M Y")
