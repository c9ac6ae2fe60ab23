"""Imports of ideas, initiatives and readings: one of each, with a row that breaks a rule."""

from __future__ import annotations

from django.core.files.uploadedfile import SimpleUploadedFile

from initiatives.services.importing.keeping import book_upload
from portal.records.jobs import jobs_run
from tests.world.base import World

FILES = {
    "ideas": ("idea-import", "external_id,title,text,department\n1,夜班热饭,夜班没有热饭,nowhere\n2,登机牌,,front\n"),
    "initiatives": (
        "initiative-import",
        "external_id,title,owner,department,due_on\n1,一天内答复,nobody,front,2030-01-01\n2,一次解决,,front,soon\n",
    ),
    "readings": ("reading-import", "benefit,value,as_of,source\nTG-00000000,4,2026-01-01,月报\n,x,2026-01-01,\n"),
}


def add(world: World) -> None:
    for book, (route, text) in FILES.items():
        table = SimpleUploadedFile(f"{book}.csv", text.encode())
        job = book_upload(book=book, by=world.visitor, now=world.now, uploads=[table])
        world.samples |= {f"initiatives:{route}-*": (job.reference,), f"api:{route}-*": (job.reference,)}
    jobs_run(now=lambda: world.now)
