"""Leaving: everything that somebody could act with ends at once, their work goes on."""

import datetime as dt

import pytest
from django.contrib.sessions.models import Session
from django.test import Client

from portal.core.errors import Refused
from portal.people.handover import HANDOVERS, HandOver, OpenWork
from portal.people.models import ApiToken, Department, Role, RoleAssignment
from portal.people.services.leaving import employee_leave, employee_return, leavers_end
from portal.people.services.tokens import token_create
from portal.records.models import Event
from tests.cast import PASSWORD, make_department, make_user

pytestmark = pytest.mark.django_db
NOW = dt.datetime(2026, 11, 2, 9, tzinfo=dt.UTC)


@pytest.fixture
def moved(monkeypatch):
    calls = []
    handover = HandOver(
        label="Things",
        open_work=lambda _user: [] if calls else [OpenWork("X-1", "a thing", "/x/1/")],
        move=lambda leaver, successor, _by, _now: calls.append((leaver, successor)) or 1,
    )
    monkeypatch.setitem(HANDOVERS, "things", handover)
    return calls


def test_it_works(moved, client):
    by = make_user("admin", Role.ADMINISTRATOR)
    deputy = make_user("deputy")
    department = make_department("hub", deputy=deputy)
    leaver = make_user("leaver", Role.TRAINER, department=department, password=PASSWORD)
    Department.objects.filter(pk=department.pk).update(head=leaver)
    _token, key = token_create(by=leaver, now=dt.datetime.now(dt.UTC), name="t", scopes=["people:read"])
    assert client.post("/accounts/login/", {"login": leaver.email, "password": PASSWORD}).status_code == 302
    bearer = {"Authorization": f"Token {key}"}
    assert Client().get("/api/v1/me/", headers=bearer).status_code == 200

    employee_leave(by=by, now=NOW, employee=leaver.reference)

    assert client.get("/profile/").status_code == 302
    assert Client().get("/api/v1/me/", headers=bearer).status_code == 401
    assert not Session.objects.exists()
    assert ApiToken.objects.get().revoked_at == NOW
    assert not RoleAssignment.objects.filter(user=leaver).exists()
    department.refresh_from_db()
    assert (department.head, department.deputy) == (deputy, None)
    assert moved == [(leaver, deputy)]
    event = Event.objects.about(leaver).get(verb="employee.left")
    assert event.data["work"] == [{"kind": "things", "reference": "X-1", "url": "/x/1/"}]
    client.force_login(by)
    assert "X-1" in client.get(f"/employees/{leaver.reference}/").content.decode()


def test_without_deputy_the_head_gets_the_work_and_without_both_the_queue(moved):
    by = make_user("admin", Role.ADMINISTRATOR)
    head = make_user("head")
    employee_leave(by=by, now=NOW, employee=make_user("a", department=make_department("x", head=head)).reference)
    moved_first = moved.pop()
    employee_leave(by=by, now=NOW, employee=make_user("b", department=make_department("y")).reference)
    assert (moved_first[1], moved[0][1]) == (head, None)


def test_a_coming_day_waits_for_the_sweep():
    by, person = make_user("admin", Role.ADMINISTRATOR), make_user("p")
    employee_leave(by=by, now=NOW, employee=person.reference, left_on=dt.date(2026, 11, 5))
    person.refresh_from_db()
    assert person.is_active
    assert leavers_end(now=NOW) == 0
    assert leavers_end(now=NOW + dt.timedelta(days=3)) == 1
    person.refresh_from_db()
    assert not person.is_active


def test_the_last_administrator_stays():
    by, other = make_user("admin", Role.ADMINISTRATOR), make_user("other", Role.ADMINISTRATOR)
    employee_leave(by=by, now=NOW, employee=other.reference)
    with pytest.raises(Refused) as refused:
        employee_leave(by=by, now=NOW, employee=by.reference)
    assert refused.value.code == "leave_oneself"
    with pytest.raises(Refused) as refused:
        employee_leave(by=by, now=NOW, employee=other.reference)
    assert refused.value.code == "already_left"


def test_coming_back_brings_no_old_session(client):
    by = make_user("admin", Role.ADMINISTRATOR)
    person = make_user("p", Role.TRAINER, password=PASSWORD)
    client.force_login(person)
    employee_leave(by=by, now=NOW, employee=person.reference)
    employee_return(by=by, now=NOW, employee=person.reference)
    assert client.get("/profile/").status_code == 302
    person.refresh_from_db()
    assert person.is_active
    assert not person.has_usable_password()
    with pytest.raises(Refused):
        employee_return(by=by, now=NOW, employee=person.reference)
