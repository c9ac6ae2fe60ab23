"""Two people on one ticket see each other; what one does arrives with the other, without a reload."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from feedback.tickets import services
from feedback.tickets.models import Ticket
from feedback.tickets.tests.factory import MONDAY, Scene, make_scene, open_ticket
from tests.browser.conftest import Windows
from tests.browser.doing import give_passwords, happened, offered, say, sign_in, step
from tests.browser.looks import axe_faults


@pytest.fixture
def scene(transactional_db: None, settings: Any) -> Scene:
    settings.PULSE_SECONDS = 0.3
    scene = make_scene()
    give_passwords(scene.agent, scene.clerk, scene.other_clerk, scene.outsider)
    return scene


def window(windows: Windows, person: object, address: str) -> Page:
    page: Page = windows.open()
    sign_in(page, person.email)  # type: ignore[attr-defined]
    page.goto(address)
    # A reload would forget it.
    page.evaluate("window.neverReloaded = true")
    return page


def never_reloaded(page: Page) -> bool:
    return bool(page.evaluate("window.neverReloaded === true"))


def test_two_people_on_one_ticket(windows: Windows, scene: Scene) -> None:
    ticket = open_ticket(scene, by=scene.outsider)
    clerk = window(windows, scene.clerk, ticket.get_absolute_url())
    other = window(windows, scene.other_clerk, ticket.get_absolute_url())
    requester = window(windows, scene.outsider, ticket.get_absolute_url())
    expect(clerk.locator("#readers")).to_have_text("Otherclerk is reading")
    expect(other.locator("#readers")).to_have_text("Clerk is reading")

    other.locator("#comment-text").fill("Half a sentence")
    expect(clerk.locator("#readers")).to_have_text("Otherclerk is answering")
    assert axe_faults(clerk) == []

    step(clerk, "Take this ticket")
    expect(other.locator("#news")).to_contain_text("Clerk took the ticket")
    expect(other.locator("#live")).to_have_text("Clerk took the ticket")
    expect(happened(other)).to_contain_text("Clerk took the ticket")
    expect(offered(other, "Take this ticket")).to_have_count(0)
    expect(other.locator("#comment-text")).to_have_value("Half a sentence")
    expect(other.locator("#comment-text")).to_be_focused()
    expect(other.locator("#readers")).to_have_text("Clerk is reading")
    assert axe_faults(other) == []

    say(clerk, "It is on its way")
    expect(happened(other)).to_contain_text("It is on its way")
    expect(happened(requester)).to_contain_text("It is on its way")
    assert never_reloaded(other)
    assert never_reloaded(requester)
    # Who asked for it is told what happens, and nothing about who reads.
    expect(requester.locator("#readers")).to_be_empty()


def test_what_is_written_keeps_its_place(windows: Windows, scene: Scene) -> None:
    ticket = open_ticket(scene)
    for number in range(12):
        services.ticket_comment(reference=ticket.reference, text=f"Line {number}", by=scene.agent, now=MONDAY)
    other = window(windows, scene.other_clerk, ticket.get_absolute_url())
    field = other.locator("#comment-text")
    field.scroll_into_view_if_needed()
    field.fill("Half a sentence")
    before = field.bounding_box()
    services.ticket_take(reference=ticket.reference, by=scene.clerk, now=MONDAY)
    expect(happened(other)).to_contain_text("Clerk took the ticket")
    after = field.bounding_box()
    assert before is not None
    assert after is not None
    assert abs(before["y"] - after["y"]) < 2


def test_what_somebody_is_about_to_use_is_left_alone(windows: Windows, scene: Scene) -> None:
    ticket = open_ticket(scene)
    other = window(windows, scene.other_clerk, ticket.get_absolute_url())
    button = offered(other, "Take this ticket")
    button.focus()
    services.ticket_take(reference=ticket.reference, by=scene.clerk, now=MONDAY)
    expect(other.locator("#news")).to_contain_text("Clerk took the ticket")
    expect(button).to_be_focused()
    other.get_by_role("button", name="Show").click()
    expect(button).to_have_count(0)
    expect(other.locator("#news")).to_be_hidden()
    assert never_reloaded(other)


def test_rows_follow_and_new_ones_wait_to_be_shown(windows: Windows, scene: Scene) -> None:
    first, second = open_ticket(scene, title="First"), open_ticket(scene, title="Second")
    page = window(windows, scene.clerk, "/tickets/?mine=queue&state=open")
    link = page.get_by_role("link", name="Second")
    link.focus()
    place = link.bounding_box()
    third = open_ticket(scene, title="Third")
    services.ticket_take(reference=first.reference, by=scene.other_clerk, now=MONDAY)
    expect(page.locator("#news")).to_contain_text("1 new in this list")
    expect(page.locator(f"#row-{first.reference}")).to_contain_text("no longer in this list")
    expect(page.locator(f"#row-{third.reference}")).to_have_count(0)
    assert link.bounding_box() == place, "nothing moves by itself"
    expect(link).to_be_focused()
    assert axe_faults(page) == []
    services.ticket_edit(reference=second.reference, title="Second, changed", by=scene.clerk, now=MONDAY)
    expect(page.locator(f"#row-{second.reference} .row-title.is-new")).to_have_text("Second, changed")
    expect(page.locator(f"#row-{second.reference} .row-title")).to_be_focused()
    page.get_by_role("button", name="Show").click()
    expect(page.locator(f"#row-{third.reference}")).to_be_visible()
    expect(page.locator(f"#row-{first.reference}")).to_have_count(0)
    assert never_reloaded(page)


def test_a_row_that_others_read_and_the_inbox(windows: Windows, scene: Scene) -> None:
    ticket = open_ticket(scene)
    page = window(windows, scene.clerk, "/tickets/?state=open")
    window(windows, scene.other_clerk, ticket.get_absolute_url())
    expect(page.locator(f"#row-{ticket.reference} .row-readers")).to_have_attribute("title", "Otherclerk reading")
    services.ticket_comment(reference=ticket.reference, text=f"@[{scene.clerk.reference}]", by=scene.agent, now=MONDAY)
    expect(page.get_by_role("link", name="Inbox, 1 unread")).to_be_visible()
    assert never_reloaded(page)


def test_a_hidden_page_asks_nothing(windows: Windows, scene: Scene) -> None:
    ticket: Ticket = open_ticket(scene)
    page = window(windows, scene.clerk, ticket.get_absolute_url())
    other = window(windows, scene.other_clerk, ticket.get_absolute_url())
    expect(other.locator("#readers")).to_have_text("Clerk is reading")
    page.evaluate("Object.defineProperty(document, 'hidden', {value: true})")
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    # Nobody says goodbye: who is not heard of any more is gone, five seconds (records.presence) after the last word.
    expect(other.locator("#readers")).to_be_empty(timeout=15_000)
