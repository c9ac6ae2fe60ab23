"""Promises as lists, cards and reports read them."""

from __future__ import annotations

import datetime as dt
from typing import Any, NamedTuple

from django.db.models import Count, F, Q, QuerySet
from django.db.models.functions import Now

from feedback.tickets.choices import PROMISE_LOOKS, Channel, PromiseKind, PromiseState
from feedback.tickets.models import Promise, Ticket
from feedback.tickets.queries.rows import Ref
from feedback.tickets.rules.promises import MINUTE, Kept
from portal.core.states import Look
from portal.core.wording import is_chinese

VALUES = (
    "id", "reference", "kind", "text", "customer", "channel", "due_at", "made_at", "state", "ended_at", "fulfilled_at",
    "consent", "endangered_at", "version", "outer__reference", "replaced_by__reference",
    "ticket__reference", "ticket__title",
    "department__reference", "department__name_en", "department__name_zh",
    "promised_by__reference", "promised_by__full_name", "promised_by__latin_name",
)  # fmt: skip


class PromiseRow(NamedTuple):
    id: str
    kind: str
    text: str
    customer: str
    channel: str
    due_at: dt.datetime
    made_at: dt.datetime
    state: str
    look: Look
    ended_at: dt.datetime | None
    fulfilled_at: dt.datetime | None
    consent: str
    endangered: bool
    outer: str | None
    replaced_by: str | None
    ticket: Ref
    department: Ref
    promised_by: Ref
    version: int

    @property
    def is_open(self) -> bool:
        return self.state == PromiseState.OPEN

    @property
    def may_end(self) -> bool:
        """What is open, or broken and still not done."""
        return self.is_open or (self.state == PromiseState.BROKEN and self.fulfilled_at is None)

    @property
    def kind_label(self) -> str:
        return str(PromiseKind(self.kind).label)

    @property
    def channel_label(self) -> str:
        return str(Channel(self.channel).label) if self.channel else ""


def promise_row(values: dict[str, Any]) -> PromiseRow:
    name = "name_zh" if is_chinese() else "name_en"
    person = "" if is_chinese() else values["promised_by__latin_name"]
    return PromiseRow(
        id=values["reference"],
        look=PROMISE_LOOKS[values["state"]],
        endangered=values["endangered_at"] is not None and values["state"] == PromiseState.OPEN,
        outer=values["outer__reference"],
        replaced_by=values["replaced_by__reference"],
        ticket=Ref(values["ticket__reference"], values["ticket__title"]),
        department=Ref(values["department__reference"], values[f"department__{name}"]),
        promised_by=Ref(values["promised_by__reference"], person or values["promised_by__full_name"]),
        **{key: values[key] for key in PLAIN},
    )


PLAIN = (
    "kind", "text", "customer", "channel", "due_at", "made_at", "state", "ended_at", "fulfilled_at", "consent",
    "version",
)  # fmt: skip


def promises_of(ticket: Ticket) -> list[PromiseRow]:
    """Open ones first, the next due on top: one query."""
    rows = (
        Promise.objects.filter(ticket=ticket)
        .annotate(is_over=~Q(state=PromiseState.OPEN))
        .order_by("is_over", "due_at")
    )
    return [promise_row(values) for values in rows.values(*VALUES)]


class KeptBy(NamedTuple):
    """How the promises that ended in one department, there in its nth step of a ticket, ended. No step: all of it."""

    department: str
    step: int | None
    kept: Kept


def kept_report(rows: QuerySet[Any], *, since: dt.datetime) -> list[KeptBy]:
    """By the department and step in which the ticket was when the promise ended, worst rate first: one query."""
    counted = (
        rows.exclude(state=PromiseState.OPEN)
        .filter(ended_at__gte=since, ended_at__lte=Now())
        .values("ended_step__department__name_en", "ended_step__department__name_zh", "ended_step__number")
        .annotate(**COUNTS)
        .order_by()
    )
    name = f"ended_step__department__name_{'zh' if is_chinese() else 'en'}"
    found = [KeptBy(row[name] or "", row["ended_step__number"], _kept(row)) for row in counted]
    return sorted(found, key=_worst_first)


_EXACT = Q(state=PromiseState.KEPT, fulfilled_at__gt=F("due_at") - MINUTE)
COUNTS = {
    "early": Count("id", filter=Q(state=PromiseState.KEPT) & ~_EXACT),
    "exact": Count("id", filter=_EXACT),
    "broken": Count("id", filter=Q(state=PromiseState.BROKEN)),
    "renegotiated": Count("id", filter=Q(state=PromiseState.RENEGOTIATED)),
}


def _kept(row: dict[str, Any]) -> Kept:
    return Kept(*(row[name] for name in COUNTS))


def _worst_first(row: KeptBy) -> tuple[float, int, str, int]:
    rate = row.kept.rate
    return (2.0 if rate is None else rate, -row.kept.ended, row.department, row.step or 0)
