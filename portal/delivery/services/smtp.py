"""SMTP with an end. `EMAIL_TIMEOUT` is a limit for silence: it begins anew with every byte, so that a server that
sends one now and then could hold a worker for as long as it likes."""

from __future__ import annotations

import io
import smtplib
import socket
from functools import partial
from time import monotonic
from typing import Any

from django.conf import settings
from django.core.mail import get_connection
from django.core.mail.backends import smtp

DJANGOS = "django.core.mail.backends.smtp.EmailBackend"


class Deadline:
    """When the conversation about one mail is over, connecting and goodbye included."""

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self.begin()

    def begin(self) -> None:
        self._end = monotonic() + self._seconds

    def left(self, at_most: float | None) -> float:
        """Seconds for the next step. Raises TimeoutError when there are none."""
        seconds = self._end - monotonic()
        if seconds <= 0:
            raise TimeoutError("timed out")
        return seconds if at_most is None else min(seconds, at_most)


def mail_connection(deadline: Deadline) -> Any:
    """Of the backend in the settings; Django's SMTP one is replaced by ours, which keeps to the deadline."""
    if settings.EMAIL_BACKEND == DJANGOS:
        return EmailBackend(deadline)
    return get_connection(fail_silently=False)


class EmailBackend(smtp.EmailBackend):
    def __init__(self, deadline: Deadline) -> None:
        super().__init__(fail_silently=False)
        self._deadline = deadline

    @property
    def connection_class(self) -> Any:
        return partial(SSLClient if self.use_ssl else Client, deadline=self._deadline)


class Client(smtplib.SMTP):
    """Asks the deadline before every wait: for a connection, for room to send, for bytes to read."""

    def __init__(self, *args: Any, deadline: Deadline, **kwargs: Any) -> None:
        self._deadline = deadline
        super().__init__(*args, **kwargs)

    def _get_socket(self, host: str, port: int, timeout: float | None) -> Any:
        return super()._get_socket(host, port, self._deadline.left(timeout))  # type: ignore[misc]

    def send(self, s: Any) -> None:
        if self.sock is not None:
            try:
                self.sock.settimeout(self._deadline.left(self.timeout))
            except TimeoutError as over:
                self.close()
                raise smtplib.SMTPServerDisconnected(str(over)) from over
        super().send(s)

    def getreply(self) -> Any:
        # After STARTTLS there is another socket, and smtplib forgets the file of the old one.
        if self.file is None and self.sock is not None:
            self.file = io.BufferedReader(Incoming(self.sock, self._deadline, self.timeout))
        return super().getreply()


class SSLClient(Client, smtplib.SMTP_SSL):
    """The same, encrypted from the first byte on."""


class Incoming(io.RawIOBase):
    """What a socket receives until the deadline."""

    def __init__(self, sock: socket.socket, deadline: Deadline, silence: float | None) -> None:
        self._sock, self._deadline, self._silence = sock, deadline, silence

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        self._sock.settimeout(self._deadline.left(self._silence))
        return self._sock.recv_into(buffer)
