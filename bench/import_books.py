"""How long imports of ideas and initiatives take, and how much memory: preview, import, the export again.

    python -m bench.import_books [IDEAS INITIATIVES]        (default: 5000 300)

Makes a database beside the one of DATABASE_URL, and removes it.
"""

# ruff: noqa: PLC0415  (Django is imported in the process that sets it up)
import datetime as dt
import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from bench.import_employees import database_url, sql

STEPS = ("preview", "import", "again")
PEOPLE, DEPARTMENTS = 50, 20


def main(ideas: int, initiatives: int) -> None:
    base = os.environ.get("DATABASE_URL", "postgres://portal@127.0.0.1:5432/portal")
    name = f"bench_books_{os.getpid()}"
    print(f"{'book':<12} {'step':<8} {'seconds':>8} {'CPU s':>8} {'peak MB':>8}  result")
    with tempfile.TemporaryDirectory() as folder:
        environment = os.environ | {"DATABASE_URL": database_url(base, name), "PORTAL_STATE": folder}
        sql(database_url(base, "postgres"), f"CREATE DATABASE {name}")
        try:
            for step in ("prepare", *(f"{book}:{step}" for book in ("ideas", "initiatives") for step in STEPS)):
                argv = [
                    sys.executable,
                    "-m",
                    "bench.import_books",
                    "--step",
                    step,
                    str(ideas),
                    str(initiatives),
                    folder,
                ]
                subprocess.run(argv, env=environment, check=True)
        finally:
            sql(database_url(base, "postgres"), f"DROP DATABASE {name} WITH (FORCE)")


def run(step: str, ideas: int, initiatives: int, folder: Path) -> None:
    """Each step is a process of its own: its peak of memory is nobody else's."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")
    import logging

    import django

    django.setup()
    logging.disable(logging.INFO)
    if step == "prepare":
        prepare(ideas, initiatives, folder)
        return
    book, what = step.split(":")
    file = folder / f"{book}.xlsx"
    began, cpu = time.perf_counter(), time.process_time()
    job = uploaded(book, file, apply=what != "preview")
    seconds, used = time.perf_counter() - began, time.process_time() - cpu
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(f"{book:<12} {what:<8} {seconds:8.1f} {used:8.1f} {peak:8}  {job.state} {job.result}"[:200], flush=True)
    if what == "import":
        file.write_bytes(exported(book))


def uploaded(book: str, file: Path, *, apply: bool) -> Any:
    from django.core.files.uploadedfile import SimpleUploadedFile
    from django.utils import timezone

    from initiatives.services.importing.keeping import book_upload
    from portal.records.jobs import jobs_run

    upload = SimpleUploadedFile(file.name, file.read_bytes())
    job = book_upload(book=book, by=office(), now=timezone.now(), uploads=[upload], apply=apply)
    jobs_run(now=timezone.now)
    job.refresh_from_db()
    return job


def office() -> Any:
    from portal.people.models import User

    return User.objects.get(email="office@example.test")


def exported(book: str) -> bytes:
    """As a colleague of the office gets it; read in this process, after its memory was measured."""
    from django.test import Client

    client = Client(SERVER_NAME="localhost")
    client.force_login(office())
    answer = client.get("/initiatives/workbook/" if book == "initiatives" else "/ideas/?all=1&export=xlsx")
    return b"".join(answer) if answer.streaming else answer.content  # type: ignore[arg-type]


def prepare(ideas: int, initiatives: int, folder: Path) -> None:
    from django.core.management import call_command

    from portal.core.export import xlsx
    from portal.people.models import Department, Role, RoleAssignment, User

    call_command("migrate", interactive=False, verbosity=0)
    call_command("createcachetable", verbosity=0)
    by = User.objects.create_user("office@example.test", None, full_name="Office")
    RoleAssignment.objects.create(user=by, role=Role.PROGRAMME_OFFICE)
    for number in range(DEPARTMENTS):
        row = Department.objects.create(code=f"d{number}", name_en=f"D{number}", name_zh=f"部{number}")
        Department.objects.filter(pk=row.pk).update(path=[row.pk])
    for number in range(PEOPLE):
        User.objects.create_user(f"p{number}@example.test", None, full_name=f"P{number}")
    (folder / "ideas.xlsx").write_bytes(xlsx([("ideas", *idea_rows(ideas))]))
    (folder / "initiatives.xlsx").write_bytes(xlsx(initiative_sheets(initiatives)))


def idea_rows(size: int) -> tuple[list[str], list[list[Any]]]:
    text = "夜班同事下班时食堂已经关门，只能吃冷的。我们希望食堂在零点到两点之间留一个窗口，供应热饭热汤。" * 6
    rows = [
        [f"box-{number}", f"第 {number} 条：夜班热饭", f"{number} {text}", f"d{number % DEPARTMENTS}", person(number)]
        for number in range(size)
    ]
    return ["external_id", "title", "text", "department", "author"], rows


def person(number: int) -> str:
    return f"p{number % PEOPLE}@example.test"


def initiative_sheets(size: int) -> list[tuple[str, list[str], list[list[Any]]]]:
    due = dt.date.today() + dt.timedelta(days=200)  # noqa: DTZ011  (far from any midnight)
    head = ["external_id", "title", "state", "owner", "sponsor", "department", "due_on", "metric", "unit", "baseline"]
    names = [f"p-{number}" for number in range(size)]
    return [
        (
            "initiatives",
            [*head, "target_value"],
            [
                [
                    name,
                    f"项目 {n}",
                    "running",
                    person(n),
                    person(n + 1),
                    f"d{n % DEPARTMENTS}",
                    due,
                    "当天答复率",
                    "%",
                    40,
                    90,
                ]
                for n, name in enumerate(names)
            ],
        ),
        (
            "participants",
            ["initiative", "department", "role"],
            [[name, f"d{(n + k) % DEPARTMENTS}", "C"] for n, name in enumerate(names) for k in (1, 2)],
        ),
        (
            "benefits",
            ["initiative", "metric", "unit", "baseline", "target_value"],
            [[name, f"节省工时 {k}", "小时", 0, 400] for name in names for k in (1, 2)],
        ),
        (
            "milestones",
            ["initiative", "title", "due_on"],
            [[name, f"第 {k} 步", due] for name in names for k in (1, 2, 3)],
        ),
    ]


if __name__ == "__main__":
    if sys.argv[1:2] == ["--step"]:
        run(sys.argv[2], int(sys.argv[3]), int(sys.argv[4]), Path(sys.argv[5]))
    else:
        main(*([int(each) for each in sys.argv[1:]] or [5_000, 300]))
