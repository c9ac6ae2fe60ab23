"""Reads of new value-added services: rows, one with its evidence, what counts, the wall."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery, Value, Window
from django.db.models.functions import Coalesce

from initiatives.choices import SERVICE_LOOKS, InitiativeState, ServiceState
from initiatives.models import Initiative, UseEvidence, ValueService
from initiatives.models.services import LAUNCHED
from initiatives.queries.flags import may_flags
from initiatives.queries.names import DEPARTMENT, PERSON, columns
from initiatives.rules.services import PERIODS
from portal.core.errors import NotFound
from portal.core.keyset import Ordering
from portal.core.names import in_language, person_name

ORDERINGS = [
    Ordering("newest", ("created_at", "id")),
    Ordering("launched", ("launched_place", "id")),
]
# Paging needs a column without gaps: what isn't launched yet stands behind everything that is.
PLACE = {"launched_place": Coalesce("launched_on", Value(dt.date(1900, 1, 1)))}
ROW = (
    *(
        "id",
        "reference",
        "name",
        "serves",
        "for_whom",
        "state",
        "launched_on",
        "check_on",
        "still_used_on",
        "retired_on",
    ),
    *("launched_place", "confirmed_at", "created_at", "origin"),
    *columns("owner", PERSON),
    *columns("department", DEPARTMENT),
)
# What counts: countersigned, and not retired since.
COUNTED = Q(state=ServiceState.CONFIRMED)


def origin(user: Any) -> dict[str, Any]:
    """The reference of the initiative that a service came from, where this person may see it: drafts are hidden."""
    rows = Initiative.objects.visible_to(user).filter(pk=OuterRef("initiative_id"))
    return {"origin": Subquery(rows.values("reference")[:1])}


def service_for(user: Any, reference: str) -> Any:
    """A service with its names and what `user` may do; absent and not visible are the same NotFound."""
    flags = may_flags(user, ValueService, may_edit="services.edit", may_countersign="services.countersign")
    rows = ValueService.objects.visible_to(user).annotate(**flags, **origin(user))
    names = ("owner", "department", "initiative", "confirmed_by", "confirmed_department")
    found = rows.select_related(*names).filter(reference=reference).first()
    if found is None:
        raise NotFound()
    return found


def launched_from(ideas: Any, user: Any) -> QuerySet[ValueService]:
    """Launched services of initiatives that came of these ideas, as far as the reader sees them; without a user only
    what every colleague may see."""
    visible, services = Initiative.objects.exclude(state=InitiativeState.DRAFT), ValueService.objects.all()
    if user is not None:
        visible, services = Initiative.objects.visible_to(user), ValueService.objects.visible_to(user)
    linked = Initiative.ideas.through.objects.filter(idea__in=ideas).values("initiative")
    rows: QuerySet[ValueService] = services.filter(
        initiative__in=visible.filter(pk__in=linked).values("pk"), state__in=LAUNCHED
    )
    return rows


def evidence_of(service: ValueService) -> list[UseEvidence]:
    return list(UseEvidence.objects.filter(service=service).select_related("by").order_by("at", "id"))


def shown(row: dict[str, Any]) -> dict[str, Any]:
    return row | {
        "look": SERVICE_LOOKS[ServiceState(row["state"])],
        "owner_name": person_name(row, "owner"),
        "department_name": in_language(row, "department__name"),
    }


@dataclass(frozen=True)
class Counted:
    """Services that count: launched within 30, 90 and 365 days, and how many of all are shown to be still used."""

    days_30: int
    days_90: int
    days_365: int
    in_use: int
    still_used: int


FIGURES = ("days_30", "days_90", "days_365", "in_use", "still_used")


def _figures(today: dt.date) -> dict[str, Count]:
    since = {f"days_{days}": Q(launched_on__gt=today - dt.timedelta(days=days)) for days in PERIODS}
    return {name: Count("id", filter=recent) for name, recent in since.items()} | {
        "in_use": Count("id"),
        "still_used": Count("id", filter=Q(still_used_on__isnull=False)),
    }


def counted(today: dt.date) -> Counted:
    """Of the whole company; one query."""
    return Counted(**ValueService.objects.filter(COUNTED).aggregate(**_figures(today)))


def counted_by_department(today: dt.date) -> list[dict[str, Any]]:
    """The same per offering department, most of the last year first; one query."""
    rows = ValueService.objects.filter(COUNTED).values(*columns("department", DEPARTMENT))
    rows = rows.annotate(**_figures(today)).order_by("-days_365", "department__reference")
    return [row | {"department_name": in_language(row, "department__name")} for row in rows]


def wall(today: dt.date, limit: int, beside: Mapping[str, Any] | None = None) -> tuple[Counted, list[dict[str, Any]]]:
    """What counts, and the newest launches among it, in one query: each row carries the figures of all.

    `beside`: expressions of an area above, read along with each row.
    """
    names = ("reference", "name", "for_whom", "launched_on", "still_used_on", *columns("department", DEPARTMENT))
    figures = {name: Window(figure) for name, figure in _figures(today).items()}
    rows = ValueService.objects.filter(COUNTED).annotate(**figures, **(beside or {})).order_by("-launched_on", "-id")
    shown_rows = rows.values(*names, *FIGURES, *(beside or {}))[:limit]
    found = [row | {"department_name": in_language(row, "department__name")} for row in shown_rows]
    whole = Counted(**{name: found[0][name] for name in FIGURES}) if found else Counted(0, 0, 0, 0, 0)
    return whole, found


def to_countersign(user: Any) -> Any:
    """Launched services of other departments that this person may countersign."""
    path = list(user.department.path) if user.department else []
    rows = ValueService.objects.visible_to(user).permitted(user, "services.countersign")
    if not path:
        return rows.none()
    other = ~Q(department__in=path) & ~Q(department__path__contains=[user.department_id])
    return rows.filter(other, state=ServiceState.LAUNCHED).exclude(owner=user)
