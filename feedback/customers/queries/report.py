"""What is computed from contacts, by month and department: two queries, whatever the number of contacts."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Sum
from django.db.models.functions import TruncMonth

from feedback.customers.choices import Kind
from feedback.customers.models import Contact
from feedback.customers.rules.figures import Figures, total
from feedback.customers.rules.first_contact import WINDOW
from portal.core.names import in_language

ZONE = ZoneInfo(settings.TIME_ZONE)
GROUP = ("month", "department", "department__reference", "department__name_en", "department__name_zh")
ANSWERED = Q(answered_at__isnull=False)


class FiguresOf(NamedTuple):
    """Of one month in one department; `department` is empty where nobody's could be told."""

    month: dt.date
    department_id: str
    department: str
    figures: Figures


class MonthOf(NamedTuple):
    month: dt.date
    figures: Figures


def first_of_months(now: dt.datetime, months: int) -> dt.datetime:
    """Midnight of the first day of so many months, this one included, in the company's time."""
    local = now.astimezone(ZONE)
    number = local.year * 12 + local.month - months
    return dt.datetime(number // 12, number % 12 + 1, 1, tzinfo=ZONE)


def contact_figures(rows: QuerySet[Any], *, since: dt.datetime, now: dt.datetime) -> list[FiguresOf]:
    """By the month in which they were offered and their department, the latest month first."""
    period = rows.filter(offered_at__gte=since, offered_at__lte=now).order_by()
    monthly = period.annotate(month=TruncMonth("offered_at", tzinfo=ZONE))
    counted: dict[tuple[Any, ...], Figures] = {}
    names: dict[tuple[Any, ...], tuple[str, str]] = {}
    for row in monthly.values(*GROUP).annotate(**_counts()):
        key = (row["month"].date(), row["department"])
        values = _figures(row, _counts())
        counted[key] = Figures(**values | {"handling": values["handling"] or dt.timedelta(0)})
        department = row["department__reference"]
        names[key] = (department, in_language(row, "department__name")) if department else ("", "")
    firsts = _first_contacts(monthly, now).values("month", "department")
    for row in firsts.annotate(**_first_counts(now)):
        key = (row["month"].date(), row["department"])
        counted[key] = counted[key]._replace(**_figures(row, _first_counts(now)))
    found = [FiguresOf(key[0], *names[key], figures) for key, figures in counted.items()]
    return sorted(found, key=lambda row: (-row.month.toordinal(), row.department == "", row.department))


def by_month(rows: Iterable[FiguresOf]) -> list[MonthOf]:
    """The departments of each month together, the first month first."""
    found: dict[dt.date, list[Figures]] = {}
    for row in rows:
        found.setdefault(row.month, []).append(row.figures)
    return [MonthOf(month, total(figures)) for month, figures in sorted(found.items())]


def _figures(row: dict[str, Any], counts: dict[str, Any]) -> dict[str, Any]:
    return {name.removeprefix("n_"): row[name] for name in counts}


def _counts() -> dict[str, Any]:
    return {
        "n_offered": Count("id", filter=Q(in_hours=True)),
        "n_answered": Count("id", filter=Q(in_hours=True) & ANSWERED),
        "n_outside": Count("id", filter=Q(in_hours=False)),
        "n_handled": Count("handling"),
        "n_handling": Sum("handling"),
        "n_compliments": Count("id", filter=Q(kind=Kind.COMPLIMENT)),
        "n_complaints": Count("id", filter=Q(kind=Kind.COMPLAINT)),
    }


def _first_contacts(rows: QuerySet[Any], now: dt.datetime) -> QuerySet[Any]:
    """rules.first_contact in SQL: what came before and after is asked of all contacts, not only of visible ones."""
    same = Contact.objects.filter(identity=OuterRef("identity"), service=OuterRef("service")).exclude(
        kind=Kind.COMPLIMENT
    )
    # The later of two at one instant is the one that was written later.
    at_once = Q(offered_at=OuterRef("offered_at"))
    earlier = same.filter(
        Q(offered_at__lt=OuterRef("offered_at")) | (at_once & Q(pk__lt=OuterRef("pk"))),
        ANSWERED,
        offered_at__gte=OuterRef("offered_at") - WINDOW,
    )
    later = same.filter(
        Q(offered_at__gt=OuterRef("offered_at")) | (at_once & Q(pk__gt=OuterRef("pk"))),
        offered_at__lte=OuterRef("offered_at") + WINDOW,
    )
    candidates = rows.filter(ANSWERED, identity__isnull=False).exclude(kind=Kind.COMPLIMENT).exclude(service="")
    return candidates.filter(~Exists(earlier)).annotate(again=Exists(later))


def _first_counts(now: dt.datetime) -> dict[str, Any]:
    over = Q(offered_at__lt=now - WINDOW)
    return {
        "n_first": Count("id"),
        "n_solved": Count("id", filter=Q(again=False) & over),
        "n_repeated": Count("id", filter=Q(again=True)),
        "n_undecided": Count("id", filter=Q(again=False) & ~over),
        "n_said_solved": Count("id", filter=Q(solved=True)),
    }
