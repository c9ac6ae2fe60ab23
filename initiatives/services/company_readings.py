"""Readings of company targets from an uploaded CSV file or workbook: preview, import, stop; all rows or none."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from django.db.models import Q
from django.utils import timezone

from initiatives.models import CompanyReading, CompanyTarget
from initiatives.models.parts import DIGITS, PLACES
from initiatives.models.programmes import EXTERNAL_ID_MAX
from portal.core.refs import normalise
from portal.people.access import require
from portal.people.models import User
from portal.people.services.importing.columns import Broken, Column, nullable, text
from portal.people.services.importing.keeping import previewed_start, uploads_start
from portal.people.services.importing.reading import Errors, Row
from portal.people.services.importing.running import read_uploads, refuse_broken
from portal.people.services.writing import lock
from portal.records.jobs import JobRun, job_cancel, own_job
from portal.records.models import Job
from portal.records.services import event_write

PREVIEW = "initiatives.readings_preview"
APPLY = "initiatives.readings_import"
KINDS = (PREVIEW, APPLY)
READINGS_LOCK = 7_205_001
TOTAL = 1000


def number(value: str) -> Decimal | None:
    """A plain number, with a point; at most what the column holds."""
    if not value:
        return None
    try:
        found = Decimal(value)
    except InvalidOperation:
        raise Broken("bad_number") from None
    if not found.is_finite() or abs(found) >= Decimal(10) ** (DIGITS - PLACES):
        raise Broken("bad_number")
    if found != round(found, PLACES):
        raise Broken("bad_places", places=PLACES)
    return found


def day(value: str) -> date | None:
    if not value:
        return None
    try:
        found = date.fromisoformat(value)
    except ValueError:
        raise Broken("bad_day") from None
    if not 1990 <= found.year <= 2199:
        raise Broken("bad_day")
    return found


READINGS: tuple[Column, ...] = (
    Column("target", text(EXTERNAL_ID_MAX), required=True),
    Column("as_of", day, required=True),
    Column("value", number, required=True),
    Column("source", text(200), required=True),
    Column("external_id", nullable(EXTERNAL_ID_MAX)),
)
TABLES = {"readings": READINGS}


@dataclass
class ReadingsPlan:
    """What the rows would add; `unchanged` counts those that are there already."""

    new: list[CompanyReading] = field(default_factory=list)
    unchanged: int = 0

    def counts(self) -> dict[str, dict[str, int]]:
        return {"readings": {"new": len(self.new), "changed": 0, "unchanged": self.unchanged}}


def readings_upload(*, by: User, now: datetime, uploads: list[Any], apply: bool = False) -> Job:
    """Keep the uploads for their uploader alone and start the preview, or all of it at once.

    Refuses (Malformed) what is no plain workbook or CSV in UTF-8.
    """
    require(by, "programmes.load")
    return uploads_start(kind=APPLY if apply else PREVIEW, by=by, now=now, uploads=uploads)


def readings_apply(*, by: User, now: datetime, job: str) -> Job:
    """Do what the preview showed. A second time gives the same job. Refuses one with broken rules."""
    require(by, "programmes.load")
    return previewed_start(kinds=KINDS, by=by, now=now, job=job)


def readings_cancel(*, by: User, now: datetime, job: str) -> Job:
    """Stop an own import; what it had written is gone. Refuses `job_ended`."""
    require(by, "programmes.load")
    own_job(by=by, reference=job, kinds=KINDS)
    return job_cancel(by=by, now=now, job=job)


def run_preview(run: JobRun) -> dict[str, Any]:
    """Counts, or the broken rules. Writes nothing."""
    plan = _plan(run)
    return {"counts": plan.counts(), "changes": len(plan.new)}


def run_apply(run: JobRun) -> dict[str, Any]:
    """All of it in the job's transaction; of two imports at once the second compares with the first's work."""
    lock(READINGS_LOCK)
    plan = _plan(run)
    write(plan, now=run.now, by=_owner(run))
    return {"counts": plan.counts(), "changes": len(plan.new)}


def _plan(run: JobRun) -> ReadingsPlan:
    # Between upload and work the role may have gone.
    require(_owner(run), "programmes.load")
    content = read_uploads(run, TABLES)
    plan = make_plan(
        content.of("readings"), content.errors, by=_owner(run), now=run.now,
        step=lambda: run.progress(TOTAL // 2, TOTAL),
    )  # fmt: skip
    refuse_broken(content.errors)
    return plan


def _owner(run: JobRun) -> User:
    owner: User = run.job.owner
    return owner


def make_plan(
    rows: list[Row], errors: Errors, *, by: User, now: datetime, step: Callable[[], None] = lambda: None
) -> ReadingsPlan:
    """Compare the rows with what is there; what breaks a rule is noted in `errors`. Two queries, nothing written.

    A row is there already when its external id is, with the same content, or, without one, when a reading of the
    same target has the same day, value and source.
    """
    targets = _targets(rows, by)
    kept = _Kept(set(targets.values()))
    step()
    plan = ReadingsPlan()
    today = timezone.localdate(now)
    seen: dict[tuple[int, Any], Row] = {}
    for row in rows:
        target = targets.get(row.values["target"].lower())
        if target is None:
            errors.add(row.place, "target", "unknown_target", value=row.values["target"])
            continue
        if row.values["as_of"] > today:
            errors.add(row.place, "as_of", "day_ahead")
            continue
        made = _reading(row, target, by, now)
        mark = (target.pk, made.external_id or _content(made))
        if mark in seen:
            errors.add(row.place, "external_id", "value_twice", row=seen[mark].place.row)
            continue
        seen[mark] = row
        before = kept.of(made)
        if before is None:
            plan.new.append(made)
        elif before == _content(made):
            plan.unchanged += 1
        else:
            errors.add(row.place, "external_id", "reading_fixed")
    return plan


def _targets(rows: list[Row], by: User) -> dict[str, CompanyTarget]:
    """Targets that `by` may add readings to, by reference and by external id, lower case."""
    names = {row.values["target"] for row in rows}
    meant = Q(reference__in={normalise(name) for name in names}) | Q(external_id__in=names)
    found: dict[str, CompanyTarget] = {}
    for target in CompanyTarget.objects.permitted(by, "programmes.edit").filter(meant).select_related("programme"):
        found |= {name.lower(): target for name in (target.reference, target.external_id) if name}
    # What was typed may hold look-alikes (I for 1).
    return found | {name.lower(): found[normalise(name).lower()] for name in names if normalise(name).lower() in found}


Content = tuple[date, Decimal, str]


def _content(row: CompanyReading) -> Content:
    return (row.as_of, row.value, row.source)


class _Kept:
    """The readings that are there, of these targets; one query."""

    def __init__(self, targets: set[CompanyTarget]) -> None:
        self.by_id: dict[tuple[int, str], Content] = {}
        self.contents: set[tuple[int, Content]] = set()
        for row in CompanyReading.objects.filter(target__in=targets).iterator():
            self.contents.add((row.target_id, _content(row)))
            if row.external_id:
                self.by_id[row.target_id, row.external_id] = _content(row)

    def of(self, row: CompanyReading) -> Content | None:
        if row.external_id:
            return self.by_id.get((row.target_id, row.external_id))
        return _content(row) if (row.target_id, _content(row)) in self.contents else None


def _reading(row: Row, target: CompanyTarget, by: User, now: datetime) -> CompanyReading:
    values = row.values
    return CompanyReading(
        target=target, value=values["value"], as_of=values["as_of"], source=values["source"],
        external_id=values.get("external_id"), by=by, at=now,
    )  # fmt: skip


def write(plan: ReadingsPlan, *, by: User, now: datetime) -> None:
    """The rows of a plan without broken rules, with one event per programme, in the caller's transaction."""
    CompanyReading.objects.bulk_create(plan.new, batch_size=2_000)
    added: dict[Any, int] = {}
    for row in plan.new:
        added[row.target.programme] = added.get(row.target.programme, 0) + 1
    for programme, count in added.items():
        event_write(subject=programme, verb="programme.loaded", by=by, at=now, data={"readings": count})
