"""Geometry of the pictures that the server draws: the portfolio's timeline and the way to a target."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils import timezone

from initiatives import rules
from initiatives.choices import NEED_WORDS, GateDecision, Stage
from initiatives.queries.actions import Item
from portal.core.wording import day

LABEL, WIDTH, ROW, HEAD = 240, 960, 34, 34
MAX_MARKS = 12


@dataclass(frozen=True)
class Mark:
    x: float
    day: dt.date


@dataclass(frozen=True)
class Diamond:
    points: str
    title: str
    due_on: dt.date
    done: bool
    late: bool


@dataclass(frozen=True)
class Bar:
    """One initiative: its whole time, the share that is done, and its milestones."""

    row: dict[str, Any]
    y: float
    x: float
    width: float
    done_width: float
    diamonds: list[Diamond]


@dataclass(frozen=True)
class Timeline:
    width: int
    height: int
    label: int
    bars: list[Any]
    marks: list[Mark]
    today_x: float | None


class Scale:
    """Days to the picture's x; the period begins and ends with a month."""

    def __init__(self, first: dt.date, last: dt.date) -> None:
        self.first = first.replace(day=1)
        self.last = _next_month(last)
        self.days = (self.last - self.first).days

    def x(self, day: dt.date) -> float:
        return round(LABEL + (WIDTH - LABEL) * (day - self.first).days / self.days, 1)

    def marks(self) -> list[Mark]:
        """First days of months, thinned until at most MAX_MARKS remain."""
        months = (self.last.year - self.first.year) * 12 + self.last.month - self.first.month
        step = -(-months // MAX_MARKS)
        marks, day = [], self.first
        for _ in range(0, months, step):
            marks.append(Mark(self.x(day), day))
            for _ in range(step):
                day = _next_month(day)
        return marks


def _next_month(day: dt.date) -> dt.date:
    return (day.replace(day=1) + dt.timedelta(days=32)).replace(day=1)


def timeline_of(
    rows: list[dict[str, Any]], milestones: dict[int, list[dict[str, Any]]], today: dt.date
) -> Timeline | None:
    """None when there is nothing to draw. Each row carries starts_on, due_on and `progress` (0 to 1)."""
    if not rows:
        return None
    scale = Scale(min(row["starts_on"] for row in rows), max(row["due_on"] for row in rows))
    bars = [
        _bar(row, HEAD + ROW * place, scale, milestones.get(row["id"], []), today) for place, row in enumerate(rows)
    ]
    shown = scale.first <= today < scale.last
    return Timeline(WIDTH, HEAD + ROW * len(rows) + 8, LABEL, bars, scale.marks(), scale.x(today) if shown else None)


def _bar(row: dict[str, Any], y: float, scale: Scale, milestones: list[dict[str, Any]], today: dt.date) -> Bar:
    x = scale.x(row["starts_on"])
    width = max(4.0, round(scale.x(row["due_on"]) - x, 1))
    diamonds = [_diamond(item, y, scale, today) for item in milestones if scale.first <= item["due_on"] <= scale.last]
    return Bar(row, y, x, width, round(width * row["progress"], 1), diamonds)


def _diamond(item: dict[str, Any], y: float, scale: Scale, today: dt.date) -> Diamond:
    x, middle, size = scale.x(item["due_on"]), y + ROW / 2, 6
    points = f"{x},{middle - size} {x + size},{middle} {x},{middle + size} {x - size},{middle}"
    late = item["done_on"] is None and item["due_on"] < today
    return Diamond(points, item["title"], item["due_on"], item["done_on"] is not None, late)


@dataclass(frozen=True)
class Way:
    """The way from baseline (left) to target (right): done, and expected today at an even pace. Shares of 0 to 1."""

    done: float
    expected: float
    done_x: float
    expected_x: float
    percent: int
    expected_percent: int


def way_of(*, baseline: Any, target_value: Any, value: Any, starts_on: dt.date, due_on: dt.date, today: dt.date) -> Way:
    done = rules.progress(baseline, target_value, value)
    pace = rules.expected(starts_on, due_on, today)
    return Way(done, pace, round(10 + 580 * done, 1), round(10 + 580 * pace, 1), round(done * 100), round(pace * 100))


def needs_of(stage: Stage, facts: Mapping[str, bool]) -> list[dict[str, Any]]:
    """The checklist of the gate into a stage, in words."""
    return [{"label": NEED_WORDS[name], "met": met} for name, met in rules.gates.checklist(stage, facts)]


def stages_of(found: Any, reviews: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The way through the stages for `_way.html`: when each was entered, and by whose decision."""
    entered = {row["to_stage"]: row for row in reversed(reviews) if row["decision"] == GateDecision.GO}
    place = rules.gates.STAGES.index(found.stage)
    return [_stop(stage, number, place, entered.get(stage)) for number, stage in enumerate(Stage)]


def _stop(stage: Stage, number: int, place: int, review: dict[str, Any] | None) -> dict[str, Any]:
    text = day(timezone.localdate(review["decided_at"])) if review else ""
    done = number < place or (number == place and stage == Stage.CLOSED)
    return {"name": stage.label, "done": done, "current": number == place and not done, "text": text}


@dataclass(frozen=True)
class Stripe:
    """One line of an initiative's own timeline: a bar of an action, or a milestone's diamond."""

    item: Item
    y: float
    x: float
    width: float
    diamond: Diamond | None
    late: bool
    done: bool


def gantt_of(initiative: Any, items: list[Item], today: dt.date) -> Timeline | None:
    """None without anything to draw. An action without a first day takes its last alone."""
    if not items:
        return None
    starts = [item.row.starts_on or item.row.due_on for item in items if item.kind == "action"]
    days = [item.row.due_on for item in items]
    scale = Scale(min([initiative.starts_on, *days, *starts]), max([initiative.due_on, *days]))
    stripes: list[Any] = [_stripe(item, HEAD + ROW * place, scale, today) for place, item in enumerate(items)]
    shown = scale.first <= today < scale.last
    return Timeline(
        WIDTH, HEAD + ROW * len(items) + 8, LABEL, stripes, scale.marks(), scale.x(today) if shown else None
    )


def _stripe(item: Item, y: float, scale: Scale, today: dt.date) -> Stripe:
    row, done = item.row, item.row.done_on is not None
    late = not done and row.due_on < today
    if item.kind == "milestone":
        values = {"title": row.title, "due_on": row.due_on, "done_on": row.done_on}
        return Stripe(item, y, scale.x(row.due_on), 0, _diamond(values, y, scale, today), late, done)
    x = scale.x(row.starts_on or row.due_on)
    return Stripe(item, y, x, max(8.0, round(scale.x(row.due_on) - x, 1)), None, late, done)
