"""Reads of benefits: rows with their newest reading and their forecasts, one with its readings, the sums."""

from __future__ import annotations

from typing import Any

from django.db.models import DateField, DecimalField, F, OuterRef, Subquery
from django.db.models.functions import Coalesce

from initiatives.choices import BENEFIT_LOOKS, BenefitState, InitiativeState
from initiatives.models import Reading, Target
from initiatives.queries.flags import may_flags
from initiatives.queries.names import DEPARTMENT, PERSON, columns
from initiatives.rules.benefits import Counting, Sum, projected, sums
from portal.core.errors import NotFound
from portal.core.keyset import Ordering
from portal.core.names import in_language, person_name

ORDERINGS = [Ordering("newest", ("id",)), Ordering("due", ("due", "id"), descending=False)]
READINGS_SHOWN = 200
ROW = (
    *("id", "reference", "metric", "unit", "baseline", "target_value", "better", "due", "value", "as_of", "forecast"),
    *("realised_on", "proof__value", "counted_in__reference", "counted_in__metric"),
    *("initiative__reference", "initiative__title", "initiative__state", "initiative__starts_on", "initiative__type"),
    *columns("owner", PERSON),
    *columns("initiative__owner", PERSON),
    *columns("initiative__department", DEPARTMENT),
)


def benefits_of(user: Any) -> Any:
    """What `user` may see, each with its own date or the initiative's, and its newest reading."""
    return Target.objects.visible_to(user).annotate(**_read_along())


def _read_along() -> dict[str, Any]:
    newest: Any = Reading.objects.filter(target=OuterRef("pk")).order_by("-as_of", "-id")
    return {
        "due": Coalesce(F("due_on"), F("initiative__due_on")),
        "value": Subquery(newest.values("value")[:1], output_field=DecimalField(null=True)),
        "as_of": Subquery(newest.values("as_of")[:1], output_field=DateField(null=True)),
    }


def benefit_for(user: Any, reference: str) -> Any:
    """A benefit with its names and `may_edit`; absent and not visible are the same NotFound."""
    rows = benefits_of(user).annotate(**may_flags(user, Target, may_edit="benefits.edit"))
    names = ("owner", "initiative__owner", "initiative__department", "proof", "counted_in")
    found = rows.select_related(*names).filter(reference=reference).first()
    if found is None:
        raise NotFound()
    return found


def readings_of(target: Target) -> list[Reading]:
    """The newest READINGS_SHOWN, newest first."""
    rows = Reading.objects.filter(target=target).select_related("by").order_by("-as_of", "-id")
    return list(rows[:READINGS_SHOWN])


def counts_of(target: Target, user: Any) -> list[Target]:
    """What is counted in this one, as far as `user` may see it."""
    return list(Target.objects.visible_to(user).filter(counted_in=target).order_by("id"))


def computed_forecast(found: Any) -> Any:
    """Of an instance that `benefit_for` gave."""
    return projected(
        baseline=found.baseline,
        begun_on=found.initiative.starts_on,
        value=found.value,
        as_of=found.as_of,
        due_on=found.due,
    )


def shown(row: dict[str, Any]) -> dict[str, Any]:
    """A row of ROW with its words and its computed forecast."""
    state = BenefitState.REALISED if row["realised_on"] else BenefitState.OPEN
    own = "owner" if row["owner__reference"] else "initiative__owner"
    return row | {
        "state": state.value,
        "look": BENEFIT_LOOKS[state],
        "owner_name": person_name(row, own),
        "owner_reference": row[f"{own}__reference"],
        "department_name": in_language(row, "initiative__department__name"),
        "computed_forecast": projected(
            baseline=row["baseline"],
            begun_on=row["initiative__starts_on"],
            value=row["value"],
            as_of=row["as_of"],
            due_on=row["due"],
        ),
    }


def sums_of(rows: Any) -> list[Sum]:
    """The sums of rows of `benefits_of`, drafts left out; one query."""
    numbers = ("unit", "better", "baseline", "target_value", "forecast", "value", "proof__value")
    found = rows.exclude(initiative__state=InitiativeState.DRAFT).order_by().values(*numbers, "counted_in")
    return sums(
        Counting(
            unit=row["unit"],
            better=row["better"],
            baseline=row["baseline"],
            target=row["target_value"],
            forecast=row["forecast"],
            actual=row["value"],
            realised=row["proof__value"],
            counted_elsewhere=row["counted_in"] is not None,
        )
        for row in found
    )
