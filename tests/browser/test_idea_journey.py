"""What became of an idea: written on a phone, raised by a second colleague who sees it while typing, answered in time,
an initiative through two gates, a light turned by a reading, a service in use that another department vouches for.
Through the pages, in both languages.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from dataclasses import dataclass

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from initiatives.tasks import index_ideas
from portal.people.models import Role, User
from tests.browser.conftest import PHONE, Windows
from tests.browser.doing import give_passwords, happened, submit
from tests.browser.story import Story, both_languages
from tests.cast import Cast, make_cast, make_user

TITLE, AGAIN = "柜台没有自助打印机", "柜台需要自助打印机"
REASON, INITIATIVE, SERVICE = "每个柜台都在问", "每个柜台一台打印机", "自助打印登机牌"
CHARTER = ("Whom it serves", "What they need and value", "The problem")


@dataclass(frozen=True)
class House:
    """The author works elsewhere, who joins beside the head; the head of elsewhere countersigns."""

    cast: Cast
    sponsor: User

    @property
    def author(self) -> User:
        return self.cast.outsider


@pytest.fixture
def house(transactional_db: None) -> House:
    cast = make_cast()
    sponsor = make_user("sponsor", Role.EXECUTIVE)
    give_passwords(cast.outsider, cast.colleague, cast.head, cast.other_head, sponsor)
    return House(cast, sponsor)


@both_languages
def test_what_became_of_it(words: Callable[..., str], windows: Windows, house: House) -> None:
    story = Story(windows, words, {}, set())
    address = write_it_down(story, house)
    join_it(story, house, address)
    answer_it(story, house, address)
    initiative = turn_it(story, house, address)
    write_the_charter(story, house, initiative)
    through_the_gate(story, house, initiative)
    get_ready_to_design(story, house, initiative)
    through_the_gate(story, house, initiative)
    turn_the_light(story, house, initiative)
    launch_a_service(story, house, initiative)
    read_the_story(story, house, address)


def write_it_down(story: Story, house: House) -> str:
    """By thumb, in the dialog over the page."""
    words = story.words
    page = story.at(house.author, "/", width=PHONE)
    page.get_by_role("banner").get_by_role("link", name=words("New idea")).click()
    dialog = page.locator("#dialog")
    dialog.get_by_label(words("The idea in one line")).fill(TITLE)
    dialog.get_by_label(words("What is the idea, and whom does it help?")).fill("客户要排两次队。")
    dialog.get_by_label(words("Department concerned")).select_option(str(house.cast.department.pk))
    dialog.get_by_role("button", name=words("Submit idea")).click()
    dialog.get_by_role("link", name=words("Open it")).click()
    expect(page).to_have_url(re.compile(r"/ideas/\w-\w{8}/$"))
    index_ideas()
    return page.url


def join_it(story: Story, house: House, address: str) -> None:
    """A colleague types nearly the same, sees it, and raises it too."""
    words = story.words
    page = story.at(house.cast.colleague, "/", width=PHONE)
    page.get_by_role("banner").get_by_role("link", name=words("New idea")).click()
    dialog = page.locator("#dialog")
    dialog.get_by_label(words("The idea in one line")).press_sequentially(AGAIN)
    found = dialog.locator(".found-list li", has_text=TITLE)
    found.get_by_role("button").click()
    expect(page).to_have_url(address)
    expect(page.locator(".state-line")).to_contain_text("1")
    expect(page.locator("#steps")).to_contain_text(words("Stop following"))
    story.look(page)


def answer_it(story: Story, house: House, address: str) -> None:
    """From the head's list of what waits, in time; a colleague is named in a comment."""
    words = story.words
    page = story.at(house.cast.head, "/ideas/decisions/")
    page.get_by_role("main").get_by_role("link", name=TITLE).first.click()
    story.step(page, "Answer this idea")
    page.get_by_text(words("Accept: it will be done")).click()
    page.get_by_label(words("Why")).fill(REASON)
    submit(page)
    expect(page.get_by_role("main")).to_contain_text(REASON)
    page.goto(address)
    note = page.locator("#comment-form textarea")
    note.press_sequentially("@outs")
    page.locator(".mention-list li").first.click()
    note.press_sequentially("谢谢")
    page.locator("#comment-form .form-foot button").click()
    expect(happened(page)).to_contain_text("@Outsider 谢谢")


def turn_it(story: Story, house: House, address: str) -> str:
    words = story.words
    page = story.at(house.cast.head, address)
    story.step(page, "Turn into an initiative")
    page.get_by_label(words("What changes, in one line")).fill(INITIATIVE)
    page.get_by_label(words("Owner", "initiative"), exact=True).fill(house.cast.head.email)
    page.get_by_label(words("Sponsor")).fill(house.sponsor.email)
    page.get_by_label(words("Target: what is measured")).fill("一次办完")
    page.get_by_label(words("Today (baseline)")).fill("60")
    page.get_by_label(words("Target value")).fill("80")
    page.get_by_label(words("Reached by")).fill((timezone.localdate() + dt.timedelta(days=90)).isoformat())
    submit(page)
    expect(page).to_have_url(re.compile(r"/initiatives/\w-\w{8}/$"))
    return page.url


def write_the_charter(story: Story, house: House, initiative: str) -> None:
    page = story.at(house.cast.head, initiative)
    for section in CHARTER:
        page.locator("#charter").get_by_role("link", name=story.words(section)).click()
        page.locator("#main-form textarea").fill("每天三百位旅客")
        submit(page)
        expect(page).to_have_url(re.compile(f"{initiative}(#charter)?$"))


def through_the_gate(story: Story, house: House, initiative: str) -> None:
    """The owner asks, the sponsor decides."""
    words = story.words
    page = story.at(house.cast.head, initiative)
    story.step(page, "Ask for the gate")
    page.get_by_label(words("What shows that it is ready")).fill("客户调查")
    submit(page)
    page = story.at(house.sponsor, initiative)
    story.step(page, "Decide the gate")
    page.get_by_text(words("Go: on to the next stage", "gate")).click()
    page.get_by_label(words("Why")).fill("可以继续")
    submit(page)
    expect(page.locator("#gates article").first).to_contain_text("可以继续")


def get_ready_to_design(story: Story, house: House, initiative: str) -> None:
    """Another department takes part, and there is a milestone."""
    words = story.words
    page = story.at(house.cast.head, initiative)
    page.get_by_role("link", name=words("Add department")).click()
    page.locator("[name=department]").select_option(str(house.cast.elsewhere.pk))
    submit(page)
    page.get_by_role("link", name=words("Add milestone")).click()
    page.get_by_label(words("Milestone"), exact=True).fill("第一台")
    page.get_by_label(words("Due on")).fill((timezone.localdate() + dt.timedelta(days=30)).isoformat())
    submit(page)
    expect(page.locator("#milestones")).to_contain_text("第一台")


def turn_the_light(story: Story, house: House, initiative: str) -> None:
    """Without a number it is grey, whatever anybody says."""
    words = story.words
    page = story.at(house.cast.head, initiative)
    light = page.locator(".state-line span", has_text=words("computed:")).locator(".state")
    expect(light).to_have_class(re.compile("state-grey"))
    story.step(page, "Add reading")
    page.get_by_label(words("Value"), exact=True).fill("78")
    page.get_by_label(words("Source")).fill("每周统计")
    submit(page)
    expect(page.locator("#target")).to_contain_text("78")
    expect(light).to_have_class(re.compile("state-green"))
    story.look(page)


def launch_a_service(story: Story, house: House, initiative: str) -> None:
    """It counts once the head of another department has seen it in use."""
    words = story.words
    reference = initiative.rstrip("/").rpartition("/")[2]
    page = story.at(house.cast.head, f"/services/new/?initiative={reference}")
    page.get_by_label(words("The new service, in one line")).fill(SERVICE)
    page.locator("[name=serves]").first.check()
    page.get_by_label(words("For whom")).fill("旅客")
    page.get_by_label(words("What they get, and why they value it")).fill("不用排队")
    submit(page)
    story.step(page, "Launch")
    page.get_by_label(words("What shows that it is used")).fill("第一天用了四十次")
    submit(page)
    service = page.url
    page = story.at(house.cast.other_head, service)
    story.step(page, "Countersign")
    submit(page)
    expect(page.get_by_role("main")).to_contain_text(house.cast.other_head.full_name)


def read_the_story(story: Story, house: House, address: str) -> None:
    """The author was told on the way, and finds every station on one page."""
    words = story.words
    page = story.at(house.author, "/inbox/")
    for told in (TITLE, SERVICE):
        expect(page.get_by_role("main")).to_contain_text(told)
    page.goto(address)
    story.step(page, "What became of it")
    stations = page.locator(".story-station:not(.story-ahead)")
    for kind, said in (
        ("The idea", TITLE),
        ("The answer", REASON),
        ("The answer", words("in time", "answer")),
        ("Initiative", INITIATIVE),
        ("Gate passed", words("Charter", "stage")),
        ("Gate passed", words("Design", "stage")),
        ("Benefit", "78"),
        ("New service", SERVICE),
        ("New service", name_of(house, words)),
    ):
        station = stations.filter(has_text=words(kind, "station")).filter(has_text=said)
        expect(station, f"{kind}: {said}").to_have_count(1)
    story.look(page)


def name_of(house: House, words: Callable[..., str]) -> str:
    """The department that countersigned."""
    elsewhere = house.cast.elsewhere
    return elsewhere.name_en if words("Idea") == "Idea" else elsewhere.name_zh
