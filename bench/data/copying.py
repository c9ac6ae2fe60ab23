"""COPY into Django's tables, without the indexes and foreign keys that would be kept up row by row."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from itertools import islice
from typing import Any

import psycopg
from django.db import models
from psycopg import sql

from bench.data.growth import BEHIND_ALL

NULL = "\\N"
BLOCK = 5_000

INDEXES = """
    SELECT c.relname, pg_get_indexdef(i.indexrelid) FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid
    WHERE i.indrelid = ANY(%s::regclass[]) AND NOT i.indisunique
        AND NOT EXISTS (SELECT FROM pg_constraint WHERE conindid = i.indexrelid)
"""
FOREIGN_KEYS = """
    SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid) FROM pg_constraint
    WHERE conrelid = ANY(%s::regclass[]) AND contype = 'f'
"""


def copy_rows(
    connection: psycopg.Connection[Any], model: type[models.Model], names: Sequence[str], lines: Iterable[str]
) -> None:
    """Write `lines` (values of the fields `names`, joined by tabs); every other field gets its model's default."""
    rest = [field for field in model._meta.concrete_fields if field.attname not in names and _written(field)]
    tail = "".join("\t" + _default(field) for field in rest) + "\n"
    columns = {field.attname: field.column for field in model._meta.concrete_fields}
    statement = sql.SQL("COPY {} ({}) FROM STDIN").format(
        sql.Identifier(model._meta.db_table),
        sql.SQL(", ").join(
            map(sql.Identifier, [*(columns[name] for name in names), *(field.column for field in rest)])
        ),
    )
    walk = iter(lines)
    with connection.cursor().copy(statement) as copy:
        while block := list(islice(walk, BLOCK)):
            copy.write(tail.join(block) + tail)


def _written(field: Any) -> bool:
    """An id without a value and a column with a default of the database are the database's business."""
    return not field.primary_key and field.db_default is models.NOT_PROVIDED


def _default(field: Any) -> str:
    value = field.get_default()
    if value is None:
        return NULL
    if field.unique:
        raise ValueError(f"{field} is unique: give it a value.")
    if isinstance(value, bool):
        return "t" if value else "f"
    if isinstance(field, models.JSONField):
        return json.dumps(value)
    return "{}" if isinstance(value, list) else str(value)


@contextmanager
def without_brakes(connection: psycopg.Connection[Any], *tables: type[models.Model]) -> Iterator[None]:
    """Drop plain indexes and foreign keys, disable triggers; make all of it again afterwards: that checks each row."""
    names = [model._meta.db_table for model in tables]
    connection.execute("SET maintenance_work_mem = '1GB'")
    indexes = connection.execute(INDEXES, [names]).fetchall()
    keys = connection.execute(FOREIGN_KEYS, [names]).fetchall()
    for table in names:
        connection.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
    for table, name, _definition in keys:
        connection.execute(f'ALTER TABLE {table} DROP CONSTRAINT "{name}"')
    for name, _definition in indexes:
        connection.execute(f'DROP INDEX "{name}"')
    yield
    for _name, definition in indexes:
        connection.execute(definition)
    for table, name, definition in keys:
        connection.execute(f'ALTER TABLE {table} ADD CONSTRAINT "{name}" {definition}')
    for table in names:
        connection.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")
        serial = f"pg_get_serial_sequence('{table}', 'id')"
        connection.execute(f"SELECT setval({serial}, greatest(nextval({serial}), {BEHIND_ALL}))")
