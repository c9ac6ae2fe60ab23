"""What the worker does with an uploaded organisation."""

from typing import Any

from django.core.files.storage import default_storage
from django.utils import timezone
from django.utils.formats import number_format
from django.utils.translation import gettext as _

from portal.core.archive import refuse_file
from portal.core.errors import Refused
from portal.core.tables import Budget, tables
from portal.people.access import require
from portal.people.models import User
from portal.people.services.importing.columns import TABLES
from portal.people.services.importing.plan import Plan, make_plan
from portal.people.services.importing.reading import Content, Errors, Tables, read_table
from portal.people.services.importing.writing import write_plan
from portal.people.services.writing import IMPORT_LOCK, TREE_LOCK, lock
from portal.records.jobs import JobRun, Refusal
from portal.records.models import StoredFile
from portal.records.services import event_write

PREVIEW = "people.import_preview"
APPLY = "people.import_apply"
KINDS = (PREVIEW, APPLY)


def run_preview(run: JobRun) -> dict[str, Any]:
    """Counts, sample rows, or the broken rules. Writes nothing."""
    plan = _plan(run)
    return {"counts": plan.counts(), "changes": plan.changes(), "samples": plan.samples()}


def run_apply(run: JobRun) -> dict[str, Any]:
    """All of it in the job's transaction. One import at a time: the second waits and compares with the first's work."""
    lock(TREE_LOCK)
    lock(IMPORT_LOCK)
    plan = _plan(run)
    total = _total(run)
    counts, changes = plan.counts(), plan.changes()
    if changes:
        write_plan(plan, by=_owner(run), now=run.now, step=lambda: run.progress(total, total))
        facts = {"counts": counts}
        event_write(subject=run.job, verb="organisation.imported", by=_owner(run), at=run.now, data=facts)
    return {"counts": counts, "changes": changes}


def _owner(run: JobRun) -> User:
    owner: User = run.job.owner
    return owner


def _plan(run: JobRun) -> Plan:
    # Between upload and work the role may have gone.
    require(_owner(run), "people.import")
    total = _total(run)
    content = read_uploads(run, TABLES)
    today = timezone.localdate(run.now)
    plan = make_plan(content, by=_owner(run), today=today, step=lambda: run.progress(total // 2, total))
    refuse_broken(content.errors)
    return plan


def refuse_broken(errors: Errors) -> None:
    """Nothing is written when a row breaks a rule."""
    if errors.count:
        text = _("Nothing was imported: some rows break a rule.")
        raise Refusal("rows_broken", text, {"errors": errors.kept, "error_count": errors.count})


def read_uploads(run: JobRun, known: Tables, *, most: int | None = None, plain: bool = False) -> Content:
    """The rows of the job's files, as `known` tables. The job shows half of its way meanwhile.

    `most`: refuses more rows than these. `plain`: refuses formulas and merged cells (core.tables).
    """
    total = _total(run)
    content = Content()
    budget = Budget()
    read = 0
    for file in _files(run):
        with default_storage.open(file.key) as stored:
            for table in tables(file.name, stored, budget, plain=plain):
                for _number in read_table(table, content, known):
                    read += 1
                    if most is not None and read > most:
                        text = _("More than %(most)s rows. Cut the file in several and import one after the other.")
                        raise refuse_file("too_many_rows", text % {"most": number_format(most, force_grouping=True)})
                    if read % 250 == 0:
                        # The number of rows is known only at the end: half of the way is reading.
                        run.progress(min(read // 100, total // 2 - 1), total)
    return content


def _files(run: JobRun) -> list[StoredFile]:
    found = StoredFile.objects.in_bulk(run.job.params["files"])
    if len(found) != len(run.job.params["files"]):
        raise Refused("files_gone", _("The uploaded files are no longer kept. Upload them again."))
    return [found[pk] for pk in run.job.params["files"]]


def _total(_run: JobRun) -> int:
    return 1000
