"""What a browser would send for the form of a page, as it stands there."""

from __future__ import annotations

from collections.abc import Callable
from html.parser import HTMLParser
from typing import Any

from django.test import Client

Attributes = dict[str, str | None]


class MainForm(HTMLParser):
    """Collects names and values inside `<form id="main-form">`; `sent` is empty on a page without one."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.sent: dict[str, str] = {}
        self._inside = False
        self._select = ""
        self._text = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found: Attributes = dict(attrs)
        if tag == "form":
            self._inside = found.get("id") == "main-form"
        elif self._inside and (found.get("name") or tag == "option"):
            self._take(tag, found)

    def _take(self, tag: str, found: Attributes) -> None:
        name, value = found.get("name") or "", found.get("value") or ""
        if tag == "input":
            can_be_off = found.get("type") in ("checkbox", "radio")
            if not can_be_off or "checked" in found:
                self.sent[name] = found.get("value") or ("on" if can_be_off else "")
        elif tag == "select":
            self._select = name
        elif tag == "option" and "selected" in found:
            self.sent[self._select] = value
        elif tag == "textarea":
            self._text, self.sent[name] = name, ""

    def handle_data(self, data: str) -> None:
        if self._text:
            self.sent[self._text] += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._inside = False
        elif tag == "textarea":
            # Browsers leave out the first line end, which Django writes for that reason.
            self.sent[self._text] = self.sent[self._text].removeprefix("\n").removeprefix("\r\n") if self._text else ""
            self._text = ""


def shown(client: Client, url: str) -> dict[str, str]:
    answer = client.get(url)
    assert answer.status_code == 200, url
    return MainForm(answer.content.decode()).sent


class StaleEdit:
    """Somebody opens the form at `url`, `change` is quicker, then `typed` is sent: nothing of it may be saved."""

    def __init__(self, client: Client, url: str, change: Callable[[], Any], **typed: str) -> None:
        self.client, self.url = client, url
        self.sent = shown(client, url) | typed
        change()
        answer = client.post(url, self.sent)
        assert answer.status_code == 422, f"{url} saved over somebody else's text"
        self.page = answer.content.decode()
        self.stale: dict[str, Any] = answer.context["stale"]
        assert self.stale, [answer.context["form"].errors, self.sent]

    @property
    def differences(self) -> dict[str, tuple[str, str]]:
        """Field to both texts, theirs first."""
        return {found["name"]: (found["theirs"], found["mine"]) for found in self.stale["differences"]}

    def save_mine(self) -> None:
        """Press the button of the page that came back."""
        again = MainForm(self.page).sent
        answer = self.client.post(self.url, again | {"save_mine": self.stale["version"]})
        assert answer.status_code == 302, answer.content.decode()
