"""Verbs on board packs: make one at once, or start a job for a large one."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils import timezone, translation

from initiatives.pack.content import Pack, filtered, pack_of
from initiatives.pack.pdf import pdf
from initiatives.pack.xlsx import xlsx
from portal.core.export import XLSX
from portal.core.keyset import capped_count
from portal.people.access import require
from portal.people.models import User
from portal.records.jobs import JobRun, job_start
from portal.records.models import Job, StoredFile

KIND = "initiatives.board_pack"
TYPES = {"pdf": "application/pdf", "xlsx": XLSX}
# As many initiatives as are written within half a second; more are a job's work.
AT_ONCE = 60


@dataclass(frozen=True)
class PackWish:
    """Which pack: `kind` is pdf or xlsx, `language` one of the portal's, `query` the portfolio's filters."""

    kind: str
    language: str
    query: str


def pack_is_small(*, wish: PackWish, by: User) -> bool:
    """Whether it is made within the request. Refuses (Malformed) a bad filter."""
    _filters, rows = filtered(by, wish.query)
    return int(capped_count(rows, AT_ONCE + 1)) <= AT_ONCE


def pack_make(*, wish: PackWish, by: User, now: dt.datetime, step: Any = lambda _done, _total: None) -> bytes:
    """The pack of what `by` may see, in its language. Refuses (Malformed) a bad filter. Writes nothing."""
    require(by, "initiatives.view")
    with translation.override(wish.language):
        pack: Pack = pack_of(by, wish.query, now)
        return pdf(pack, step) if wish.kind == "pdf" else xlsx(pack, step)


def pack_start(*, wish: PackWish, by: User, now: dt.datetime) -> Job:
    """A job that makes it; the file is its owner's alone and goes after a week. Refuses (Malformed) a bad filter."""
    require(by, "initiatives.view")
    filtered(by, wish.query)
    zone = timezone.get_current_timezone_name()
    return job_start(kind=KIND, by=by, now=now, params={**vars(wish), "zone": zone, "files": []})


def run_pack(run: JobRun) -> dict[str, Any]:
    """Make the file and keep it for the job's owner, who may have lost a role meanwhile."""
    wish = PackWish(*(run.job.params[name] for name in ("kind", "language", "query")))
    owner: User = run.job.owner
    with timezone.override(run.job.params["zone"]):
        content = pack_make(wish=wish, by=owner, now=run.now, step=run.progress)
        name = pack_name(wish.kind, run.now)
    file = StoredFile(
        name=name, content_type=TYPES[wish.kind], size=len(content), uploaded_by=owner, uploaded_at=run.now
    )
    file.key = default_storage.save(file.key, ContentFile(content))
    file.save()
    Job.objects.filter(pk=run.job.pk).update(file=file, params=run.job.params | {"files": [file.pk]})
    return {"file": file.reference}


def pack_name(kind: str, now: dt.datetime) -> str:
    return f"board-pack-{timezone.localtime(now):%Y%m%d-%H%M}.{kind}"
