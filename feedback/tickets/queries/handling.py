"""Appropriate handling time: what the cases say, what was set by hand, and what comes back below and above it."""

from __future__ import annotations

import datetime as dt
from typing import Any, NamedTuple

from django.db.models import Count, OuterRef, Q, Subquery
from django.db.models.functions import JSONObject

from feedback.tickets.models import CatalogueService, HandlingBand, HandlingNorm, Resolution
from feedback.tickets.queries.reporting import Asked, Percentile, in_reach, minutes_of
from feedback.tickets.rules.desk import rate
from feedback.tickets.rules.handling import ABOVE, BELOW, HIGH_SHARE, LOW_SHARE, WITHIN, Band, band_of
from portal.core.errors import NotFound
from portal.core.names import in_language
from portal.people.access import access_of, get_visible

CASE_DAYS = 365
MOST_FLAGGED = 100


def norms_of_cases(*, now: dt.datetime) -> list[dict[str, Any]]:
    """By service: tickets resolved within the last CASE_DAYS days and never reopened. One query."""
    since = now - dt.timedelta(days=CASE_DAYS)
    rows = Resolution.objects.filter(at__gte=since, at__lte=now, number=1, reopened_at=None).values("service_id")
    found: Any = rows.annotate(
        cases=Count("id"),
        low=Percentile("work_seconds", LOW_SHARE),
        high=Percentile("work_seconds", HIGH_SHARE),
        median=Percentile("work_seconds", 0.5),
    ).order_by("service_id")
    return list(found)


def band_cards() -> dict[str, Subquery]:
    """For `annotate` on tickets: the newest band set by hand and what the cases say; `band_found` reads them."""
    by_hand = HandlingBand.objects.filter(service=OuterRef("service")).order_by("-number")
    norm = HandlingNorm.objects.filter(service=OuterRef("service"))
    return {
        "band_by_hand": Subquery(by_hand.values(one=JSONObject(low="low", high="high"))[:1]),
        "band_norm": Subquery(norm.values(one=JSONObject(low="low", high="high", cases="cases"))[:1]),
    }


def band_found(ticket: Any) -> Band:
    return in_force(ticket.band_by_hand, ticket.band_norm)


def in_force(by_hand: dict[str, Any] | None, norm: dict[str, Any] | None) -> Band:
    """What was set by hand, unless that was taken back; else what the cases say."""
    said = norm or {"cases": 0, "low": None, "high": None}
    if by_hand and by_hand["low"] is not None:
        return Band(by_hand["low"], by_hand["high"], said["cases"], by_hand=True)
    return band_of(cases=said["cases"], low=said["low"], high=said["high"])


class Handling(NamedTuple):
    """One service: what its cases say and which band is in force."""

    reference: str
    service: str
    department: str
    cases: int
    median: int | None
    band: Band
    worked_out_at: dt.datetime | None


def handling_times(user: Any, asked: Asked) -> list[Handling]:
    """Every active service of the reader's departments: two queries."""
    services = CatalogueService.objects.filter(in_reach(user), active=True)
    rows = asked.narrowed(services, service="pk").values(
        "id", "reference", "name_en", "name_zh", "department__name_en", "department__name_zh",
        "norm__cases", "norm__low", "norm__high", "norm__median", "norm__worked_out_at",
    )  # fmt: skip
    by_hand: dict[int, Any] = {
        row["service_id"]: row
        for row in HandlingBand.objects.order_by("service_id", "-number")
        .distinct("service_id")
        .values("service_id", "low", "high")
    }
    return [
        Handling(
            row["reference"],
            in_language(row, "name"),
            in_language(row, "department__name"),
            row["norm__cases"] or 0,
            minutes_of(row["norm__median"]),
            in_force(
                by_hand.get(row["id"]),
                {name: row[f"norm__{name}"] or (0 if name == "cases" else row[f"norm__{name}"]) for name in NORM},
            ),
            row["norm__worked_out_at"],
        )
        for row in rows.order_by("department__name_en", "name_en", "id")
    ]


NORM = ("cases", "low", "high")


class Place(NamedTuple):
    """Tickets below, within or above the band, and how many of them were reopened."""

    place: str
    tickets: int
    reopened: int

    @property
    def rate(self) -> float | None:
        return rate(self.reopened, self.tickets)


def _of_place(band: Band) -> dict[str, Q]:
    low, high = (band.low or 0) * 60, (band.high or 0) * 60 + 60
    return {
        BELOW: Q(work_seconds__lt=low),
        WITHIN: Q(work_seconds__gte=low, work_seconds__lt=high),
        ABOVE: Q(work_seconds__gte=high),
    }


def reopened_by_place(service: CatalogueService, band: Band, asked: Asked) -> list[Place]:
    """Tickets first resolved in the period: one query; nothing while no band is known."""
    if not band.is_known:
        return []
    rows = Resolution.objects.filter(asked.within("at"), service=service, number=1)
    again = ~Q(reopened_at=None)
    counts: dict[str, Any] = {}
    for place, q in _of_place(band).items():
        counts |= {place: Count("id", filter=q), f"{place}_again": Count("id", filter=q & again)}
    found = rows.aggregate(**counts)
    return [Place(place, found[place], found[f"{place}_again"]) for place in (BELOW, WITHIN, ABOVE)]


class Flagged(NamedTuple):
    ticket: str
    at: dt.datetime
    minutes: int
    place: str
    reopened: bool


def flagged(service: CatalogueService, band: Band, asked: Asked) -> list[Flagged]:
    """Tickets outside the band, the newest first, at most MOST_FLAGGED; those below as much as those above."""
    if not band.is_known:
        return []
    rows = Resolution.objects.filter(asked.within("at"), service=service, number=1)
    outside = rows.exclude(_of_place(band)[WITHIN]).order_by("-at", "-id")
    values = outside.values("ticket__reference", "at", "work_seconds", "reopened_at")[:MOST_FLAGGED]
    return [
        Flagged(
            row["ticket__reference"],
            row["at"],
            row["work_seconds"] // 60,
            band.place(row["work_seconds"] // 60) or WITHIN,
            row["reopened_at"] is not None,
        )
        for row in values
    ]


def service_for_reader(user: Any, reference: str) -> CatalogueService:
    """A service whose department's reports this person reads."""
    service: CatalogueService = get_visible(CatalogueService, user, reference.upper())
    reach = access_of(user).reach("tickets.report_view")
    if not (reach.all or service.department_id in reach.departments):
        raise NotFound()
    return service


def band_of_service(service: CatalogueService) -> tuple[Band, list[HandlingBand]]:
    """The band in force, and every version that was set by hand, the newest first."""
    versions = list(HandlingBand.objects.filter(service=service).select_related("set_by"))
    norm = getattr(service, "norm", None)
    last = {"low": versions[0].low, "high": versions[0].high} if versions else None
    said = {"low": norm.low, "high": norm.high, "cases": norm.cases} if norm else None
    return in_force(last, said), versions
