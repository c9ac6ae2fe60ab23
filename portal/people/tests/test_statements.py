"""A statement whose SQL is made once reads what its queryset reads, whatever the values."""

import datetime as dt
from typing import Any

import pytest
from django.contrib.postgres.expressions import ArraySubquery
from django.db import connection
from django.db.models import OuterRef, Subquery, Value
from django.db.models.functions import JSONObject
from django.test.utils import CaptureQueriesContext

from portal.core.statements import Statement, Written
from portal.people.models import Department, User
from tests.cast import make_department, make_user

pytestmark = pytest.mark.django_db


def by_name(email: str, active: bool) -> Any:
    return User.objects.filter(email=email, is_active=active).select_related("department")[:1]


def test_instances_with_what_was_joined() -> None:
    department = make_department("kept")
    first, second = make_user("first", department=department), make_user("second", department=department)
    statement = Statement(lambda email: by_name(email, True), "an address")
    for person in (first, second, first):
        with CaptureQueriesContext(connection) as captured:
            found = statement.first(person.email)
            assert found == person
            assert found.department == department
        assert len(captured) == 1
    assert statement.first("nobody@example.com") is None


def test_tuples_values_and_unions() -> None:
    one, two = make_department("one"), make_department("two")
    tuples = Statement(lambda pk: Department.objects.filter(pk=pk).values_list("id", "reference"), -7001)
    assert tuples.rows(two.pk) == [(two.pk, two.reference)]
    values = Statement(lambda pk: Department.objects.filter(pk=pk).values("reference"), -7001)
    assert values.rows(one.pk) == [{"reference": one.reference}]

    def both(pk: int, other: int) -> Any:
        first = Department.objects.filter(pk=pk).values_list(Value("first"), "id")
        return first.union(Department.objects.filter(pk=other).values_list(Value("second"), "id"), all=True)

    assert sorted(Statement(both, -7001, -7002).rows(two.pk, one.pk)) == [("first", two.pk), ("second", one.pk)]


def test_what_is_no_parameter_is_refused() -> None:
    statement = Statement(lambda _moment: Department.objects.all(), dt.datetime(1901, 1, 1, tzinfo=dt.UTC))
    with pytest.raises(ValueError, match="no parameters"):
        statement.rows(dt.datetime(2026, 1, 1, tzinfo=dt.UTC))


def test_moments_are_read_as_django_reads_them() -> None:
    moments = ["2026-11-28 06:02:27.35752+00", "1999-12-31 23:59:59+00", "2026-01-01 00:00:00.000001+08"]
    with connection.cursor() as cursor:
        for text in moments:
            cursor.execute("SELECT %s::timestamptz", [text])
            [found] = cursor.fetchone()
            assert found == dt.datetime.fromisoformat(text)
            assert found.tzinfo is dt.UTC


def test_annotations_written_once_read_what_the_expressions_read() -> None:
    department = make_department("written")
    make_user("one", department=department)
    make_user("two", department=department)

    def cards() -> dict[str, Any]:
        people = User.objects.filter(department=OuterRef("pk")).order_by("email")
        return {
            "emails": ArraySubquery(people.values("email")),
            "first": Subquery(people.values(card=JSONObject(email="email", active="is_active"))[:1]),
            "per_cent": Value("100 %"),
        }

    rows = Department.objects.filter(pk=department.pk)
    direct = rows.annotate(**cards()).values("emails", "first", "per_cent").get()
    written = Written(Department, cards)
    for _again in range(2):
        assert rows.annotate(**written.annotations()).values("emails", "first", "per_cent").get() == direct
    assert len(direct["emails"]) == 2
