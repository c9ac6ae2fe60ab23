"""What every test stands on: its own database, no network, and a run that fails when it tested nothing."""

from __future__ import annotations

import ipaddress
import os
import re
import socket
from collections.abc import Iterator
from functools import cache
from typing import Any

import pytest
from django.conf import settings
from django.core.cache import caches
from django.test import TransactionTestCase, override_settings
from pytest_django.plugin import DjangoDbBlocker
from xdist.scheduler import LoadScopeScheduling

from tools import test_database
from tools.paths import ROOT


@pytest.fixture(scope="session")
def django_db_setup(django_test_environment: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """A copy of the migrated database for this pytest process (replaces pytest-django's fixture)."""
    base = settings.DATABASES["default"]["NAME"]
    name = f"test_{base}_{os.environ.get('PYTEST_XDIST_WORKER', 'main')}"
    with django_db_blocker.unblock():
        template = test_database.template_database(base)
        test_database.copy_of(template, name)

    def fresh_copy(_case: TransactionTestCase, **_: Any) -> None:
        # In place of Django's flush, which would also empty the reference data that migrations wrote.
        with django_db_blocker.unblock():
            test_database.copy_of(template, name)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(TransactionTestCase, "_fixture_teardown", fresh_copy)
        yield
    with django_db_blocker.unblock():
        test_database.remove(name)
        settings.DATABASES["default"]["NAME"] = base


@pytest.fixture(autouse=True, scope="session")
def no_network() -> Iterator[None]:
    """Refuse connections to anything but this machine, so that no test depends on the network or writes to it."""
    connect, connect_ex = socket.socket.connect, socket.socket.connect_ex

    def guarded_connect(self: socket.socket, address: Any) -> None:
        refuse_remote(self, address)
        connect(self, address)

    def guarded_connect_ex(self: socket.socket, address: Any) -> int:
        refuse_remote(self, address)
        return connect_ex(self, address)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(socket.socket, "connect", guarded_connect)
        patch.setattr(socket.socket, "connect_ex", guarded_connect_ex)
        yield


@pytest.fixture(autouse=True, scope="session")
def quick_passwords() -> Iterator[None]:
    """The portal's own way to keep a password costs half a second on purpose, and every journey signs people in."""
    with override_settings(
        PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher", *settings.PASSWORD_HASHERS]
    ):
        yield


@pytest.fixture(autouse=True)
def calls_not_counted_yet() -> None:
    """The count of REST calls lives in this process: one test must not use up the next one's."""
    caches["throttle"].clear()


def refuse_remote(used: socket.socket, address: Any) -> None:
    if used.family not in (socket.AF_INET, socket.AF_INET6):
        return
    host = address[0]
    if host == "localhost":
        return
    try:
        loopback = ipaddress.ip_address(host).is_loopback
    except ValueError:
        loopback = False
    if not loopback:
        raise RuntimeError(f"A test tried to connect to {host}; tests reach this machine only.")


class InGroups(LoadScopeScheduling):
    """Tests of one group run in one process, all others wherever there is room (pytest-xdist).

    Crowds of connections come from one process at a time: two of them would take all that a small server allows.
    Other groups say so by `xdist_group` in their module. Read from the files, because pytest-xdist 3.8 passes groups
    on in the names of tests, which pytest 9 keeps as they are.
    """

    def _split_scope(self, nodeid: str) -> str:
        return group_of(nodeid.partition("::")[0]) or nodeid


@cache
def group_of(path: str) -> str:
    text = (ROOT / path).read_text(encoding="utf-8")
    if "import at_once" in text:
        return "crowd"
    named = re.search(r'xdist_group\("(\w+)"\)', text)
    return named[1] if named else ""


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> InGroups:
    return InGroups(config, log)


def pytest_sessionfinish(session: pytest.Session, exitstatus: int) -> None:
    """A run in which nothing passed proves nothing: all skipped counts like none found."""
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    is_worker = hasattr(session.config, "workerinput")
    if exitstatus != pytest.ExitCode.OK or not reporter or is_worker or session.config.option.collectonly:
        return
    if not reporter.stats.get("passed"):
        session.exitstatus = pytest.ExitCode.NO_TESTS_COLLECTED
