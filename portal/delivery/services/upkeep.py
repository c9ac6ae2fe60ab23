"""Small duties of the background: who lives, one relay at a time, old keys."""

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection

from portal.delivery.models import Heartbeat
from portal.records.models import IdempotencyKey
from portal.records.presence import presences_forget

# Any number that nobody else uses as an advisory lock in this database.
RELAY_LOCK = 5_161_077


def heartbeat_write(*, name: str, now: dt.datetime) -> None:
    Heartbeat.objects.update_or_create(name=name, defaults={"at": now})


@contextmanager
def only_relay() -> Iterator[bool]:
    """Whether this process may relay now. Two would be safe; but each may wait for a slow mail server, and workers
    have other things to do. The lock ends with the connection, so a killed process leaves none behind."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [RELAY_LOCK])
        mine = bool(cursor.fetchone()[0])
        try:
            yield mine
        finally:
            if mine:
                cursor.execute("SELECT pg_advisory_unlock(%s)", [RELAY_LOCK])


def idempotency_keys_expire(*, now: dt.datetime) -> int:
    """Delete keys past their lifetime; how many."""
    deleted, _by_model = IdempotencyKey.objects.filter(created_at__lt=now - IdempotencyKey.LIFETIME).delete()
    return deleted


def forget_what_is_over(*, now: dt.datetime) -> None:
    """What has a lifetime and no other end."""
    idempotency_keys_expire(now=now)
    presences_forget(now=now)
