"""Many real connections at once, all let go at the same moment."""

import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from django.db import connection

WAIT_SECONDS = 60.0


def at_once(count: int, work: Callable[[int], Any]) -> list[Any]:
    """What `work(i)` returned or raised for i in 0..count-1; each thread has a connection of its own."""
    leave_no_crowd_behind()
    start = threading.Barrier(count)

    def run(index: int) -> Any:
        try:
            arrive(start)
            return work(index)
        except Exception as exc:  # noqa: BLE001  (the test looks at what came out)
            return exc
        finally:
            connection.close()

    with ThreadPoolExecutor(count) as pool:
        answers = list(pool.map(run, range(count)))
    failed = [answer for answer in answers if isinstance(answer, NotThere)]
    if failed:
        raise failed[0]
    return answers


class NotThere(Exception):
    """A member of the crowd got no connection: then nothing that came out means anything."""


def arrive(start: threading.Barrier) -> None:
    try:
        connection.ensure_connection()
    except Exception as exc:
        start.abort()
        raise NotThere(str(exc)) from exc
    start.wait(timeout=WAIT_SECONDS)


def leave_no_crowd_behind() -> None:
    """Wait until the server has ended an earlier crowd's processes: a closed connection counts until they are gone."""
    end = time.monotonic() + WAIT_SECONDS
    while time.monotonic() < end:
        with connection.cursor() as cursor:
            # By hand, because a snapshot of the statistics stays the same within a transaction.
            cursor.execute("SELECT pg_stat_clear_snapshot()")
            cursor.execute(
                "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )
            if cursor.fetchone() == (0,):
                return
    raise NotThere("connections of an earlier crowd are still open")
