"""What people do on the pages: look, fill in, change, ask."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from portal.calendars.models import Calendar, DepartmentCalendar
from portal.calendars.queries import calendar_of
from portal.calendars.services import calendar_assign, calendar_edit, calendar_set_day
from portal.calendars.tests.factory import NOW, make_admin, make_calendar
from portal.people.models import User
from tests.cast import make_department, make_user
from tests.forms import StaleEdit, shown

pytestmark = pytest.mark.django_db
OFFICE_WEEK = {f"hours_{day}": "9:00-12:00，13:00–18:00" for day in range(5)}


def client_of(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def admin() -> Client:
    return client_of(make_admin())


def typed(**changes: Any) -> dict[str, Any]:
    return {"name": "Shanghai office", "timezone": "Asia/Shanghai", **OFFICE_WEEK} | changes


def test_made_without_json(admin: Client) -> None:
    answer = admin.post(
        "/calendars/new/", typed(official="on", holidays="12-25", shifts="2026-12-26 10:00-12:00\n2026-12-28 closed")
    )
    assert answer.status_code == 302
    calendar = Calendar.objects.get()
    assert calendar.spec["hours"]["4"] == [["09:00", "12:00"], ["13:00", "18:00"]]
    assert calendar.spec["shifts"]["2026-12-26"] == [["10:00", "12:00"]]
    assert calendar.spec["shifts"]["2026-12-28"] == []
    assert calendar.spec["shifts"]["2026-10-10"] == [["09:00", "12:00"], ["13:00", "18:00"]]  # official make-up day
    assert {"12-25", "2026-10-01", "2025-10-01"} <= set(calendar.spec["holidays"])
    assert calendar.is_default


def test_the_form_offers_an_office(admin: Client) -> None:
    page = admin.get("/calendars/new/").content.decode()
    assert 'value="09:00-12:00, 13:00-18:00"' in page


@pytest.mark.parametrize(
    ("changes", "field", "words"),
    [
        ({"hours_1": "18:00-09:00"}, "hours_1", "runs backwards"),
        ({"hours_1": "nine to six"}, "hours_1", "two times"),
        ({"holidays": "2026-10-01\n2026-02-30"}, "holidays", "2026-02-30 is no date"),
        ({"shifts": "2026-10-10 9-18"}, "shifts", "2026-10-10: 9 is no time"),
        ({"name": ""}, "name", "required"),
        ({"timezone": "Mars"}, "timezone", "Mars"),
    ],
)
def test_each_refusal_stands_at_its_field(admin: Client, changes: dict[str, str], field: str, words: str) -> None:
    answer = admin.post("/calendars/new/", typed(**changes))
    assert answer.status_code == 422
    assert words in str(answer.context["form"].errors[field])
    assert not Calendar.objects.exists()


def test_a_taken_name_stands_at_the_name(admin: Client) -> None:
    make_calendar("Shanghai office")
    answer = admin.post("/calendars/new/", typed())
    assert "Another calendar has this name" in str(answer.context["form"].errors["name"])


def test_changed_and_a_stale_edit_shows_both(admin: Client) -> None:
    calendar = make_calendar("Old name")

    def change() -> None:
        calendar_edit(by=make_admin(), reference=calendar.reference, changes={"name": "Theirs"}, now=NOW)

    edit = StaleEdit(admin, f"/calendars/{calendar.reference}/edit/", change, name="Mine")
    assert edit.differences == {"name": ("Theirs", "Mine")}
    assert Calendar.objects.get().name == "Theirs"
    edit.save_mine()
    calendar.refresh_from_db()
    assert (calendar.name, calendar.version) == ("Mine", 3)


def test_a_stale_date_shows_what_it_is_now(admin: Client) -> None:
    calendar = make_calendar()

    def change() -> None:
        hours = [["10:00", "12:00"]]
        day = dt.date(2027, 2, 8)
        calendar_set_day(by=make_admin(), reference=calendar.reference, day=day, kind="make_up", blocks=hours, now=NOW)

    edit = StaleEdit(admin, f"/calendars/{calendar.reference}/days/", change, day="2027-02-08")
    assert edit.differences == {
        "kind": ("Make-up day or special hours", "Holiday"),
        "hours": ("10:00-12:00", ""),
    }
    assert "2027-02-08" in Calendar.objects.get().spec["shifts"]
    edit.save_mine()
    assert "2027-02-08" in Calendar.objects.get().spec["holidays"]


def test_a_month_says_what_each_day_is(admin: Client) -> None:
    admin.post("/calendars/new/", typed(official="on"))
    calendar = Calendar.objects.get()
    page = admin.get(f"/calendars/{calendar.reference}/?month=2026-10").content.decode()
    for words in ("Working day", "Day of rest", "Holiday", "Make-up day", "National Day", "09:00–12:00, 13:00–18:00"):
        assert words in page
    assert "is not confirmed" not in page
    assert "2027 is not confirmed" in admin.get(f"/calendars/{calendar.reference}/?month=2027-01").content.decode()
    assert admin.get(f"/calendars/{calendar.reference}/?month=x").status_code == 200


def test_the_year_is_kept_by_hand(admin: Client) -> None:
    calendar = make_calendar()
    url = f"/calendars/{calendar.reference}/"
    assert "2027 is not confirmed" in admin.get(f"{url}2027/").content.decode()

    def say(**typed: str) -> int:
        return admin.post(f"{url}days/", shown(admin, f"{url}days/") | typed).status_code

    assert say(day="2027-02-08", kind="holiday") == 302
    assert say(day="2027-02-20", kind="make_up") == 302
    calendar.refresh_from_db()
    assert (calendar.spec["holidays"], calendar.spec["shifts"]) == (
        ["2027-02-08"],
        {"2027-02-20": [["09:00", "18:00"]]},
    )
    page = admin.get(f"{url}2027/").content.decode()
    assert "Make-up day" in page
    assert "is not confirmed" not in page
    assert say(day="2027-02-08", kind="usual") == 302
    calendar.refresh_from_db()
    assert calendar.spec["holidays"] == []
    assert say(day="2027-02-30", kind="usual") == 422


def test_the_official_days_of_a_year_come_with_one_click(admin: Client) -> None:
    calendar = make_calendar(shifts={"2026-10-10": [["10:00", "11:00"]]})
    url = f"/calendars/{calendar.reference}/"
    assert "Take over the official days" in admin.get(f"{url}2025/").content.decode()
    admin.post(f"{url}official/", {"year": "2025"})
    admin.post(f"{url}official/", {"year": "2026"})
    calendar.refresh_from_db()
    assert "2025-10-01" in calendar.spec["holidays"]
    assert calendar.spec["shifts"]["2026-10-10"] == [["10:00", "11:00"]]  # what was entered wins
    assert "Take over the official days" not in admin.get(f"{url}2025/").content.decode()
    assert admin.post(f"{url}official/", {"year": "20x5"}).status_code == 404


def test_the_announcement_is_named_in_the_readers_language(admin: Client) -> None:
    url = f"/calendars/{make_calendar().reference}/2026/"
    english, chinese = "notice on the arrangement of holidays in 2026", "国务院办公厅关于2026年部分节假日安排的通知"
    page = admin.get(url, headers={"accept-language": "en"}).content.decode()
    assert (english in page, chinese in page) == (True, False)
    User.objects.update(language="zh-hans")
    page = admin.get(url).content.decode()
    assert (english in page, chinese in page) == (False, True)


def test_a_calendar_elsewhere_has_no_official_days(admin: Client) -> None:
    calendar = make_calendar(timezone="Europe/Berlin")
    page = admin.get(f"/calendars/{calendar.reference}/2026/").content.decode()
    assert "Take over the official days" not in page
    assert "not confirmed" not in page


def test_departments_get_and_lose_it(admin: Client) -> None:
    make_calendar("Default")
    calendar, department = make_calendar("Night"), make_department("hub")
    below = make_department("hub-2", parent=department)
    url = f"/calendars/{calendar.reference}/departments/"
    assert admin.post(url, {"department": department.reference}).status_code == 302
    assert calendar_of(below) == calendar
    assert "Hub" in admin.get(f"/calendars/{calendar.reference}/").content.decode()
    admin.post(f"{url}withdraw/", {"department": department.reference})
    assert not DepartmentCalendar.objects.exists()
    assert calendar_of(below).name == "Default"
    assert admin.post(f"{url}withdraw/", {"department": "D-00000000"}).status_code == 404


def test_one_default_at_a_time(admin: Client) -> None:
    first, second = make_calendar("First"), make_calendar("Second")
    admin.post(f"/calendars/{second.reference}/make-default/")
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.is_default, second.is_default) == (False, True)


def test_when_is_it_due(admin: Client) -> None:
    calendar = make_calendar(holidays=["2026-11-23"])
    url = f"/calendars/{calendar.reference}/due/"
    answer = admin.get(url, {"start": "2026-11-20T17:30", "minutes": "90"})
    assert answer.context["found"].at == dt.datetime(2026, 11, 24, 2, 0, tzinfo=dt.UTC)
    page = answer.content.decode()
    for words in ("24 Nov 2026, 10:00 (UTC+8)", "Outside the hours", "Holiday", "Working time"):
        assert words in page
    paused = {"pause_from": "2026-11-24T09:00", "pause_to": "2026-11-24T11:00"}
    answer = admin.get(url, {"start": "2026-11-20T17:30", "minutes": "90"} | paused)
    assert answer.context["found"].at == dt.datetime(2026, 11, 24, 4, 0, tzinfo=dt.UTC)


@pytest.mark.parametrize(
    ("asked", "field"),
    [
        ({"start": "", "minutes": "5"}, "start"),
        ({"start": "2026-11-20T17:30", "minutes": "-5"}, "minutes"),
        ({"start": "2026-11-20T17:30", "minutes": "9" * 40}, "minutes"),
        ({"start": "1026-11-20T17:30", "minutes": "5"}, "start"),
        ({"start": "2026-11-20T17:30", "minutes": "5", "pause_from": "2026-11-20T17:30"}, "pause_to"),
    ],
)
def test_what_can_not_be_worked_out(admin: Client, asked: dict[str, str], field: str) -> None:
    answer = admin.get(f"/calendars/{make_calendar().reference}/due/", asked)
    assert answer.status_code == 200
    assert field in answer.context["form"].errors


def test_employees_look_and_ask_but_change_nothing() -> None:
    calendar, client = make_calendar(), client_of(make_user())
    url = f"/calendars/{calendar.reference}/"
    for path in ("", "due/", "2026/"):
        assert client.get(f"{url}{path}").status_code == 200
    assert "Change calendar" not in client.get(url).content.decode()
    for path in ("edit/", "days/", "departments/", "make-default/", "official/"):
        assert client.post(f"{url}{path}", {}).status_code == 403
    assert client.get("/calendars/K-00000000/").status_code == 404


def test_queries_do_not_grow(admin: Client) -> None:
    counts: dict[str, list[int]] = {"list": [], "detail": []}
    calendar = make_calendar()
    for size in (2, 20):
        for number in range(size):
            calendar_assign(by=make_admin(), reference=calendar.reference, department=make_department(), now=NOW)
            make_calendar(f"Calendar {size}-{number}")
        for name, url in (("list", "/calendars/"), ("detail", f"/calendars/{calendar.reference}/")):
            admin.get(url)
            with CaptureQueriesContext(connection) as seen:
                assert admin.get(url).status_code == 200
            counts[name].append(len(seen))
    assert all(few == many <= 12 for few, many in counts.values()), counts
