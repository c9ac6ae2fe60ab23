"""The tree of departments: made, moved, closed."""

import datetime as dt

import pytest

from portal.core.errors import NotAllowed, Refused, Stale
from portal.people.models import Department, Role
from portal.people.services.departments import (
    department_activate,
    department_create,
    department_deactivate,
    department_edit,
    department_upsert,
)
from portal.records.models import Event
from tests.cast import make_department, make_user

pytestmark = pytest.mark.django_db
NOW = dt.datetime(2026, 11, 2, 9, tzinfo=dt.UTC)


def admin():
    return make_user("admin", Role.ADMINISTRATOR)


def test_it_works():
    by = admin()
    root = department_create(by=by, now=NOW, code="r", name_en="Root", name_zh="总部")
    row = department_create(by=by, now=NOW, code="a", name_en="A", name_zh="甲", parent=root)
    assert row.path == [root.pk, row.pk]
    assert Event.objects.about(row).get().verb == "department.created"


def test_moving_takes_the_subtree_along():
    by = admin()
    a, b = make_department("a"), make_department("b")
    child = make_department("c", parent=a)
    grandchild = make_department("d", parent=child)
    department_edit(by=by, now=NOW, department=child.reference, parent=b)
    grandchild.refresh_from_db()
    assert grandchild.path == [b.pk, child.pk, grandchild.pk]
    department_edit(by=by, now=NOW, department=child.reference, parent=None)
    grandchild.refresh_from_db()
    assert grandchild.path == [child.pk, grandchild.pk]


def test_a_circle_is_refused():
    by = admin()
    top = make_department("a")
    below = make_department("b", parent=top)
    for parent in (top, below):
        with pytest.raises(Refused) as refused:
            department_edit(by=by, now=NOW, department=top.reference, parent=parent)
        assert refused.value.code == "circle"


def test_closing_needs_an_empty_department():
    by = admin()
    row = make_department("a")
    person = make_user("p", department=row)
    with pytest.raises(Refused) as refused:
        department_deactivate(by=by, now=NOW, department=row.reference)
    assert refused.value.code == "has_people"
    person.department = None
    person.save()
    assert department_deactivate(by=by, now=NOW, department=row.reference).active is False
    assert department_activate(by=by, now=NOW, department=row.reference).active is True


def test_closed_parent_is_refused():
    by = admin()
    parent = make_department("a", active=False)
    with pytest.raises(Refused) as refused:
        department_create(by=by, now=NOW, code="x", name_en="X", name_zh="X", parent=parent)
    assert refused.value.code == "parent_inactive"


def test_head_and_deputy():
    by, row = admin(), make_department("a")
    head = make_user("h")
    department_edit(by=by, now=NOW, department=row.reference, head=head)
    with pytest.raises(Refused) as refused:
        department_edit(by=by, now=NOW, department=row.reference, deputy=head)
    assert refused.value.code == "head_is_deputy"
    gone = make_user("gone", is_active=False)
    with pytest.raises(Refused) as refused:
        department_edit(by=by, now=NOW, department=row.reference, deputy=gone)
    assert refused.value.code == "person_left"


def test_upsert_makes_no_twin():
    by = admin()
    fields = {"code": "a", "name_en": "A", "name_zh": "甲"}
    first, created = department_upsert(by=by, now=NOW, external_id="hr-1", **fields)
    again, created_again = department_upsert(by=by, now=NOW, external_id="hr-1", **fields | {"name_en": "B"})
    assert (created, created_again, first.pk) == (True, False, again.pk)
    assert Department.objects.get().name_en == "B"


def test_only_an_administrator_and_no_stale_edit():
    row = make_department("a")
    with pytest.raises(NotAllowed):
        department_edit(by=make_user("u"), now=NOW, department=row.reference, name_en="X")
    with pytest.raises(Stale):
        department_edit(by=admin(), now=NOW, department=row.reference, expected_version=9, name_en="X")
