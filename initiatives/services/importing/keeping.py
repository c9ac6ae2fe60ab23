"""Verbs of these imports: upload and preview, apply, stop. Files, jobs and limits are those of every import."""

import datetime as dt
from collections.abc import Callable
from typing import Any

from django.db import transaction

from initiatives.services.importing.book import Book, Work
from initiatives.services.importing.columns import IDEAS, INITIATIVES, READINGS
from initiatives.services.importing.ideas import ideas_work
from initiatives.services.importing.initiatives import initiatives_work
from initiatives.services.importing.readings import readings_work
from portal.people.access import require
from portal.people.models import User
from portal.people.services.importing.keeping import previewed_start, uploads_start
from portal.people.services.importing.reading import Content
from portal.people.services.importing.running import read_uploads, refuse_broken
from portal.people.services.writing import lock
from portal.records.jobs import JobRun, job_cancel, own_job
from portal.records.models import Job
from portal.records.services import event_write

BOOKS_LOCK = 7_201_020  # one import at a time: the second compares with the first one's work
TOTAL = 1000
BOOKS = {
    book.code: book
    for book in (
        Book("ideas", "ideas.import", IDEAS, 10_000, ideas_work),
        Book("initiatives", "initiatives.import", INITIATIVES, 10_000, initiatives_work),
        Book("readings", "benefits.edit", READINGS, 10_000, readings_work),
    )
}


def book_upload(*, book: str, by: User, now: dt.datetime, uploads: list[Any], apply: bool = False) -> Job:
    """Keep the uploads for their uploader alone and start the preview, or all of it.

    Refuses (Malformed) no file, too many or too large ones, and what isn't a plain workbook or CSV in UTF-8.
    """
    require(by, BOOKS[book].permission)
    return uploads_start(kind=BOOKS[book].kinds[apply], by=by, now=now, uploads=uploads)


def book_apply(*, book: str, by: User, now: dt.datetime, job: str) -> Job:
    """Do what the preview `job` showed. A second time gives the same job. Refuses one with broken rules."""
    require(by, BOOKS[book].permission)
    return previewed_start(kinds=BOOKS[book].kinds, by=by, now=now, job=job)


def book_cancel(*, book: str, by: User, now: dt.datetime, job: str) -> Job:
    """Stop an own import; what it had written is gone. Refuses `job_ended`."""
    require(by, BOOKS[book].permission)
    own_job(by=by, reference=job, kinds=BOOKS[book].kinds)
    return job_cancel(by=by, now=now, job=job)


def _lacks_columns(content: Content, book: Book) -> bool:
    return any(
        column.required and not content.has(table, column.name)
        for table in content.rows
        for column in book.tables[table]
    )


def runner(book: Book, *, writes: bool) -> Callable[[JobRun], dict[str, Any]]:
    """What a worker does with an upload. Both do the same, so that the preview meets every rule that the import meets;
    the preview's work is rolled back."""

    def run(run: JobRun) -> dict[str, Any]:
        by: User = run.job.owner
        require(by, book.permission)  # between upload and work the role may have gone
        lock(BOOKS_LOCK)
        content = read_uploads(run, book.tables, most=book.most, plain=True)
        work = Work(content, by, run.now, run.job.reference, writes, lambda: run.progress(TOTAL * 3 // 4, TOTAL))
        if _lacks_columns(content, book):
            refuse_broken(content.errors)
        with transaction.atomic():
            book.work(work)
            refuse_broken(content.errors)
            if not writes:
                transaction.set_rollback(True)
        if writes and work.changes():
            facts = {"counts": work.counts()}
            event_write(subject=run.job, verb=f"{book.code}.imported", by=by, at=run.now, data=facts)
        return {"counts": work.counts(), "changes": work.changes()}

    return run
