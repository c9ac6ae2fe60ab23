"""A mail server of a few lines, in the test's own process: it takes mail, refuses, hangs or drops as told."""

from __future__ import annotations

import email
import email.policy
import socketserver
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from email.message import EmailMessage
from typing import Any

DROP = "drop"
HANG = "hang"
DRIP = "drip"

Rule = Callable[["Sink", str], str | None]


def as_usual(_sink: Sink, _said: str) -> None:
    """Nothing to say: the server takes it."""


class Sink(socketserver.ThreadingTCPServer):
    """`accepted` are the mails that were answered with 250, or cut off after they had arrived.

    `on_rcpt(sink, address)` and `on_data(sink, text)` may answer with a line of their own, DROP, HANG or DRIP (an
    answer byte by byte for a minute, if `between_bytes` waits); `greeting` is the first line, `goodbye` the last one.
    """

    allow_reuse_address = True
    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Session)
        self.accepted: list[EmailMessage] = []
        self.connections = 0
        self.greeting = "220 sink"
        self.goodbye = "221 bye"
        self.on_rcpt: Rule = as_usual
        self.on_data: Rule = as_usual
        self.closing = threading.Event()
        self.between_bytes: Callable[[], object] = lambda: self.closing.wait(0.05)

    @property
    def port(self) -> int:
        return int(self.server_address[1])

    @property
    def ids(self) -> list[str]:
        return [str(mail["Message-ID"]) for mail in self.accepted]


class Session(socketserver.StreamRequestHandler):
    server: Any

    def handle(self) -> None:
        self.server.connections += 1
        with suppress(ConnectionError):  # a killed client says no goodbye
            self.talk()

    def talk(self) -> None:
        if not self.reply(self.server.greeting):
            return
        for raw in self.rfile:
            if not self.command(raw.decode().strip()):
                return

    def command(self, line: str) -> bool:
        verb = line.partition(" ")[0].upper()
        if verb == "QUIT":
            self.reply(self.server.goodbye)
            return False
        if verb == "DATA":
            return self.data()
        if line.upper().startswith("RCPT TO"):
            return self.reply(self.server.on_rcpt(self.server, line[8:].strip("<> ")) or "250 ok")
        return self.reply("250 ok")

    def data(self) -> bool:
        self.reply("354 go on")
        lines = []
        for raw in self.rfile:
            if raw == b".\r\n":
                break
            lines.append(raw[1:] if raw.startswith(b"..") else raw)
        text = b"".join(lines)
        answer = self.server.on_data(self.server, text.decode(errors="replace")) or "250 taken"
        if answer in (DROP, HANG, DRIP) or answer.startswith("2"):
            self.server.accepted.append(email.message_from_bytes(text, policy=email.policy.default))
        return self.reply(answer)

    def reply(self, answer: str) -> bool:
        if answer == HANG:
            self.server.closing.wait()
        if answer == DRIP:
            self.drip()
        if answer in (DROP, HANG, DRIP):
            return False
        self.wfile.write(f"{answer}\r\n".encode())
        return True

    def drip(self) -> None:
        """One line of many, each well-formed, never a pause that a limit for silence would notice."""
        for byte in b"250-more\r\n" * 120:
            self.server.between_bytes()
            self.wfile.write(bytes([byte]))
            if self.server.closing.is_set():
                return


@contextmanager
def mail_server() -> Iterator[Sink]:
    with Sink() as sink:
        thread = threading.Thread(target=sink.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
        thread.start()
        try:
            yield sink
        finally:
            sink.closing.set()
            sink.shutdown()
            thread.join()
