"""The database that is measured: migrated, filled to a size, with people who are signed in."""

# ruff: noqa: PLC0415  (Django is imported once the database exists)
from __future__ import annotations

import datetime as dt
import os
import time
from typing import Any, NamedTuple
from urllib.parse import urlsplit, urlunsplit

import psycopg

NAME = "portal_bench"


class Caller(NamedTuple):
    """Somebody who is signed in: the cookie of their session and a token of their own."""

    cookie: str
    token: str


def bench_url() -> str:
    """A database of our own beside the one of DATABASE_URL."""
    return beside(os.environ["DATABASE_URL"], NAME)


def beside(url: str, name: str) -> str:
    parts = urlsplit(url)
    return urlunsplit((parts.scheme, parts.netloc, f"/{name}", parts.query, ""))


def start_django() -> None:
    import django

    django.setup()


def make_empty() -> None:
    """Drop what an earlier run left, and migrate."""
    from django.core.management import call_command
    from psycopg import sql

    with psycopg.connect(beside(bench_url(), "postgres"), autocommit=True) as connection:
        connection.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(NAME)))
        connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(NAME)))
    call_command("migrate", interactive=False, verbosity=0)
    call_command("createcachetable", verbosity=0)


def fill(want: int) -> float:
    """Grow to `want` tickets; the seconds it took. The first call makes the company."""
    from django.utils import timezone

    from bench.data.company import fill_company
    from bench.data.tickets import fill_tickets
    from feedback.tickets.models import Ticket
    from portal.calendars.models import Calendar
    from portal.people.models import User

    began = time.monotonic()
    with psycopg.connect(bench_url()) as connection:
        if not User.objects.exists():
            fill_company(connection)
            connection.commit()
        calendar = Calendar.objects.filter(is_default=True).first() or make_calendar()
        newest = Ticket.objects.filter(pk=1).values_list("opened_at", flat=True).first()
        now = newest + dt.timedelta(minutes=1) if newest else timezone.now()
        fill_tickets(
            connection, have=Ticket.objects.count(), want=want, now=now, calendar=(calendar.pk, calendar.version)
        )
    with psycopg.connect(bench_url(), autocommit=True) as connection:
        connection.execute("VACUUM ANALYZE")
    return time.monotonic() - began


def make_calendar() -> Any:
    from django.utils import timezone

    from portal.calendars.models import Calendar

    hours = {str(day): [["09:00", "18:00"]] for day in range(5)}
    spec = {"name": "Bench", "timezone": "Asia/Shanghai", "hours": hours, "holidays": [], "shifts": {}}
    return Calendar.objects.create(name="Bench", spec=spec, is_default=True, created_at=timezone.now())


def signed_in(employee: int) -> Caller:
    """A session and a token of that employee."""
    from django.conf import settings
    from django.test import Client
    from django.utils import timezone

    from portal.people.models import User
    from portal.people.registry import token_scopes
    from portal.people.services.tokens import token_create

    user = User.objects.get(pk=employee)
    client = Client()
    client.force_login(user, settings.AUTHENTICATION_BACKENDS[-1])
    _token, key = token_create(by=user, name="bench", scopes=token_scopes(), now=timezone.now())
    return Caller(f"{settings.SESSION_COOKIE_NAME}={client.cookies[settings.SESSION_COOKIE_NAME].value}", key)
