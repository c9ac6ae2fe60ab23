"""Short ways to call REST, and to look at what it refuses."""

from __future__ import annotations

import json
from typing import Any

from django.test import Client

PROBLEM = "application/problem+json"


def send(client: Client, method: str, path: str, body: Any = None, **headers: str) -> Any:
    """`If_Match="…"` becomes the header If-Match."""
    return client.generic(
        method,
        path,
        json.dumps(body if body is not None else {}),
        content_type="application/json",
        headers={name.replace("_", "-"): value for name, value in headers.items()},
    )


def check_problem(response: Any, status: int, code: str = "") -> dict[str, Any]:
    """An RFC 9457 document with our own members; gives it."""
    assert response.status_code == status, response.content[:500]
    assert response["Content-Type"].startswith(PROBLEM)
    problem: dict[str, Any] = response.json()
    assert set(problem) <= {"type", "title", "status", "code", "errors", "detail"}
    assert problem["status"] == status
    assert problem["type"] == f"urn:portal:{problem['code']}"
    assert problem["title"]
    assert not code or problem["code"] == code
    return problem
