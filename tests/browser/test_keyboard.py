"""From the list to the hand-over by keys alone; a bar for what is selected; silence while an input method composes."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from feedback.tickets import services
from feedback.tickets.choices import State
from feedback.tickets.models import Ticket
from feedback.tickets.tests.factory import MONDAY, Scene, make_scene, open_ticket, resolved_ticket
from tests.browser.conftest import PHONE, Windows
from tests.browser.doing import give_passwords, happened, sign_in
from tests.browser.looks import axe_faults, width_faults


@pytest.fixture
def scene(transactional_db: None) -> Scene:
    scene = make_scene()
    give_passwords(scene.clerk)
    return scene


def at_the_list(windows: Windows, scene: Scene, query: str = "mine=queue&state=open", **options: object) -> Page:
    page: Page = windows.open(**options)
    sign_in(page, scene.clerk.email)
    page.goto(f"/tickets/?{query}")
    return page


def title(page: Page, name: str) -> object:
    return page.get_by_role("link", name=name, exact=True)


def test_a_ticket_by_keys_alone(windows: Windows, scene: Scene) -> None:
    for name in ("First", "Second", "Third"):
        open_ticket(scene, title=name)
    page = at_the_list(windows, scene)
    keys = page.keyboard

    keys.press("j")
    keys.press("j")
    expect(title(page, "Second")).to_be_focused()
    keys.press("ArrowUp")
    expect(title(page, "First")).to_be_focused()

    # Peek, walk on, close: the focus is at the row that was looked at last.
    keys.press("Space")
    panel = page.locator("#peek")
    expect(panel.get_by_role("heading", name="First")).to_be_visible()
    assert axe_faults(page) == []
    keys.press("j")
    expect(panel.get_by_role("heading", name="Second")).to_be_visible()
    keys.press("Escape")
    expect(panel).to_be_hidden()
    expect(title(page, "Second")).to_be_focused()

    keys.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Second")
    keys.press("r")
    expect(page.locator("#comment-text")).to_be_focused()
    page.keyboard.type("That is not theirs to take")
    keys.press("Control+Enter")
    expect(happened(page)).to_contain_text("That is not theirs to take")

    keys.press("t")
    expect(happened(page)).to_contain_text("Clerk took the ticket")
    keys.press("n")
    expect(page.locator("#comment-text")).to_be_focused()
    expect(page.get_by_label("Internal: only colleagues who handle this see it")).to_be_checked()
    page.locator("#comment-text").blur()

    keys.press("h")
    expect(page).to_have_url(re.compile(r"/hand-over/$"))
    page.get_by_label("To which department?").select_option(scene.logistics.reference)
    page.get_by_label("Why there?").fill("Parcels are theirs")
    keys.press("Control+Enter")
    expect(happened(page)).to_contain_text("handed the ticket over to Logistics")
    assert Ticket.objects.get(title="Second").department == scene.logistics


def test_the_keys_of_this_page(windows: Windows, scene: Scene) -> None:
    ticket = open_ticket(scene)
    page = at_the_list(windows, scene)
    table = page.locator("#keys")
    page.keyboard.press("?")
    expect(table.get_by_text("Peek at the row")).to_be_visible()
    expect(table.get_by_text("Take this ticket")).to_have_count(0)
    page.keyboard.press("Escape")
    page.goto(ticket.get_absolute_url())
    page.keyboard.press("?")
    expect(table.locator("[data-page-keys] tr").filter(has_text="Take this ticket").locator("kbd")).to_have_text("T")
    expect(table.get_by_text("Peek at the row")).to_be_hidden()
    assert axe_faults(page) == []


COMPOSED = """([key, isComposing, keyCode]) => document.dispatchEvent(
  new KeyboardEvent("keydown", {key, isComposing, keyCode, bubbles: true, cancelable: true}))"""


def test_silent_while_an_input_method_composes(windows: Windows, scene: Scene) -> None:
    open_ticket(scene, title="First")
    page = at_the_list(windows, scene)
    for composing, code in ((True, 74), (False, 229)):
        page.evaluate(COMPOSED, ["j", composing, code])
        page.evaluate(COMPOSED, ["?", composing, code])
        expect(title(page, "First")).not_to_be_focused()
        expect(page.locator("#keys")).to_be_hidden()
    # The same keys when nothing is composed.
    page.evaluate(COMPOSED, ["j", False, 74])
    expect(title(page, "First")).to_be_focused()


def test_silent_in_fields_and_when_switched_off(windows: Windows, scene: Scene) -> None:
    ticket = open_ticket(scene)
    page = at_the_list(windows, scene)
    page.goto(ticket.get_absolute_url())
    page.locator("#comment-text").focus()
    page.keyboard.type("that")
    expect(page.locator("#comment-text")).to_have_value("that")
    assert Ticket.objects.get(pk=ticket.pk).state == State.NEW
    scene.clerk.shortcuts = False
    scene.clerk.save(update_fields=["shortcuts"])
    page.reload()
    page.keyboard.press("r")
    expect(page.locator("#comment-text")).not_to_be_focused()


def test_selecting_and_the_bar(windows: Windows, scene: Scene) -> None:
    tickets = [open_ticket(scene, title=f"Open {number}") for number in range(4)]
    done = resolved_ticket(scene)
    page = at_the_list(windows, scene, "all=1")
    place = page.locator("#rows").bounding_box()
    boxes = page.locator("#rows .select input")
    boxes.nth(0).click()
    boxes.nth(3).click(modifiers=["Shift"])
    bar = page.locator("#bulk-bar")
    expect(bar).to_contain_text("4 selected")
    assert page.locator("#rows").bounding_box() == place, "the bar moves no row"
    size = page.locator("#rows .select-target").first.bounding_box()
    assert size is not None
    assert min(size["width"], size["height"]) >= 24

    page.get_by_label("Select all that are shown").check()
    expect(bar).to_contain_text("5 selected")
    bar.get_by_text("Not for all of them: why").click()
    expect(bar).to_contain_text("Take this ticket: not 1 (1 Resolved)")
    assert axe_faults(page) == []
    bar.get_by_role("button", name="Take this ticket").click()
    expect(page.get_by_text("4 of 5 done.")).to_be_visible()
    expect(page.get_by_role("main")).to_contain_text(done.reference)
    assert axe_faults(page) == []
    assert {ticket.state for ticket in Ticket.objects.filter(pk__in=[each.pk for each in tickets])} == {
        State.IN_PROGRESS
    }


def test_selecting_by_keys_and_a_form_for_all(windows: Windows, scene: Scene) -> None:
    for number in range(3):
        ticket = open_ticket(scene, title=f"Open {number}")
        services.ticket_take(reference=ticket.reference, by=scene.clerk, now=MONDAY)
    page = at_the_list(windows, scene, "all=1")
    page.keyboard.press("j")
    page.keyboard.press("x")
    page.keyboard.press("j")
    page.keyboard.press("j")
    page.keyboard.press("Shift+X")
    bar = page.locator("#bulk-bar")
    expect(bar).to_contain_text("3 selected")
    bar.get_by_role("button", name="Resolve").click()
    page.get_by_label("What was done?").fill("Paid out")
    assert axe_faults(page) == []
    page.keyboard.press("Control+Enter")
    expect(page.get_by_text("3 of 3 done.")).to_be_visible()
    expect(page).to_have_url(re.compile(r"/tickets/\?all=1$"))
    assert Ticket.objects.filter(state=State.RESOLVED).count() == 3


def test_on_a_phone_and_without_scripts(windows: Windows, scene: Scene) -> None:
    for number in range(2):
        open_ticket(scene, title=f"Open {number}")
    page = at_the_list(windows, scene, "all=1", width=PHONE, java_script_enabled=False)
    for box in page.locator("#rows .select input").all():
        box.check()
    page.get_by_role("button", name="With the selected ones…").click()
    page.get_by_role("button", name="Take this ticket").click()
    expect(page.get_by_text("2 of 2 done.")).to_be_visible()


def test_the_bar_on_a_phone(windows: Windows, scene: Scene) -> None:
    open_ticket(scene, title="Open")
    page = at_the_list(windows, scene, "all=1", width=PHONE)
    page.locator("#rows .select input").check()
    expect(page.locator("#bulk-bar")).to_contain_text("1 selected")
    assert width_faults(page) == []
    assert axe_faults(page) == []
