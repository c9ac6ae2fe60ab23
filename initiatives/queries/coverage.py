"""Coverage of the whole company: departments, their headcounts and what has been reached; two queries."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q

from initiatives import rules
from initiatives.choices import InitiativeType
from initiatives.models import Initiative, Reach
from portal.core.names import in_language
from portal.people.models import Department


@dataclass(frozen=True)
class Picture:
    """The heat map's numbers: departments by months, the share of people reached at the end of each."""

    months: list[dt.date]
    rows: list[dict[str, Any]]
    totals: list[rules.coverage.Coverage]

    @property
    def now(self) -> rules.coverage.Coverage:
        return self.totals[-1]


def coverage_of(user: Any, today: dt.date, count: int = 12, programme: int | None = None) -> Picture:
    """Open departments with somebody in them; initiatives that `user` may see, or a programme's; pilots left out."""
    people = Count("people", filter=Q(people__is_active=True))
    departments: Any = Department.objects.filter(active=True).annotate(headcount=people).filter(headcount__gt=0)
    units = list(departments.order_by("code").values("id", "reference", "name_en", "name_zh", "headcount"))
    headcount = {unit["id"]: unit["headcount"] for unit in units}
    visible = Initiative.objects.visible_to(user).exclude(type=InitiativeType.PILOT).values("pk")
    if programme is not None:
        visible = visible.filter(programme=programme)
    reaches = Reach.objects.filter(initiative__in=visible, as_of__lte=today)
    found = [rules.coverage.Reached(*row) for row in reaches.values_list("initiative", "department", "people", "as_of")]
    ends = rules.coverage.months(today, count)
    by_month = [rules.coverage.people_reached(found, headcount, end) for end in ends]
    rows = [
        {
            "id": unit["reference"],
            "name": in_language(unit, "name"),
            "people": unit["headcount"],
            "cells": [month.get(unit["id"], 0) for month in by_month],
        }
        for unit in units
    ]
    return Picture(ends, rows, [rules.coverage.coverage(found, headcount, end) for end in ends])
