"""How long a batch of contacts takes: the JSON body read, the verb, the same again, and the report on all of them.

    python -m bench.import_contacts [CONTACTS …]        (default: 1000 10000)

Makes a database beside the one of DATABASE_URL, and removes it. Batches of 10,000, as REST takes them.
"""

# ruff: noqa: PLC0415  (Django is imported in the process that sets it up)
import datetime as dt
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from typing import Any

from bench.import_employees import database_url, sql

AGENTS, BATCH = 50, 10_000


def main(sizes: list[int]) -> None:
    print(f"{'contacts':>9}  {'step':<8} {'seconds':>8} {'CPU s':>8}  result")
    base = os.environ.get("DATABASE_URL", "postgres://portal@127.0.0.1:5432/portal")
    name = f"bench_contacts_{os.getpid()}"
    for size in sizes:
        with tempfile.TemporaryDirectory() as folder:
            environment = os.environ | {"DATABASE_URL": database_url(base, name), "PORTAL_STATE": folder}
            sql(database_url(base, "postgres"), f"CREATE DATABASE {name}")
            try:
                argv = [sys.executable, "-m", "bench.import_contacts", "--run", str(size)]
                subprocess.run(argv, env=environment, check=True)
            finally:
                sql(database_url(base, "postgres"), f"DROP DATABASE {name} WITH (FORCE)")


def run(size: int) -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")
    import django

    django.setup()
    from django.utils import timezone

    from feedback.customers.models import Contact
    from feedback.customers.queries.report import contact_figures
    from feedback.customers.services import contacts_import
    from portal.core.api.parsers import loads

    now = timezone.now()
    by = prepare(now)
    bodies = [json.dumps({"contacts": rows}).encode() for rows in batches(size, now)]

    def send() -> Any:
        for body in bodies:
            answer = contacts_import(contacts=loads(body)["contacts"], by=by, now=now)
        return f"{len(bodies[0]) // 1000} kB a batch; {answer}"

    def report() -> Any:
        since = now - dt.timedelta(days=120)
        return f"{len(contact_figures(Contact.objects.all(), since=since, now=now))} rows"

    for name, step in (("import", send), ("again", send), ("report", report)):
        measure(size, name, step)


def measure(size: int, name: str, step: Callable[[], Any]) -> None:
    began, cpu = time.perf_counter(), time.process_time()
    result = step()
    print(f"{size:>9}  {name:<8} {time.perf_counter() - began:8.1f} {time.process_time() - cpu:8.1f}  {result}")


def prepare(now: dt.datetime) -> Any:
    """Tables, a line of three numbers, fifty agents in five departments."""
    from django.core.management import call_command

    from feedback.customers.services import line_create, source_create
    from portal.calendars.models import Calendar
    from portal.people.models import Department, Role, RoleAssignment, User

    call_command("migrate", interactive=False, verbosity=0)
    by = User.objects.create_user("by@example.test", None, full_name="By")
    RoleAssignment.objects.create(user=by, role=Role.CUSTOMER_EXPERIENCE)
    departments = [Department.objects.create(code=f"d{n}", name_en=f"D{n}", name_zh=f"部{n}") for n in range(5)]
    for number in range(AGENTS):
        User.objects.create_user(f"a{number}@example.test", None, full_name="A", department=departments[number % 5])
    hours = {str(day): [["08:00", "22:00"]] for day in range(7)}
    spec = {"name": "Hotline", "timezone": "Asia/Shanghai", "hours": hours, "holidays": [], "shifts": {}}
    calendar = Calendar.objects.create(name="Hotline", spec=spec, created_at=now)
    source_create(code="HOTLINE", name_en="Hotline", name_zh="热线", by=by, now=now)
    line_create(
        name_en="Line", name_zh="热线", department=departments[0].reference, calendar=calendar.reference,
        numbers=["95530", "4008208888", "021 6666 1234"], by=by, now=now,
    )  # fmt: skip
    return by


def batches(size: int, now: dt.datetime) -> list[list[dict[str, Any]]]:
    """Chats that overlap, from the last ninety days; every fifth customer comes again."""
    began = now - dt.timedelta(days=90)
    rows = []
    for number in range(size):
        offered = began + dt.timedelta(seconds=number * 90 * 86_400 // size)
        rows.append(
            {
                "source": "HOTLINE",
                "external_id": f"call-{number:08d}",
                "channel": "chat" if number % 3 else "phone",
                "offered_at": offered.isoformat(),
                "answered_at": (offered + dt.timedelta(seconds=20)).isoformat() if number % 12 else None,
                "ended_at": (offered + dt.timedelta(minutes=11)).isoformat(),
                "number": ("95530", "400-820-8888", "02166661234")[number % 3],
                "agent": f"a{number % AGENTS}@example.test" if number % 12 else "",
                "customer": f"C{number * 7 % max(size * 4 // 5, 1)}",
                "customer_name": f"客户{number}",
                "customer_phone": f"+86 138{number:08d}",
                "service": ("trace", "refund", "invoice")[number % 3],
                "kind": ("request", "question", "complaint", "compliment")[number % 4],
                "outcome": "solved" if number % 12 else "abandoned",
                "solved": bool(number % 2),
            }
        )
    return [rows[start : start + BATCH] for start in range(0, size, BATCH)]


if __name__ == "__main__":
    if sys.argv[1:2] == ["--run"]:
        run(int(sys.argv[2]))
    else:
        main([int(size) for size in sys.argv[1:]] or [1000, 10_000])
