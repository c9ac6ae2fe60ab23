"""A story with many people, told once in each language: everybody has one window."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import pytest
from playwright.sync_api import Page

from portal.people.models import User
from tests.browser.conftest import WIDE, Windows
from tests.browser.doing import sign_in, step, zh
from tests.browser.looks import axe_faults, settle, width_faults


@dataclass
class Story:
    """The windows of everybody, each opened once, in one language."""

    windows: Windows
    words: Callable[..., str]
    pages: dict[int, Page]
    seen: set[str]

    def at(self, person: User, path: str = "", *, width: int = WIDE) -> Page:
        """The person's window, at an address."""
        if person.pk not in self.pages:
            page = self.windows.open(width=width, locale="zh-CN" if self.words is zh else "en-GB")
            person.language = "zh-hans" if self.words is zh else "en"
            person.save(update_fields=["language"])
            sign_in(page, person.email, words=self.words)
            self.pages[person.pk] = page
        page = self.pages[person.pk]
        if path:
            page.goto(path)
        return page

    def look(self, page: Page) -> None:
        """Accessible, and not wider than its window."""
        settle(page)
        faults = [*axe_faults(page), *width_faults(page)]
        assert not faults, "\n".join([page.url, *faults])

    def step(self, page: Page, label: str, context: str = "") -> None:
        step(page, self.words(label, context) if context else self.words(label))


def english(text: str, _context: str = "") -> str:
    return text


both_languages = pytest.mark.parametrize("words", [english, zh], ids=["English", "Chinese"])
