"""Work that takes longer than a request: a row that a worker picks up, shows its progress, and ends exactly once.

Each app registers its kinds in `registrations.py`. A job's work and the mark "done" are one transaction: a worker
killed at any point leaves either nothing or everything, and the next worker begins again.
"""

from __future__ import annotations

import datetime as dt
import time
import traceback
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import structlog
from django.conf import settings
from django.db import DatabaseError, connection, connections, transaction
from django.db.models import F, Q
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from portal.core.errors import NotFound, Refused, Text
from portal.core.races import refusal_of_database
from portal.records.models import Job, StoredFile

log = structlog.get_logger(__name__)

# A live job beats every second or at every step; one step (a large statement) may take up to this long.
LEASE = dt.timedelta(seconds=120)
MAX_ATTEMPTS = 3
# A job's parameter: the language in which its owner reads why it was refused.
LANGUAGE = "language"
OPEN = (Job.State.WAITING, Job.State.RUNNING)


@dataclass(frozen=True)
class JobKind:
    """`run(run)` does the work and returns the result (JSON); it raises Refused to end without a trace."""

    code: str
    label: Text
    run: Callable[[JobRun], dict[str, Any]]


KINDS: dict[str, JobKind] = {}


def register_job(kind: JobKind) -> None:
    if KINDS.setdefault(kind.code, kind) != kind:
        raise ValueError(f"Job kind {kind.code} is registered twice")


class Cancelled(Exception):
    """The owner asked to stop."""


class Refusal(Refused):
    """A job's answer that holds more than a sentence: `detail` is kept as the job's result."""


@dataclass
class JobRun:
    """What a kind works with. `now` is when this attempt began."""

    job: Job
    now: dt.datetime
    _side: Any = field(default=None, repr=False)
    _beat: float = 0.0

    def progress(self, done: int, total: int) -> None:
        """Show how far it is, beat, and stop (Cancelled) when the owner asked to. Cheap: once a second at most."""
        if time.monotonic() - self._beat < 1:
            return
        self._beat = time.monotonic()
        # A connection of its own: the work's transaction would hide it until the end.
        if self._side is None:
            self._side = connections.create_connection("default")
        with self._side.cursor() as cursor:
            cursor.execute(
                "UPDATE records_job SET done = %s, total = %s, heartbeat_at = now()"
                " WHERE id = %s AND attempts = %s RETURNING cancel_requested",
                [done, total, self.job.pk, self.job.attempts],
            )
            row = cursor.fetchone()
        if row and row[0]:
            raise Cancelled()

    def close(self) -> None:
        if self._side is not None:
            self._side.close()
            self._side = None


def job_start(
    *, kind: str, by: Any, now: dt.datetime, params: dict[str, Any] | None = None, file: StoredFile | None = None
) -> Job:
    """Write a job; a worker picks it up within seconds. Whether `by` may is the calling verb's question."""
    if kind not in KINDS:
        raise ValueError(f"No job kind {kind}")
    return Job.objects.create(kind=kind, owner=by, params=params or {}, file=file, created_at=now)


def own_job(*, by: Any, reference: str, kinds: tuple[str, ...]) -> Job:
    """The job with this reference if it is one's own and of these kinds, else NotFound."""
    job = Job.objects.filter(owner=by, reference=reference, kind__in=kinds).select_related("file").first()
    if job is None:
        raise NotFound()
    return job


def job_cancel(*, by: Any, now: dt.datetime, job: str) -> Job:
    """Stop an own job: at once while it waits, at its next step while it runs. Refuses `job_ended`."""
    with transaction.atomic():
        row = Job.objects.select_for_update().filter(owner=by, reference=job).first()
        if row is None:
            raise NotFound()
        if row.state == Job.State.WAITING:
            row.state, row.ended_at = Job.State.CANCELLED, now
        elif row.state == Job.State.RUNNING:
            row.cancel_requested = True
        else:
            raise Refused("job_ended", _("This has ended already, so there is nothing to stop."))
        row.save(update_fields=["state", "ended_at", "cancel_requested"])
    return row


def jobs_run(*, now: Callable[[], dt.datetime], limit: int = 10) -> int:
    """Do waiting jobs, and those whose worker died, one after the other. The number of jobs taken."""
    for count in range(limit):
        job = _claim(now())
        if job is None:
            return count
        _work(JobRun(job, now()), now)
    return limit


def _claim(now: dt.datetime) -> Job | None:
    """Take the oldest open job: waiting, or running without a heartbeat for the length of the lease."""
    free = Q(state=Job.State.WAITING) | Q(state=Job.State.RUNNING, heartbeat_at__lt=now - LEASE)
    with transaction.atomic():
        rows = Job.objects.filter(free, kind__in=KINDS).order_by("id")
        job = rows.select_for_update(skip_locked=True, of=("self",)).first()
        if job is None:
            return None
        job.attempts += 1
        job.heartbeat_at = now
        job.state = Job.State.RUNNING
        job.save(update_fields=["attempts", "heartbeat_at", "state"])
    return job


def _work(run: JobRun, now: Callable[[], dt.datetime]) -> None:
    with translation.override(run.job.params.get(LANGUAGE) or translation.get_language() or settings.LANGUAGE_CODE):
        _work_in_language(run, now)


def _work_in_language(run: JobRun, now: Callable[[], dt.datetime]) -> None:
    job = run.job
    try:
        if job.attempts > MAX_ATTEMPTS:
            raise Refused("worker_died", _("This was begun several times and never came to its end."))
        with transaction.atomic():
            # The limits of a web request are too short for a job.
            with connection.cursor() as cursor:
                cursor.execute("SET LOCAL statement_timeout = '300s'")
                cursor.execute("SET LOCAL idle_in_transaction_session_timeout = 0")
            result = KINDS[job.kind].run(run)
            _end(job, Job.State.DONE, result, now())
    except Cancelled:
        _end(job, Job.State.CANCELLED, {}, now())
    except Superseded:
        log.warning("job_superseded", job=job.reference)
    except Exception as exc:  # noqa: BLE001  (whatever a job raises ends the job, not the worker)
        _end(job, Job.State.REFUSED, _result_of(job, exc), now())
    finally:
        run.close()


class Superseded(Exception):
    """Another worker took the job over; what this one did is rolled back."""


def _end(job: Job, state: Job.State, result: dict[str, Any], now: dt.datetime) -> None:
    mine = Job.objects.filter(pk=job.pk, state=Job.State.RUNNING, attempts=job.attempts)
    changes: dict[str, Any] = {"state": state, "result": result, "ended_at": now}
    if state == Job.State.DONE:
        changes["done"] = F("total")
    if not mine.update(**changes) and state == Job.State.DONE:
        raise Superseded()


def _result_of(job: Job, exc: Exception) -> dict[str, Any]:
    """What the owner reads. A fault is logged without its words: a database's message quotes people's data."""
    refusal = exc if isinstance(exc, Refused) else None
    if refusal is None and isinstance(exc, DatabaseError):
        refusal = refusal_of_database(exc)
    if refusal is not None:
        return {"code": refusal.code, "message": str(refusal.message), **refusal.detail}
    frames = "".join(traceback.format_tb(exc.__traceback__)[-6:])
    log.error("job_failed", job=job.reference, kind=job.kind, exception=type(exc).__name__, frames=frames)
    return {"code": "fault", "message": ""}
