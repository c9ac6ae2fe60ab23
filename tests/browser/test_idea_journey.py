"""An employee has an idea on the phone; colleagues vote, the head decides, and it becomes an initiative."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from tests.browser.conftest import PHONE, Windows
from tests.browser.doing import give_passwords, happened, sign_in, step, submit
from tests.cast import Cast, make_cast

TITLE = "Print boarding passes at the desk"


@pytest.fixture
def cast(transactional_db: None) -> Cast:
    cast = make_cast()
    give_passwords(cast.owner, cast.colleague, cast.outsider, cast.head)
    return cast


def test_from_the_idea_to_its_progress(windows: Windows, cast: Cast) -> None:
    author, colleague, head = windows.open(width=PHONE), windows.open(), windows.open()
    for page, person in ((author, cast.outsider), (colleague, cast.colleague), (head, cast.head)):
        sign_in(page, person.email)

    author.goto("/ideas/new/")
    author.get_by_label("The idea in one line").fill(TITLE)
    author.get_by_label("What is the idea, and whom does it help?").fill("Travellers queue twice for one thing.")
    author.get_by_label("Department concerned").select_option(label="Hub")
    submit(author)
    expect(author).to_have_url(re.compile(r"/ideas/\w-\w{8}/$"))
    address = author.url

    # A colleague finds it by two of its words and votes.
    colleague.goto("/")
    colleague.get_by_role("search").get_by_role("searchbox").fill("boarding desk")
    colleague.keyboard.press("Enter")
    colleague.get_by_role("main").get_by_role("link", name=TITLE).click()
    expect(colleague).to_have_url(address)
    vote = colleague.locator(".state-line").get_by_role("button")
    vote.click()
    expect(colleague.locator(".state-line")).to_contain_text("1")
    colleague.reload()
    expect(colleague.locator(".state-line")).to_contain_text("1")

    # The head answers with a reason and makes an initiative of it.
    head.goto(address)
    step(head, "Answer this idea")
    head.get_by_text("Accept: it will be done").click()
    head.get_by_label("Why").fill("Asked for at every desk")
    submit(head)
    expect(head.get_by_role("main")).to_contain_text("Asked for at every desk")
    step(head, "Turn into an initiative")
    head.get_by_label("What changes, in one line").fill("A printer at every desk")
    head.get_by_label("Owner", exact=True).fill(cast.head.email)
    head.get_by_label("Sponsor").fill(cast.colleague.email)
    head.get_by_label("Target: what is measured").fill("Solved at once")
    head.get_by_label("Today (baseline)").fill("60")
    head.get_by_label("Target value").fill("80")
    due = timezone.localdate() + dt.timedelta(days=90)
    head.get_by_label("Reached by").fill(due.isoformat())
    submit(head)
    expect(head).to_have_url(re.compile(r"/initiatives/\w-\w{8}/$"))
    initiative = head.url

    # A reading and a report, and everybody reads how it stands.
    step(head, "Add reading")
    head.get_by_label("Value").fill("66")
    head.get_by_label("Source").fill("Weekly count")
    submit(head)
    step(head, "Report status")
    head.get_by_text("Green: on track").click()
    head.get_by_label("How it stands, and what it needs").fill("The first ten printers stand")
    submit(head)
    author.goto(initiative)
    expect(author.get_by_role("main")).to_contain_text("66")
    expect(author.get_by_role("main")).to_contain_text("The first ten printers stand")

    # The author was told, sees the reason, and the way to the initiative.
    author.goto("/inbox/")
    expect(author.get_by_role("main")).to_contain_text(TITLE)
    author.goto(address)
    expect(author.get_by_role("main")).to_contain_text("Asked for at every desk")
    expect(author.get_by_role("link", name="A printer at every desk")).to_be_visible()
    expect(happened(author)).to_be_visible()


def test_a_declined_idea_says_why(windows: Windows, cast: Cast) -> None:
    author, head = windows.open(), windows.open()
    sign_in(author, cast.owner.email)
    sign_in(head, cast.head.email)
    author.goto("/ideas/new/")
    author.get_by_label("The idea in one line").fill("Close the desk on Mondays")
    author.get_by_label("What is the idea, and whom does it help?").fill("Nobody comes.")
    author.get_by_label("Department concerned").select_option(label="Hub")
    submit(author)
    address = author.url
    head.goto(address)
    step(head, "Answer this idea")
    # Without a reason nothing is decided; the page says what is missing and keeps the choice.
    head.watch.expected = {422}
    head.get_by_text("Decline", exact=True).click()
    submit(head)
    expect(head.locator("[aria-invalid=true]").first).to_be_visible()
    head.get_by_label("Why").fill("Mondays are the busiest day")
    submit(head)
    author.goto(address)
    expect(author.get_by_role("main")).to_contain_text("Mondays are the busiest day")
