"""The portfolio as a whole: its initiatives, rolled up by department and sponsor, and what needs a decision.

Reads a constant number of times, over the initiatives that a filter leaves of what somebody may see.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, DecimalField, F, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone

from initiatives.choices import InitiativeState
from initiatives.models import Action, GateReview, Reading, Target, ValueService
from initiatives.queries.portfolio import ROW, reasons
from initiatives.queries.portfolio import annotations as read_along
from initiatives.queries.services import COUNTED
from initiatives.rules.benefits import Counting
from initiatives.rules.rollup import NEEDS, Group, Item, needs, roll_up
from portal.core.names import in_language, person_name

# What a page and a pack are worked out from; beyond it they say so.
MOST = 2_000
SERVICES_WITHIN = dt.timedelta(days=90)


@dataclass(frozen=True)
class Decision:
    """An initiative that needs a decision, why (keys of rules.rollup.NEEDS), and since when the first reason holds."""

    row: dict[str, Any]
    reasons: list[str]
    since: dt.date | None


@dataclass(frozen=True)
class Overview:
    """`rows` are rows of queries.portfolio.ROW in the order of their dates; `cut`: there are more."""

    rows: list[dict[str, Any]]
    cut: bool
    whole: Group
    departments: list[Group]
    sponsors: list[Group]
    decisions: list[Decision]


def overview(user: Any, rows: Any, today: dt.date) -> Overview:
    """`rows` are initiatives that `user` may see, filtered. Two queries."""
    known = rows.annotate(**read_along(today), **_facts(today)).order_by("due_on", "id")
    found = list(known.values(*ROW, *FACTS)[: MOST + 1])
    kept = found[:MOST]
    benefits = _benefits(rows, user)
    decisions = [made for row in kept if (made := _decision(row, today))]
    needing = {made.row["id"] for made in decisions}
    items = [(row, _item(row, row["id"] in needing)) for row in kept]
    return Overview(
        rows=kept,
        cut=len(found) > MOST,
        whole=_whole([item for _row, item in items], [each for row in kept for each in benefits.get(row["id"], [])]),
        departments=roll_up(
            [(row["department__reference"], in_language(row, "department__name"), item) for row, item in items],
            _benefits_by(kept, benefits, "department__reference"),
        ),
        sponsors=roll_up(
            [(row["sponsor__reference"] or "", person_name(row, "sponsor"), item) for row, item in items],
            _benefits_by(kept, benefits, "sponsor__reference"),
        ),
        decisions=sorted(decisions, key=_urgency),
    )


def _whole(items: list[Item], benefits: list[Counting]) -> Group:
    groups = roll_up([("", "", item) for item in items], {"": benefits})
    return groups[0] if groups else Group("", "")


FACTS = ("services_90", "late_actions", "gate_since", "owner__is_active", "sponsor__is_active")


def _facts(today: dt.date) -> dict[str, Any]:
    """Launched services that count, late actions, and the gate that waits: read beside each row."""
    services = ValueService.objects.filter(COUNTED, initiative=OuterRef("pk"), launched_on__gt=today - SERVICES_WITHIN)
    late = Action.objects.filter(initiative=OuterRef("pk"), done_on=None, due_on__lt=today)
    gates = GateReview.objects.filter(initiative=OuterRef("pk"), decision="")
    return {
        "services_90": _count(services),
        "late_actions": _count(late),
        "gate_since": Subquery(gates.values("requested_at")[:1]),
    }


def _count(rows: Any) -> Any:
    counted = rows.order_by().values("initiative").annotate(n=Count("pk")).values("n")
    return Coalesce(Subquery(counted), 0)


def _item(row: dict[str, Any], needs_decision: bool) -> Item:
    return Item(
        state=row["state"],
        stage=row["stage"],
        light=row["light"],
        due_on=row["due_on"],
        late_actions=row["late_actions"] if row["state"] == InitiativeState.RUNNING else 0,
        services=row["services_90"],
        needs_decision=needs_decision,
    )


def _decision(row: dict[str, Any], today: dt.date) -> Decision | None:
    found = needs(
        state=row["state"],
        light=row["light"],
        gate_waits=row["gate_since"] is not None,
        owner_gone=not row["owner__is_active"],
        sponsor_gone=row["sponsor__is_active"] is False,
        silent="silent" in reasons(row, today),
    )
    if not found:
        return None
    moments = {"gate": row["gate_since"], "red": row["reported_at"], "report": row["reported_at"]}
    moment = moments.get(found[0])
    since = timezone.localdate(moment) if moment else row["starts_on"] if found[0] == "report" else None
    return Decision(row, found, since)


def _urgency(made: Decision) -> tuple[int, dt.date, int]:
    """By the first reason; of one kind the oldest first."""
    return (NEEDS.index(made.reasons[0]), made.since or dt.date.max, made.row["id"])


def _benefits(rows: Any, user: Any) -> dict[int, list[Counting]]:
    """What counts, by initiative: no drafts, and nothing that another benefit counts already; one query."""
    newest: Any = Reading.objects.filter(target=OuterRef("pk")).order_by("-as_of", "-id")
    value = Subquery(newest.values("value")[:1], output_field=DecimalField(null=True))
    found = Target.objects.visible_to(user).filter(initiative__in=rows.order_by().values("pk"), counted_in=None)
    found = found.filter(~Q(initiative__state=InitiativeState.DRAFT)).annotate(value=value, of=F("initiative_id"))
    names = ("of", "unit", "better", "baseline", "target_value", "forecast", "value", "proof__value")
    counted: dict[int, list[Counting]] = {}
    for row in found.order_by("id").values(*names):
        counting = Counting(
            unit=row["unit"],
            better=row["better"],
            baseline=row["baseline"],
            target=row["target_value"],
            forecast=row["forecast"],
            actual=row["value"],
            realised=row["proof__value"],
        )
        counted.setdefault(row["of"], []).append(counting)
    return counted


def _benefits_by(
    rows: list[dict[str, Any]], benefits: dict[int, list[Counting]], key: str
) -> dict[str, list[Counting]]:
    grouped: dict[str, list[Counting]] = {}
    for row in rows:
        grouped.setdefault(row[key] or "", []).extend(benefits.get(row["id"], []))
    return grouped
