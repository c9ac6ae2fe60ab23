"""Geometry of a benefit's readings over time: the line of values, the target and where the line leads."""

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from initiatives.models import Reading
from initiatives.queries.programmes import TargetShown
from portal.core.wording import day, number

WIDTH, HEIGHT, EDGE = 600, 180, 24


@dataclass(frozen=True)
class Curve:
    """Points as an SVG polyline takes them; `target_y` is the height of the target."""

    points: str
    dots: list[tuple[float, float]]
    target_y: float
    ahead: str
    first: dt.date
    last: dt.date
    width: int = WIDTH
    height: int = HEIGHT
    edge: int = EDGE
    right: int = WIDTH - EDGE


def curve_of(benefit: Any, readings: list[Reading], computed: Decimal | None) -> Curve | None:
    """None without a reading. `readings` go from the oldest on; the line begins at the baseline."""
    if not readings:
        return None
    begun = benefit.initiative.starts_on
    known = [(begun, benefit.baseline), *((row.as_of, row.value) for row in readings if row.as_of >= begun)]
    known = known if len(known) > 1 else [(row.as_of, row.value) for row in readings]
    end = [(benefit.due, computed)] if computed is not None and benefit.due > known[-1][0] else []
    days = [day for day, _value in known + end]
    values = [value for _day, value in known + end] + [benefit.target_value]
    first, span = days[0], max((days[-1] - days[0]).days, 1)
    low, height = min(values), max(values) - min(values) or Decimal(1)

    def at(day: dt.date, value: Decimal) -> tuple[float, float]:
        x = EDGE + (WIDTH - 2 * EDGE) * (day - first).days / span
        return round(x, 1), _y(value, low, height)

    dots = [at(*point) for point in known]
    ahead = [dots[-1], *(at(*point) for point in end)] if end else []
    return Curve(_line(dots), dots, _y(benefit.target_value, low, height), _line(ahead), first, days[-1])


def _y(value: Decimal, low: Decimal, height: Decimal) -> float:
    return round(HEIGHT - EDGE - float((value - low) / height) * (HEIGHT - 2 * EDGE), 1)


def _line(dots: list[tuple[float, float]]) -> str:
    return " ".join(f"{x},{y}" for x, y in dots)


def chart_of(target: TargetShown, place: int) -> dict[str, Any] | None:
    """What `curves.js` draws of a company target, and the same in words; None without a reading.

    Days are Unix seconds at noon UTC, so that every time zone shows the same day. The curve begins at the baseline
    on the programme's first day, unless a reading is older.
    """
    if not target.points:
        return None
    row = target.row
    begun = row.programme.starts_on
    known = [(point.as_of, point.value) for point in target.points]
    if known[0][0] > begun:
        known.insert(0, (begun, row.baseline))
    words = {
        "metric": row.metric,
        "value": number(known[-1][1].normalize()),
        "unit": row.unit,
        "day": day(known[-1][0]),
    }
    return {
        "id": f"curve-{place}",
        "data_id": f"curve-{place}-data",
        "title": _("%(metric)s: %(value)s %(unit)s on %(day)s. The table below says the same.") % words,
        "data": {
            "days": [_noon(point[0]) for point in known],
            "values": [float(point[1]) for point in known],
            "due": _noon(max(row.due_on, known[-1][0])),
            "target": float(row.target_value),
            "unit": row.unit,
            "labels": {"value": _("Value"), "target": _("Target"), "day": _("Day")},
        },
    }


def _noon(value: dt.date) -> int:
    return int(dt.datetime.combine(value, dt.time(12), timezone.get_fixed_timezone(0)).timestamp())
