"""What every report shares: the period, what it is narrowed to, what its reader may see, percentiles."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db.models import Aggregate, FloatField, Q, QuerySet

from portal.people.access import access_of

ACTION = "tickets.report_view"


class Percentile(Aggregate):
    """The value below which this share of the rows lies, between two rows in proportion (percentile_cont)."""

    function = "PERCENTILE_CONT"
    template = "%(function)s(%(share)s) WITHIN GROUP (ORDER BY %(expressions)s)"
    output_field = FloatField()

    def __init__(self, expression: Any, share: float, **extra: Any) -> None:
        super().__init__(expression, share=f"{share:.4f}", **extra)


@dataclass(frozen=True)
class Asked:
    """What somebody wants to see: a period that ends now; a department with all below it, a service, or all."""

    now: dt.datetime
    days: int
    department: int | None = None
    service: int | None = None

    @property
    def since(self) -> dt.datetime:
        return self.now - dt.timedelta(days=self.days)

    def within(self, field: str) -> Q:
        return Q(**{f"{field}__gte": self.since, f"{field}__lte": self.now})

    def narrowed(self, rows: QuerySet[Any], *, department: str = "department", service: str) -> QuerySet[Any]:
        """`department` and `service` are the paths to them from the rows."""
        if self.department is not None:
            rows = rows.filter(**{f"{department}__path__contains": [self.department]})
        return rows if self.service is None else rows.filter(**{service: self.service})


def in_reach(user: Any, department: str = "department_id") -> Q:
    """The rows of the departments whose reports this person reads: a head's own with all below, or everything."""
    reach = access_of(user).reach(ACTION)
    return Q() if reach.all else Q(**{f"{department}__in": reach.departments})


def minutes_of(seconds: float | None) -> int | None:
    """Whole minutes, rounded down: never shown longer than they were."""
    return None if seconds is None else int(seconds // 60)
