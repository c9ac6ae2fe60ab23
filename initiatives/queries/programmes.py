"""Reads of programmes: rows with their counts, one with its targets, its initiatives and what was launched."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import CharField, Count, F, OuterRef, Q, Subquery
from django.db.models.functions import Cast, Coalesce, JSONObject

from initiatives import rules
from initiatives.choices import COMPUTED_LOOKS, InitiativeState, Light, ServiceState
from initiatives.models import CompanyReading, CompanyTarget, Initiative, Programme, ValueService
from initiatives.models.services import LAUNCHED
from initiatives.queries.flags import may_flags
from initiatives.queries.names import DEPARTMENT, PERSON, columns
from initiatives.queries.portfolio import ROW as INITIATIVE_ROW
from initiatives.queries.portfolio import annotations as read_along
from initiatives.rules.curves import Point
from portal.core.errors import NotFound
from portal.core.keyset import Ordering
from portal.core.names import in_language
from portal.core.states import Look

ORDERINGS = [Ordering("newest", ("created_at", "id")), Ordering("due", ("due_on", "id"), descending=False)]
TARGET_ORDERINGS = [Ordering("newest", ("id",))]
ROW = (
    *("id", "reference", "name", "aim", "starts_on", "due_on", "created_at", "external_id", "running", "red"),
    *("initiative_count", "target_count"),
    *columns("sponsor", PERSON),
)
# What one picture and one page hold; more stands in REST.
POINTS_SHOWN, INITIATIVES_SHOWN, SERVICES_SHOWN = 1_000, 200, 50


def counts(user: Any) -> dict[str, Any]:
    """How many initiatives that `user` may see, how many of them run and are red, and how many targets."""
    seen = Initiative.objects.visible_to(user).filter(programme=OuterRef("pk")).order_by().values("programme")
    running = Q(state=InitiativeState.RUNNING)

    def count(condition: Q | None) -> Any:
        return Coalesce(Subquery(seen.annotate(n=Count("pk", filter=condition)).values("n")), 0)

    targets = CompanyTarget.objects.filter(programme=OuterRef("pk")).order_by().values("programme")
    return {
        "initiative_count": count(None),
        "running": count(running),
        "red": count(running & Q(light=Light.RED)),
        "target_count": Coalesce(Subquery(targets.annotate(n=Count("pk")).values("n")), 0),
    }


def programme_for(user: Any, reference: str) -> Any:
    """A programme with its sponsor and `may_edit`; absent and not visible are the same NotFound."""
    rows = Programme.objects.visible_to(user).annotate(**may_flags(user, Programme, may_edit="programmes.edit"))
    found = rows.select_related("sponsor").filter(reference=reference).first()
    if found is None:
        raise NotFound()
    return found


@dataclass(frozen=True)
class TargetShown:
    """A company target with its curve, how much of the way is done, and where an even pace would be today."""

    row: CompanyTarget
    points: list[Point]
    done: float
    expected: float
    light: str

    @property
    def value(self) -> Decimal | None:
        return self.points[-1].value if self.points else None

    @property
    def as_of(self) -> dt.date | None:
        return self.points[-1].as_of if self.points else None

    @property
    def reached(self) -> bool:
        return rules.curves.reached(self.row.target_value, self.value, self.row.better)

    @property
    def look(self) -> Look:
        return COMPUTED_LOOKS[self.light]

    @property
    def percent(self) -> int:
        return round(self.done * 100)

    @property
    def expected_percent(self) -> int:
        return round(self.expected * 100)


def targets_shown(rows: Any, today: dt.date) -> list[TargetShown]:
    """Targets of `rows` with their curves, in the order in which they were added; one query."""
    return [shown_target(target, today) for target in with_readings(rows).order_by("id")]


def with_readings(rows: Any) -> Any:
    """Targets as `shown_target` takes them."""
    readings: Any = CompanyReading.objects.filter(target=OuterRef("pk")).order_by("-as_of", "-id")
    # Numbers travel as text: JSON would round them.
    row = JSONObject(id=F("id"), as_of=F("as_of"), value=Cast("value", CharField()))
    found = rows.annotate(reading_rows=ArraySubquery(readings.values(row=row)[:POINTS_SHOWN]))
    return found.select_related("programme")


def shown_target(target: Any, today: dt.date) -> TargetShown:
    points = rules.curves.curve(
        (row["id"], dt.date.fromisoformat(row["as_of"]), Decimal(row["value"])) for row in target.reading_rows
    )
    value = points[-1].value if points else None
    done = rules.progress(target.baseline, target.target_value, value)
    expected = rules.expected(target.programme.starts_on, target.due_on, today)
    light = rules.light.computed(
        progress=done, expected=expected, due_on=target.due_on, oldest_open=None, fresh=bool(points), today=today
    )
    return TargetShown(target, points, done, expected, light)


def target_for(user: Any, reference: str) -> Any:
    """A company target with its programme and `may_edit`; absent and not visible are the same NotFound."""
    flags = may_flags(user, CompanyTarget, may_edit="programmes.edit")
    rows = CompanyTarget.objects.visible_to(user).annotate(**flags)
    found = rows.select_related("programme__sponsor").filter(reference=reference).first()
    if found is None:
        raise NotFound()
    return found


def initiatives_of(user: Any, programme: Programme, today: dt.date) -> list[dict[str, Any]]:
    """Rows of the portfolio, those that run first; one query."""
    rows = Initiative.objects.visible_to(user).filter(programme=programme).annotate(**read_along(today))
    found = list(rows.order_by("due_on", "id").values(*INITIATIVE_ROW)[:INITIATIVES_SHOWN])
    return sorted(found, key=lambda row: row["state"] != InitiativeState.RUNNING)


def launched_of(user: Any, programme: Programme) -> list[dict[str, Any]]:
    """Services of its initiatives that were launched, the newest first; `counts`: countersigned and in use."""
    visible = Initiative.objects.visible_to(user).filter(programme=programme).values("pk")
    rows = ValueService.objects.visible_to(user).filter(initiative__in=visible, state__in=LAUNCHED)
    names = ("reference", "name", "for_whom", "state", "launched_on", *columns("department", DEPARTMENT))
    found = rows.order_by("-launched_on", "-id").values(*names)[:SERVICES_SHOWN]
    return [
        row
        | {
            "department_name": in_language(row, "department__name"),
            "counts": row["state"] == ServiceState.CONFIRMED,
        }
        for row in found
    ]
