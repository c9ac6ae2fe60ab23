"""A front agent opens a ticket; it is asked about, handed over, resolved, reopened and resolved again."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from feedback.tickets.tests.factory import Scene, make_scene
from tests.browser.conftest import PHONE, Windows
from tests.browser.doing import give_passwords, happened, offered, say, sign_in, step, submit, tab_to
from tests.cast import PASSWORD

TITLE = "Refund is missing"


@pytest.fixture
def scene(transactional_db: None) -> Scene:
    scene = make_scene()
    give_passwords(scene.agent, scene.clerk, scene.driver, scene.outsider)
    return scene


def open_ticket(page: Page) -> str:
    """Its address."""
    page.goto("/tickets/new/")
    page.get_by_label("What do you need?").select_option(label="Refund")
    page.get_by_label("In one line").fill(TITLE)
    page.get_by_label("What it is about").fill("The customer returned order 4711 two weeks ago.")
    submit(page)
    expect(page).to_have_url(re.compile(r"/tickets/T-\w{8}/$"))
    expect(page.get_by_role("heading", level=1)).to_have_text(TITLE)
    return page.url


def check_why(page: Page) -> None:
    """The due time stands on the page, and how it came about opens below it."""
    why = page.locator("#why")
    expect(why.locator("time, dd").first).to_be_visible()
    why.get_by_text("Why this time").last.click()
    expect(why).to_contain_text("240 working minutes on the calendar Office")
    expect(why.locator(".why-steps").last).to_be_visible()


@pytest.mark.parametrize("javascript", [True, False], ids=["with scripts", "without scripts"])
def test_from_the_question_to_the_solution(javascript: bool, windows: Windows, scene: Scene) -> None:
    options = {"java_script_enabled": javascript}
    agent, clerk = windows.open(**options), windows.open(**options)
    driver = windows.open(width=PHONE, **options)
    for page, person in ((agent, scene.agent), (clerk, scene.clerk), (driver, scene.driver)):
        sign_in(page, person.email)

    address = open_ticket(agent)
    check_why(agent)

    # Nothing waits for the clerk yet, so the list opens with the queue; taken, asked about: the clock stands still.
    clerk.goto("/tickets/")
    clerk.get_by_role("link", name=TITLE).first.click()
    step(clerk, "Take this ticket")
    expect(clerk.locator(".detail-side")).to_contain_text("Clerk")
    step(clerk, "Ask the requester")
    clerk.get_by_label("What do you need to know?").fill("Which card was it paid with?")
    submit(clerk)
    expect(clerk.locator(".state-line")).to_contain_text("clock paused")

    # The agent sees the question in the inbox and answers; the clock runs again.
    agent.goto("/inbox/")
    expect(agent.get_by_role("main")).to_contain_text(TITLE)
    agent.goto(address)
    expect(happened(agent)).to_contain_text("Which card was it paid with?")
    say(agent, "The one that ends with 4711")
    expect(agent.locator(".state-line")).not_to_contain_text("clock paused")

    # Not for this department: it goes to logistics, and its first owner stays on it.
    clerk.goto(address)
    expect(happened(clerk)).to_contain_text("The one that ends with 4711")
    step(clerk, "Hand over")
    clerk.get_by_label("To which department?").select_option(label="Logistics")
    clerk.get_by_label("Why there?").fill("The parcel never came back")
    submit(clerk)

    driver.goto(address)
    step(driver, "Take this ticket")
    step(driver, "Resolve")
    driver.get_by_label("What was done?").fill("The parcel is found, the money is on its way")
    submit(driver)
    expect(driver.locator(".state-line")).to_contain_text("Resolved")
    expect(driver.locator(".detail-side")).to_contain_text("Clerk")

    # The requester disagrees, and it is solved once more.
    agent.goto(address)
    expect(happened(agent)).to_contain_text("The parcel is found")
    step(agent, "Reopen")
    agent.get_by_label("What is missing?").fill("Only half of the money came")
    submit(agent)
    driver.goto(address)
    expect(happened(driver)).to_contain_text("Only half of the money came")
    if offered(driver, "Take this ticket").count():
        step(driver, "Take this ticket")
    step(driver, "Resolve")
    driver.get_by_label("What was done?").fill("The other half is paid")
    submit(driver)
    agent.goto(address)
    expect(agent.locator(".state-line")).to_contain_text("Resolved")
    expect(happened(agent)).to_contain_text("The other half is paid")


def test_a_stranger_sees_nothing_of_it(windows: Windows, scene: Scene) -> None:
    agent, stranger = windows.open(), windows.open()
    sign_in(agent, scene.agent.email)
    sign_in(stranger, scene.outsider.email)
    address = open_ticket(agent)
    stranger.watch.expected = {404}
    answer = stranger.goto(address)
    assert answer.status == 404
    assert TITLE not in stranger.content()


def test_by_keyboard_alone(windows: Windows, scene: Scene) -> None:
    """From the sign-in page to an open ticket without touching the mouse; the focus can always be seen."""
    page = windows.open()
    page.goto("/accounts/login/")
    tab_to(page, page.get_by_label("Email"))
    page.keyboard.type(scene.agent.email)
    tab_to(page, page.get_by_label("Password", exact=True))
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    expect(page).to_have_url("/")
    page.goto("/tickets/new/")
    tab_to(page, page.get_by_label("What do you need?"))
    page.keyboard.type("Refund")
    tab_to(page, page.get_by_label("In one line"))
    page.keyboard.type(TITLE)
    tab_to(page, page.get_by_label("What it is about"))
    page.keyboard.type("Order 4711")
    tab_to(page, page.locator("#main-form .form-foot button"))
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text(TITLE)
