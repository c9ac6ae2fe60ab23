"""Every page of the URL conf, in both languages, light and dark, on a desk and on a phone.

Each page is loaded twice: English, light, with axe at a desk's width; Chinese, dark, with axe at a phone's. Both widths
are always checked for what makes the page scroll sideways. EVERY_LOOK=1 adds the two other pairs of language and theme.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pytest
from django.urls import reverse
from playwright.sync_api import Browser, BrowserContext, Page, Response
from pytest_django.plugin import DjangoDbBlocker

from portal.people.models import User
from portal.people.registry import PUBLIC, action_for
from tests.architecture.urls import FILLINGS, Url, every_url
from tests.browser.conftest import new_context
from tests.browser.doing import sign_in
from tests.browser.looks import HEIGHT, every_look, look_faults
from tests.browser.watch import Watch
from tests.live import committed_world, portal
from tests.world import World, make_world

# Addresses that answer with something else than a page of their own.
NO_PAGE = {
    "records:file": "a file",
    "records:pulse": "pieces of an open page; test_live.py",
    "people:export": "a file",
    "initiatives:workbook": "a file",
    "initiatives:tags-suggest": "a fragment: tags while typing",
    "training:feed": "a calendar for other programs",
    "training:events": "dates for the calendar widget",
    "training:preview": "a fragment of the form for a new cohort",
    "tickets:service-effect": "a fragment of the form of a service",
    "tickets:found": "a fragment of the form of a new ticket",
    "tickets:open-fields": "a fragment of the form of a new ticket",
    "delivery:open": "marks a message as read and leads on to what it is about",
    "delivery:healthz": "a word for machines",
    "setup": "gone once there is somebody; opened in test_first_start.py",
    "account_login": "leads a colleague who is signed in to the home page; opened signed out below",
}
SIGNED_OUT = ["account_login", "account_inactive", "account_reset_password", "account_reset_password_done",
              "account_reset_password_from_key", "account_reset_password_from_key_done",
              "initiatives:receipt"]  # fmt: skip


def pages() -> list[Url]:
    urls = [url for url in every_url() if not url.is_api and url.name not in NO_PAGE]
    return [url for url in urls if action_for(url.name, "GET") is not None]


@dataclass
class House:
    """A portal with the small company in it, and three windows: the visitor's, one signed out, an agent's."""

    site: str
    world: World
    inside: BrowserContext
    outside: BrowserContext
    agent: BrowserContext
    watches: dict[BrowserContext, Watch]

    def path(self, url: Url) -> str:
        if not any(filling in url.path for filling in (FILLINGS["str"], f"/{FILLINGS['slug']}/")):
            return url.path
        arguments = self.world.sample(url.name)
        assert arguments, f"tests/world makes nothing for {url.name}; make it there, or say in NO_PAGE why not"
        return reverse(url.name, args=arguments)

    def faults_of(
        self,
        context: BrowserContext,
        path: str,
        language: str,
        width: int,
        expected: int = 200,
        then: Callable[[Page], Response | None] | None = None,
    ) -> list[str]:
        """Of the page at an address, or of the one that `then` goes on to."""
        watch = self.watches[context]
        watch.expected = {expected}
        page = context.pages[0]
        page.set_viewport_size({"width": width, "height": HEIGHT})
        answer = page.goto(path)
        if then is not None:
            answer = then(page)
        faults = [] if answer and answer.status == expected else [f"answered {answer and answer.status}"]
        return faults + look_faults(page, language, width) + watch.take()


@pytest.fixture(scope="module")
def house(chromium: Browser, django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[House]:
    with committed_world(django_db_blocker), portal() as site:
        world = make_world()
        inside, outside, agent = windows = [new_context(chromium, site) for _window in range(3)]
        # One tab each for all pages, as a person would: a tab of its own costs as much as loading a page.
        outside.new_page()
        for context, person in ((inside, world.visitor), (agent, world.agent)):
            sign_in(context.new_page(), person.email)
        yield House(site, world, inside, outside, agent, {context: Watch(context, site) for context in windows})
        for context in windows:
            context.close()


def choose(house: House, language: str, theme: str) -> None:
    """As the visitor would by the shell, and the visitor's device for whoever is signed out."""
    people = [house.world.visitor.pk, house.world.agent.pk]
    User.objects.filter(pk__in=people).update(language=language, theme=theme)
    house.outside.add_cookies([{"name": "django_language", "value": language, "url": house.site}])
    house.outside.pages[0].emulate_media(color_scheme="dark" if theme == "dark" else "light")


@every_look
@pytest.mark.parametrize("url", pages(), ids=lambda url: url.name)
def test_page(url: Url, language: str, theme: str, width: int, house: House) -> None:
    choose(house, language, theme)
    context = house.outside if url.name in SIGNED_OUT else house.inside
    faults = house.faults_of(context, house.path(url), language, width)
    assert not faults, "\n".join([house.path(url), *faults])


@every_look
def test_sign_in_page(language: str, theme: str, width: int, house: House) -> None:
    choose(house, language, theme)
    faults = house.faults_of(house.outside, reverse("account_login"), language, width)
    assert not faults, "\n".join(faults)


@every_look
def test_page_of_nothing(language: str, theme: str, width: int, house: House) -> None:
    choose(house, language, theme)
    for context in (house.inside, house.outside):
        faults = house.faults_of(context, "/there/is/nothing/", language, width, expected=404)
        assert not faults, "\n".join(faults)


@every_look
def test_page_of_a_fault(language: str, theme: str, width: int, house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_args: object) -> None:
        raise RuntimeError("broken on purpose")

    choose(house, language, theme)
    monkeypatch.setattr("feedback.insights.views.home.figures_for", broken)
    faults = house.faults_of(house.inside, "/", language, width, expected=500)
    assert not faults, "\n".join(faults)


@every_look
def test_page_of_a_refusal(language: str, theme: str, width: int, house: House) -> None:
    """An agent who opens what is the administrator's."""
    choose(house, language, theme)
    faults = house.faults_of(house.agent, "/outbox/", language, width, expected=403)
    assert not faults, "\n".join(faults)


def send_with_a_token_of_before(page: Page) -> Response | None:
    """The form that is open here lost the cookie that its token belongs to, as it does to another tab's sign-in."""
    page.context.clear_cookies(name="csrftoken")
    with page.expect_navigation() as answer:
        page.locator("main form .btn-primary").first.click()
    return answer.value


@every_look
def test_page_of_a_form_that_is_out_of_date(language: str, theme: str, width: int, house: House) -> None:
    choose(house, language, theme)
    for context, name in ((house.inside, "tickets:open"), (house.outside, "account_login")):
        faults = house.faults_of(
            context, reverse(name), language, width, expected=403, then=send_with_a_token_of_before
        )
        assert context.pages[0].locator("html").get_attribute("data-bs-theme") == theme
        assert not faults, "\n".join([name, *faults])


def test_public_pages_are_all_opened_signed_out() -> None:
    public = {url.name for url in every_url() if not url.is_api and action_for(url.name, "GET") == PUBLIC}
    # Who signs out is signed in.
    assert public - set(NO_PAGE) - set(SIGNED_OUT) == {"account_logout"}


def test_reasons_name_pages_that_exist() -> None:
    assert set(NO_PAGE) <= {url.name for url in every_url()}
