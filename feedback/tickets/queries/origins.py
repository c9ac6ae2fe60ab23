"""Back office first: where what went wrong for customers began, by department and step."""

from __future__ import annotations

import datetime as dt
from typing import Any, NamedTuple

from django.db.models import Count, F, Q, Sum, Value
from django.db.models.functions import Coalesce, NullIf

from feedback.tickets.choices import FailureKind
from feedback.tickets.models import Charge
from feedback.tickets.queries.reporting import Asked
from feedback.tickets.queries.rows import Ref
from portal.core.names import in_language

# A ticket without a customer number stands for a customer of its own.
CUSTOMER = Coalesce(NullIf(F("failure__ticket__customer_key"), Value("")), F("failure__ticket__reference"))
VALUES = (
    "id", "at", "minutes", "number", "failure__kind", "failure__minutes", "failure__settled",
    "failure__ticket__reference", "failure__ticket__title",
    "department__reference", "department__name_en", "department__name_zh",
)  # fmt: skip


class Origin(NamedTuple):
    """One step of one department, and what began there."""

    reference: str
    department: str
    step: int
    customers: int
    minutes: int
    failures: int
    kinds: dict[str, int]


def origins(user: Any, asked: Asked) -> list[Origin]:
    """By department and number of the step, most customers harmed first, then most minutes: one query."""
    rows = Charge.objects.visible_to(user).filter(asked.within("at"))
    kinds = {f"of_{kind}": Count("failure", filter=Q(failure__kind=kind)) for kind in FailureKind.values}
    counted = (
        asked.narrowed(rows, service="failure__ticket__service")
        .values("department__reference", "department__name_en", "department__name_zh", "number")
        .annotate(customers=Count(CUSTOMER, distinct=True), lost=Sum("minutes"), failures=Count("failure"), **kinds)
        .order_by("-customers", "-lost", "department__reference", "number")
    )
    return [
        Origin(
            row["department__reference"],
            in_language(row, "department__name"),
            row["number"],
            row["customers"],
            row["lost"],
            row["failures"],
            {kind: row[f"of_{kind}"] for kind in FailureKind.values},
        )
        for row in counted
    ]


class ChargeRow(NamedTuple):
    """A failure, as far as one step answers for it."""

    at: dt.datetime
    kind: str
    ticket: Ref
    department: Ref
    step: int
    minutes: int
    failure_minutes: int
    settled: bool

    @property
    def kind_label(self) -> str:
        return str(FailureKind(self.kind).label)


def charge_row(values: dict[str, Any]) -> ChargeRow:
    return ChargeRow(
        values["at"],
        values["failure__kind"],
        Ref(values["failure__ticket__reference"], values["failure__ticket__title"]),
        Ref(values["department__reference"], in_language(values, "department__name")),
        values["number"],
        values["minutes"],
        values["failure__minutes"],
        values["failure__settled"],
    )
