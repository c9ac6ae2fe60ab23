"""Geometry of the pictures in reports. The server draws them, so that page and print show the same."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from portal.core.errors import Text

WIDTH, LABEL, ROW, BAR, GAP = 760, 190, 16, 12, 10
MOST_ROWS = 24
CELL_WIDTH, CELL_HEIGHT, SHADES = 92, 40, 4


@dataclass(frozen=True)
class Bar:
    look: str
    y: float
    width: float
    number: str
    number_x: float


@dataclass(frozen=True)
class Group:
    label: str
    y: float
    bars: list[Bar]


@dataclass(frozen=True)
class Bars:
    """Groups of lying bars, one for each series; every bar has its number beside it."""

    title: Text
    series: Sequence[Text]
    groups: list[Group]
    height: float
    looks: Sequence[str]
    width: int = WIDTH
    left: int = LABEL

    @property
    def key(self) -> list[tuple[Text, str]]:
        return list(zip(self.series, self.looks, strict=True))


def bars(
    title: Text,
    series: Sequence[Text],
    rows: Sequence[tuple[str, Sequence[tuple[float, str]]]],
    *,
    late: int | None = None,
) -> Bars | None:
    """`rows`: label and, for each series, value and how it is written. The first MOST_ROWS; None of nothing.

    `late`: the series that is red because it counts what is late.
    """
    looks = ["late" if number == late else str(number) for number in range(len(series))]
    shown = rows[:MOST_ROWS]
    most = max((value for _label, values in shown for value, _text in values), default=0)
    if not most:
        return None
    tall = ROW * len(series) + GAP
    room = WIDTH - LABEL - 80
    groups = [
        Group(
            label,
            place * tall,
            [
                Bar(looks[number], place * tall + number * ROW, wide, text, LABEL + wide + 6)
                for number, (value, text) in enumerate(values)
                for wide in (round(room * value / most, 1),)
            ],
        )
        for place, (label, values) in enumerate(shown)
    ]
    return Bars(title, series, groups, tall * len(shown), looks)


@dataclass(frozen=True)
class Cell:
    x: float
    y: float
    text: str
    shade: int
    title: str
    url: str


@dataclass(frozen=True)
class HeatMap:
    """Rows by columns. A cell's number stands in it; the shade only helps the eye."""

    title: Text
    columns: list[tuple[float, str]]
    rows: list[tuple[float, str]]
    cells: list[Cell]
    width: float
    height: float


def heat_map(
    title: Text,
    rows: Sequence[str],
    columns: Sequence[str],
    values: Mapping[tuple[str, str], tuple[float, str, str, str]],
) -> HeatMap | None:
    """`values`: (row, column) -> value, how it is written, what is said of it, where it leads. None of nothing."""
    if not values:
        return None
    most = max(value for value, *_words in values.values())
    found = [
        Cell(
            LABEL + CELL_WIDTH * columns.index(column),
            30 + CELL_HEIGHT * rows.index(row),
            text,
            shade(value, most),
            said,
            url,
        )
        for (row, column), (value, text, said, url) in values.items()
    ]
    heads = [(LABEL + CELL_WIDTH * (place + 0.5), column) for place, column in enumerate(columns)]
    names = [(30.0 + CELL_HEIGHT * place, row) for place, row in enumerate(rows)]
    return HeatMap(title, heads, names, found, LABEL + CELL_WIDTH * len(columns), 34 + CELL_HEIGHT * len(rows))


def shade(value: float, most: float) -> int:
    """0 for nothing, else 1 to SHADES in equal parts of the largest."""
    if value <= 0 or most <= 0:
        return 0
    ends = [most * part / SHADES for part in range(SHADES + 1)]
    return next((place for place, (low, high) in enumerate(pairwise(ends), 1) if low < value <= high), SHADES)
