"""Jumps as lists, cards and reports read them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Count, OuterRef, Q, QuerySet, Subquery, Sum, Value
from django.db.models.functions import Coalesce, JSONObject

from feedback.tickets.choices import JUMP_LOOKS, Harm, JumpState
from feedback.tickets.models import Jump, JumpPass, JumpPolicy, Overtaken, Ticket
from feedback.tickets.queries.rows import Ref
from feedback.tickets.rules import jumps as rules
from portal.core.lookups import one_of
from portal.core.names import either, in_language, person_name, shown_name
from portal.core.states import Look

VALUES = (
    "id", "reference", "state", "harm", "reason", "asked_at", "started_at", "expires_at", "ended_at", "within_budget",
    "decision_reason", "surcharge", "currency", "justified", "review", "version",
    "ticket__reference", "ticket__title",
    "department__reference", "department__name_en", "department__name_zh",
    "asked_by__reference", "asked_by__full_name", "asked_by__latin_name",
    "decided_by__reference", "decided_by__full_name", "decided_by__latin_name",
    "reviewed_by__reference", "reviewed_by__full_name", "reviewed_by__latin_name",
)  # fmt: skip
PLAIN = (
    "state", "reason", "asked_at", "started_at", "expires_at", "ended_at", "within_budget", "decision_reason",
    "surcharge", "currency", "justified", "review", "version",
)  # fmt: skip


class JumpRow(NamedTuple):
    id: str
    state: str
    look: Look
    harm: str
    reason: str
    asked_at: dt.datetime
    started_at: dt.datetime | None
    expires_at: dt.datetime
    ended_at: dt.datetime | None
    within_budget: bool
    decision_reason: str
    surcharge: Any
    currency: str
    justified: bool | None
    review: str
    version: int
    ticket: Ref
    department: Ref | None
    asked_by: Ref
    decided_by: Ref | None
    reviewed_by: Ref | None

    @property
    def harm_label(self) -> str:
        return str(Harm(self.harm).label)

    @property
    def is_running(self) -> bool:
        return self.state == JumpState.RUNNING

    @property
    def is_open(self) -> bool:
        return self.state in rules.OPEN

    @property
    def is_reviewable(self) -> bool:
        return self.state == JumpState.ENDED and self.started_at is not None and self.justified is None


def jump_row(values: dict[str, Any]) -> JumpRow:
    department = values["department__reference"]
    return JumpRow(
        id=values["reference"],
        look=JUMP_LOOKS[values["state"]],
        harm=values["harm"],
        ticket=Ref(values["ticket__reference"], values["ticket__title"]),
        department=Ref(department, in_language(values, "department__name")) if department else None,
        asked_by=_person(values, "asked_by") or Ref("", ""),
        decided_by=_person(values, "decided_by"),
        reviewed_by=_person(values, "reviewed_by"),
        **{key: values[key] for key in PLAIN},
    )


def _person(values: dict[str, Any], name: str) -> Ref | None:
    reference = values[f"{name}__reference"]
    return Ref(reference, person_name(values, name)) if reference else None


@dataclass(frozen=True)
class Passing:
    """A department on the way of a jump, as a ticket's page shows it."""

    reference: str
    name_en: str
    name_zh: str
    department_id: int
    must_acknowledge: bool
    due_at: dt.datetime | None
    acknowledged_at: dt.datetime | None
    acknowledger: str
    acknowledger_latin: str
    late_at: dt.datetime | None
    opens_at: dt.datetime | None

    @property
    def name(self) -> str:
        return either(self.name_en, self.name_zh)

    @property
    def acknowledged_by(self) -> str:
        return shown_name(self.acknowledger, self.acknowledger_latin)

    def waits_for(self, departments: Collection[int]) -> bool:
        return self.must_acknowledge and self.acknowledged_at is None and self.department_id in departments


@dataclass(frozen=True)
class JumpCard:
    """The newest jump of a ticket, read in the ticket's own query (`jump_card`)."""

    id: str
    state: str
    harm: str
    reason: str
    asked_at: dt.datetime
    asker: str
    asker_latin: str
    surcharge: float | None
    currency: str
    passes: list[Passing]

    @property
    def look(self) -> Look:
        return JUMP_LOOKS[self.state]

    @property
    def is_open(self) -> bool:
        return self.state in rules.OPEN

    @property
    def harm_label(self) -> str:
        return str(Harm(self.harm).label)

    @property
    def asked_by(self) -> str:
        return shown_name(self.asker, self.asker_latin)

    def waits_for(self, departments: Collection[int]) -> bool:
        return self.state == JumpState.RUNNING and any(each.waits_for(departments) for each in self.passes)


def jump_card() -> Subquery:
    """For `annotate` on tickets: the newest jump with its departments, as one JSON object; `card_of` reads it."""
    passes = (
        JumpPass.objects.filter(jump=OuterRef("pk"))
        .order_by("-must_acknowledge", "id")
        .values(
            one=JSONObject(
                reference="department__reference",
                name_en="department__name_en",
                name_zh="department__name_zh",
                department_id="department_id",
                must_acknowledge="must_acknowledge",
                due_at="due_at",
                acknowledged_at="acknowledged_at",
                acknowledger=Coalesce("acknowledged_by__full_name", Value("")),
                acknowledger_latin=Coalesce("acknowledged_by__latin_name", Value("")),
                late_at="late_at",
                opens_at="opens_at",
            )
        )
    )
    card = JSONObject(
        id="reference",
        state="state",
        harm="harm",
        reason="reason",
        asked_at="asked_at",
        asker="asked_by__full_name",
        asker_latin="asked_by__latin_name",
        surcharge="surcharge",
        currency="currency",
        passes=ArraySubquery(passes),
    )
    return Subquery(Jump.objects.filter(ticket=OuterRef("pk")).order_by("-id").values(one=card)[:1])


def card_of(found: dict[str, Any] | None) -> JumpCard | None:
    if found is None:
        return None
    passes = [
        Passing(**_instants(each, ("due_at", "acknowledged_at", "late_at", "opens_at"))) for each in found["passes"]
    ]
    return JumpCard(**_instants(found, ("asked_at",)) | {"passes": passes})


def _instants(found: dict[str, Any], names: tuple[str, ...]) -> dict[str, Any]:
    """JSON has no instants: PostgreSQL writes them as ISO 8601 with offset."""
    return found | {name: dt.datetime.fromisoformat(found[name]) for name in names if found[name]}


def passes_of(reference: str) -> list[JumpPass]:
    """The departments that see the jump, in the order of the way; those that are informed only last."""
    rows = JumpPass.objects.filter(jump__reference=reference).order_by("-must_acknowledge", "id")
    return list(rows.select_related("department", "acknowledged_by"))


class OvertakenRow(NamedTuple):
    ticket: str
    department: str
    minutes: int
    owner: str


def overtaken_of(reference: str, *, user: Any) -> tuple[int, list[OvertakenRow]]:
    """How many tickets it went past, and those of them that the reader may see, the longest wait first."""
    rows = Overtaken.objects.filter(jump__reference=reference)
    shown = rows.filter(ticket__in=Ticket.objects.visible_to(user).values("pk"))
    requester = "ticket__requester"
    department = ("department__name_en", "department__name_zh")
    fields = ("ticket__reference", "minutes", *department, f"{requester}__full_name", f"{requester}__latin_name")
    found = [
        OvertakenRow(
            row["ticket__reference"],
            in_language(row, "department__name"),
            row["minutes"],
            person_name(row, requester),
        )
        for row in shown.order_by("-minutes", "id").values(*fields)[:100]
    ]
    return rows.count(), found


def waits_for(departments: Collection[int]) -> QuerySet[Any]:
    """Tickets in the fast lane that one of these departments has not acknowledged yet."""
    waiting = JumpPass.objects.filter(
        one_of("department_id", departments), must_acknowledge=True, acknowledged_at=None, jump__state=JumpState.RUNNING
    )
    return waiting.values("jump__ticket_id")


class Use(NamedTuple):
    """Jumps of one department's people in a period."""

    department: str
    started: int
    budget: int
    days: int
    asked: int
    refused: int
    justified: int
    not_justified: int
    unreviewed: int


def use_of_budgets(jumps: QuerySet[Any], *, since: dt.datetime) -> list[Use]:
    """By department: started within the budget, asked for beyond it, refused, and what the reviews said."""
    ended = Q(state=JumpState.ENDED, started_at__isnull=False)
    counted = (
        jumps.filter(asked_at__gte=since)
        .values("department_id", "department__name_en", "department__name_zh", "department__path")
        .annotate(
            started=Count("id", filter=Q(within_budget=True)),
            asked=Count("id", filter=Q(within_budget=False)),
            refused=Count("id", filter=Q(state=JumpState.REFUSED)),
            yes=Count("id", filter=Q(justified=True)),
            no=Count("id", filter=Q(justified=False)),
            unreviewed=Count("id", filter=ended & Q(justified=None)),
        )
        .order_by()
    )
    policies = {policy.department_id: policy for policy in JumpPolicy.objects.all()}
    rows = []
    for row in counted:
        above = [policies[pk] for pk in reversed(row["department__path"] or []) if pk in policies]
        policy = above[0] if above else policies[None]
        department = in_language(row, "department__name") if row["department_id"] else ""
        counts = (row["asked"], row["refused"], row["yes"], row["no"], row["unreviewed"])
        rows.append(Use(department, row["started"], policy.per_department, policy.days, *counts))
    return sorted(rows, key=lambda use: (-use.started - use.asked, use.department))


class Cause(NamedTuple):
    """Where tickets were when somebody saw no other way than the fast lane."""

    department: str
    part: int | None
    jumps: int
    overtaken: int
    minutes: int


def causes(jumps: QuerySet[Any], *, since: dt.datetime) -> list[Cause]:
    """By department and part of the way, most jumps first; with whom they overtook and by how much in all."""
    counted = (
        jumps.filter(asked_at__gte=since)
        .values("at_department__name_en", "at_department__name_zh", "at_position")
        .annotate(
            jumps=Count("id", distinct=True), went_past=Count("overtaken"), minutes=Sum("overtaken__minutes", default=0)
        )
        .order_by("-jumps", "at_department_id", "at_position")
    )
    return [
        Cause(
            in_language(row, "at_department__name"),
            row["at_position"] or None,
            row["jumps"],
            row["went_past"],
            row["minutes"],
        )
        for row in counted
    ]
