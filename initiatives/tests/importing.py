"""Uploads for the tests of imports."""

import io
from collections.abc import Iterable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import Workbook

from initiatives.services.importing.keeping import book_upload
from initiatives.tests.factory import NOW
from portal.people.models import User
from portal.records.jobs import jobs_run
from portal.records.models import Job


@pytest.fixture(autouse=True)
def store(settings: Any, tmp_path: Any) -> None:
    settings.STORAGES = settings.STORAGES | {
        "default": {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": tmp_path}}
    }


def up(content: bytes | str, name: str) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content.encode() if isinstance(content, str) else content)


def lines(head: Iterable[str], *rows: Iterable[Any]) -> str:
    """A plain CSV; no cell holds a comma."""
    return "\n".join(",".join(str(cell) for cell in row) for row in (head, *rows)) + "\n"


def book_of(**sheets: list[list[Any]]) -> bytes:
    """A workbook as people make it."""
    book = Workbook()
    book.remove(book.active)  # type: ignore[arg-type]
    for title, rows in sheets.items():
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(row)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def run(book: str, by: User, *uploads: SimpleUploadedFile, apply: bool = True) -> Job:
    job = book_upload(book=book, by=by, now=NOW, uploads=list(uploads), apply=apply)
    jobs_run(now=lambda: NOW)
    job.refresh_from_db()
    return job


def broken(job: Job) -> list[tuple[int, str, str]]:
    assert job.state == Job.State.REFUSED, job.result
    return [(error["row"], error["column"], error["rule"]) for error in job.result["errors"]]
