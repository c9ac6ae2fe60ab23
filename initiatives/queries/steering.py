"""Reads of risks, budget and decisions log of one initiative."""

from typing import Any

from django.db.models import F, Sum

from initiatives.choices.steering import ENTRY_LOOKS, LEVEL_LOOKS, RISK_LOOKS, EntryKind, RiskState
from initiatives.models import BudgetEntry, Initiative, LogEntry, Risk
from initiatives.queries.names import PERSON, columns
from initiatives.rules.steering import Money, level, money, score
from portal.core.keyset import Ordering
from portal.core.names import person_name

SHOWN = 200
ENTRY_ORDERINGS = [Ordering("newest", ("day", "id")), Ordering("oldest", ("day", "id"), descending=False)]
ENTRY = (
    *("id", "reference", "kind", "amount", "currency", "day", "purpose", "source", "at"),
    *columns("by", PERSON),
)


def risks_of(initiative: Initiative) -> list[dict[str, Any]]:
    """At most SHOWN: what occurred first, then open ones, the worst in front, closed ones last. One query."""
    rows = Risk.objects.filter(initiative=initiative).select_related("owner")
    worst = rows.annotate(score=F("likelihood") * F("impact")).order_by("-score", "id")[:SHOWN]
    places = {RiskState.OCCURRED: 0, RiskState.OPEN: 1, RiskState.CLOSED: 2}
    return sorted((_risk(row) for row in worst), key=lambda found: places[RiskState(found["row"].state)])


def _risk(row: Risk) -> dict[str, Any]:
    found = level(row.likelihood, row.impact)
    return {
        "row": row,
        "score": score(row.likelihood, row.impact),
        "level": found,
        "level_look": LEVEL_LOOKS[found],
        "look": RISK_LOOKS[RiskState(row.state)],
    }


def money_of(initiative: Initiative) -> list[Money]:
    """One row per currency; one query."""
    rows = BudgetEntry.objects.filter(initiative=initiative).order_by()
    return money(rows.values_list("kind", "currency").annotate(amount=Sum("amount")))


def entries_of(initiative: Initiative) -> Any:
    return BudgetEntry.objects.filter(initiative=initiative)


def entry_shown(row: dict[str, Any]) -> dict[str, Any]:
    """A row of ENTRY with its words."""
    return row | {"look": ENTRY_LOOKS[EntryKind(row["kind"])], "by_name": person_name(row, "by")}


def decisions_of(initiative: Initiative) -> list[LogEntry]:
    """The newest SHOWN by the day of the decision, each with what corrects it (`correction`)."""
    rows = LogEntry.objects.filter(initiative=initiative).select_related("decided_by", "by", "corrects", "correction")
    return list(rows.order_by("-decided_on", "-id")[:SHOWN])
