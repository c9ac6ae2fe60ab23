"""Verbs of an import: upload and preview, apply, stop; and forgetting what was uploaded."""

import datetime as dt
from typing import Any

from django.core.files.storage import default_storage
from django.db import transaction
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from portal.core.errors import Refused
from portal.core.tables import check_upload
from portal.people.access import require
from portal.people.models import User
from portal.people.services.importing.running import APPLY, KINDS, PREVIEW
from portal.records.files import check_uploads, safe_name
from portal.records.jobs import LANGUAGE, job_cancel, job_start, own_job
from portal.records.models import Job, StoredFile

KEPT = dt.timedelta(days=7)
# Kinds of jobs whose uploads go a week after; other areas add theirs.
FORGOTTEN: list[str] = [*KINDS]
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def import_upload(*, by: User, now: dt.datetime, uploads: list[Any], apply: bool = False) -> Job:
    """Keep the uploads (one workbook, or CSV files) for their uploader alone and start the preview, or all of it.

    Refuses (Malformed) no file, too many or too large ones, and what isn't a plain workbook or CSV in UTF-8.
    """
    require(by, "people.import")
    return uploads_start(kind=APPLY if apply else PREVIEW, by=by, now=now, uploads=uploads)


def uploads_start(*, kind: str, by: User, now: dt.datetime, uploads: list[Any]) -> Job:
    """Keep checked uploads for their uploader alone and start a job on them. The calling verb asks who may."""
    if not uploads:
        raise Refused("no_file", _("Choose a workbook or CSV files."), field="files")
    check_uploads(uploads)
    for upload in uploads:
        check_upload(safe_name(upload.name), upload.file)
    with transaction.atomic():
        files = [_keep(upload, by, now) for upload in uploads]
        params = {"files": [file.pk for file in files], LANGUAGE: get_language()}
        return job_start(kind=kind, by=by, now=now, params=params, file=files[0])


def import_apply(*, by: User, now: dt.datetime, job: str) -> Job:
    """Do what the preview `job` showed. A second time gives the same job. Refuses one with broken rules."""
    require(by, "people.import")
    return previewed_start(kinds=(PREVIEW, APPLY), by=by, now=now, job=job)


def previewed_start(*, kinds: tuple[str, str], by: User, now: dt.datetime, job: str) -> Job:
    """The job of the second kind on what `job`, of the first, has shown; once. The calling verb asks who may."""
    with transaction.atomic():
        preview = own_job(by=by, reference=job, kinds=kinds[:1])
        preview = Job.objects.select_for_update(of=("self",)).get(pk=preview.pk)
        if preview.state != Job.State.DONE or preview.file_id is None:
            raise Refused("not_previewed", _("Only a finished preview without broken rules can be imported."))
        if "applied" in preview.params:
            return Job.objects.get(reference=preview.params["applied"])
        started = job_start(kind=kinds[1], by=by, now=now, params=dict(preview.params), file=preview.file)
        preview.params |= {"applied": started.reference}
        preview.save(update_fields=["params"])
    return started


def import_cancel(*, by: User, now: dt.datetime, job: str) -> Job:
    """Stop an own import; what it had written is gone. Refuses `job_ended`."""
    require(by, "people.import")
    own_job(by=by, reference=job, kinds=KINDS)
    return job_cancel(by=by, now=now, job=job)


def import_files_forget(*, now: dt.datetime, limit: int = 20) -> int:
    """Delete uploads, and the sample rows read from them, a week after their last job ended."""
    jobs = Job.objects.filter(kind__in=FORGOTTEN, file__isnull=False, ended_at__lt=now - KEPT)
    forgotten = 0
    for job in jobs.select_related("file")[:limit]:
        pks = job.params.get("files", [])
        if Job.objects.filter(kind__in=FORGOTTEN, params__files=pks).exclude(ended_at__lt=now - KEPT).exists():
            continue
        for file in StoredFile.objects.filter(pk__in=pks):
            file.delete()
            default_storage.delete(file.key)
        result = {name: value for name, value in job.result.items() if name in ("counts", "changes", "code")}
        Job.objects.filter(pk=job.pk).update(file=None, result=result)
        forgotten += 1
    return forgotten


def _keep(upload: Any, by: User, now: dt.datetime) -> StoredFile:
    """A file without a subject: only its uploader may read it."""
    name = safe_name(upload.name)
    kind = XLSX if name.lower().endswith(".xlsx") else "text/csv"
    file = StoredFile(name=name, content_type=kind, size=upload.size, uploaded_by=by, uploaded_at=now)
    upload.file.seek(0)
    file.key = default_storage.save(file.key, upload)
    file.save()
    return file
