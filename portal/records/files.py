"""Storing and giving out files: checked by content, kept under random keys, sent as attachments."""

import datetime as dt
import os
import unicodedata
from typing import Any

import filetype
from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import models, transaction
from django.http import FileResponse, HttpResponseBase
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _

from portal.core.errors import Malformed, NotFound
from portal.records.models import Comment, StoredFile
from portal.records.pictures import bare_picture

# By content, not by what the browser claims. Everything is sent as an attachment anyway.
ALLOWED = {
    "image/png", "image/jpeg", "image/gif", "image/webp", "application/pdf", "application/zip",
    "audio/mpeg", "audio/x-wav", "audio/mp4", "audio/ogg", "video/mp4",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    "application/msword", "application/vnd.ms-excel", "application/vnd.ms-powerpoint",
}  # fmt: skip
MAX_FILES = 10


def safe_name(name: str) -> str:
    """The last part of a path, without control and direction characters, 150 characters at most."""
    last = name.replace("\\", "/").rsplit("/", 1)[-1]
    kept = "".join(char for char in last if unicodedata.category(char)[0] != "C")
    return (kept.strip(" .")[-150:]) or "file"


def content_type_of(upload: Any) -> str:
    """The type found in the content; refuses (Malformed) what isn't on the list."""
    head = upload.read(8192)
    upload.seek(0)
    kind = filetype.guess(head)
    if kind is None and _is_text(head):
        return "text/plain"
    if kind is None or kind.mime not in ALLOWED:
        text = _("%(name)s is of a kind that isn't taken. Pictures, PDF, Office, text, sound and ZIP are.") % {
            "name": safe_name(upload.name)
        }
        raise Malformed("file_kind", text, errors={"files": [text]})
    return str(kind.mime)


def _is_text(head: bytes) -> bool:
    """Plain text without markup that a browser might run."""
    try:
        text = head[:-3].decode("utf-8") if len(head) > 100 else head.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return "\x00" not in text and not text.lstrip("\ufeff \t\r\n").startswith("<")


def check_uploads(uploads: list[Any]) -> list[str]:
    """Content types of the uploads; refuses too many, too large, empty or of an unknown kind. Writes nothing."""
    if len(uploads) > MAX_FILES:
        text = _("At most %(max)s files at once.") % {"max": MAX_FILES}
        raise Malformed("too_many_files", text, errors={"files": [text]})
    for upload in uploads:
        limit = settings.UPLOAD_LIMIT_BYTES
        if not 0 < upload.size <= limit:
            text = _("%(name)s is empty or larger than %(limit)s MB.") % {
                "name": safe_name(upload.name),
                "limit": limit // 1_000_000,
            }
            raise Malformed("file_size", text, errors={"files": [text]})
    return [content_type_of(upload) for upload in uploads]


def attach(
    *,
    subject: models.Model,
    uploads: list[Any],
    by: Any,
    comment: Comment | None = None,
    internal: bool = False,
    bare: bool = False,
) -> list[StoredFile]:
    """Keep uploads with their subject, in the calling verb's transaction.

    With `bare` pictures are kept without what the camera wrote beside them (records.pictures).
    The bytes are written first: a crash leaves a file without a row, never a row without its file.
    """
    kinds = check_uploads(uploads)
    if bare:
        uploads = [bare_picture(upload, kind) for upload, kind in zip(uploads, kinds, strict=True)]
    with transaction.atomic():
        return [
            _store(subject=subject, upload=upload, kind=kind, by=by, comment=comment, internal=internal)
            for upload, kind in zip(uploads, kinds, strict=True)
        ]


def _store(
    *, subject: models.Model, upload: Any, kind: str, by: Any, comment: Comment | None, internal: bool
) -> StoredFile:
    row = StoredFile(
        subject_type=subject._meta.label_lower,
        subject_id=subject.pk,
        name=safe_name(upload.name),
        content_type=kind,
        size=upload.size,
        internal=internal,
        comment=comment,
        uploaded_by=by,
    )
    row.key = default_storage.save(row.key, upload)
    row.save()
    return row


def keep(
    *,
    subject: models.Model,
    name: str,
    content_type: str,
    content: bytes,
    internal: bool = True,
    at: dt.datetime | None = None,
) -> StoredFile:
    """Keep what came in from outside as it is, whatever it is, in the calling verb's transaction; nobody's upload.

    `at` is written down as its time, else now.
    The bytes are on the disk before the row is: what is committed survives a loss of power too.
    """
    row = StoredFile(
        subject_type=subject._meta.label_lower,
        subject_id=subject.pk,
        name=safe_name(name),
        content_type=content_type,
        size=len(content),
        internal=internal,
        uploaded_at=at or timezone.now(),
    )
    row.key = default_storage.save(row.key, ContentFile(content))
    _to_disk(row.key)
    row.save()
    return row


def _to_disk(key: str) -> None:
    """A store that is not a folder of this machine answers for that itself."""
    try:
        path = default_storage.path(key)
    except NotImplementedError:
        return
    for name in (path, os.path.dirname(path)):
        handle = os.open(name, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def content_of(row: StoredFile) -> bytes:
    with default_storage.open(row.key) as found:
        return bytes(found.read())


def send(row: StoredFile) -> HttpResponseBase:
    """The file as an attachment. The caller has checked that its subject is visible."""
    if not default_storage.exists(row.key):
        raise NotFound()
    response = FileResponse(default_storage.open(row.key), content_type=row.content_type)
    response["Content-Disposition"] = content_disposition_header(True, row.name) or "attachment"
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    response["Cache-Control"] = "private, no-store"
    return response
