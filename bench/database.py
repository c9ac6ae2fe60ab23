"""The database that is measured: migrated, filled to a size, with people who are signed in."""

# ruff: noqa: PLC0415  (Django is imported once the database exists)
from __future__ import annotations

import datetime as dt
import os
import time
from typing import NamedTuple
from urllib.parse import urlsplit, urlunsplit

import psycopg
from psycopg import sql

NAME, SMALLEST = "portal_bench", "portal_bench_smallest"


class Caller(NamedTuple):
    """Somebody who is signed in: the cookie of their session and a token of their own."""

    cookie: str
    token: str


def bench_url() -> str:
    """A database of our own beside the one of DATABASE_URL."""
    return beside(os.environ["DATABASE_URL"], NAME)


def smallest_url() -> str:
    """The database as it was at the smallest size of a run, to stand beside the larger ones."""
    return beside(os.environ["DATABASE_URL"], SMALLEST)


def beside(url: str, name: str) -> str:
    parts = urlsplit(url)
    return urlunsplit((parts.scheme, parts.netloc, f"/{name}", parts.query, ""))


def start_django() -> None:
    import django

    django.setup()


def make_empty() -> None:
    """Drop what an earlier run left, and migrate."""
    from django.core.management import call_command

    _make(NAME)
    call_command("migrate", interactive=False, verbosity=0)
    call_command("createcachetable", verbosity=0)


def keep_smallest() -> None:
    """Copy the database as it is now. Nobody may be connected to it."""
    from django.db import connections

    connections.close_all()
    _make(SMALLEST, template=NAME)


def _make(name: str, *, template: str = "template1") -> None:
    """In place of what an earlier run left."""
    new, old = sql.Identifier(name), sql.Identifier(template)
    with psycopg.connect(beside(bench_url(), "postgres"), autocommit=True) as connection:
        connection.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(new))
        connection.execute(sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(new, old))


def fill(want: int) -> float:
    """Grow to `want` tickets, and everything else with them; the seconds it took."""
    from django.utils import timezone

    from bench.data.areas import AREAS
    from bench.data.growth import BEHIND_ALL, Growth
    from feedback.tickets.models import Ticket

    began = time.monotonic()
    filled = Ticket.objects.filter(pk__lt=BEHIND_ALL)
    newest = filled.filter(pk=1).values_list("opened_at", flat=True).first()
    now = newest + dt.timedelta(minutes=1) if newest else timezone.now()
    growth = Growth(filled.count(), want, now)
    if growth.want > growth.have:
        with psycopg.connect(bench_url()) as connection:
            for area in AREAS:
                area.fill(connection, growth)
                connection.commit()
        with psycopg.connect(bench_url(), autocommit=True) as connection:
            connection.execute("VACUUM ANALYZE")
    return time.monotonic() - began


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
