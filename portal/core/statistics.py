"""What PostgreSQL's statistics know of a column of arrays, so that a query is written for the rows that there are."""

from __future__ import annotations

import time

from django.db import connection
from django.db.models import Model

# ANALYZE runs now and then; a process asks as seldom.
SECONDS = 600.0
_kept: dict[tuple[str, str], tuple[float, frozenset[str]]] = {}


def common_elements(model: type[Model], column: str) -> frozenset[str]:
    """The elements that are frequent in `column`, as text. Any other, PostgreSQL believes, is in one row of 200."""
    key = (model._meta.db_table, column)
    now = time.monotonic()
    if key not in _kept or _kept[key][0] < now:
        _kept[key] = (now + SECONDS, _read(*key))
    return _kept[key][1]


def _read(table: str, column: str) -> frozenset[str]:
    with connection.cursor() as sql:
        sql.execute(
            "SELECT most_common_elems::text::text[] FROM pg_stats"
            " WHERE schemaname = current_schema() AND tablename = %s AND attname = %s",
            [table, column],
        )
        row = sql.fetchone()
    return frozenset(row[0] or ()) if row else frozenset()
