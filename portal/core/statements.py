"""Reads whose SQL is made once in a process.

Django makes the SQL of a queryset anew for each call: for what every request asks (who calls, with which roles) that
took longer than PostgreSQL's answer and the rest of the request together. PostgreSQL keeps them, too (`core.reading`).
Rows come out as the queryset gives them.
"""

from __future__ import annotations

from collections.abc import Callable
from copy import copy
from typing import Any, ClassVar, NamedTuple

from django.db import DEFAULT_DB_ALIAS, connections
from django.db.models import Model, QuerySet
from django.db.models.expressions import RawSQL

from portal.core.reading import fetched


class Written:
    """Annotations of a model whose SQL is made once: cards of a detail page are a dozen subqueries, always the same.

    `make` gives them by name. They may name the outer row by OuterRef, and depend on nothing else: not on a reader, a
    time or a language.
    """

    def __init__(self, model: type[Model], make: Callable[[], dict[str, Any]]) -> None:
        self._model, self._make = model, make
        self._written: dict[str, RawSQL] | None = None

    def annotations(self) -> dict[str, RawSQL]:
        if self._written is None:
            self._written = {name: self._write(name, each) for name, each in self._make().items()}
        return self._written

    def _write(self, name: str, expression: Any) -> RawSQL:
        query = self._model._default_manager.annotate(**{name: expression}).values(name).query
        compiler: Any = query.get_compiler(using=DEFAULT_DB_ALIAS)
        compiler.as_sql()
        found, (sql, params), _alias = compiler.select[0]
        return RawSQL(sql, params, output_field=found.output_field)  # noqa: S611  Django's own writing


class _Compiled(NamedTuple):
    rows: Any
    iterable: Any
    compiler: Any
    sql: str
    converters: Any
    # The number of the value that stands at each place, or the constant itself.
    places: tuple[tuple[int | None, Any], ...]


class Statement:
    """A queryset of values that change from call to call.

    `build` makes it from one argument for each of `examples`; an example has the type of its argument and occurs
    nowhere else in the statement. The SQL must depend on nothing but those: not on the language, not on whether an
    argument is empty.
    """

    def __init__(self, build: Callable[..., QuerySet[Any]], *examples: Any) -> None:
        self._build, self._examples = build, examples
        self._compiled: _Compiled | None = None

    def rows(self, *values: Any) -> list[Any]:
        """What `build(*values)` would read, by one query."""
        made = self._compiled or self._compile()
        return list(made.iterable(_Asked(made, values)))

    def first(self, *values: Any) -> Any:
        """The first row, or None. The statement's own limit says how many are read."""
        return next(iter(self.rows(*values)), None)

    def _compile(self) -> _Compiled:
        rows: Any = self._build(*self._examples)
        iterable = rows._iterable_class  # noqa: SLF001  instances, values or tuples: as the queryset would
        compiler: Any = rows.query.get_compiler(using=rows.db)
        sql, params = compiler.as_sql()
        places = tuple(self._place(param) for param in params)
        missing = set(range(len(self._examples))) - {number for number, _constant in places}
        if missing:
            raise ValueError(f"Arguments {sorted(missing)} are no parameters of the statement: {sql}")
        converters = compiler.get_converters([each for each, _sql, _alias in compiler.select[: compiler.col_count]])
        self._compiled = _Compiled(rows, iterable, compiler, sql, converters, places)
        return self._compiled

    def _place(self, param: Any) -> tuple[int | None, Any]:
        for number, example in enumerate(self._examples):
            if type(param) is type(example) and param == example:
                return number, None
        return None, param


class _Asked:
    """As much of a queryset, and of its query, as the iterables of Django ask for: the SQL is there already."""

    _known_related_objects: ClassVar[dict[Any, Any]] = {}

    def __init__(self, made: _Compiled, values: tuple[Any, ...]) -> None:
        params = tuple(constant if number is None else values[number] for number, constant in made.places)
        self.db, self.model = made.rows.db, made.rows.model
        self._fields = made.rows._fields  # noqa: SLF001  names of tuples
        self.query, self._query = self, made.rows.query
        self._compiler = copy(made.compiler)
        self._compiler.connection = connections[self.db]  # each thread has its own
        self._compiler.get_converters = lambda _expressions: made.converters
        self._compiler.execute_sql = lambda *_args, **_words: [fetched(self.db, made.sql, params)]

    def get_compiler(self, using: str) -> Any:
        return self._compiler

    def __getattr__(self, name: str) -> Any:
        return getattr(self._query, name)
