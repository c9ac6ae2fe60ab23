"""A trainer makes a cohort through classroom and on-call phases, books staff and room, and calls the roll."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from portal.people.models import Role, User
from tests.browser.conftest import PHONE, Windows
from tests.browser.doing import give_passwords, sign_in, step, submit
from tests.cast import make_department, make_user
from training.models import Curriculum
from training.tests.factory import make_calendar, make_curriculum, make_room, make_site, phase


@dataclass(frozen=True)
class School:
    trainer: User
    coach: User
    trainee: User
    curriculum: Curriculum
    calendar: str
    site: str
    room: str


@pytest.fixture
def school(transactional_db: None) -> School:
    department = make_department("school")
    trainer = make_user("trainer", Role.TRAINER, department=department)
    coach = make_user("coach", Role.COACH, department=department)
    trainee = make_user("trainee", department=department)
    give_passwords(trainer, trainee)
    phases = [phase("classroom", 2), phase("on_call", 2, name="Calls"), phase("classroom", 1, name="Review")]
    return School(
        trainer,
        coach,
        trainee,
        make_curriculum(trainer, phases),
        calendar=make_calendar().name,
        site=make_site(code="kew").name,
        room=make_room(trainer).name,
    )


def test_from_the_plan_to_the_roll_call(windows: Windows, school: School) -> None:
    trainer, trainee = windows.open(), windows.open(width=PHONE)
    sign_in(trainer, school.trainer.email)
    sign_in(trainee, school.trainee.email)

    # It begins today or on the next working day; the form shows the days before anything is saved.
    trainer.goto("/training/new/")
    trainer.get_by_label("Curriculum").select_option(label=school.curriculum.name)
    trainer.get_by_label("Name of the cohort").fill("Newcomers 7")
    trainer.get_by_label("Site").select_option(label=school.site)
    trainer.get_by_label("Working calendar").select_option(label=school.calendar)
    trainer.get_by_label("First day").fill((timezone.localdate() - dt.timedelta(days=7)).isoformat())
    trainer.get_by_label("Seats").fill("4")
    submit(trainer)
    expect(trainer).to_have_url(re.compile(r"/training/\w+-\w{8}/$"))
    cohort = trainer.url
    for name in ("Class", "Calls", "Review"):
        expect(trainer.get_by_role("main")).to_contain_text(name)

    step(trainer, "Enrol people")
    trainer.get_by_label("Colleagues").fill(school.trainee.email)
    submit(trainer)
    trainer.goto(cohort)
    expect(trainer.get_by_role("main")).to_contain_text("Trainee")

    # The first classroom session gets its trainer and a room, the first on-call session its coach.
    trainer.get_by_role("main").get_by_role("link", name="Class 1").first.click()
    session = trainer.url
    step(trainer, "Book staff or room")
    trainer.get_by_label("Trainer").select_option(label="Trainer")
    trainer.get_by_label("Room").select_option(label=school.room)
    trainer.get_by_label("All sessions of this phase").check()
    submit(trainer)
    trainer.goto(session)
    expect(trainer.locator(".booked")).to_contain_text(school.room)
    trainer.goto(cohort)
    trainer.get_by_role("main").get_by_role("link", name="Calls 1").first.click()
    step(trainer, "Book staff or room")
    trainer.get_by_label("Coach").select_option(label="Coach")
    submit(trainer)

    # The calendar of the days shows it, and the trainee sees their own sessions on the phone.
    trainer.goto("/training/calendar/")
    expect(trainer.get_by_role("main")).to_contain_text(re.compile("Newcomers 7|Class"))
    trainee.goto(cohort)
    expect(trainee.get_by_role("main")).to_contain_text("Newcomers 7")

    # The roll of a day that has come; whoever was there reads it.
    trainer.goto(session)
    trainer.locator(".roll-row").get_by_role("radio", name="Present").check()
    trainer.get_by_role("button", name="Save the roll").click()
    expect(trainer.locator(".roll-row").get_by_role("radio", name="Present")).to_be_checked()
    trainee.goto(session)
    expect(trainee.get_by_role("main")).to_contain_text("Present")
