"""A WSGI application; runs in the bench's own environment, which has neither Django nor the portal."""

import os
from collections.abc import Callable, Iterable
from typing import Any
from urllib.parse import parse_qs

import orjson
from psycopg.rows import dict_row
from psycopg_pool import ConnectionPool

from bench.floor import company, customers, tickets

AREAS = (company, customers, tickets)
STATEMENTS: dict[str, tuple[str, ...]] = {name: each for area in AREAS for name, each in area.STATEMENTS.items()}
# Each statement is planned once for a connection.
SETTINGS = {"row_factory": dict_row, "prepare_threshold": 0}
pool = ConnectionPool(os.environ["DATABASE_URL"], min_size=1, max_size=8, open=True, kwargs=SETTINGS)


def application(environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
    """`/name?q=`: the answers of all statements of that name, one after the other."""
    wanted = {"q": parse_qs(environ["QUERY_STRING"]).get("q", [""])[0]}
    found = []
    statements = STATEMENTS.get(environ["PATH_INFO"].strip("/"), ())
    if statements:
        with pool.connection() as connection:
            found = [connection.execute(statement, wanted).fetchall() for statement in statements]
    body = orjson.dumps({"results": found})
    start("200 OK", [("Content-Type", "application/json"), ("Content-Length", str(len(body)))])
    return [body]
