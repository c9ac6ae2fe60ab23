"""One-button resolutions as pages read them, and how many tickets the front office solved by them."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any, NamedTuple

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Count, F, OuterRef
from django.db.models.functions import JSONObject, TruncMonth

from feedback.tickets.choices import State
from feedback.tickets.models import CatalogueService, OneButton, Settlement, Ticket
from portal.core.names import either

MONTHS = 6


class ButtonCard(NamedTuple):
    id: str
    name_en: str
    name_zh: str
    text: str
    resolves: bool
    limit: Decimal | None
    currency: str

    @property
    def name(self) -> str:
        return either(self.name_en, self.name_zh)


_COLUMNS = {name: name for name in ("name_en", "name_zh", "text", "resolves", "limit", "currency")}


def buttons_offered() -> ArraySubquery:
    """What may be pressed on a ticket, as an array of the ticket's query; none where the service isn't marked."""
    rows = OneButton.objects.filter(service=OuterRef("service"), service__front_solves=True, active=True)
    return ArraySubquery(rows.order_by("id").values(each=JSONObject(id="reference", **_COLUMNS)))


def button_cards(found: list[dict[str, Any]]) -> list[ButtonCard]:
    return [ButtonCard(**each) for each in found]


def buttons_of(service: str) -> list[ButtonCard]:
    """Those of a marked service, by its reference: one query."""
    rows = OneButton.objects.filter(
        service__reference=service, service__front_solves=True, service__active=True, active=True
    )
    return [ButtonCard(*row) for row in rows.order_by("id").values_list("reference", *_COLUMNS)]


class Month(NamedTuple):
    first: dt.date
    resolved: int
    front: int

    @property
    def share(self) -> float | None:
        return self.front / self.resolved if self.resolved else None


def solved_by_front(service: CatalogueService, *, now: dt.datetime) -> list[Month]:
    """By month, the latest first: resolved tickets, and those that one button resolved. Two queries."""
    since = now - dt.timedelta(days=31 * MONTHS)
    rows = Ticket.objects.filter(service=service, state=State.RESOLVED, resolved_at__gte=since, resolved_at__lte=now)
    pressed = Settlement.objects.filter(
        resolved=True, ticket__service=service, ticket__state=State.RESOLVED, at=F("ticket__resolved_at"), at__gte=since
    )
    resolved = _by_month(rows, "resolved_at")
    front = _by_month(pressed, "at")
    latest = sorted(resolved, reverse=True)[:MONTHS]
    return [Month(month, resolved[month], front.get(month, 0)) for month in latest]


def _by_month(rows: Any, field: str) -> dict[dt.date, int]:
    counted = rows.annotate(month=TruncMonth(field)).values("month").annotate(n=Count("id")).order_by()
    return {row["month"].date(): row["n"] for row in counted}
