"""The portal behind a real port: middleware, compressed files and all, several requests at once."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.core.handlers.wsgi import WSGIHandler
from django.test import TransactionTestCase
from django.test.testcases import LiveServerThread
from pytest_django.plugin import DjangoDbBlocker

HOST = "127.0.0.1"


@contextmanager
def portal() -> Iterator[str]:
    """Address of a portal that works on the test's database. Only what was committed is seen there."""
    # Django would put handlers of its own in front, which know neither whitenoise nor hashed names.
    thread = LiveServerThread(HOST, lambda _handler: WSGIHandler())
    thread.daemon = True
    thread.start()
    thread.is_ready.wait()
    if thread.error:
        raise thread.error
    try:
        yield f"http://{HOST}:{thread.port}"
    finally:
        thread.terminate()


@contextmanager
def committed_world(blocker: DjangoDbBlocker) -> Iterator[None]:
    """A database that several tests of a module share: written at its beginning, a fresh copy at its end."""
    with blocker.unblock():
        try:
            yield
        finally:
            # What conftest.py puts in place of Django's flush.
            TransactionTestCase._fixture_teardown(None)  # type: ignore[arg-type]


@pytest.fixture
def site(transactional_db: None) -> Iterator[str]:
    with portal() as address:
        yield address
