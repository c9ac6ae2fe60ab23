"""A mailbox on a socket of this machine: enough of IMAP4rev1 for the real client of the standard library."""

from __future__ import annotations

import re
import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field


@dataclass
class Box:
    """`mails` by UID; `gone` are found by a search and taken away before they are fetched."""

    mails: dict[int, bytes]
    seen: set[int] = field(default_factory=set)
    gone: set[int] = field(default_factory=set)
    log: list[str] = field(default_factory=list)
    port: int = 0


class _Handler(socketserver.StreamRequestHandler):
    def handle(self) -> None:
        self._say(b"* OK ready")
        for raw in self.rfile:
            tag, _space, command = raw.decode().strip().partition(" ")
            self.box.log.append(command)
            if not self._answer(tag, command):
                return

    @property
    def box(self) -> Box:
        return self.server.box  # type: ignore[attr-defined, no-any-return]

    def _answer(self, tag: str, command: str) -> bool:
        words = command.upper().split()
        if words[0] == "CAPABILITY":
            self._say(b"* CAPABILITY IMAP4rev1")
        elif words[0] == "SELECT":
            self._say(f"* {len(self.box.mails)} EXISTS".encode())
        elif words[:2] == ["UID", "SEARCH"]:
            unseen = [str(uid) for uid in sorted({*self.box.mails, *self.box.gone} - self.box.seen)]
            self._say(" ".join(["* SEARCH", *unseen]).encode())
        elif words[:2] == ["UID", "FETCH"]:
            self._fetch(int(words[2]))
        elif words[:2] == ["UID", "STORE"]:
            assert re.search(r"\+FLAGS\.SILENT \(\\SEEN\)", command.upper())
            self.box.seen.add(int(words[2]))
        self._say(f"{tag} OK done".encode())
        return words[0] != "LOGOUT"

    def _fetch(self, uid: int) -> None:
        if uid in self.box.mails:
            raw = self.box.mails[uid].replace(b"\n", b"\r\n")
            self.wfile.write(f"* 1 FETCH (UID {uid} BODY[] {{{len(raw)}}}\r\n".encode() + raw + b")\r\n")

    def _say(self, line: bytes) -> None:
        self.wfile.write(line + b"\r\n")


@contextmanager
def mailbox(*mails: bytes) -> Iterator[Box]:
    box = Box(dict(enumerate(mails, 1)))
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), _Handler) as server:
        server.box = box  # type: ignore[attr-defined]
        server.daemon_threads = True
        box.port = server.server_address[1]
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        thread.start()
        try:
            yield box
        finally:
            server.shutdown()
            thread.join()
