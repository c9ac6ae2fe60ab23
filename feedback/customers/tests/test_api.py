"""REST of contacts, customers, sources and service lines; who sees which of them."""

from typing import Any

import pytest
from django.test import Client

from feedback.customers.models import Contact, Identity
from feedback.customers.tests.factory import NOW, Scene, contact, row, send
from portal.people.models import User
from tests.api.ask import check_problem
from tests.api.ask import send as ask


@pytest.fixture(autouse=True)
def friday(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)


def client_of(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def ids(user: User, path: str) -> set[str]:
    answer = client_of(user).get(f"/api/v1/{path}/")
    assert answer.status_code == 200, answer.content
    return {each["id"] for each in answer.json()["results"]}


def test_a_batch(scene: Scene) -> None:
    client = client_of(scene.experience)
    body = {"contacts": [row(), row("2", customer="C2")]}
    assert ask(client, "POST", "/api/v1/contacts/batch/", body).json() == {
        "created": 2, "updated": 0, "unchanged": 0, "customers_created": 2, "customers_updated": 0,
    }  # fmt: skip
    again = ask(client, "POST", "/api/v1/contacts/batch/", body).json()
    assert (again["created"], again["updated"], again["unchanged"]) == (0, 0, 2)


def test_what_is_broken_is_named_by_row_and_column(scene: Scene) -> None:
    body = {"contacts": [row(), row("2", channel="pigeon", agent="nobody@example.test")]}
    answer = ask(client_of(scene.experience), "POST", "/api/v1/contacts/batch/", body)
    problem = check_problem(answer, 400, "rows_broken")
    assert set(problem["errors"]) == {"contacts.1.channel"}, "a row is read before it is compared"
    assert problem["detail"]["error_count"] == 1
    assert problem["detail"]["errors"][0]["rule"] == "bad_choice"
    assert not Contact.objects.exists()
    for wrong in ({"contacts": [1]}, {"contacts": "x"}, {}, {"contacts": [], "more": 1}):
        check_problem(ask(client_of(scene.experience), "POST", "/api/v1/contacts/batch/", wrong), 400, "malformed")


def test_a_batch_may_be_larger_than_other_bodies(scene: Scene) -> None:
    rows = [row(str(number), service="x" * 80, customer_name="李" * 100) for number in range(3000)]
    answer = ask(client_of(scene.experience), "POST", "/api/v1/contacts/batch/", {"contacts": rows})
    assert answer.status_code == 200
    assert answer.json()["created"] == 3000


def test_lists_and_details(scene: Scene) -> None:
    send(scene, row(), row("2", channel="chat", kind="complaint", answered_at=None, customer="C2"))
    client = client_of(scene.experience)
    found = client.get(f"/api/v1/contacts/{contact().reference}/").json()
    assert (found["source"], found["external_id"], found["agent"]["name"]) == ("HOTLINE", "1", "Agent")
    assert (found["customer"]["name"], found["handling_seconds"], found["in_hours"]) == ("李女士", 600, True)
    assert found["line"]["id"] == scene.line.reference
    for query, count in (("channel=chat", 1), ("answered=false", 1), ("kind=complaint", 1), ("source=SHOP", 0),
                         (f"line={scene.line.reference}", 2), ("service=refund", 2), ("agent=me", 0),
                         (f"customer={contact().identity.reference}", 1), ("offered_from=2026-11-17", 0),
                         (f"department={scene.front.reference}", 2), ("outcome=solved", 2)):  # fmt: skip
        assert len(client.get(f"/api/v1/contacts/?{query}").json()["results"]) == count, query
    assert client.get("/api/v1/contacts/?weather=rain").status_code == 400
    assert len(client.get("/api/v1/customers/?source=HOTLINE").json()["results"]) == 2
    assert len(client.get("/api/v1/customers/?q=C2").json()["results"]) == 1
    one = client.get(f"/api/v1/customers/{contact().identity.reference}/").json()
    assert (one["key"], one["phone"]) == ("C1", "138 0013 8000")


def test_who_sees_which(scene: Scene) -> None:
    send(
        scene, row(), row("2", agent="colleague@example.test", customer="C2"),
        row("3", agent="clerk@example.test", customer="C3", number=""),
    )  # fmt: skip
    one, two, three = (contact(each) for each in "123")
    references = {each: found.reference for each, found in (("1", one), ("2", two), ("3", three))}
    for person, seen in ((scene.agent, "1"), (scene.colleague, "2"), (scene.head, "12"), (scene.clerk, "3"),
                         (scene.outsider, ""), (scene.experience, "123"), (scene.steward, "123"),
                         (scene.executive, "123"), (scene.admin, "")):  # fmt: skip
        assert ids(person, "contacts") == {references[each] for each in seen}, person.email
    customers = {each: found.identity.reference for each, found in (("1", one), ("2", two), ("3", three))}
    for person, seen in ((scene.agent, "1"), (scene.head, "12"), (scene.clerk, "3"), (scene.steward, "123")):
        assert ids(person, "customers") == {customers[each] for each in seen}, person.email
    for person in (scene.outsider, scene.executive, scene.admin):
        check_problem(client_of(person).get("/api/v1/customers/"), 403, "not_allowed")
    check_problem(client_of(scene.agent).get(f"/api/v1/contacts/{two.reference}/"), 404)
    check_problem(client_of(scene.agent).get(f"/api/v1/customers/{two.identity.reference}/"), 404)


def test_names_are_for_those_who_serve_or_answer(scene: Scene) -> None:
    send(scene, row())
    path = f"/api/v1/contacts/{contact().reference}/"
    shown = client_of(scene.executive).get(path).json()["customer"]
    assert shown == {
        "id": contact().identity.reference, "source": "HOTLINE", "key": "", "name": "", "phone": "", "email": "",
    }  # fmt: skip
    for person in (scene.agent, scene.head, scene.steward):
        assert client_of(person).get(path).json()["customer"]["name"] == "李女士"


def test_customers_are_written_down_once(scene: Scene) -> None:
    client = client_of(scene.steward)
    body = {"source": "SHOP", "key": "S-1", "name": "王", "phone": "+86 139 0000 0000"}
    made = ask(client, "POST", "/api/v1/customers/", body)
    assert made.status_code == 201
    assert Identity.objects.get().phone_digits == "8613900000000"
    assert ask(client, "POST", "/api/v1/customers/", body).json()["version"] == 1
    changed = ask(client, "POST", "/api/v1/customers/", body | {"name": "", "email": "w@example.test"})
    assert (changed.status_code, changed.json()["name"], changed.json()["version"]) == (200, "王", 2)
    for wrong, field in (({"source": "X"}, "source"), ({"phone": "none"}, "phone"), ({"key": " "}, "key")):
        problem = check_problem(ask(client, "POST", "/api/v1/customers/", body | wrong), 400)
        assert set(problem["errors"]) == {field}
    check_problem(ask(client_of(scene.agent), "POST", "/api/v1/customers/", body), 403)


def test_sources(scene: Scene) -> None:
    client = client_of(scene.admin)
    body = {"code": "card centre", "name_en": "Card", "name_zh": "卡"}
    check_problem(ask(client, "POST", "/api/v1/sources/", body), 400)
    made = ask(client, "POST", "/api/v1/sources/", body | {"code": "card"})
    assert (made.status_code, made.json()["code"]) == (201, "CARD")
    path = f"/api/v1/sources/{made.json()['id']}/"
    assert ask(client, "POST", "/api/v1/sources/", body | {"code": "CARD", "name_en": "Cards"}).status_code == 200
    check_problem(ask(client, "PATCH", path, {"name_en": "Old"}, If_Match='"1"'), 412)
    check_problem(ask(client, "PATCH", path, {"name_en": " "}), 400)
    assert ask(client, "PATCH", path, {"name_zh": "卡中心"}).json()["name_zh"] == "卡中心"
    assert len(ids(scene.outsider, "sources")) == 3
    check_problem(ask(client_of(scene.agent), "PATCH", path, {"name_en": "Mine"}), 403)


def test_service_lines(scene: Scene) -> None:
    client = client_of(scene.experience)
    path = f"/api/v1/service-lines/{scene.line.reference}/"
    found = client.get(path).json()
    assert (found["numbers"], found["calendar"]["name"]) == (["400-820-8888", "021 6666 1234"], "Hotline")
    body: dict[str, Any] = {
        "name_en": "Night", "name_zh": "夜间", "department": scene.back.reference,
        "calendar": scene.calendar.reference, "numbers": ["95530"],
    }  # fmt: skip
    made = ask(client, "POST", "/api/v1/service-lines/", body)
    assert made.status_code == 201
    check_problem(ask(client, "POST", "/api/v1/service-lines/", body), 409, "number_taken")
    for wrong in ({"department": "D-0"}, {"calendar": "K-0"}, {"numbers": []}):
        check_problem(ask(client, "POST", "/api/v1/service-lines/", body | {"numbers": ["95531"]} | wrong), 400)
    changed = ask(client, "PATCH", path, {"numbers": ["400-820-8888"], "active": False}).json()
    assert (changed["numbers"], changed["active"], changed["version"]) == (["400-820-8888"], False, 2)
    assert ask(client, "PATCH", path, {"active": False}).json()["version"] == 2
    check_problem(ask(client, "PATCH", path, {"name_en": "x"}, If_Match='"1"'), 412)
    check_problem(ask(client_of(scene.head), "PATCH", path, {"name_en": "x"}), 403)


def test_report(scene: Scene) -> None:
    send(scene, row(), row("2", kind="complaint", customer="C2", answered_at=None, outcome="abandoned"))
    rows = client_of(scene.experience).get("/api/v1/contacts/report/").json()
    assert len(rows) == 1
    assert (rows[0]["month"], rows[0]["department"]["name"]) == ("2026-11-01", "Front")
    assert (rows[0]["offered"], rows[0]["answered"], rows[0]["answer_rate"]) == (2, 1, 0.5)
    assert (rows[0]["first_contacts"], rows[0]["undecided"], rows[0]["first_contact_rate"]) == (1, 1, 0)
    assert client_of(scene.agent).get("/api/v1/contacts/report/?months=1").json()[0]["offered"] == 2
    for months in ("0", "37", "x", "-1", "²"):
        check_problem(client_of(scene.experience).get(f"/api/v1/contacts/report/?months={months}"), 400)
