"""Small pictures of the board pack: lights, bars, curves and the timeline. Shapes speak beside colours."""

import datetime as dt
from typing import Any

from reportlab.graphics.shapes import Circle, Drawing, Line, Polygon, PolyLine, Rect, String
from reportlab.lib.colors import Color, HexColor

from initiatives.pack.content import Line as Row
from initiatives.queries.programmes import TargetShown
from portal.core.wording import number

FONT = "PackFont"
TEXT, MUTED, RULE, BLUE = HexColor("#23272e"), HexColor("#5c6370"), HexColor("#d5d9de"), HexColor("#0b5cad")
COLOURS = {
    "green": HexColor("#1a6e30"), "amber": HexColor("#b06d00"), "red": HexColor("#b3201f"), "grey": HexColor("#6b7280"),
}  # fmt: skip


def light(name: str, size: float = 9) -> Drawing:
    """Green a disc, amber a triangle, red a square, grey a ring; nothing for what doesn't run."""
    drawing = Drawing(size, size)
    if not name:
        return drawing
    colour, half = COLOURS[name], size / 2
    shapes: dict[str, Any] = {
        "green": Circle(half, half, half - 0.5, fillColor=colour, strokeColor=None),
        "amber": Polygon([0.5, 0.8, size - 0.5, 0.8, half, size - 0.5], fillColor=colour, strokeColor=None),
        "red": Rect(0.8, 0.8, size - 1.6, size - 1.6, fillColor=colour, strokeColor=None),
        "grey": Circle(half, half, half - 1, fillColor=None, strokeColor=colour, strokeWidth=1.2),
    }
    drawing.add(shapes[name])
    return drawing


def bar(percent: int, width: float = 60) -> Drawing:
    drawing = Drawing(width + 30, 9)
    drawing.add(Rect(0, 1, width, 7, fillColor=HexColor("#eef0f3"), strokeColor=RULE, strokeWidth=0.5))
    if percent:
        drawing.add(Rect(0, 1, width * min(percent, 100) / 100, 7, fillColor=BLUE, strokeColor=None))
    drawing.add(_text(width + 4, 1.5, f"{percent}%", 8, TEXT))
    return drawing


def _text(x: float, y: float, text: str, size: float = 7, colour: Color = MUTED, anchor: str = "start") -> String:
    return String(x, y, text, fontName=FONT, fontSize=size, fillColor=colour, textAnchor=anchor)


def curve(target: TargetShown, width: float, height: float) -> Drawing:
    """The readings from the baseline on, the target dashed, first and last day and the range below and beside it."""
    drawing = Drawing(width, height)
    if not target.points:
        return drawing
    row, left, low = target.row, 40.0, 14.0
    known = [(point.as_of, float(point.value)) for point in target.points]
    if known[0][0] > row.programme.starts_on:
        known.insert(0, (row.programme.starts_on, float(row.baseline)))
    aim = float(row.target_value)
    values = [value for _day, value in known] + [aim]
    least, span = min(values), (max(values) - min(values)) or 1.0
    first, last = known[0][0], max(known[-1][0], row.due_on)
    days = max((last - first).days, 1)

    def x(day: dt.date) -> float:
        return left + (width - left - 6) * (day - first).days / days

    def y(value: float) -> float:
        return low + (height - low - 8) * (value - least) / span

    drawing.add(Line(left, low, width - 6, low, strokeColor=RULE, strokeWidth=0.7))
    drawing.add(Line(left, y(aim), width - 6, y(aim), strokeColor=COLOURS["green"], strokeDashArray=[3, 2]))
    points = [place for day, value in known for place in (x(day), y(value))]
    drawing.add(PolyLine(points, strokeColor=BLUE, strokeWidth=1.4))
    drawing.add(Circle(x(known[-1][0]), y(known[-1][1]), 2, fillColor=BLUE, strokeColor=None))
    for value in (least, least + span):
        drawing.add(_text(left - 4, y(value) - 2.5, number(round(value, 2)), 7, anchor="end"))
    drawing.add(_text(left, 3, f"{first:%Y-%m}"))
    drawing.add(_text(width - 6, 3, f"{last:%Y-%m}", anchor="end"))
    return drawing


def timeline(rows: list[Row], today: dt.date, width: float, name_width: float, cut: Any) -> Drawing:
    """A bar per initiative from its start to its date, the full part is done; `cut(text, width)` fits a title."""
    height, head = 15.0, 16.0
    drawing = Drawing(width, head + height * len(rows))
    first = min(row.starts_on for row in rows)
    last = max(*(row.due_on for row in rows), first + dt.timedelta(days=1))
    days = (last - first).days

    def x(day: dt.date) -> float:
        return name_width + (width - name_width - 4) * (day - first).days / days

    top = head + height * len(rows)
    for place in range(5):
        day = first + dt.timedelta(days=days * place // 4)
        drawing.add(Line(x(day), 0, x(day), top - 12, strokeColor=RULE, strokeWidth=0.5))
        anchor = "end" if place == 4 else "start"
        drawing.add(_text(x(day), top - 9, f"{day:%Y-%m}", anchor=anchor))
    for place, row in enumerate(rows):
        y = top - head - height * (place + 1) + 3
        colour = COLOURS.get(row.light, COLOURS["grey"])
        length = max(x(row.due_on) - x(row.starts_on), 2)
        drawing.add(_text(0, y + 2, cut(row.title, name_width - 8), 8, TEXT))
        drawing.add(Rect(x(row.starts_on), y, length, 9, fillColor=None, strokeColor=colour, strokeWidth=0.8))
        done = length * min(row.percent, 100) / 100
        if done:
            drawing.add(Rect(x(row.starts_on), y, done, 9, fillColor=colour, fillOpacity=0.55, strokeColor=None))
    if first <= today <= last:
        drawing.add(Line(x(today), 0, x(today), top - 12, strokeColor=BLUE, strokeDashArray=[3, 2]))
    return drawing
