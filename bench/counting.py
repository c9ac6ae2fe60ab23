"""How many SQL queries a request makes: asked in this process, caches warm."""

from __future__ import annotations

from typing import Any

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from bench.load import Make, Unexpected


def queries(make: Make) -> int:
    client = Client()
    _ask(client, make)
    with CaptureQueriesContext(connection) as captured:
        _ask(client, make)
    return len(captured)


def _ask(client: Client, make: Make) -> None:
    request = make()
    headers: dict[str, Any] = dict(request.headers)
    kind = headers.pop("Content-Type", "application/octet-stream")
    answer = client.generic(request.method, request.path, request.body, content_type=kind, headers=headers)
    if answer.status_code != request.status:
        raise Unexpected(f"{request.method} {request.path} answered {answer.status_code} in this process.")
