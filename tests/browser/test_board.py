"""The board of an initiative's actions: a card is dragged, and moved by its menu without any script."""

from __future__ import annotations

import datetime as dt

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from initiatives.models import Action, Initiative
from initiatives.services.actions import action_add
from initiatives.tests.factory import make_initiative
from portal.people.models import Role
from tests.browser.conftest import Windows
from tests.browser.doing import give_passwords, sign_in
from tests.cast import Cast, make_cast, make_user


@pytest.fixture
def cast(transactional_db: None) -> Cast:
    cast = make_cast()
    give_passwords(cast.owner)
    return cast


@pytest.fixture
def action(cast: Cast) -> Action:
    now = timezone.now()
    due = now.date() + dt.timedelta(days=30)
    initiative: Initiative = make_initiative(cast.owner, make_user("sponsor", Role.EXECUTIVE), now=now, due_on=due)
    return action_add(
        reference=initiative.reference, title="Train the desk", assignee=cast.owner, due_on=due, by=cast.owner, now=now
    )


def test_a_card_is_dragged(windows: Windows, cast: Cast, action: Action) -> None:
    page = windows.open()
    sign_in(page, cast.owner.email)
    page.goto(f"/initiatives/{action.initiative.reference}/board/")
    page.locator(f"#item-{action.reference} b").drag_to(page.locator('[data-state="doing"]'))
    expect(page.locator('[data-state="doing"]')).to_contain_text("Train the desk")
    expect(page.get_by_role("main")).to_contain_text("Train the desk")
    expect(page.locator("body")).to_contain_text("Moved to “In progress”.")


def test_a_card_is_moved_by_its_menu_without_scripts(windows: Windows, cast: Cast, action: Action) -> None:
    page = windows.open(width=390, java_script_enabled=False)
    sign_in(page, cast.owner.email)
    page.goto(f"/initiatives/{action.initiative.reference}/board/")
    page.get_by_label("Move Train the desk to").select_option(label="Done")
    page.get_by_role("button", name="Move Train the desk").click()
    expect(page.locator('[data-state="done"]')).to_contain_text("Train the desk")
