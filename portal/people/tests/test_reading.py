"""Rows read by psycopg itself are those that Django reads, whatever their conditions, columns and order."""

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
from django.contrib.postgres.expressions import ArraySubquery
from django.db import connection
from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Value
from django.db.models.functions import JSONObject
from django.test.utils import CaptureQueriesContext

from portal.core import reading
from portal.core.keyset import Columns, Ordering, page_of
from portal.core.names import looked_up
from portal.core.reading import Beside, is_plain, read, values_of
from portal.people.models import Department, RoleAssignment, User
from tests.cast import make_department, make_user

pytestmark = pytest.mark.django_db

VALUES = ("id", "reference", "email", "is_active", "date_joined", "name_key", "department__name_en", "place")
BESIDE = Beside(place=looked_up(Department, "department_id", "reference", "name_zh"))
EMAILS = Beside(
    staff=ArraySubquery(
        User.objects.filter(department=OuterRef("pk")).order_by("email").values(each=JSONObject(email="email"))
    )
)


@pytest.fixture
def people() -> list[User]:
    first, second = make_department("first"), make_department("second")
    return [make_user(f"p{n}", department=(first, second, None)[n % 3]) for n in range(8)]


def conditions() -> list[Any]:
    heads = Department.objects.filter(head=OuterRef("pk"))
    return [
        Q(),
        Q(is_active=True),
        Q(email__in=["p1@example.com", "p2@example.com"]) | Q(department=None),
        Q(pk__in=[]),
        ~Q(pk__in=[]),
        Q(Exists(heads)) | Q(is_active=True),
        Q(department__name_en="first"),
        Q(email__contains="100 %"),
    ]


@pytest.mark.parametrize("number", range(8))
def test_read_gives_what_the_queryset_gives(people: list[User], number: int) -> None:
    rows: QuerySet[Any] = User.objects.filter(conditions()[number])
    for marks in (("name_key", "id"), ("-date_joined", "-id"), ("department__name_en", "id")):
        wanted = list(rows.annotate(**BESIDE).values(*VALUES).order_by(*marks)[:5])
        for _again in range(2):
            assert read(rows, VALUES, BESIDE, marks, 5) == wanted
            assert read(rows, VALUES, dict(BESIDE), marks, 5) == wanted


def test_of_a_plain_list_django_makes_the_conditions_alone(people: list[User], monkeypatch: pytest.MonkeyPatch) -> None:
    rows = User.objects.filter(is_active=True)
    assert is_plain(rows.query)
    monkeypatch.setattr(reading, "values_of", lambda _rows: pytest.fail("Django made all of it"))
    read(rows, VALUES, BESIDE, ("id",), 3)
    with CaptureQueriesContext(connection) as captured:
        found = read(rows.filter(email__gt="p2"), VALUES, BESIDE, ("id",), 3)
    assert [row["id"] for row in found] == [each.pk for each in people[2:5]]
    assert len(captured) == 1


def test_what_is_not_plain_goes_djangos_way(people: list[User]) -> None:
    joined = User.objects.filter(department__name_en="first")
    annotated = User.objects.annotate(n=Value(1))
    for rows in (joined, annotated, User.objects.distinct(), User.objects.all()[:2], joined.union(joined)):
        assert not is_plain(rows.query)
    assert is_plain(User.objects.filter(department=people[0].department).query)


def test_annotations_with_values_and_json_come_out_alike(people: list[User]) -> None:
    values = ("id", "path", "staff")
    rows = Department.objects.filter(active=True)
    wanted = list(rows.annotate(**EMAILS).values(*values).order_by("id")[:9])
    assert read(rows, values, EMAILS, ("id",), 9) == wanted
    assert wanted[0]["staff"][0] == {"email": people[0].email}


def test_values_that_are_grouped_or_none() -> None:
    make_user("only", department=make_department("one"))
    grouped = User.objects.order_by("department").values("department__name_en").annotate(n=Count("id"))
    assert values_of(grouped) == list(grouped)
    assert values_of(User.objects.none().values("id")) == []


def test_pages_walk_every_row_once_by_own_columns_and_by_annotations(people: list[User]) -> None:
    columns = Columns(("id", "length", "email"), Beside(length=Value(7)))
    for names in (("email", "id"), ("length", "id")):
        ordering, cursor, seen = Ordering("order", names, descending=False), "", list[int]()
        while True:
            page = page_of(User.objects.all(), ordering, 3, cursor, columns)
            seen += [row["id"] for row in page.rows]
            if page.next is None:
                break
            cursor = page.next
        assert seen == [each.pk for each in people]


def test_binary_and_text_give_the_same_types(people: list[User]) -> None:
    role = RoleAssignment.objects.create(user=people[0], role="coach", department=people[0].department)
    [binary] = read(User.objects.filter(pk=people[0].pk), VALUES, BESIDE, ("id",), 1)
    [text] = User.objects.filter(pk=people[0].pk).annotate(**BESIDE).values(*VALUES)
    assert {name: type(value) for name, value in binary.items()} == {n: type(v) for n, v in text.items()}
    assert binary["date_joined"].utcoffset() == dt.timedelta()
    assert role.pk


@pytest.mark.django_db(transaction=True)
def test_a_column_that_changed_its_type_is_read_again() -> None:
    """A server keeps its plans; another process migrates; the next request must not fail."""
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE kept_by_test (id bigint PRIMARY KEY, amount integer)")
        cursor.execute("INSERT INTO kept_by_test VALUES (1, 7)")
    from portal.core.reading import fetched  # noqa: PLC0415  beside what it tests

    statement = "SELECT amount FROM kept_by_test"
    try:
        assert fetched("default", statement, ()) == [(7,)]
        with connection.copy().cursor() as other:
            other.execute("ALTER TABLE kept_by_test ALTER amount TYPE numeric(9, 2)")
            other.connection.close()
        assert fetched("default", statement, ()) == [(Decimal("7.00"),)]
    finally:
        with connection.cursor() as cursor:
            cursor.execute("DROP TABLE kept_by_test")
