"""The floor: the rows of the ticket list by bare psycopg and orjson, without rights, filters, links or language.

A WSGI application; runs in the bench's own environment, which has neither Django nor the portal.
"""

import os
from collections.abc import Callable, Iterable
from typing import Any
from urllib.parse import parse_qs

import orjson
from psycopg.rows import dict_row
from psycopg_pool import ConnectionPool

ROWS = """
    SELECT t.reference AS id, t.title, t.kind, t.state, t.opened_at, t.resolved_at, t.next_due_at, t.external_id,
        t.customer_key, t.version, s.reference AS service, s.name_en AS service_name, d.reference AS department,
        d.name_en AS department_name, r.reference AS requester, r.full_name AS requester_name,
        o.reference AS owner, o.full_name AS owner_name, f.reference AS first_owner, f.full_name AS first_owner_name
    FROM tickets_ticket t
    JOIN tickets_catalogueservice s ON s.id = t.service_id
    JOIN people_department d ON d.id = t.department_id
    JOIN people_user r ON r.id = t.requester_id
    LEFT JOIN people_user o ON o.id = t.owner_id
    LEFT JOIN people_user f ON f.id = t.first_owner_id
"""
STATEMENTS = {
    "all": ROWS + "ORDER BY t.queue_at, t.id LIMIT 50",
    "open": ROWS + "WHERE t.state IN ('new', 'in_progress', 'waiting') ORDER BY t.queue_at, t.id LIMIT 50",
    "one": ROWS + "WHERE t.reference = %(q)s",
    "search": ROWS + "WHERE t.search @@ %(q)s::tsquery ORDER BY t.queue_at, t.id LIMIT 50",
}
pool = ConnectionPool(os.environ["DATABASE_URL"], min_size=1, max_size=8, open=True, kwargs={"row_factory": dict_row})


def application(environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
    asked = parse_qs(environ["QUERY_STRING"])
    statement = STATEMENTS.get(environ["PATH_INFO"].strip("/"))
    rows = []
    if statement:
        with pool.connection() as connection:
            rows = connection.execute(statement, {"q": asked.get("q", [""])[0]}).fetchall()
    body = orjson.dumps({"results": rows})
    start("200 OK", [("Content-Type", "application/json"), ("Content-Length", str(len(body)))])
    return [body]
