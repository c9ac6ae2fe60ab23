"""Contacts from uploaded files: preview, import, stop. Files, jobs and limits are those of every import."""

import datetime as dt
from typing import Any

from feedback.customers.services.importing.batch import CONTACTS_LOCK
from feedback.customers.services.importing.columns import TABLES
from feedback.customers.services.importing.plan import ContactPlan, make_plan
from feedback.customers.services.importing.writing import write_plan
from portal.people.access import require
from portal.people.models import User
from portal.people.services.importing.keeping import previewed_start, uploads_start
from portal.people.services.importing.running import read_uploads, refuse_broken
from portal.people.services.writing import lock
from portal.records.jobs import JobRun, job_cancel, own_job
from portal.records.models import Job

PREVIEW = "customers.contacts_preview"
APPLY = "customers.contacts_import"
KINDS = (PREVIEW, APPLY)
TOTAL = 1000


def contacts_upload(*, by: User, now: dt.datetime, uploads: list[Any]) -> Job:
    """Keep the uploads for their uploader alone and start the preview. Refuses what is no plain workbook or CSV."""
    require(by, "contacts.import")
    return uploads_start(kind=PREVIEW, by=by, now=now, uploads=uploads)


def contacts_apply(*, by: User, now: dt.datetime, job: str) -> Job:
    """Do what the preview showed. A second time gives the same job. Refuses one with broken rules."""
    require(by, "contacts.import")
    return previewed_start(kinds=KINDS, by=by, now=now, job=job)


def contacts_cancel(*, by: User, now: dt.datetime, job: str) -> Job:
    """Stop an own import; what it had written is gone. Refuses `job_ended`."""
    require(by, "contacts.import")
    own_job(by=by, reference=job, kinds=KINDS)
    return job_cancel(by=by, now=now, job=job)


def run_preview(run: JobRun) -> dict[str, Any]:
    """Counts, or the broken rules. Writes nothing."""
    plan = _plan(run)
    return {"counts": plan.counts(), "changes": plan.changes()}


def run_apply(run: JobRun) -> dict[str, Any]:
    """All of it in the job's transaction."""
    lock(CONTACTS_LOCK)
    plan = _plan(run)
    counts, changes = plan.counts(), plan.changes()
    if changes:
        write_plan(plan, by=_owner(run), now=run.now, step=lambda: run.progress(TOTAL * 3 // 4, TOTAL))
    return {"counts": counts, "changes": changes}


def _plan(run: JobRun) -> ContactPlan:
    # Between upload and work the role may have gone.
    require(_owner(run), "contacts.import")
    content = read_uploads(run, TABLES)
    rows = content.of("contacts")
    plan = make_plan(rows, content.errors, by=_owner(run), now=run.now, step=lambda: run.progress(TOTAL // 2, TOTAL))
    refuse_broken(content.errors)
    return plan


def _owner(run: JobRun) -> User:
    owner: User = run.job.owner
    return owner
