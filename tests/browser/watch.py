"""What a browser complains about, collected while pages are open: any complaint fails the test."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import BrowserContext, ConsoleMessage, Error, Request, Response, WebError

# Chromium repeats each answer above 399 in its console; those are judged by their status.
ECHO = "Failed to load resource: the server responded with a status of"
# The browser itself gives up loads that a click or a download makes needless.
GIVEN_UP = "net::ERR_ABORTED"


class Watch:
    """Listens to every page of a context. `expected` are statuses that the test provokes on purpose."""

    def __init__(self, context: BrowserContext, site: str) -> None:
        self.site = site
        self.expected: set[int] = set()
        self.faults: list[str] = []
        context.on("console", self._console)
        context.on("weberror", self._script)
        context.on("request", self._request)
        context.on("requestfailed", self._failed)
        context.on("response", self._answer)

    def _console(self, message: ConsoleMessage) -> None:
        # A violated Content-Security-Policy comes as an error here, too.
        if message.type in ("error", "warning") and not message.text.startswith(ECHO):
            self.faults.append(f"console {message.type}: {message.text[:300]} ({_place(message.location)})")

    def _script(self, error: WebError) -> None:
        self.faults.append(f"script: {_first_line(error.error)}")

    def _request(self, request: Request) -> None:
        if not request.url.startswith((self.site, "data:", "blob:", "about:")):
            self.faults.append(f"left the site: {request.url[:200]}")

    def _failed(self, request: Request) -> None:
        if request.failure != GIVEN_UP:
            self.faults.append(f"no answer: {request.url[:200]} ({request.failure})")

    def _answer(self, response: Response) -> None:
        if response.status >= 400 and response.status not in self.expected:
            self.faults.append(f"{response.status}: {response.request.method} {response.url[:200]}")

    def take(self) -> list[str]:
        """The complaints so far, each once; forgets them."""
        found, self.faults = list(dict.fromkeys(self.faults)), []
        return found


def _place(location: Any) -> str:
    return f"{location.get('url', '')}:{location.get('lineNumber', '')}"


def _first_line(error: Error) -> str:
    return str(error).partition("\n")[0][:300]
