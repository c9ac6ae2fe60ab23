"""Test databases: one is migrated, every pytest process works on a copy of it.

The migrated one stays between runs and is used again while its fingerprint (migrations, settings, what fills reference
data, pinned packages) is the same. Works on any server where the role may make databases.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.core.management import call_command
from django.db import connection, connections

from tools.paths import ROOT

# Any number that nobody else uses as an advisory lock on the server.
LOCK = 7_203_441
SOURCES = ("**/migrations/*.py", "**/apps.py", "**/permissions.py", "portal/settings.py", "requirements.txt")
AREAS = ("portal", "initiatives", "training", "feedback")


def fingerprint() -> str:
    seen = hashlib.sha256()
    for path in sorted({path for pattern in SOURCES for path in ROOT.glob(pattern)}):
        inside = path.relative_to(ROOT)
        if inside.parts[0] in AREAS or len(inside.parts) == 1:
            seen.update(f"{inside}\0".encode() + path.read_bytes())
    return seen.hexdigest()[:12]


def template_database(base: str) -> str:
    """Name of the migrated database, made when no run before has made it."""
    prefix = f"test_{base}_template_"
    name = prefix + fingerprint()
    with locked_server() as cursor:
        existing = databases(cursor, prefix)
        if name not in existing:
            for outdated in existing:
                drop(cursor, outdated)
            # Under another name until it is complete: a run that is killed here leaves nothing that looks ready.
            unfinished = prefix + "unfinished"
            create(cursor, unfinished)
            migrate(unfinished)
            cursor.execute(f'ALTER DATABASE "{unfinished}" RENAME TO "{name}"')
    return name


def copy_of(template: str, name: str) -> None:
    """Make `name` a fresh copy, whatever it was and whoever is connected to it, and point Django at it."""
    connections.close_all()
    with locked_server() as cursor:
        drop(cursor, name)
        create(cursor, name, template)
    connection.settings_dict["NAME"] = name


def remove(name: str) -> None:
    connections.close_all()
    with locked_server() as cursor:
        drop(cursor, name)


def migrate(name: str) -> None:
    before = connection.settings_dict["NAME"]
    connection.close()
    connection.settings_dict["NAME"] = name
    try:
        call_command("migrate", interactive=False, verbosity=0)
        call_command("createcachetable", verbosity=0)
    finally:
        connection.close()
        connection.settings_dict["NAME"] = before


@contextmanager
def locked_server() -> Iterator[Any]:
    """A cursor outside the test databases. One process at a time: PostgreSQL copies a database only undisturbed."""
    with connection._nodb_cursor() as cursor:  # noqa: SLF001  what Django's own test runner uses
        cursor.execute("SET statement_timeout = 0")
        cursor.execute("SELECT pg_advisory_lock(%s)", [LOCK])
        try:
            yield cursor
        finally:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [LOCK])


def databases(cursor: Any, prefix: str) -> list[str]:
    cursor.execute("SELECT datname FROM pg_database WHERE starts_with(datname, %s)", [prefix])
    return [row[0] for row in cursor.fetchall()]


def create(cursor: Any, name: str, template: str = "template0") -> None:
    drop(cursor, name)
    cursor.execute("SHOW fsync")
    # Files are copied in a third of the time that pages need, unless every one of them has to reach the disk.
    strategy = "FILE_COPY" if cursor.fetchone() == ("off",) else "WAL_LOG"
    cursor.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}" STRATEGY {strategy}')
    # Nobody needs a test's data after a crash of the machine; waiting for the disk at each commit costs minutes.
    cursor.execute(f'ALTER DATABASE "{name}" SET synchronous_commit = off')


def drop(cursor: Any, name: str) -> None:
    """Whoever is connected. Not WITH (FORCE): it wants to end the server's own vacuum too, which only superusers may.

    A plain DROP ends the vacuum itself; connections of our own role are ended, and waited for, before it.
    """
    cursor.execute(
        "SELECT pg_terminate_backend(pid, 30000) FROM pg_stat_activity WHERE datname = %s AND usename = current_user",
        [name],
    )
    cursor.execute(f'DROP DATABASE IF EXISTS "{name}"')
