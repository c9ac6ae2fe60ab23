"""How long an organisation import takes and how much memory it needs.

    python -m bench.import_employees [EMPLOYEES …]        (default: 1000 10000 50000)

Makes a database beside the one of DATABASE_URL, and for each size a workbook; prints a table and removes both.
Each step runs in a process of its own, so that the peak of memory is its own.
"""

# ruff: noqa: PLC0415  (Django is imported in the processes that set it up)
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

SURNAMES = "王李张刘陈杨黄赵周吴徐孙马朱胡郭何林高罗"
GIVEN = "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英华玉兰"
STEPS = ("preview", "import", "again", "export")


def main(sizes: list[int]) -> None:
    print(f"{'employees':>9}  {'step':<8} {'seconds':>8} {'CPU s':>8} {'peak MB':>8}  result")
    for size in sizes:
        measure(size)


def measure(size: int) -> None:
    base = os.environ.get("DATABASE_URL", "postgres://portal@127.0.0.1:5432/portal")
    name = f"bench_import_{os.getpid()}"
    with tempfile.TemporaryDirectory() as folder:
        environment = os.environ | {"DATABASE_URL": database_url(base, name), "PORTAL_STATE": folder}
        sql(database_url(base, "postgres"), f"CREATE DATABASE {name}")
        try:
            for step in ("prepare", *STEPS):
                argv = [sys.executable, "-m", "bench.import_employees", "--step", step, str(size), folder]
                subprocess.run(argv, env=environment, check=True)
        finally:
            sql(database_url(base, "postgres"), f"DROP DATABASE {name} WITH (FORCE)")


def database_url(base: str, name: str) -> str:
    scheme, host, _path, query, _fragment = urlsplit(base)
    return urlunsplit((scheme, host, f"/{name}", query, ""))


def sql(url: str, statement: str) -> None:
    import psycopg

    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(statement)  # type: ignore[arg-type]


def run_step(step: str, size: int, folder: Path) -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")
    import django

    django.setup()
    if step == "prepare":
        prepare(size, folder)
        return
    began, cpu = time.perf_counter(), time.process_time()
    result = steps()[step](folder)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    took = f"{time.perf_counter() - began:8.1f} {time.process_time() - cpu:8.1f} {peak:8.0f}"
    print(f"{size:>9}  {step:<8} {took}  {result}", flush=True)


def prepare(size: int, folder: Path) -> None:
    """Tables, one administrator, and the workbook: one department for every hundred employees."""
    from django.core.management import call_command

    from portal.people.models import Role, RoleAssignment, User

    call_command("migrate", interactive=False, verbosity=0)
    admin = User.objects.create_user("admin@example.test", None, full_name="Admin")
    RoleAssignment.objects.create(user=admin, role=Role.ADMINISTRATOR)
    (folder / "organisation.xlsx").write_bytes(workbook(size))


def workbook(size: int) -> bytes:
    from portal.core.export import xlsx

    units = max(size // 100, 1)
    departments = [["root", "Company", "公司", "", "support"]]
    departments += [[f"d{n}", f"Department {n}", f"第{n}部", "root", "back"] for n in range(units)]
    employees = [
        [
            f"E{n:06d}", f"e{n}@example.test", SURNAMES[n % 20] + GIVEN[n % 26] + GIVEN[(n // 26) % 26], f"Person {n}",
            f"+86 138{n:08d}", "Customer adviser", f"d{n % units}", "zh-hans", "Asia/Shanghai", f"hr-{n}",
        ]
        for n in range(size)
    ]  # fmt: skip
    roles = [[f"e{n}@example.test", "front_agent", ""] for n in range(0, size, 3)]
    people = ["employee_number", "email", "full_name", "latin_name", "phone", "job_title", "department", "language"]
    return xlsx(
        [
            ("departments", ["code", "name_en", "name_zh", "parent", "side"], departments),
            ("employees", [*people, "timezone", "external_id"], employees),
            ("roles", ["employee", "role", "department"], roles),
        ]
    )


def steps() -> dict[str, Callable[[Path], Any]]:
    from django.core.files.base import ContentFile
    from django.core.files.uploadedfile import UploadedFile
    from django.utils import timezone

    from portal.people.models import User
    from portal.people.services.importing.exporting import organisation_workbook
    from portal.people.services.importing.keeping import import_upload
    from portal.records.jobs import jobs_run

    def run(folder: Path, *, apply: bool) -> Any:
        admin = User.objects.get(email="admin@example.test")
        content = (folder / "organisation.xlsx").read_bytes()
        upload = UploadedFile(ContentFile(content), "organisation.xlsx", size=len(content))
        job = import_upload(by=admin, now=timezone.now(), uploads=[upload], apply=apply)
        jobs_run(now=timezone.now)
        job.refresh_from_db()
        return job.state, job.result.get("changes", job.result)

    def export(_folder: Path) -> Any:
        return f"{len(organisation_workbook(by=User.objects.get(email='admin@example.test'))) // 1000} kB"

    return {
        "preview": lambda folder: run(folder, apply=False),
        "import": lambda folder: run(folder, apply=True),
        "again": lambda folder: run(folder, apply=True),
        "export": export,
    }


if __name__ == "__main__":
    if sys.argv[1:2] == ["--step"]:
        run_step(sys.argv[2], int(sys.argv[3]), Path(sys.argv[4]))
    else:
        main([int(size) for size in sys.argv[1:]] or [1000, 10_000, 50_000])
