from __future__ import annotations

from collections.abc import Iterator

import pytest

from portal.delivery.tests.sink import Sink, mail_server
from portal.records import messages
from portal.records.messages import MessageKind

# No area above is imported here, so the tests bring a kind of their own.
SAMPLE = MessageKind(
    "delivery.sample", "Ticket %(reference)s is solved", "%(title)s\n\nLook whether it is done.", label="Sample"
)
QUIET = MessageKind("delivery.quiet", "Ticket %(reference)s moved", "%(title)s", mail=False, label="Quiet sample")


@pytest.fixture(autouse=True)
def sample_kinds(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(messages.KINDS, SAMPLE.code, SAMPLE)
    monkeypatch.setitem(messages.KINDS, QUIET.code, QUIET)


@pytest.fixture
def sink(settings: object) -> Iterator[Sink]:
    """A real mail server, and the settings that lead to it."""
    with mail_server() as server:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"  # type: ignore[attr-defined]
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", server.port  # type: ignore[attr-defined]
        settings.EMAIL_TIMEOUT = 30  # type: ignore[attr-defined]  # a busy machine is no hanging server
        yield server
