"""Sites, departments, calendars, people and their roles."""

import datetime as dt

from django.contrib.auth.hashers import make_password
from django.utils import timezone

from feedback.insights.demo.company import DEPARTMENTS, DOMAIN, PASSWORD, PEOPLE, SITES, Person
from feedback.insights.demo.stage import Stage
from portal.calendars.services import calendar_assign, calendar_create
from portal.people.models import Role, Site, User
from portal.people.services.away import employee_away
from portal.people.services.departments import department_create, department_edit
from portal.people.services.employees import employee_create
from portal.people.services.roles import role_grant

OFFICE_HOURS = {str(day): [["09:00", "12:00"], ["13:00", "18:00"]] for day in range(5)}
AROUND_THE_CLOCK = {str(day): [["00:00", "24:00"]] for day in range(7)}


def load_people(stage: Stage) -> None:
    began = stage.days_ago(400)
    for code, english, chinese, zone in SITES:
        stage.sites[code] = Site.objects.create(code=code, name_en=english, name_zh=chinese, timezone=zone)
    for code, parent, english, chinese, side, site in DEPARTMENTS:
        stage.departments[code] = department_create(
            by=stage.admin,
            now=began,
            code=code,
            name_en=english,
            name_zh=chinese,
            parent=stage.departments.get(parent),
            side=side,
            site=stage.sites[site],
        )
    for number, person in enumerate(PEOPLE, start=1001):
        stage.people[person.login] = _person(stage, person, str(number), began)
    _give_passwords()
    _give_roles(stage, began)
    _give_heads(stage, began)


def _person(stage: Stage, person: Person, number: str, began: dt.datetime) -> User:
    return employee_create(
        by=stage.admin,
        now=began,
        email=f"{person.login}@{DOMAIN}",
        full_name=person.chinese,
        latin_name=person.latin,
        employee_number=number,
        job_title=person.title,
        department=stage.departments[person.department],
        timezone="Australia/Sydney" if "Sydney" in person.title else "Asia/Shanghai",
    )


def _give_passwords() -> None:
    """One hash for all: sixty slow hashes would only make the first start slower."""
    User.objects.filter(email__endswith=f"@{DOMAIN}").update(password=make_password(PASSWORD))


def _give_roles(stage: Stage, began: dt.datetime) -> None:
    for person in PEOPLE:
        for role in person.roles:
            role_grant(by=stage.admin, now=began, employee=stage.people[person.login].reference, role=Role(role))


def _give_heads(stage: Stage, began: dt.datetime) -> None:
    for code, department in stage.departments.items():
        head = next((p.login for p in PEOPLE if p.heads == code), None)
        deputy = next((p.login for p in PEOPLE if p.deputises == code), None)
        stage.departments[code] = department_edit(
            by=stage.admin,
            now=began,
            department=department.reference,
            head=stage.people[head] if head else None,
            deputy=stage.people[deputy] if deputy else None,
        )


def load_absence(stage: Stage) -> None:
    """The head of claims is on leave for some days; her deputy stands in."""
    today = timezone.localdate(stage.now)
    employee_away(
        by=stage.admin,
        now=stage.now,
        employee=stage.people["bai.xue"].reference,
        away_from=today,
        away_until=today + dt.timedelta(days=4),
    )


def load_calendars(stage: Stage) -> None:
    """The office works by China's arrangement, sorting and card risk around the clock, Sydney by its own week."""
    began, by = stage.days_ago(399), stage.admin
    office = calendar_create(
        by=by,
        now=began,
        spec={"name": "上海办公室", "timezone": "Asia/Shanghai", "hours": OFFICE_HOURS},
        make_default=True,
        official=True,
    )
    always = calendar_create(
        by=by, now=began, spec={"name": "7×24", "timezone": "Asia/Shanghai", "hours": AROUND_THE_CLOCK}
    )
    sydney = {str(day): [["09:00", "17:00"]] for day in range(5)}
    sydney_week = calendar_create(
        by=by,
        now=began,
        spec={
            "name": "Sydney",
            "timezone": "Australia/Sydney",
            "hours": sydney,
            "holidays": ["2026-12-25", "2026-12-28"],
        },
    )
    for code in ("SORT", "RISK"):
        calendar_assign(by=by, now=began, reference=always.reference, department=stage.departments[code])
    stage.calendars = {"office": office, "sydney": sydney_week}
