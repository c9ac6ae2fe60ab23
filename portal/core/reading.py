"""Rows as psycopg gives them: what a list reads, and what every request asks, without Django's walk over each row.

A list of fifty tickets read as values cost 1.2 ms of Python; its SQL made and its rows fetched here cost half of that.
A statement without parameters is kept by PostgreSQL, too: planning it took as long as reading its rows. One with
parameters is planned anew where the best way depends on them, as that of a list does.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import psycopg
from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import EmptyResultSet, FullResultSet
from django.db import NotSupportedError, connections
from django.db.models import JSONField, QuerySet
from django.db.models.expressions import Col
from django.db.models.query import ValuesIterable

# What psycopg reads from PostgreSQL's binary form as it does from its text; Django's own readers know text alone.
IN_BINARY = frozenset({
    "BigAutoField", "IntegerField", "BigIntegerField", "SmallIntegerField", "PositiveIntegerField",
    "PositiveSmallIntegerField", "BooleanField", "CharField", "TextField", "DateTimeField", "DateField",
    "FloatField", "DecimalField", "ForeignKey", "OneToOneField",
})  # fmt: skip

Row = tuple[Any, ...]


# Parameters of these types are understood by what they are compared with, as they are as part of the text.
BOUND = frozenset({str, int, bool, dt.datetime, dt.date})


class Direct(psycopg.Cursor[Any]):
    """A cursor that the server binds the parameters for. What it keeps it has parsed once for a connection."""

    binary = False
    kept = False
    logged = False

    def execute(self, query: Any, params: Any = None, **_words: Any) -> Any:
        found = super().execute(query, params, prepare=self.kept, binary=self.binary)
        if self.logged:
            whole = psycopg.ClientCursor(self.connection).mogrify(query, params)
            self._query: Any = _Said(whole.encode())
        return found


class _Said(NamedTuple):
    """What Django's log of statements reads of a cursor; of a kept statement psycopg has only the name."""

    query: bytes


class Beside(dict[str, Any]):
    """Annotations of a list that are the same for every reader, time and language, so that their SQL is made once."""


def with_more(beside: Mapping[str, Any], **more: Any) -> Mapping[str, Any]:
    """Both; the same for everybody if `beside` is and what is added is."""
    kind = Beside if isinstance(beside, Beside) or not beside else dict
    return kind(beside, **more)


class _Read(NamedTuple):
    """What rows are made of: their names, whether they come in binary form, and what Django makes of them then."""

    names: list[str]
    binary: bool
    of_binary: Any
    of_text: Any


# The one column of a count.
_NUMBER = _Read(["count"], binary=True, of_binary=None, of_text=None)


class _Kept(NamedTuple):
    """A list's statement but for its conditions, and what its rows are made of."""

    head: str
    tail: str
    params: tuple[Any, ...]
    columns: _Read
    # Held, so that the identities in the key stay theirs.
    beside: Beside | None


_KEPT: dict[Any, _Kept | None] = {}


def read(
    rows: QuerySet[Any], values: Sequence[str], beside: Mapping[str, Any], marks: Sequence[str], limit: int
) -> list[dict[str, Any]]:
    """`rows.annotate(**beside).values(*values).order_by(*marks)[:limit]`; of a plain list only the conditions are made.

    Plain: `rows` has conditions on its own table alone, and `beside` is a Beside or empty.
    """
    kept = _kept(rows, tuple(values), beside, tuple(marks)) if is_plain(rows.query) else None
    if kept is None:
        return values_of(rows.annotate(**beside).values(*values).order_by(*marks)[:limit])
    compiler: Any = rows.query.get_compiler(using=rows.db)
    condition = _condition(compiler, rows.query)
    if condition is None:
        return []
    where, params = condition
    sql = f"{kept.head}{where}{kept.tail} LIMIT {int(limit)}"
    return _rows(compiler, sql, (*kept.params, *params), kept.columns)


def counted(rows: QuerySet[Any], limit: int) -> int:
    """`rows.order_by()[:limit].count()`; of plain rows only the conditions are made, as in `read`."""
    if not is_plain(rows.query):
        return rows.order_by()[:limit].count()
    compiler: Any = rows.query.get_compiler(using=rows.db)
    condition = _condition(compiler, rows.query)
    if condition is None:
        return 0
    where, params = condition
    table = compiler.connection.ops.quote_name(rows.model._meta.db_table)
    sql = f"SELECT count(*) FROM (SELECT 1 FROM {table}{where} LIMIT {int(limit)}) AS counted"  # noqa: S608
    [[found]], _converters = _raw(compiler, sql, params, _NUMBER)
    return int(found)


def is_plain(query: Any) -> bool:
    table = query.get_meta().db_table
    shaped = query.combinator or query.distinct or query.is_sliced or query.annotations or query.extra
    windows = query.where.contains_aggregate or query.where.contains_over_clause
    joined = any(alias != table and query.alias_refcount[alias] for alias in query.alias_map)
    return not (shaped or windows or joined or query.group_by or query.select_for_update)


def _condition(compiler: Any, query: Any) -> tuple[str, Sequence[Any]] | None:
    """` WHERE …` and its parameters; nothing where every row is wanted, None where none can be."""
    try:
        where, params = compiler.compile(query.where) if query.where else ("", ())
    except EmptyResultSet:
        return None
    except FullResultSet:
        return "", ()
    return (f" WHERE {where}", params) if where else ("", ())


def _kept(rows: Any, values: tuple[str, ...], beside: Mapping[str, Any], marks: tuple[str, ...]) -> _Kept | None:
    if beside and not isinstance(beside, Beside):
        return None
    key = rows.model, values, tuple((name, id(each)) for name, each in beside.items()), marks
    if key not in _KEPT:
        _KEPT[key] = _keep(rows, values, beside, marks)
    return _KEPT[key]


def _keep(rows: Any, values: Sequence[str], beside: Any, marks: Sequence[str]) -> _Kept | None:
    """None where conditions don't stand between the two parts: the order needs a join or a value, rows are grouped."""
    plain = QuerySet(rows.model, using=rows.db).annotate(**beside).values(*values)
    compiler: Any = plain.order_by().query.get_compiler(using=rows.db)
    head, params = compiler.as_sql()
    whole, all_params = plain.order_by(*marks).query.get_compiler(using=rows.db).as_sql()
    tail = whole.removeprefix(head)
    if not tail.startswith(" ORDER BY ") or all_params != params or plain.query.group_by is not None:
        return None
    return _Kept(head, tail, tuple(params), _columns(compiler, plain.query), beside or None)


def values_of(rows: QuerySet[Any]) -> list[dict[str, Any]]:
    """What `list(rows)` gives of a queryset that reads values."""
    compiler: Any = rows.query.get_compiler(using=rows.db)
    try:
        sql, params = compiler.as_sql()
    except EmptyResultSet:
        return []
    return _rows(compiler, sql, params, _columns(compiler, rows.query))


def _columns(compiler: Any, query: Any) -> _Read:
    expressions = [each for each, _sql, _alias in compiler.select[: compiler.col_count]]
    converters = compiler.get_converters(expressions)
    left = {n: each for n, each in converters.items() if not is_json(each[1])}
    return _Read(names_of(query), all(map(reads_binary, expressions)), left, converters)


def _rows(compiler: Any, sql: str, params: Any, columns: _Read) -> list[dict[str, Any]]:
    found, converters = _raw(compiler, sql, params, columns)
    whole = compiler.apply_converters(found, converters) if converters else found
    # What only the order needs stands behind what is read.
    return [dict(zip(columns.names, row, strict=False)) for row in whole]


def _raw(compiler: Any, sql: str, params: Any, columns: _Read) -> tuple[list[Row], Any]:
    converters = columns.of_binary if columns.binary else columns.of_text
    if not params:
        return fetched(compiler.using, sql, (), binary=columns.binary), converters
    if columns.binary and BOUND.issuperset(map(type, params)):
        # Planned for these parameters: the best way depends on them.
        return _fetched(compiler.connection, sql, params, binary=True, kept=False), converters
    with compiler.connection.cursor() as cursor:
        cursor.execute(sql, params)
        return cursor.fetchall(), columns.of_text


def is_of_values(rows: Any) -> bool:
    return getattr(rows, "_iterable_class", None) is ValuesIterable and rows._result_cache is None  # noqa: SLF001


def names_of(query: Any) -> list[str]:
    """In the order of the columns, as Django's own iterable has them."""
    return list(query.selected or [*query.extra_select, *query.values_select, *query.annotation_select])


def reads_binary(expression: Any) -> bool:
    """Whether a column comes out of PostgreSQL's binary form as it does out of text."""
    if isinstance(expression, Col):
        return expression.target.get_internal_type() in IN_BINARY or is_json(expression)
    return getattr(expression, "reads_binary", False) or is_json(expression)


def is_json(expression: Any) -> bool:
    """JSON or a list of it: from its binary form psycopg makes what Django makes of its text."""
    field = expression.output_field
    field = field.base_field if isinstance(field, ArrayField) else field
    return type(field) is JSONField and field.decoder is None


def fetched(using: str, sql: str, params: Any, *, binary: bool = False) -> list[Row]:
    """All rows of a statement that PostgreSQL keeps. Its best plan must not depend on `params`."""
    try:
        return _fetched(connections[using], sql, params, binary=binary, kept=True)
    except NotSupportedError:
        # A column has another type since this connection kept the statement. A new connection knows nothing of it.
        if connections[using].in_atomic_block:
            raise
        connections[using].close()
        return _fetched(connections[using], sql, params, binary=binary, kept=True)


def _fetched(connection: Any, sql: str, params: Any, *, binary: bool, kept: bool) -> list[Row]:
    connection.close_if_health_check_failed()
    connection.ensure_connection()
    direct = Direct(connection.connection)
    direct.binary, direct.kept, direct.logged = binary, kept, connection.queries_logged
    with connection._prepare_cursor(direct) as cursor:  # noqa: SLF001  counted and wrapped as every other
        cursor.execute(sql, params)
        found: list[Row] = cursor.fetchall()
    return found
