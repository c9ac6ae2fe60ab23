"""Coverage: the rule with literals, the verb, the heat map, REST."""

import datetime as dt
from typing import Any

import pytest
from django.db import DatabaseError
from django.test import Client
from django.urls import reverse

from initiatives import rules
from initiatives.models import Initiative, Reach
from initiatives.queries.coverage import coverage_of
from initiatives.rules.coverage import Reached
from initiatives.services.reach import reach_add
from initiatives.tests.factory import NOW, TODAY, make_initiative
from initiatives.tests.test_rest import Rest
from portal.core.errors import NotAllowed, NotFound, Refused
from portal.people.models import User
from tests.cast import Cast, make_department

HEADS = {1: 10, 2: 4, 3: 6}
NOV = dt.date(2026, 11, 30)
OCT = dt.date(2026, 10, 31)
ROWS = [
    Reached(7, 1, 3, dt.date(2026, 10, 2)),
    Reached(7, 1, 5, dt.date(2026, 11, 2)),
    Reached(8, 1, 4, dt.date(2026, 11, 3)),
    Reached(7, 2, 9, dt.date(2026, 11, 3)),
    Reached(8, 3, 0, dt.date(2026, 11, 3)),
    Reached(8, 4, 9, dt.date(2026, 11, 3)),
]


@pytest.mark.parametrize(
    ("day", "people"),
    [(dt.date(2026, 9, 30), {}), (OCT, {1: 3}), (NOV, {1: 5, 2: 4, 3: 0})],
)
def test_people_reached(day: dt.date, people: dict[int, int]) -> None:
    """The newest of an initiative, the largest of several, at most the headcount; closed departments don't count."""
    assert rules.coverage.people_reached(ROWS, HEADS, day) == people
    assert rules.coverage.people_reached(ROWS[::-1], HEADS, day) == people


def test_coverage() -> None:
    found = rules.coverage.coverage(ROWS, HEADS, NOV)
    assert (found.departments, found.all_departments, found.people, found.all_people) == (2, 3, 9, 20)
    assert (round(found.department_share, 3), found.people_share) == (0.667, 0.45)
    nothing = rules.coverage.coverage([], {}, NOV)
    assert (nothing.department_share, nothing.people_share) == (0.0, 0.0)


def test_months() -> None:
    assert rules.coverage.months(dt.date(2026, 2, 3), 3) == [
        dt.date(2025, 12, 31),
        dt.date(2026, 1, 31),
        dt.date(2026, 2, 3),
    ]


@pytest.fixture
def initiative(cast: Cast, sponsor: User) -> Initiative:
    return make_initiative(cast.owner, sponsor)


def reach(initiative: Initiative, by: User, **fields: Any) -> Reach:
    values = {"people": 2, "as_of": TODAY, "source": "Course list", "by": by, "now": NOW} | fields
    return reach_add(reference=initiative.reference, **values)


def test_it_works(cast: Cast, initiative: Initiative) -> None:
    reach(initiative, cast.owner, department=cast.department)
    picture = coverage_of(cast.outsider, TODAY)
    assert (picture.now.departments, picture.now.people) == (1, 2)
    row = next(row for row in picture.rows if row["id"] == cast.department.reference)
    assert row["cells"] == [0] * 11 + [2]
    with pytest.raises(DatabaseError, match="reach_append_only"):
        Reach.objects.update(people=1)


def test_refusals(cast: Cast, sponsor: User, initiative: Initiative) -> None:
    for fields, code in (
        ({"people": 99}, "more_than_there_are"),
        ({"as_of": TODAY + dt.timedelta(days=1)}, "reading_ahead"),
        ({"department": make_department(active=False)}, "department_closed"),
    ):
        with pytest.raises(Refused) as refusal:
            reach(initiative, cast.owner, **({"department": cast.department} | fields))  # type: ignore[arg-type]
        assert refusal.value.code == code
    with pytest.raises(NotAllowed):
        reach(initiative, cast.outsider, department=cast.department)
    draft = make_initiative(cast.owner, sponsor, draft=True)
    with pytest.raises(NotFound):
        reach(draft, cast.outsider, department=cast.department)
    with pytest.raises(Refused) as early:
        reach(draft, cast.owner, department=cast.department)
    assert early.value.code == "not_running"


def test_pages_and_rest(client: Client, cast: Cast, initiative: Initiative) -> None:
    client.force_login(cast.owner)
    today = str(dt.datetime.now(dt.UTC).date())
    sent = {"department": cast.department.pk, "people": 1, "as_of": today, "source": "Course list"}
    url = reverse("initiatives:reach-new", args=[initiative.reference])
    assert client.post(url, sent).status_code == 302
    assert client.post(url, sent | {"people": 99}).status_code == 422
    page = client.get(reverse("initiatives:coverage")).content.decode()
    assert "1 of" in page
    rest, where = Rest(cast.owner), f"/initiatives/{initiative.reference}/reach/"
    body = {"department": cast.department.reference, "people": 2, "as_of": today, "source": "Course list"}
    assert rest("POST", where, body).status_code == 201
    assert rest("POST", where, body | {"people": -1}).status_code == 400
    assert [row["people"] for row in rest("GET", where).json()["results"]] == [2, 1]
