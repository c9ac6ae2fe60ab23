"""The demonstration company as `make run` shows it: its numbers, its logins, and the three main jobs in two languages.

It is loaded once for the module, which runs in one process; what one test writes, the next one finds.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Browser, Page, expect
from pytest_django.plugin import DjangoDbBlocker

from feedback.insights.demo.company import DOMAIN, PASSWORD, PEOPLE
from feedback.insights.demo.load import load_demo
from feedback.tickets.choices import State
from feedback.tickets.models import Ticket
from initiatives.models import Idea, Initiative
from portal.people.models import Department, User
from tests.browser.conftest import PHONE, Windows
from tests.browser.doing import happened, offered, say, sign_in, step, submit, zh
from tests.live import committed_world, portal
from tools.paths import ROOT
from training.models import Cohort, Curriculum

pytestmark = pytest.mark.xdist_group("demo")

LOGINS = re.findall(rf"^\| `([\w.]+)@{DOMAIN}` \|", (ROOT / "README.md").read_text(), re.MULTILINE)
# Who has lines of work on home at any hour; the others find figures there.
WITH_WORK = {"wang.xiaolin", "hua.qiang", "chen.li", "yang.guang", "fang.yuan", "zhou.ting", "liu.bei", "xu.jing",
             "he.yu", "zhang.wei"}  # fmt: skip
CONTACTS = "/customers/contacts/"
# Their departments take no contacts of customers.
BARE = {"hua.qiang", "chen.li", "fang.yuan", "wei.na", "liu.bei", "shi.lan", "he.min", "admin"}
WITH_TICKETS = {"wang.xiaolin", "hua.qiang", "chen.li", "yang.guang", "zhou.ting", "xu.jing", "he.yu", "zhang.wei"}


@pytest.fixture(scope="module")
def site(chromium: Browser, django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[str]:
    with committed_world(django_db_blocker), portal() as address:
        load_demo(timezone.now())
        yield address


def enter(windows: Windows, login: str, *, chinese: bool = False, **options: Any) -> Page:
    """A window in which somebody has signed in; the language is the browser's, as the company leaves it open."""
    page: Page = windows.open(locale="zh-CN" if chinese else "en-GB", **options)
    sign_in(page, f"{login}@{DOMAIN}", PASSWORD, zh if chinese else str)
    return page


def test_it_is_as_large_as_was_promised(site: str) -> None:
    assert 55 <= User.objects.active().count() <= 65
    assert Department.objects.count() == 12
    # Two more were merged into others, six answer calls for ideas.
    assert Idea.objects.count() == 43 + 2 + 6
    # One more was made of a problem, two are small steps and a pilot.
    assert Initiative.objects.count() == 6 + 1 + 2
    assert Curriculum.objects.count() == 3
    first = Ticket.objects.filter(parent=None, split_from=None)
    # Two more came by mail, four are about approvals, three have parallel parts.
    assert first.exclude(state=State.MERGED).count() == 150 + 2 + 4 + 3
    today = timezone.localdate()
    first_days = sorted(Cohort.objects.values_list("start_date", flat=True))
    assert len(first_days) == 5
    assert first_days[0] < today - dt.timedelta(weeks=4)
    assert Cohort.objects.filter(start_date__lte=today, end_date__gte=today).exists()
    assert first_days[-1] > today


def test_the_readme_lists_people_of_the_company() -> None:
    assert len(LOGINS) >= 15
    assert set(LOGINS) <= {person.login for person in PEOPLE}
    assert set(LOGINS) >= WITH_WORK | WITH_TICKETS


@pytest.mark.parametrize("login", LOGINS)
def test_each_login_finds_something_on_every_page_of_its_side_bar(login: str, windows: Windows) -> None:
    page = enter(windows, login, chinese=LOGINS.index(login) % 2 == 1)
    expect(page.locator(".figure-value").first).to_be_visible()
    values = page.locator(".figure-value").all_inner_texts()
    assert any(re.search(r"\d", value) for value in values), values
    if login in WITH_WORK:
        expect(page.locator(".work .row-title").first).to_be_visible()
    entries = page.locator("#sidebar .nav-entry").evaluate_all("links => links.map(link => link.pathname)")
    assert entries[:4] == ["/", "/ideas/", "/training/", "/tickets/"]
    assert entries[4:] in ([], [CONTACTS])
    bare = {path for path, empty in (("/tickets/", login not in WITH_TICKETS), (CONTACTS, login in BARE)) if empty}
    for path in [path for path in entries[1:] if path not in bare]:
        page.goto(path)
        expect(page.locator("#rows tr").first).to_be_visible()


def test_a_ticket_from_the_front_office_to_its_solution(windows: Windows) -> None:
    """Wang Xiaolin asks in English on a phone, Hua Qiang answers in Chinese."""
    title = "Origin certificate for two engines"
    agent = enter(windows, "wang.xiaolin", width=PHONE)
    agent.goto("/tickets/new/")
    agent.get_by_label("What do you need?").select_option(label="Missing customs documents")
    agent.get_by_label("In one line").fill(title)
    agent.get_by_label("What it is about").fill("The airline wants it before the flight on Friday.")
    submit(agent)
    expect(agent).to_have_url(re.compile(r"/tickets/T-\w{8}/$"))
    address = agent.url

    clerk = enter(windows, "hua.qiang", chinese=True)
    clerk.goto("/tickets/")
    clerk.get_by_role("link", name=zh("My department's queue")).click()
    clerk.get_by_role("link", name=title).click()
    step(clerk, zh("Take this ticket"))
    expect(clerk.locator(".detail-side")).to_contain_text("华强")
    step(clerk, zh("Ask the requester"))
    clerk.get_by_label(zh("What do you need to know?")).fill("哪一家航空公司？")
    submit(clerk)
    expect(clerk.locator(".state-line")).to_contain_text(zh("clock paused"))

    # It waits for her on home, and her answer lets the clock run again.
    agent.goto("/")
    agent.locator("section", has_text="Waiting for me").get_by_role("link", name=title).click()
    expect(happened(agent)).to_contain_text("哪一家航空公司？")
    say(agent, "Eastern, flight 737 to Sydney")
    expect(agent.locator(".state-line")).not_to_contain_text("clock paused")

    # It stands among what he promised until it is solved.
    clerk.goto("/")
    clerk.locator("section", has_text=zh("What I promised")).get_by_role("link", name=title).click()
    expect(happened(clerk)).to_contain_text("Eastern, flight 737 to Sydney")
    step(clerk, zh("Resolve"))
    clerk.get_by_label(zh("What was done?")).fill("原产地证明已补交")
    submit(clerk)
    expect(offered(clerk, zh("Reopen"))).to_be_visible()
    agent.goto(address)
    expect(agent.locator(".state-line")).to_contain_text("Resolved")
    expect(happened(agent)).to_contain_text("原产地证明已补交")


def test_an_idea_becomes_an_initiative_with_a_report(windows: Windows) -> None:
    """Wei Na proposes in Chinese, Chen Li decides in English and answers for what comes of it."""
    title = "行李异常一次登记"
    author = enter(windows, "wei.na", chinese=True)
    author.goto("/ideas/new/")
    author.get_by_label(zh("The idea in one line")).fill(title)
    author.get_by_label(zh("What is the idea, and whom does it help?")).fill("旅客同一件事要说三遍。")
    author.get_by_label(zh("Department concerned")).select_option(label="运营支持部")
    submit(author)
    expect(author).to_have_url(re.compile(r"/ideas/\w-\w{8}/$"))
    address = author.url

    head = enter(windows, "chen.li")
    head.goto("/inbox/")
    head.get_by_role("main").get_by_role("link", name=title).first.click()
    expect(head).to_have_url(f"{address}decide/")
    head.get_by_text("Accept: it will be done").click()
    head.get_by_label("Why").fill("Asked for by every station")
    submit(head)
    expect(head.get_by_role("main")).to_contain_text("Asked for by every station")
    step(head, "Turn into an initiative")
    head.get_by_label("What changes, in one line").fill("Baggage trouble is told once")
    head.get_by_label("Owner", exact=True).fill(f"chen.li@{DOMAIN}")
    head.get_by_label("Sponsor").fill("Zhang Wei")
    head.get_by_label("Target: what is measured").fill("Told once")
    head.get_by_label("Today (baseline)").fill("35")
    head.get_by_label("Target value").fill("90")
    head.get_by_label("Reached by").fill((timezone.localdate() + dt.timedelta(days=90)).isoformat())
    submit(head)
    expect(head).to_have_url(re.compile(r"/initiatives/\w-\w{8}/$"))
    initiative = head.url
    step(head, "Report status")
    head.get_by_text("Green: on track").click()
    head.get_by_label("How it stands, and what it needs").fill("Two stations have begun")
    submit(head)
    expect(head.get_by_role("main")).to_contain_text("Two stations have begun")

    author.goto(address)
    expect(author.get_by_role("main")).to_contain_text("Asked for by every station")
    author.get_by_role("link", name="Baggage trouble is told once").first.click()
    expect(author).to_have_url(initiative)
    expect(author.get_by_role("main")).to_contain_text("Two stations have begun")
    head.goto("/initiatives/")
    expect(head.get_by_role("main")).to_contain_text("Baggage trouble is told once")


def test_a_cohort_from_a_published_curriculum_and_its_roll(windows: Windows) -> None:
    """Fang Yuan works in Chinese; the trainee, an Operations colleague, reads in English."""
    trainer = enter(windows, "fang.yuan", chinese=True)
    waiting = trainer.locator("section", has_text=zh("Waiting for me"))
    expect(waiting).to_contain_text(zh("attendance is still to be noted"))

    trainer.goto("/training/new/")
    trainer.get_by_label(zh("Curriculum")).select_option(label="两天：我服务谁")
    trainer.get_by_label(zh("Name of the cohort")).fill("我服务谁 运营班")
    trainer.get_by_label(zh("Site")).select_option(label="上海")
    trainer.get_by_label(zh("Working calendar")).select_option(label="7×24")
    trainer.get_by_label(zh("First day")).fill((timezone.localdate() - dt.timedelta(days=1)).isoformat())
    trainer.get_by_label(zh("Seats")).fill("12")
    submit(trainer)
    expect(trainer).to_have_url(re.compile(r"/training/\w+-\w{8}/$"))
    cohort = trainer.url
    step(trainer, zh("Enrol people"))
    trainer.get_by_label(zh("Colleagues")).fill(f"cao.bin@{DOMAIN}\n孔瑞")
    submit(trainer)

    # Yesterday's first session waits on home, until its roll is called; today's may be over, too.
    trainer.goto("/")
    waiting.get_by_role("link", name="我服务谁 运营班 · 为内外部的人创造价值").first.click()
    session = trainer.url
    rows = trainer.locator(".roll-row")
    expect(rows).to_have_count(2)
    rows.filter(has_text="曹斌").get_by_role("radio", name=zh("Present")).check()
    rows.filter(has_text="孔瑞").get_by_role("radio", name=zh("Late", "attendance")).check()
    trainer.get_by_role("button", name=zh("Save the roll")).click()
    expect(rows.filter(has_text="孔瑞").get_by_role("radio", name=zh("Late", "attendance"))).to_be_checked()
    trainer.goto("/")
    expect(waiting.locator(f'a[href="{re.sub(r"https?://[^/]+", "", session)}"]')).to_have_count(0)

    trainee = enter(windows, "cao.bin")
    trainee.goto(cohort)
    expect(trainee.get_by_role("main")).to_contain_text("我服务谁 运营班")
    trainee.goto(session)
    expect(trainee.get_by_role("main")).to_contain_text("Present")
    expect(trainee.get_by_role("main")).not_to_contain_text("Kong Rui")
