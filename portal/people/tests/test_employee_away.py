"""employee_away: who stands in while a head is away, and who says so."""

import datetime as dt

import pytest
from django.test import Client
from rest_framework.test import APIClient

from portal.core.errors import Malformed, Refused
from portal.people.models import Department, Role, User
from portal.people.queries import in_office
from portal.people.services.away import employee_away
from portal.records.models import Event, OutboxRow
from tests.cast import make_department, make_head, make_user

pytestmark = pytest.mark.django_db
NOW = dt.datetime(2026, 11, 16, 1, tzinfo=dt.UTC)  # a Monday, nine o'clock in Shanghai
MONDAY = dt.date(2026, 11, 16)
FRIDAY = MONDAY + dt.timedelta(days=4)


@pytest.fixture
def hub() -> Department:
    department = make_department("hub")
    make_head(department, "head")
    Department.objects.filter(pk=department.pk).update(deputy=make_user("deputy", department=department))
    department.refresh_from_db()
    return department


def away(person: User, by: User | None = None, **values: object) -> User:
    given = {"away_from": MONDAY, "away_until": FRIDAY} | values
    return employee_away(by=by or person, now=NOW, employee=person.reference, **given)


def stands_for(department: Department, day: dt.date) -> User | None:
    return in_office(Department.objects.select_related("head", "deputy").get(pk=department.pk), day)


def test_the_deputy_stands_in_from_the_first_day_to_the_last(hub: Department) -> None:
    head, deputy = hub.head, hub.deputy
    away(head)
    days = [MONDAY + dt.timedelta(days=count) for count in (-1, 0, 4, 5)]
    assert [stands_for(hub, day) for day in days] == [head, deputy, deputy, head]
    event = Event.objects.about(head).get()
    assert (event.verb, event.data) == ("employee.away", {"from": "2026-11-16", "until": "2026-11-20"})
    row = OutboxRow.objects.get(channel="inbox")
    assert (row.kind, row.recipient) == ("account.stands_in", deputy)


def test_here_again(hub: Department) -> None:
    away(hub.head)
    here = away(hub.head, away_from=None, away_until=None)
    assert (here.away_from, here.away_until) == (None, None)
    assert stands_for(hub, MONDAY) == hub.head
    assert Event.objects.filter(verb="employee.here").count() == 1


def test_without_a_first_day_it_is_today(hub: Department) -> None:
    assert away(hub.head, away_from=None).away_from == MONDAY


def test_when_both_are_away_the_head_is_told(hub: Department) -> None:
    away(hub.head)
    away(hub.deputy)
    assert stands_for(hub, MONDAY) == hub.head


def test_where_nobody_is_head_or_deputy_nobody_stands_in() -> None:
    assert stands_for(make_department(), MONDAY) is None


def test_a_deputy_alone_stays_the_one(hub: Department) -> None:
    Department.objects.update(head=None)
    away(hub.deputy)
    assert stands_for(hub, MONDAY) == hub.deputy


@pytest.mark.parametrize(
    "values",
    [
        {"away_until": None},
        {"away_until": MONDAY - dt.timedelta(days=1), "away_from": None},
        {"away_from": FRIDAY, "away_until": MONDAY},
        {"away_until": MONDAY + dt.timedelta(days=367)},
    ],
)
def test_days_that_make_no_sense(hub: Department, values: dict[str, object]) -> None:
    with pytest.raises(Malformed) as caught:
        away(hub.head, **values)
    assert list(caught.value.errors) == ["away_until"]
    assert not Event.objects.exists()


def test_who_may_say_so(hub: Department) -> None:
    """Oneself, the deputy for the head and the head for their people, administrators."""
    colleague, admin = make_user("colleague", department=hub), make_user("admin", Role.ADMINISTRATOR)
    for by in (hub.deputy, admin):
        away(hub.head, by=by)
    away(colleague, by=hub.head)
    for by in (colleague, make_user("outsider", department=make_department("away"))):
        with pytest.raises(Refused) as caught:
            away(hub.head, by=by)
        assert caught.value.status == 403
    User.objects.filter(pk=colleague.pk).update(is_active=False)
    with pytest.raises(Refused) as caught:
        away(colleague, by=admin)
    assert caught.value.code == "already_left"


def test_stale(hub: Department) -> None:
    with pytest.raises(Refused) as caught:
        away(hub.head, expected_version=9)
    assert caught.value.status == 412


def test_page_and_rest(hub: Department) -> None:
    client, rest = Client(), APIClient()
    client.force_login(hub.head)
    rest.force_authenticate(hub.head)
    path = f"/employees/{hub.head.reference}/"
    assert f"{path}away/" in client.get(path).content.decode()
    assert f"{path}away/" in client.get("/profile/").content.decode()
    day = (dt.datetime.now(dt.UTC) + dt.timedelta(days=30)).date().isoformat()
    version = str(User.objects.get(pk=hub.head.pk).version)
    assert client.post(f"{path}away/", {"away_from": day, "away_until": "", "version": version}).status_code == 422
    assert client.post(f"{path}away/", {"away_from": day, "away_until": day, "version": version}).status_code == 302
    assert "Away" in client.get(path).content.decode()
    answer = rest.post(f"/api/v1/employees/{hub.head.reference}/away/", {}, format="json")
    assert (answer.status_code, answer.json()["away_until"]) == (200, None)
    answer = rest.post(f"/api/v1/employees/{hub.head.reference}/away/", {"away_until": day}, format="json")
    assert answer.json()["away_until"] == day
    other = APIClient()
    other.force_authenticate(make_user("outsider"))
    assert other.post(f"/api/v1/employees/{hub.head.reference}/away/", {}, format="json").status_code == 403
