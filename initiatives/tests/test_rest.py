"""REST of ideas and initiatives: the whole line from idea to result, refusals, costs, hostile bodies."""

import datetime as dt
import json
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from initiatives.models import Idea, Initiative, Vote
from initiatives.tests.factory import make_idea, make_initiative
from initiatives.tests.test_pages_ideas import many_ideas
from initiatives.tests.test_pages_initiatives import many
from portal.people.models import User
from tests.cast import Cast, make_cast, make_user
from tests.crowd import at_once

API = "/api/v1"


class Rest:
    """A signed-in client that speaks JSON."""

    def __init__(self, user: User) -> None:
        self.client = Client()
        self.client.force_login(user)

    def __call__(self, method: str, path: str, body: Any = None, **headers: str) -> Any:
        data = json.dumps(body) if body is not None else ""
        return self.client.generic(method, API + path, data, content_type="application/json", headers=headers)


def plan(cast: Cast, sponsor: User, **fields: Any) -> dict[str, Any]:
    return {
        "title": "Paperless boarding",
        "owner": cast.colleague.reference,
        "sponsor": sponsor.reference,
        "due_on": (timezone.localdate() + dt.timedelta(days=60)).isoformat(),
        "target": {"metric": "Share without paper", "unit": "%", "baseline": "10", "target_value": "60"},
    } | fields


def test_from_an_idea_to_a_result(cast: Cast, sponsor: User) -> None:
    author, head, colleague, outsider = (Rest(u) for u in (cast.owner, cast.head, cast.colleague, cast.outsider))
    body = {"title": "Boarding by phone", "text": "没有打印机", "department": cast.department.reference}
    made = author("POST", "/ideas/", body)
    assert made.status_code == 201, made.content
    ref = made.json()["id"]
    assert (made["ETag"], made.json()["state"], made.json()["author"]["id"]) == (
        '"1"',
        "open",
        cast.owner.reference,
    )

    assert outsider("POST", f"/ideas/{ref}/vote/").json() == {"vote_count": 1, "voted": True}
    assert outsider("DELETE", f"/ideas/{ref}/vote/").json() == {"vote_count": 0, "voted": False}
    assert outsider("POST", f"/ideas/{ref.lower()}/vote/").status_code == 200
    assert outsider("POST", f"/ideas/{ref}/comments/", {"text": "Yes"}).status_code == 201
    assert author("GET", f"/ideas/{ref}/comments/").json()["results"][0]["text"] == "Yes"
    assert author("PATCH", f"/ideas/{ref}/", {"title": "By phone"}, **{"If-Match": '"1"'}).json()["version"] == 2

    answer = head("POST", f"/ideas/{ref}/decide/", {"decision": "accept", "reason": "It helps"}).json()
    assert (answer["state"], answer["decisions"][0]["by"]["id"]) == ("accepted", cast.head.reference)
    turned = head("POST", f"/ideas/{ref}/turn/", plan(cast, sponsor))
    assert turned.status_code == 201, turned.content
    shown = turned.json()
    where = f"/initiatives/{shown['id']}"
    assert (shown["state"], shown["ideas"], shown["progress"]) == ("running", [ref], 0.0)
    assert head("GET", f"/ideas/{ref}/").json()["initiatives"] == [shown["id"]]

    today = timezone.localdate().isoformat()
    step = colleague("POST", f"{where}/milestones/", {"title": "Gates ready", "due_on": today})
    assert step.status_code == 201, step.content
    key = {"milestone": step.json()["id"]}
    assert colleague("POST", f"{where}/milestone-done/", key).json()["done_on"] == today
    assert colleague("POST", f"{where}/milestone-reopen/", key).json()["done_on"] is None
    part = {"department": cast.elsewhere.reference, "role": "C"}
    assert len(colleague("POST", f"{where}/participants/", part).json()["participants"]) == 2
    gone = colleague("POST", f"{where}/participant-remove/", {"department": cast.elsewhere.reference})
    assert len(gone.json()["participants"]) == 1
    assert colleague("POST", f"{where}/status-reports/", {"light": "amber", "text": "Slow"}).status_code == 201
    assert outsider("GET", f"{where}/status-reports/").json()["results"][0]["light"] == "amber"
    reading = {"value": "35", "as_of": today, "source": "Gate log"}
    assert colleague("POST", f"{where}/readings/", reading).status_code == 201
    assert outsider("GET", f"{where}/").json()["progress"] == 0.5
    changed = colleague("PATCH", f"{where}/", {"target": {"target_value": "85"}, "summary": "For all"})
    assert (changed.json()["target"]["target_value"], changed.json()["version"]) == ("85.0000", 2)
    closed = colleague("POST", f"{where}/close/", {"result": "Done", "reading": reading | {"value": "85"}})
    assert (closed.json()["state"], closed.json()["progress"]) == ("closed", 1.0)


def test_a_draft_is_started(cast: Cast, sponsor: User) -> None:
    head = Rest(cast.head)
    made = head("POST", "/initiatives/", plan(cast, sponsor, draft=True, external_id="E1")).json()
    assert made["state"] == "draft"
    assert Rest(cast.outsider)("GET", f"/initiatives/{made['id']}/").status_code == 404
    assert head("POST", f"/initiatives/{made['id']}/start/").json()["state"] == "running"
    again = head("POST", "/initiatives/", plan(cast, sponsor, title="Another", external_id="E1")).json()
    assert (again["id"], again["title"]) == (made["id"], "Another")


def test_refusals_have_their_status(cast: Cast, sponsor: User) -> None:
    idea = make_idea(cast.owner)
    where = f"/ideas/{idea.reference}"
    owner, outsider, head = Rest(cast.owner), Rest(cast.outsider), Rest(cast.head)
    cases = [
        (owner("POST", f"{where}/vote/"), 409, "own_idea"),
        (outsider("PATCH", f"{where}/", {"title": "x"}), 403, "not_allowed"),
        (owner("PATCH", f"{where}/", {"title": "x"}, **{"If-Match": '"9"'}), 412, "stale"),
        (outsider("POST", f"{where}/decide/", {"decision": "accept", "reason": "x"}), 403, "not_allowed"),
        (head("POST", f"{where}/decide/", {"decision": "accept", "reason": " "}), 400, "malformed"),
        (head("POST", f"{where}/turn/", plan(cast, sponsor)), 409, "wrong_state"),
        (owner("GET", "/ideas/I-00000000/"), 404, "not_found"),
        (owner("POST", "/initiatives/", plan(cast, sponsor)), 403, "not_allowed"),
        (head("POST", "/initiatives/", plan(cast, sponsor, due_on="2020-01-01")), 409, "due_in_past"),
        (owner("GET", "/ideas/?color=red"), 400, "bad_filter"),
        (owner("GET", "/ideas/?ordering=title"), 400, "bad_ordering"),
        (owner("GET", "/ideas/?mine=maybe"), 400, "bad_filter"),
    ]
    for response, status, code in cases:
        assert (response.status_code, response.json()["code"]) == (status, code)


@pytest.mark.parametrize(
    "fields",
    [
        {"owner": "P-00000000"}, {"owner": 7}, {"owner": ["a"]}, {"due_on": "9999-12-31"}, {"due_on": "0001-01-01"},
        {"due_on": "soon"}, {"title": ""}, {"title": "x" * 151}, {"title": "a\u0000b"}, {"target": {}}, {"target": []},
        {"target": {"metric": "m", "baseline": "NaN", "target_value": "1"}}, {"surprise": 1},
        {"target": {"metric": "m", "baseline": "1", "target_value": "1e30"}}, {"draft": "perhaps"},
        {"target": {"metric": "m", "baseline": "1", "target_value": "Infinity"}},
    ],
)  # fmt: skip
def test_hostile_plans_are_400(cast: Cast, sponsor: User, fields: dict[str, Any]) -> None:
    assert Rest(cast.head)("POST", "/initiatives/", plan(cast, sponsor, **fields)).status_code == 400
    assert not Initiative.objects.exists()


def test_a_repeated_post_makes_one_idea(cast: Cast) -> None:
    body = {"title": "T", "text": "X", "department": cast.department.reference}
    answers = [Rest(cast.owner)("POST", "/ideas/", body, **{"Idempotency-Key": "k"}).json() for _ in range(2)]
    assert answers[0] == answers[1]
    assert Idea.objects.count() == 1


def cost(rest: Rest, path: str) -> int:
    rest("GET", path)
    with CaptureQueriesContext(connection) as queries:
        assert rest("GET", path).status_code == 200
    return len(queries)


@pytest.mark.parametrize("path", ["/ideas/", "/ideas/?ordering=wanted", "/initiatives/"])
def test_lists_cost_the_same_at_any_size(cast: Cast, sponsor: User, path: str) -> None:
    rest = Rest(cast.owner)
    many_ideas(cast, 10)
    many(cast, sponsor, 10)
    few = cost(rest, path)
    many_ideas(cast, 490)
    many(cast, sponsor, 490)
    assert cost(rest, path) == few <= 12


def test_details_cost_at_most_twelve(cast: Cast, sponsor: User) -> None:
    idea, initiative = make_idea(cast.owner), make_initiative(cast.owner, sponsor)
    for path in (f"/ideas/{idea.reference}/", f"/initiatives/{initiative.reference}/"):
        assert cost(Rest(cast.owner), path) <= 12


def test_pages_follow_each_other_without_a_gap(cast: Cast) -> None:
    many_ideas(cast, 7)
    rest, seen = Rest(cast.owner), []
    path = "/ideas/?ordering=wanted&page_size=3"
    while path:
        answer = rest("GET", path).json()
        seen += [row["vote_count"] for row in answer["results"]]
        path = (answer["next"] or "").partition(API)[2]
    assert seen == [6, 5, 4, 3, 2, 1, 0]


def test_fifty_people_vote_by_rest_at_once(transactional_db: Any) -> None:
    cast = make_cast()
    idea = make_idea(cast.owner)
    clients = [Rest(make_user(department=cast.department)) for _ in range(50)]
    answers = at_once(50, lambda i: clients[i]("POST", f"/ideas/{idea.reference}/vote/").status_code)
    assert answers == [200] * 50
    assert (Idea.objects.get().vote_count, Vote.objects.count()) == (50, 50)
