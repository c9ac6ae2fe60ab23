"""A count whose SQL is made of its conditions alone counts what Django's own does."""

from typing import Any

import pytest
from django.db.models import Count, Q, QuerySet

from portal.core.lookups import one_of
from portal.core.reading import counted, is_plain
from portal.people.models import Department
from tests.cast import make_department, make_user

Rows = QuerySet[Department]
PLAIN = {
    "every row": lambda rows: rows,
    "no row": lambda rows: rows.none(),
    "a condition that nothing can meet": lambda rows: rows.filter(pk__in=[]),
    "one that every row meets": lambda rows: rows.exclude(pk__in=[]),
    "texts and numbers": lambda rows: rows.filter(Q(name_en="a") | Q(pk=0)),
    "a list of numbers": lambda rows: rows.filter(one_of("pk", [0, 1, 2])),
    "rows looked up elsewhere": lambda rows: rows.filter(pk__in=Department.objects.filter(active=True).values("pk")),
}
OTHER = {
    "a join": lambda rows: rows.filter(people__email__startswith="u"),
    "the same twice": lambda rows: rows.filter(people__is_active=True).distinct(),
    "annotations": lambda rows: rows.annotate(n=Count("people")).filter(n__gt=0),
    "two lists in one": lambda rows: rows.filter(active=True).union(rows.filter(active=False), all=True),
}


@pytest.mark.django_db
@pytest.mark.parametrize("limit", [2, 100])
@pytest.mark.parametrize("shape", [*PLAIN, *OTHER])
def test_it_counts_as_django_does(shape: str, limit: int) -> None:
    for name in "abc":
        department = make_department(name)
        make_user(f"u{name}", department=department)
        make_user(f"v{name}", department=department)
    narrowed: Any = (PLAIN | OTHER)[shape]
    rows = narrowed(Department.objects.all())
    assert is_plain(rows.query) == (shape in PLAIN)
    assert counted(rows, limit) == rows.order_by()[:limit].count()
