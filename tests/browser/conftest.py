"""Chromium, one for the tests of a module; every test gets windows of its own, and fails when the browser complains."""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, sync_playwright

from tests.browser.watch import Watch
from tests.live import site

__all__ = ["site"]

WIDE, PHONE = 1280, 390
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
SECONDS = 15


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if item.path.is_relative_to(os.path.dirname(__file__)):
            item.add_marker(pytest.mark.browser)


@pytest.fixture(autouse=True)
def silent(settings: Any) -> None:
    """Pages don't ask whether something changed; tests of that set how often they do."""
    settings.PULSE_SECONDS = 0


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """Ends with its module: while playwright's event loop runs, Django takes every query for one of async code."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(
                executable_path=os.environ.get("CHROME") or "/usr/bin/chromium", args=ARGUMENTS
            )
            yield browser
            browser.close()


def new_context(chromium: Browser, site: str, **options: Any) -> BrowserContext:
    """A window without history; relative addresses are the site's."""
    width = options.pop("width", WIDE)
    defaults: dict[str, Any] = {
        "base_url": site,
        "viewport": {"width": width, "height": 844 if width == PHONE else 800},
        "locale": "en-GB",
        "timezone_id": "Asia/Shanghai",
        "reduced_motion": "reduce",
    }
    context = chromium.new_context(**(defaults | options))
    context.set_default_timeout(SECONDS * 1000)
    return context


class Windows:
    """Opens windows for the people of a test: `windows.open(width=390, java_script_enabled=False)`."""

    def __init__(self, chromium: Browser, site: str) -> None:
        self.chromium = chromium
        self.site = site
        self.opened: list[tuple[BrowserContext, Watch]] = []

    def open(self, **options: Any) -> Any:
        context = new_context(self.chromium, self.site, **options)
        watch = Watch(context, self.site)
        self.opened.append((context, watch))
        page = context.new_page()
        page.watch = watch  # type: ignore[attr-defined]
        return page

    def close(self) -> list[str]:
        faults = []
        for context, watch in self.opened:
            context.close()
            faults += watch.take()
        return faults


@pytest.fixture
def windows(chromium: Browser, site: str) -> Iterator[Windows]:
    opened = Windows(chromium, site)
    yield opened
    faults = opened.close()
    assert not faults, "\n".join(faults)
