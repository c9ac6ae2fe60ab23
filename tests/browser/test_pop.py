"""A call comes in on a phone's screen: who it is, one line, one tap. Everything to touch is as large as a thumb."""

from __future__ import annotations

import re
import time

import pytest
from playwright.sync_api import Page, expect

from feedback.tickets.tests.factory import Scene, make_scene
from tests.browser.conftest import PHONE, Windows
from tests.browser.doing import give_passwords, sign_in, submit, zh
from tests.browser.looks import axe_faults, settle, width_faults

THUMB = 44
# Targets of the page itself: what is hidden has no size; a box or circle is hit by its label, too.
TARGETS = """least => [...document.querySelectorAll(
    'main a[href], main button, main select, main textarea, main summary, main .form-check, main input.form-control'
)].filter(e => e.checkVisibility() && !e.closest('.visually-hidden')).map(e => {
    const box = e.getBoundingClientRect();
    return [e.textContent.trim().slice(0, 40) || e.name, Math.round(box.width), Math.round(box.height)];
}).filter(([, width, height]) => width < least || height < least).map(found => found.join(' '))"""


@pytest.fixture
def scene(transactional_db: None) -> Scene:
    scene = make_scene()
    give_passwords(scene.agent)
    return scene


def too_small(page: Page) -> list[str]:
    found: list[str] = page.evaluate(TARGETS, THUMB)
    return found


def call(page: Page, title: str) -> None:
    page.get_by_label(zh("In one line")).fill(title)
    service = page.get_by_label(zh("What do you need?"))
    if not service.input_value():
        service.select_option(label="退款")
    submit(page)
    expect(page).to_have_url(re.compile(r"/tickets/T-\w{8}/$"))


def test_a_call_is_saved_within_twenty_seconds(windows: Windows, scene: Scene) -> None:
    """From the telephone system's link to the ticket; the second call of the same number finds the first one."""
    page = windows.open(width=PHONE, locale="zh-CN", has_touch=True)
    scene.agent.language = "zh-hans"
    scene.agent.save(update_fields=["language"])
    sign_in(page, scene.agent.email, words=zh)
    for number in (1, 2):
        began = time.monotonic()
        page.goto("/pop/?phone=13800138000")
        expect(page.get_by_label(zh("In one line"))).to_be_focused()
        settle(page)
        assert too_small(page) == []
        assert [*axe_faults(page), *width_faults(page)] == []
        call(page, f"退款没有到账 {number}")
        assert time.monotonic() - began < 20
    page.goto("/pop/?phone=13800138000")
    expect(page.get_by_role("main")).to_contain_text("退款没有到账 1")
    assert too_small(page) == []


def test_the_measure_sees_what_is_small(windows: Windows, scene: Scene) -> None:
    page = windows.open(width=PHONE)
    page.set_content("<main><a href='/x'>tiny</a><button style='width:60px;height:60px'>large</button></main>")
    assert len(too_small(page)) == 1
