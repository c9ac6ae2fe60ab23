"""What is measured on an open page, and in which looks: accessibility, width, words."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from playwright.sync_api import Page

from tests.browser.conftest import PHONE, WIDE
from tests.browser.leftovers import leftovers
from tools.paths import NODE_MODULES

# Language, theme, and the width at which axe looks.
LOOKS = [("en", "light", WIDE), ("zh-hans", "dark", PHONE)]
if os.environ.get("EVERY_LOOK"):
    LOOKS += [("en", "dark", PHONE), ("zh-hans", "light", WIDE)]
HTML_LANGUAGE = {"en": "en", "zh-hans": "zh-Hans"}
HEIGHT = 844

every_look = pytest.mark.parametrize(("language", "theme", "width"), LOOKS, ids=lambda value: str(value))

# Evaluated by the browser's remote control, so that the page's own Content-Security-Policy stays as it is.
AXE = Path(NODE_MODULES, "axe-core", "axe.min.js").read_text()
SCRIPTS = {path.stem: path.read_text().partition("\n")[2] for path in Path(__file__).with_name("scripts").iterdir()}


def settle(page: Page) -> None:
    """Wait for what loads by itself: fragments of htmx, and a calendar, whose widget draws in two steps."""
    page.locator(".htmx-request").first.wait_for(state="detached")
    if page.locator("[data-calendar]").count():
        page.wait_for_load_state("networkidle")
        page.evaluate("() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")


def axe_faults(page: Page) -> list[str]:
    """Violations of WCAG 2.0 to 2.2, levels A and AA."""
    page.evaluate(AXE)
    faults: list[str] = page.evaluate(SCRIPTS["axe"])
    return faults


def width_faults(page: Page) -> list[str]:
    """What makes the page scroll sideways at its present width."""
    faults: list[str] = page.evaluate(SCRIPTS["too_wide"])
    return [f"too wide: {fault}" for fault in faults]


def words_of(page: Page) -> list[str]:
    """Every text that is seen or read out, each once."""
    texts: list[str] = page.evaluate(SCRIPTS["words"])
    return texts


def look_faults(page: Page, language: str, width: int) -> list[str]:
    """All of it, at a width that the page has already, and the other width."""
    settle(page)
    lang = page.locator("html").get_attribute("lang")
    faults = [] if lang == HTML_LANGUAGE[language] else [f"says it is {lang}"]
    faults += axe_faults(page) + width_faults(page)
    if language == "zh-hans":
        faults += [f"English: {text[:120]}" for text in leftovers(words_of(page))]
    page.set_viewport_size({"width": PHONE if width == WIDE else WIDE, "height": HEIGHT})
    return faults + [f"{fault} at the other width" for fault in width_faults(page)]
