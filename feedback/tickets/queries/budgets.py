"""Budgets of the fast lane, the company's first, then the departments' from the top down."""

from typing import Any, NamedTuple

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import F, OuterRef
from django.db.models.functions import JSONObject

from feedback.tickets.models import JumpPolicy
from feedback.tickets.queries.rows import Ref
from portal.core.names import either, in_language
from portal.core.reading import Beside, values_of
from portal.core.wording import one_reader

_THROUGH: Any = JumpPolicy.informs.through
INFORMED = Beside(
    informed=ArraySubquery(
        _THROUGH.objects.filter(jumppolicy=OuterRef("pk"))
        .order_by("department__path")
        .values(each=JSONObject(id="department__reference", en="department__name_en", zh="department__name_zh"))
    )
)
_NUMBERS = ("per_person", "per_department", "days", "acknowledge_minutes")
_DEPARTMENT = ("department__reference", "department__name_en", "department__name_zh")


class Budget(NamedTuple):
    department: Ref | None
    per_person: int
    per_department: int
    days: int
    acknowledge_minutes: int
    informs: list[Ref]


def budgets() -> list[Budget]:
    rows = JumpPolicy.objects.order_by(F("department__path").asc(nulls_first=True))
    found = values_of(rows.annotate(**INFORMED).values(*_NUMBERS, *_DEPARTMENT, "informed"))
    with one_reader():
        return [_budget(values) for values in found]


def _budget(values: dict[str, Any]) -> Budget:
    reference = values["department__reference"]
    department = Ref(reference, in_language(values, "department__name")) if reference else None
    informs = [Ref(each["id"], either(each["en"], each["zh"])) for each in values["informed"]]
    return Budget(department=department, informs=informs, **{name: values[name] for name in _NUMBERS})
