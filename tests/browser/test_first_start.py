"""The first start of an empty portal (DEMO=0): its pages in every look, and the way to a second sign-in."""

from __future__ import annotations

import re
from collections.abc import Iterator
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.utils import translation
from playwright.sync_api import Locator, Page, expect

from portal.people.models import User
from portal.people.services.setup import forget_set_up
from tests.browser.conftest import PHONE, WIDE, Windows
from tests.browser.doing import submit
from tests.browser.looks import every_look, look_faults
from tests.cast import PASSWORD

LOCALES = {"en": "en-GB", "zh-hans": "zh-CN"}
EMAIL = "shen.jing@company.test"
ANSWERS = {
    "Your name": "沈静",
    "Your e-mail": EMAIL,
    "Your password": PASSWORD,
    "Company, English name": "Cloud Sea Group",
    "Company, Chinese name": "云海集团",
    "First site": "上海",
    "First department, English name": "Front desk",
    "First department, Chinese name": "前台",
}


@pytest.fixture(autouse=True)
def nobody_yet(transactional_db: None, settings: Any, tmp_path: Path) -> Iterator[None]:
    settings.STATE_DIR = tmp_path  # where the code is kept
    forget_set_up()
    yield
    forget_set_up()


def open_portal(windows: Windows, language: str, **options: Any) -> Page:
    """As a browser that asks for this language; every address leads to the set-up."""
    page: Page = windows.open(locale=LOCALES[language], **options)
    page.goto("/")
    expect(page).to_have_url("/setup/")
    return page


@every_look
def test_the_page_in_every_look(language: str, theme: str, width: int, windows: Windows) -> None:
    page = open_portal(windows, language, width=width, color_scheme=theme)
    assert page.locator("html").get_attribute("data-bs-theme") == theme
    faults = look_faults(page, language, width)
    assert not faults, "\n".join(faults)


@every_look
def test_a_refused_form_in_every_look(language: str, theme: str, width: int, windows: Windows) -> None:
    page = open_portal(windows, language, width=width, color_scheme=theme)
    page.watch.expected = {422}  # type: ignore[attr-defined]
    submit(page)
    expect(page.locator(".form-summary")).to_be_focused()
    faults = look_faults(page, language, width)
    assert not faults, "\n".join(faults)


class Reader:
    """Goes by the words of one language, whatever they are."""

    def __init__(self, page: Page, language: str) -> None:
        self.page, self.language = page, language

    def said(self, text: str) -> str:
        with translation.override(self.language):
            return translation.gettext(text)

    def field(self, label: str) -> Locator:
        return self.page.get_by_label(self.said(label), exact=True)

    def fill(self, answers: dict[str, str]) -> None:
        for label, text in answers.items():
            self.field(label).fill(text)


@pytest.mark.parametrize(("language", "width"), [("en", WIDE), ("zh-hans", PHONE)])
def test_from_nothing_to_the_second_sign_in(language: str, width: int, windows: Windows) -> None:
    page = open_portal(windows, language, width=width)
    reader = Reader(page, language)

    # A guessed code makes nobody, and what was typed stays, the password apart.
    page.watch.expected = {422}  # type: ignore[attr-defined]
    reader.fill(ANSWERS | {"Set-up code": "SET-GUESSED"})
    page.get_by_label(reader.said("Working calendar")).select_option("china")
    submit(page)
    expect(page.locator(".form-summary")).to_contain_text(reader.said("This isn't the code that stands on the server."))
    expect(reader.field("Company, Chinese name")).to_have_value("云海集团")
    expect(reader.field("Your password")).to_have_value("")
    assert not User.objects.exists()

    # With the one that the server tells its owner there is an administrator, signed in.
    told = StringIO()
    call_command("setup_code", stdout=told)
    reader.fill({"Set-up code": told.getvalue().strip(), "Your password": PASSWORD})
    submit(page)
    expect(page).to_have_url("/")
    expect(page.get_by_text(reader.said("The portal is set up."))).to_be_visible()

    # Company, first department and calendar stand, and the door that was open to everybody is gone.
    for path, english, chinese in (
        ("/departments/", "Cloud Sea Group", "云海集团"),
        ("/departments/", "Front desk", "前台"),
        ("/calendars/", "China", "中国"),
    ):
        page.goto(path)
        expect(page.get_by_role("main")).to_contain_text(english if language == "en" else chinese)
    page.watch.expected = {404}  # type: ignore[attr-defined]
    gone = page.goto("/setup/")
    assert gone is not None
    assert gone.status == 404

    # The password that was typed at the beginning opens the sign-in page.
    page.goto("/accounts/logout/")
    page.locator("main form .btn-primary").click()
    page.goto("/employees/new/")
    expect(page).to_have_url(re.compile("/accounts/login/"))
    page.locator("input[name=login]").fill(EMAIL)
    page.locator("input[name=password]").fill(PASSWORD)
    page.locator("main form .btn-primary").click()
    expect(page).to_have_url("/employees/new/")
