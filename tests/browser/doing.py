"""What every journey does: sign in by the form, find a step, send a form. People go by labels, so do these."""

from __future__ import annotations

import re
from collections.abc import Callable

from django.utils import translation
from playwright.sync_api import Locator, Page, expect

from portal.people.models import User
from tests.cast import PASSWORD


def give_passwords(*people: User) -> None:
    for person in people:
        person.set_password(PASSWORD)
        person.save(update_fields=["password"])


def zh(text: str, context: str = "") -> str:
    """What a Chinese page says for an English text of the portal."""
    with translation.override("zh-hans"):
        return translation.pgettext(context, text) if context else translation.gettext(text)


def sign_in(page: Page, email: str, password: str = PASSWORD, words: Callable[[str], str] = str) -> None:
    """`words` puts the labels into the language of the window: `zh`, else English."""
    page.goto("/accounts/login/")
    page.get_by_label(words("Email")).fill(email)
    page.get_by_label(words("Password"), exact=True).fill(password)
    page.get_by_role("main").get_by_role("button", name=words("Sign in")).click()
    expect(page).to_have_url("/")
    # The address is there before the page's scripts are: a key pressed in between would be heard by nobody.
    page.wait_for_load_state()


def offered(page: Page, label: str) -> Locator:
    """The link or button of a next step, wherever in the steps of the page it stands. Its whole label: in Chinese one
    label is often a part of another (接受, 不接受)."""
    return page.locator("#steps").locator("a, button").filter(has_text=re.compile(rf"^\s*{re.escape(label)}\s*$"))


def step(page: Page, label: str) -> None:
    """Take a next step of a detail page; the fourth and later ones lie behind the dots."""
    wanted = offered(page, label)
    # After a click on a link the next page may still be coming: only a step that is there is seen or hidden.
    expect(wanted).to_be_attached()
    if not wanted.is_visible():
        page.locator("#steps summary").click()
    wanted.click()


def submit(page: Page) -> None:
    """Send the form of the page by its own button."""
    page.locator("#main-form .form-foot button").click()


def say(page: Page, text: str) -> None:
    """Write into the comment form of a detail page."""
    page.locator("#comment-form textarea").fill(text)
    page.get_by_role("button", name="Send note").click()


def happened(page: Page) -> Locator:
    return page.locator("#timeline")


def tab_to(page: Page, target: Locator, presses: int = 80) -> None:
    """Press Tab until the target has the focus, and see that the focus can be seen."""
    for _press in range(presses):
        page.keyboard.press("Tab")
        if target.evaluate("element => element === document.activeElement"):
            # A ring, a shadow or another border: something has to tell where one is.
            ring = "e => { const s = getComputedStyle(e); return s.outlineStyle !== 'none' || s.boxShadow !== 'none'; }"
            assert target.evaluate(ring), "the focus cannot be seen"
            return
    raise AssertionError(f"{target} is not reached by Tab")
