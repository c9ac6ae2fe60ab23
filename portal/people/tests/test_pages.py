"""Pages and REST of people: they answer, in few queries, and show each reader what is theirs."""

import datetime as dt

import pytest

from portal.people.access import allowed_actions
from portal.people.models import Role, Site, User
from portal.people.services.departments import department_edit
from portal.people.services.employees import employee_edit
from portal.people.services.leaving import employee_leave
from portal.people.services.roles import role_grant
from tests.cast import Cast, make_cast, make_department, make_user

pytestmark = pytest.mark.django_db
MOST = 12  # queries, all SQL counted
NOW = dt.datetime(2026, 11, 2, 2, 0, tzinfo=dt.UTC)


def pages(who):
    department, person = who.department.reference, who.colleague.reference
    return [
        "/departments/", f"/departments/{department}/", "/employees/", f"/employees/{person}/", "/profile/", "/tokens/",
        "/tokens/new/", "/api/v1/departments/", f"/api/v1/departments/{department}/", "/api/v1/employees/",
        f"/api/v1/employees/{person}/", "/api/v1/me/", "/api/v1/tokens/", "/employees/?active=true&q=Colleague",
    ]  # fmt: skip


def admin_pages(who):
    department, person = who.department.reference, who.colleague.reference
    return [
        "/departments/new/", f"/departments/{department}/edit/", "/employees/new/", f"/employees/{person}/edit/",
        f"/employees/{person}/leave/", f"/employees/{person}/roles/", "/organisation/import/",
    ]  # fmt: skip


def test_everybody_reads_the_directory(client, django_assert_max_num_queries):
    who = make_cast()
    client.force_login(who.owner)
    for url in pages(who):
        with django_assert_max_num_queries(MOST):
            assert client.get(url).status_code == 200, url
    for url in admin_pages(who):
        assert client.get(url).status_code == 403, url


def test_an_administrator_changes_it(client, django_assert_max_num_queries):
    who = make_cast()
    client.force_login(make_user("admin", Role.ADMINISTRATOR))
    for url in [*pages(who), *admin_pages(who)]:
        with django_assert_max_num_queries(MOST):
            assert client.get(url).status_code == 200, url
    body = {"full_name": "陈立", "email": "Chen@X.test", "department": who.department.reference}
    answer = client.post("/employees/new/", body)
    assert answer.status_code == 302, answer.content.decode()
    assert "陈立" in client.get("/employees/?q=chen").content.decode()
    taken = client.post("/employees/new/", {"full_name": "B", "email": "chen@x.test"})
    assert taken.status_code == 422
    body = {"code": "n", "name_en": "New", "name_zh": "新", "side": "back", "head": who.owner.email}
    assert client.post("/departments/new/", body).status_code == 302


def with_a_past(who: Cast, admin: User) -> None:
    """A department with everything around it, a colleague with roles and changes, and one who left."""
    site = Site.objects.create(code="north", name_en="North", name_zh="北", timezone="Asia/Shanghai")
    changes = {"parent": who.elsewhere, "deputy": who.owner, "site": site}
    department_edit(by=admin, now=NOW, department=who.department.reference, **changes)
    department_edit(by=admin, now=NOW, department=make_department().reference, parent=who.department)
    for person in (who.owner, who.colleague):
        role_grant(by=admin, now=NOW, employee=person.reference, role=Role.TRAINER)
        role_grant(by=admin, now=NOW, employee=person.reference, role=Role.BACK_AGENT, department=who.elsewhere)
        employee_edit(by=admin, now=NOW, employee=person.reference, phone="1")
    employee_leave(by=admin, now=NOW, employee=who.colleague.reference)


def test_a_past_costs_an_administrator_no_more(client, django_assert_max_num_queries):
    who = make_cast()
    admin = make_user("admin", Role.ADMINISTRATOR, department=who.elsewhere)
    with_a_past(who, admin)
    client.force_login(admin)
    left, here = (f"/employees/{person.reference}/" for person in (who.colleague, who.owner))
    pages_with_words = {
        f"/departments/{who.department.reference}/": "Deputy",
        here: "Department head",
        left: "Work handed over",
        "/employees/?active=false": "Colleague",
    }
    for url, words in pages_with_words.items():
        with django_assert_max_num_queries(MOST):
            assert words in client.get(url).content.decode(), url


def test_what_reaches_everything_or_nothing_is_known_without_asking(django_assert_num_queries):
    who = make_cast()
    admin, actions = make_user("admin", Role.ADMINISTRATOR), ["people.edit", "people.view"]
    for person, allowed in ((admin, {"people.edit", "people.view"}), (who.owner, {"people.view"})):
        assert allowed_actions(person, who.department, []) == set()
        person.has_perm("people.edit")  # reads the roles
        with django_assert_num_queries(0):
            assert allowed_actions(person, who.department, actions) == allowed
    for person, allowed in ((who.owner, {"people.view", "people.profile"}), (who.colleague, {"people.view"})):
        with django_assert_num_queries(1):
            assert allowed_actions(who.owner, person, [*actions, "people.profile"]) == allowed


def test_numbers_are_for_administrators(client):
    who = make_cast()
    who.colleague.employee_number = "E-77"
    who.colleague.save()
    client.force_login(who.owner)
    assert client.get(f"/api/v1/employees/{who.colleague.reference}/").json()["employee_number"] is None
    assert "E-77" not in client.get("/api/v1/employees/").content.decode()
    assert "E-77" not in client.get(f"/employees/{who.colleague.reference}/").content.decode()
    client.force_login(make_user("admin", Role.ADMINISTRATOR))
    assert client.get(f"/api/v1/employees/{who.colleague.reference}/").json()["employee_number"] == "E-77"


def test_rest_writes(client):
    who = make_cast()
    client.force_login(make_user("admin", Role.ADMINISTRATOR))

    def post(url, body, **more):
        return client.post(f"/api/v1{url}", body, content_type="application/json", **more)

    body = {"email": "n@x.test", "full_name": "N", "external_id": "hr-9", "department": who.department.reference}
    made = post("/employees/", body)
    assert made.status_code == 201, made.content
    assert post("/employees/", body | {"full_name": "M"}).status_code == 200
    url = f"/employees/{made.json()['id']}"
    assert post(f"{url}/grant/", {"role": "trainer"}).json()["roles"] == [{"role": "trainer", "department": None}]
    assert post(f"{url}/withdraw/", {"role": "trainer"}).json()["roles"] == []
    assert post(f"{url}/grant/", {"role": "employee"}).status_code == 400
    stale = client.patch(f"/api/v1{url}/", {"phone": "1"}, content_type="application/json", headers={"If-Match": '"1"'})
    assert stale.status_code == 412
    assert post(f"{url}/leave/", {}).json()["active"] is False
    assert post(f"{url}/return/", {}).json()["active"] is True
    me = client.patch("/api/v1/me/", {"theme": "dark", "timezone": "Europe/Berlin"}, content_type="application/json")
    assert (me.json()["theme"], me.json()["timezone"]) == ("dark", "Europe/Berlin")
    assert client.patch("/api/v1/me/", {"timezone": "x"}, content_type="application/json").status_code == 400
