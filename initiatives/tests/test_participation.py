"""Statistics by department: cut once, counted once, and nobody to be told from them."""

import datetime as dt
from typing import Any

import pytest
from django.db import DatabaseError
from django.test import Client
from django.urls import reverse

from initiatives.choices import Anonymity
from initiatives.models import DepartmentPart, Idea, PartMonth
from initiatives.queries.demand import demand_of
from initiatives.queries.participation import participation_table
from initiatives.services.ideas import idea_submit
from initiatives.services.joining import idea_join
from initiatives.services.nameless import nameless_publish, nameless_submit
from initiatives.services.participation import participation_count, partition_keep
from initiatives.services.saying import idea_comment
from initiatives.services.votes import idea_vote
from initiatives.tests.factory import NOW, make_idea
from initiatives.tests.test_rest import Rest
from portal.people.day_pass import day_pass
from portal.people.models import Department, Role, User
from tests.cast import make_department, make_head, make_user
from tests.crowd import at_once

OCTOBER, NOVEMBER, DECEMBER = (dt.date(2026, month, 1) for month in (10, 11, 12))
NEXT = dt.datetime(2026, 12, 1, 2, 0, tzinfo=dt.UTC)
COLUMNS = ("month", "lead__code", "people", "ideas", "submitted", "voted", "commented")


@pytest.fixture
def house(db: Any) -> dict[str, list[User]]:
    """Ten people in `big`, five in `five`, two each in `ash` and `elm` that are part of it."""
    big, five = make_department("big"), make_department("five")
    ash, elm = make_department("ash", parent=big), make_department("elm", parent=big)
    staff = ((big, 10), (five, 5), (ash, 2), (elm, 2))
    return {unit.code: [make_user(f"{unit.code}{n}", department=unit) for n in range(count)] for unit, count in staff}


def rows() -> list[Any]:
    return list(PartMonth.objects.order_by("month", "lead__code").values_list(*COLUMNS))


def parts() -> set[tuple[dt.date, str, str]]:
    return set(DepartmentPart.objects.values_list("since", "department__code", "lead__code"))


def of(code: str) -> Department:
    return Department.objects.get(code=code)  # type: ignore[no-any-return]


def test_partition_is_written_once_and_a_new_one_begins_with_the_next_month(house: dict[str, list[User]]) -> None:
    assert partition_keep(now=NOW) == 4
    first = parts()
    assert first == {(NOVEMBER, code, "five" if code == "five" else "big") for code in house}
    assert partition_keep(now=NOW) == 0
    User.objects.filter(pk=house["five"][0].pk).update(is_active=False)
    assert partition_keep(now=NOW) == 4  # five of them are four now
    assert parts() - first == {(DECEMBER, code, "big") for code in house}
    fir = make_department("fir")
    User.objects.filter(pk=house["five"][0].pk).update(is_active=True)
    assert partition_keep(now=NOW) == 5  # what hasn't begun is written anew, what has stays
    assert {row for row in parts() if row[0] == NOVEMBER} == first
    assert (DECEMBER, "fir", "five") in parts()
    Department.objects.filter(pk=fir.pk).update(active=False)
    assert partition_keep(now=NEXT) == 4
    assert {row[0] for row in parts()} == {NOVEMBER, DECEMBER, dt.date(2027, 1, 1)}


def test_a_month_is_counted_once_when_it_is_over(house: dict[str, list[User]]) -> None:
    partition_keep(now=NOW)
    author, voter = house["five"][:2]
    idea = make_idea(author)
    idea_vote(reference=idea.reference, by=voter, now=NOW)
    for who in house["five"]:
        idea_comment(reference=idea.reference, text="Yes.", by=who, now=NOW)
    assert participation_count(now=NOW) == 0
    assert rows() == []
    assert participation_count(now=NEXT) == 1
    counted = rows()
    assert counted == [
        (NOVEMBER, "big", 14, 0, 0, 0, 0),
        (NOVEMBER, "five", 5, 1, 0, 0, 75),
        (NOVEMBER, None, 19, 1, 0, 0, 25),
    ]
    User.objects.filter(department=of("five")).update(department=of("big"))
    assert participation_count(now=NEXT) == 0
    assert rows() == counted
    with pytest.raises(DatabaseError, match="part_month_append_only"):
        PartMonth.objects.update(ideas=0)


def test_months_that_were_missed_are_counted_and_none_before_the_first_partition(house: dict[str, list[User]]) -> None:
    assert participation_count(now=NEXT) == 0
    partition_keep(now=NOW - dt.timedelta(days=30))
    assert participation_count(now=NEXT) == 2
    assert {row[0] for row in rows()} == {OCTOBER, NOVEMBER}


def _hidden(author: User, level: Anonymity) -> None:
    text: dict[str, Any] = {
        "title": "A door that stays open",
        "text": "It falls shut.",
        "department": author.department,
    }
    if level == Anonymity.NOBODY:
        given = day_pass(NOW.date())
        for number in range(3):
            nameless_submit(**text | {"title": f"Door {number}"}, day_pass=given, now=NOW)
        nameless_publish(now=NOW + dt.timedelta(days=1))
        return
    for number in range(3):
        idea = idea_submit(**text | {"title": f"Door {number}"}, by=author, now=NOW, anonymity=level)
        idea_comment(reference=idea.reference, text="And it is heavy.", by=author, now=NOW)


@pytest.mark.parametrize("level", [Anonymity.OFFICE, Anonymity.NOBODY])
@pytest.mark.parametrize("code", ["five", "elm"])
def test_hidden_authors_are_in_no_part_on_either_level(house: dict[str, list[User]], level: Any, code: str) -> None:
    """The attack: read all parts, and take away what one knows. Whoever wrote, and whichever level: the same rows."""
    partition_keep(now=NOW)
    _hidden(house[code][0], level)
    participation_count(now=NEXT)
    assert rows() == [
        (NOVEMBER, "big", 14, 0, 0, 0, 0),
        (NOVEMBER, "five", 5, 0, 0, 0, 0),
        (NOVEMBER, None, 19, 3, 0, 0, 0),
    ]


@pytest.mark.parametrize("voted", [False, True])
def test_one_more_or_less_shows_nothing(house: dict[str, list[User]], voted: bool) -> None:
    """The attack with n and n-1: who leaves, moves or voted can't be found by comparing before and after."""
    partition_keep(now=NOW)
    suspect = house["five"][0]
    if voted:
        idea = make_idea(house["big"][0])
        idea_vote(reference=idea.reference, by=suspect, now=NOW)
    participation_count(now=NEXT)
    before = [row for row in rows() if row[1] == "five"]
    assert before == [(NOVEMBER, "five", 5, 0, 0, 0, 0)]
    User.objects.filter(pk=suspect.pk).update(is_active=False)
    partition_keep(now=NEXT)
    participation_count(now=NEXT)
    assert [row for row in rows() if row[1] == "five"] == before
    participation_count(now=NEXT + dt.timedelta(days=31))
    alone = next(row for row in rows() if row[0] == DECEMBER and row[1] == "five")
    assert alone == (DECEMBER, "five", 4, None, None, None, None)


def test_demand_counts_parts(house: dict[str, list[User]]) -> None:
    idea = make_idea(house["five"][0])
    for who in (house["ash"][0], house["elm"][0], house["big"][0]):
        idea_join(reference=idea.reference, by=who, now=NOW)
    assert demand_of([idea.pk])[idea.pk] == (4, 4)
    partition_keep(now=NOW)
    DepartmentPart.objects.update(since=OCTOBER)
    assert demand_of([idea.pk])[idea.pk] == (4, 2)


def test_demand_tells_neither_level_from_the_other(house: dict[str, list[User]]) -> None:
    """A hidden author who joined an idea with which theirs goes on counts like one whom nobody knows."""
    suspect, other = house["five"][:2]
    text: dict[str, Any] = {"title": "A door", "text": "It falls shut.", "department": suspect.department, "now": NOW}
    target = idea_submit(**text, by=other)
    idea_join(reference=target.reference, by=suspect, now=NOW)
    hidden = idea_submit(**text, by=suspect, anonymity=Anonymity.OFFICE)
    Idea.objects.filter(pk=hidden.pk).update(canonical=target, escalate_at=None)
    known = demand_of([target.pk])[target.pk]
    Idea.objects.filter(pk=hidden.pk).update(author=None, anonymity=Anonymity.NOBODY)
    assert demand_of([target.pk])[target.pk] == known == (3, 1)


def test_page_file_and_rest(client: Client, house: dict[str, list[User]]) -> None:
    head, office = make_head(of("big")), make_user("office", Role.PROGRAMME_OFFICE)
    url = reverse("initiatives:participation")
    client.force_login(head)
    assert "No month is counted yet" in client.get(url).content.decode()
    partition_keep(now=NOW)
    make_idea(house["elm"][0])
    participation_count(now=NEXT)
    page = client.get(f"{url}?show=voted").content.decode()
    assert "big and 2 more" in page.lower()
    assert "0–25 %" in page
    assert "2026-11" in client.get(f"{url}?export=csv").content.decode()
    client.force_login(office)
    # Nothing in the address changes the numbers.
    asked = f"{url}?department={of('elm').reference}&ordering=people&export=csv"
    assert client.get(asked).content == client.get(f"{url}?export=csv").content
    found = Rest(office)("GET", "/ideas/participation/").json()["rows"]
    assert [row["part"] and row["part"]["name"].lower() for row in found] == [None, "big", "five"]
    assert found[1]["ideas"] == 1
    assert found[1]["submitted"] == {"from_percent": 0, "to_percent": 25}
    assert Rest(office)("GET", "/ideas/participation/?department=x").status_code == 400
    assert Rest(house["big"][0])("GET", "/ideas/participation/").status_code == 403
    assert len(participation_table().lines) == 3


@pytest.mark.django_db(transaction=True)
def test_counted_once_by_many_at_once() -> None:
    for number in range(5):
        make_user(department=make_department(f"one{number}"))
    partition_keep(now=NOW)
    counted = at_once(8, lambda _number: participation_count(now=NEXT))
    assert sorted(counted) == [0] * 7 + [1]
    assert PartMonth.objects.count() == 2
