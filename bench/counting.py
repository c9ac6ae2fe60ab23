"""How many SQL queries a request makes: asked in this process, caches warm."""

from __future__ import annotations

from typing import Any

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from bench.load import Make, Unexpected
from feedback.tickets.queries import counters
from portal.people.access import access_of
from portal.people.models import User


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


def queue_counters(overseer: int) -> tuple[int, int]:
    """How many queues are counted, and by how many queries, for somebody who sees all of them."""
    user = User.objects.get(pk=overseer)
    access_of(user)
    with CaptureQueriesContext(connection) as captured:
        counted = counters.queue_counters(user, now=timezone.now())
    return len(counted), len(captured)
