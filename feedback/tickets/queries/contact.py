"""First-contact resolution in three views: the agent's word, the requester's word, and whether anybody came again."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.db.models import Count, Exists, F, OuterRef, Q, Subquery
from django.db.models.functions import JSONObject, TruncMonth
from django.utils import timezone

from feedback.tickets.choices import Answer
from feedback.tickets.models import Resolution, Ticket
from feedback.tickets.queries.reporting import Asked
from feedback.tickets.rules.contact import REPEAT_DAYS, View
from portal.core.names import in_language

GROUPS = ("service", "department", "month")


@dataclass(frozen=True)
class ResolutionCard:
    """The last resolving of a ticket, read in the ticket's own query (`resolution_card`)."""

    number: int
    at: dt.datetime
    work_seconds: int
    first_contact: bool
    ask_until: dt.datetime
    answer: str

    @property
    def work_minutes(self) -> int:
        return self.work_seconds // 60


def resolution_card() -> Subquery:
    """For `annotate` on tickets; `resolution_of` reads it."""
    names = ("number", "at", "work_seconds", "first_contact", "ask_until", "answer")
    card = JSONObject(**{name: name for name in names})
    return Subquery(Resolution.objects.filter(ticket=OuterRef("pk")).order_by("-number").values(one=card)[:1])


def resolution_of(found: dict[str, Any] | None) -> ResolutionCard | None:
    if found is None:
        return None
    instants = {name: dt.datetime.fromisoformat(found[name]) for name in ("at", "ask_until")}
    return ResolutionCard(**found | instants)


def again() -> Exists:
    """For `annotate` on resolutions: the same customer came with another ticket about the same service."""
    later = Ticket.objects.filter(
        customer_key=OuterRef("ticket__customer_key"),
        service=OuterRef("service"),
        opened_at__gt=OuterRef("at"),
        opened_at__lte=OuterRef("at") + dt.timedelta(days=REPEAT_DAYS),
    )
    return Exists(later.exclude(customer_key="").exclude(pk=OuterRef("ticket")))


class Contact(NamedTuple):
    """Tickets that were resolved for the first time in the period, seen in three ways."""

    group: Any
    resolved: int
    agent: View
    requester: View
    repeat: View
    contradicted: int


def first_contacts(user: Any, asked: Asked, by: str) -> list[Contact]:
    """By one of GROUPS: one query."""
    rows = Resolution.objects.visible_to(user).filter(asked.within("at"), number=1)
    rows = asked.narrowed(rows, service="service").annotate(came_again=again())
    settled = asked.now - dt.timedelta(days=REPEAT_DAYS)
    back = Q(came_again=True) | Q(reopened_at__lte=F("at") + dt.timedelta(days=REPEAT_DAYS))
    known = ~Q(ticket__customer_key="") & Q(at__lte=settled)
    counts = {
        "n": Count("id"),
        "agent_yes": Count("id", filter=Q(first_contact=True)),
        "said_yes": Count("id", filter=Q(answer=Answer.YES, reopened_at=None)),
        "said_no": Count("id", filter=Q(answer=Answer.NO) | Q(answer=Answer.YES, reopened_at__isnull=False)),
        "back": Count("id", filter=back),
        "not_back": Count("id", filter=known & ~back),
        "contradicted": Count("id", filter=Q(first_contact=True) & (back | Q(answer=Answer.NO))),
    }
    return [_contact(group, row) for group, row in _grouped(rows, by, counts)]


def _contact(group: Any, row: dict[str, Any]) -> Contact:
    whole = row["n"]
    return Contact(
        group,
        whole,
        View(row["agent_yes"], whole - row["agent_yes"], whole),
        View(row["said_yes"], row["said_no"], whole),
        View(row["not_back"], row["back"], whole),
        row["contradicted"],
    )


def _grouped(rows: Any, by: str, counts: dict[str, Any]) -> list[tuple[Any, dict[str, Any]]]:
    if by == "month":
        rows = rows.annotate(g=TruncMonth("at", tzinfo=timezone.get_current_timezone())).values("g")
        return [(timezone.localdate(row["g"]), row) for row in rows.annotate(**counts).order_by("g")]
    stem = f"{by}__name"
    grouped = rows.values(f"{stem}_en", f"{stem}_zh").annotate(**counts).order_by("-n", f"{stem}_en")
    return [(in_language(row, stem), row) for row in grouped]
