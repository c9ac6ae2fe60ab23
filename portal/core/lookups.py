"""Conditions that Django has no lookup for."""

from collections.abc import Iterable
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.contrib.postgres.fields import ArrayField
from django.db.models import BigIntegerField, BooleanField, F, Func, IntegerField, Q, QuerySet, Subquery, Value
from django.db.models.lookups import Lookup


def any_of(column: str, rows: QuerySet[Any]) -> Q:
    """`column` is one of the values that `rows` read.

    As `column = ANY(ARRAY(…))` the values are read once and then looked up in the column's index, also when the
    condition stands in an OR; of `IN (…)` in an OR PostgreSQL asks every row of the table.
    """
    return Q(_IsAny(F(column), ArraySubquery(rows)))


def one_of(column: str, values: Iterable[int]) -> Q:
    """`column` is one of these numbers, which travel as one parameter however many they are."""
    return Q(_IsAny(F(column), Value(list(values), output_field=ArrayField(BigIntegerField()))))


class _IsAny(Lookup):
    prepare_rhs = False

    def as_sql(self, compiler: Any, connection: Any) -> Any:
        lhs, lhs_params = self.process_lhs(compiler, connection)
        rhs, rhs_params = self.process_rhs(compiler, connection)
        return f"{lhs} = ANY({rhs})", [*lhs_params, *rhs_params]


class Always(Func):
    """True of every row."""

    template = "true"
    arity = 0
    output_field = BooleanField()
    reads_binary = True


def count_of(rows: Any) -> Subquery:
    """How many of `rows`, which name the outer row by OuterRef, without a join."""
    counted = rows.order_by().annotate(counted=Func(template="COUNT(*)", output_field=IntegerField())).values("counted")
    return Subquery(counted, output_field=IntegerField())
