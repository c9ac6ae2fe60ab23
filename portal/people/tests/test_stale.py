"""Two administrators change the same colleague or department: nobody saves over a text that they have not seen."""

import datetime as dt

import pytest
from django.test import Client
from django.urls import reverse

from portal.people.models import Role, Site, User
from portal.people.services.departments import department_edit
from portal.people.services.employees import employee_edit
from portal.people.services.leaving import employee_leave
from tests.cast import Cast, make_cast, make_user
from tests.forms import StaleEdit

pytestmark = pytest.mark.django_db
NOW = dt.datetime(2026, 11, 2, 2, 0, tzinfo=dt.UTC)


@pytest.fixture
def cast() -> Cast:
    return make_cast()


@pytest.fixture
def other() -> User:
    return make_user("other", Role.ADMINISTRATOR)


@pytest.fixture
def admin(client: Client) -> Client:
    client.force_login(make_user("admin", Role.ADMINISTRATOR))
    return client


def test_a_colleague(admin: Client, cast: Cast, other: User) -> None:
    person, elsewhere = cast.colleague, cast.elsewhere

    def change() -> None:
        changes = {"phone": "111", "department": elsewhere}
        employee_edit(by=other, now=NOW, employee=person.reference, **changes)

    url = reverse("people:employee-edit", args=[person.reference])
    edit = StaleEdit(admin, url, change, phone="222")
    assert edit.differences == {"phone": ("111", "222"), "department": ("Away", "Hub")}
    assert "Other changed this" in edit.page
    person.refresh_from_db()
    assert (person.phone, person.department) == ("111", elsewhere)
    edit.save_mine()
    person.refresh_from_db()
    assert (person.phone, person.department) == ("222", cast.department)


def test_a_department(admin: Client, cast: Cast, other: User) -> None:
    row = cast.department
    Site.objects.create(code="north", name_en="North", name_zh="北", timezone="Asia/Shanghai")

    def change() -> None:
        changes = {"head": cast.owner, "parent": cast.elsewhere, "side": "front"}
        department_edit(by=other, now=NOW, department=row.reference, **changes)

    url = reverse("people:department-edit", args=[row.reference])
    edit = StaleEdit(admin, url, change, site="north", head=cast.colleague.email)
    assert edit.differences == {
        "head": ("Owner", "Colleague"),
        "parent": ("Away", ""),
        "side": ("Front office", "Back office"),
        "site": ("", "North"),
    }
    row.refresh_from_db()
    assert (row.head, row.site) == (cast.owner, None)
    edit.save_mine()
    row.refresh_from_db()
    assert (row.head, row.parent, row.side) == (cast.colleague, None, "back")


def test_the_day_of_leaving(admin: Client, cast: Cast, other: User) -> None:
    person = cast.colleague

    def change() -> None:
        employee_leave(by=other, now=NOW, employee=person.reference, left_on=dt.date(2199, 12, 31))

    url = reverse("people:employee-leave", args=[person.reference])
    edit = StaleEdit(admin, url, change, left_on="2199-11-30")
    assert edit.differences == {"left_on": ("31 Dec 2199", "30 Nov 2199")}
    assert User.objects.get(pk=person.pk).left_on == dt.date(2199, 12, 31)
    edit.save_mine()
    assert User.objects.get(pk=person.pk).left_on == dt.date(2199, 11, 30)
    assert 'value="2199-11-30"' in admin.get(url).content.decode()
