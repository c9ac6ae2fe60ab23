"""An idea in half a minute from any page: by key at a desk, by thumb on a phone, and as a link without scripts.

Taps and seconds are counted; typing is done at 60 words a minute (200 ms a sign), which is a fast thumb.
"""

from __future__ import annotations

import re
import time
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from initiatives.models import Idea
from initiatives.services.indexing import ideas_index, terms_count
from initiatives.tests.factory import make_idea
from tests.browser.conftest import PHONE, Windows
from tests.browser.doing import give_passwords, sign_in
from tests.cast import Cast, make_cast

THUMB = 44  # pixels, the smallest a thumb meets
PICTURE = Path("docs/pictures/ticket.png")


@pytest.fixture
def cast(transactional_db: None) -> Cast:
    cast = make_cast()
    give_passwords(cast.owner)
    make_idea(cast.colleague, title="夜班没有热饭吃", text="夜里只有泡面")
    ideas_index()
    terms_count()
    return cast


def test_by_thumb_from_any_page(windows: Windows, cast: Cast) -> None:
    page = windows.open(width=PHONE)
    sign_in(page, cast.owner.email)
    page.goto("/tickets/")
    taps, began = 0, time.monotonic()

    page.get_by_role("banner").get_by_role("link", name="New idea").click()
    taps += 1
    dialog = page.locator("#dialog")
    title = dialog.get_by_label("The idea in one line")
    expect(title).to_be_focused()
    title.press_sequentially("夜班的同事没有热饭", delay=200)
    # Similar ones are shown while it is typed.
    expect(dialog).to_contain_text("夜班没有热饭吃")
    dialog.get_by_label("What is the idea, and whom does it help?").click()
    taps += 1
    page.keyboard.type("微波炉放一台就够", delay=200)
    dialog.get_by_label("Picture").set_input_files(PICTURE)  # the phone's own camera: two taps more
    for each in dialog.locator(".level, .form-foot .btn").all():
        box = each.bounding_box()
        assert box
        assert box["height"] >= THUMB, each.inner_text()
    dialog.get_by_role("button", name="Submit idea").click()
    taps += 1
    expect(dialog).to_contain_text("Your idea is in.")
    seconds = time.monotonic() - began
    print(f"by thumb: {taps} taps, {seconds:.1f} s")
    assert taps == 3
    assert seconds < 30

    dialog.locator(".btn-primary").click()
    expect(page).to_have_url(re.compile(r"/tickets/$"))
    idea = Idea.objects.latest("id")
    assert (idea.title, idea.came_up_on, idea.department) == ("夜班的同事没有热饭", "/tickets/", cast.department)


def test_by_key_at_a_desk(windows: Windows, cast: Cast) -> None:
    page = windows.open()
    sign_in(page, cast.owner.email)
    page.keyboard.press("i")
    dialog = page.locator("#dialog")
    expect(dialog.get_by_label("The idea in one line")).to_be_focused()
    page.keyboard.type("Fewer forms")
    # What was typed is still there when it is opened again.
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    page.keyboard.press("i")
    expect(dialog.get_by_label("The idea in one line")).to_have_value("Fewer forms")
    # The form comes a moment before the focus does.
    expect(dialog.get_by_label("The idea in one line")).to_be_focused()
    page.keyboard.press("Tab")
    page.keyboard.type("One is enough.")
    page.keyboard.press("Control+Enter")
    expect(dialog).to_contain_text("Your idea is in.")
    # The text comes a moment before the focus does.
    expect(dialog.locator(".btn-primary")).to_be_focused()
    page.keyboard.press("Enter")
    expect(dialog).to_be_hidden()
    assert Idea.objects.filter(title="Fewer forms", came_up_on="/").exists()


def test_the_key_is_silent_while_somebody_writes(windows: Windows, cast: Cast) -> None:
    page = windows.open()
    sign_in(page, cast.owner.email)
    page.get_by_role("searchbox").first.click()
    page.keyboard.type("i")
    _composes(page)
    expect(page.locator("#dialog")).to_be_hidden()


def _composes(page: Page) -> None:
    page.evaluate(
        "document.body.dispatchEvent(new KeyboardEvent('keydown', {key: 'i', bubbles: true, isComposing: true}))"
    )


def test_a_refusal_keeps_what_was_typed(windows: Windows, cast: Cast) -> None:
    page = windows.open()
    page.watch.expected = {422}
    sign_in(page, cast.owner.email)
    page.wait_for_load_state()  # the scripts that hear the key
    page.keyboard.press("i")
    dialog = page.locator("#dialog")
    dialog.get_by_label("What is the idea, and whom does it help?").fill("One is enough.")
    dialog.get_by_role("button", name="Submit idea").click()
    expect(dialog.get_by_role("alert")).to_be_focused()
    expect(dialog.get_by_label("What is the idea, and whom does it help?")).to_have_value("One is enough.")


def test_without_scripts(windows: Windows, cast: Cast) -> None:
    page = windows.open(width=PHONE, java_script_enabled=False)
    sign_in(page, cast.owner.email)
    page.get_by_role("banner").get_by_role("link", name="New idea").click()
    page.get_by_label("The idea in one line").fill("Fewer forms")
    page.get_by_label("What is the idea, and whom does it help?").fill("One is enough.")
    page.get_by_role("button", name="Submit idea").click()
    expect(page).to_have_url(re.compile(r"/ideas/\w-\w{8}/$"))
