"""Pages and REST of the way to the answer."""

import pytest
from django.test import Client
from django.urls import reverse

from initiatives.models import Idea
from initiatives.services.passing import ideas_escalate
from initiatives.tests.factory import NOW, make_accepted, make_idea
from initiatives.tests.test_pages_ideas import many_ideas
from initiatives.tests.test_rest import Rest
from portal.people.models import User
from tests.cast import Cast, make_department, make_head

DECISIONS = reverse("initiatives:decisions")


def url(step: str, idea: Idea) -> str:
    return reverse(f"initiatives:idea-{step}", args=[idea.reference])


def page(client: Client, user: User, address: str) -> str:
    client.force_login(user)
    answer = client.get(address)
    assert answer.status_code == 200
    return str(answer.content.decode())


def test_a_heads_decisions_overdue_first(client: Client, cast: Cast, office: User) -> None:
    below = make_department("below", parent=cast.department)
    nearest = make_head(below, "nearest")
    newer, older = make_idea(cast.owner, title="Newer one"), make_idea(cast.owner, title="Older one")
    Idea.objects.filter(pk=older.pk).update(answer_due_at=NOW)
    theirs = make_idea(cast.owner, below, title="Of those below")
    make_accepted(make_idea(cast.owner, title="Done already"), cast.head)
    mine = page(client, cast.head, DECISIONS)
    assert mine.index("Older one") < mine.index("Newer one")
    assert "Of those below" not in mine
    assert "Done already" not in mine
    assert url("decide", newer) in mine
    assert "Of those below" in page(client, cast.head, DECISIONS + "?sort=due")
    assert "Of those below" in page(client, nearest, DECISIONS)
    ideas_escalate(now=theirs.answer_due_at)
    assert "Of those below" in page(client, cast.head, DECISIONS + "?waiting=true")
    assert "Of those below" not in page(client, nearest, DECISIONS + "?waiting=true")
    assert "one level up" in page(client, nearest, DECISIONS + "?sort=due"), "they still may"
    assert "Newer one" in page(client, office, DECISIONS), "a department at the top goes to the office"


def test_a_department_without_head_waits_for_the_one_above(client: Client, cast: Cast) -> None:
    make_idea(cast.owner, make_department("empty", parent=cast.department), title="Nobody nearer")
    assert "Nobody nearer" in page(client, cast.head, DECISIONS)


def test_the_list_costs_the_same_at_any_size(client: Client, cast: Cast, django_assert_max_num_queries: object) -> None:
    many_ideas(cast, 60)
    client.force_login(cast.head)
    with django_assert_max_num_queries(12):  # type: ignore[operator]
        assert client.get(DECISIONS).status_code == 200
    exported = client.get(DECISIONS + "?export=csv").getvalue().decode()
    assert "answer_due_at" in exported
    assert len(exported.splitlines()) == 61


def test_answered_from_the_message(client: Client, cast: Cast) -> None:
    idea = make_idea(cast.owner)
    form = page(client, cast.head, url("decide", idea))
    assert idea.text in form
    assert url("ask", idea) in form
    assert url("reassign", idea) in form
    sent = {"decision": "later", "reason": "After the season", "later_on": "", "version": "1"}
    refused = client.post(url("decide", idea), sent)
    assert refused.status_code == 422
    assert "Name the day" in refused.content.decode()
    done = client.post(url("decide", idea), sent | {"later_on": "2199-01-01"})
    assert done.status_code == 302
    shown = page(client, cast.owner, url("decide", idea).replace("decide/", ""))
    assert "Later: comes back on" in shown
    assert "After the season" in shown
    assert url("object", idea) in shown


def test_asked_and_replied(client: Client, cast: Cast) -> None:
    idea = make_idea(cast.owner)
    client.force_login(cast.head)
    assert client.post(url("ask", idea), {"question": ""}).status_code == 422
    assert client.post(url("ask", idea), {"question": "Which hall?"}).status_code == 302
    shown = page(client, cast.owner, reverse("initiatives:idea", args=[idea.reference]))
    assert "Which hall?" in shown
    assert url("reply", idea) in shown
    assert "clock paused" in shown
    assert "Which hall?" in page(client, cast.owner, url("reply", idea))
    assert client.post(url("reply", idea), {"answer": "Hall B"}).status_code == 302
    again = client.post(url("reply", idea), {"answer": "Hall B"})
    assert again.status_code == 422
    assert "No question waits" in again.content.decode()


def test_passed_on_and_objected_to(client: Client, cast: Cast) -> None:
    idea = make_idea(cast.owner)
    client.force_login(cast.head)
    sent = {"department": cast.elsewhere.reference, "reason": "They print", "version": "1"}
    assert client.post(url("reassign", idea), sent | {"reason": ""}).status_code == 422
    assert client.post(url("reassign", idea), sent).status_code == 302
    assert client.get(url("decide", idea)).status_code == 403
    make_accepted(idea, cast.other_head)
    client.force_login(cast.owner)
    assert client.post(url("object", idea), {"reason": "Why?", "version": "3"}).status_code == 302
    assert "one level above" in page(client, cast.head, reverse("initiatives:idea", args=[idea.reference]))


@pytest.mark.parametrize("step", ["decide", "ask", "reassign"])
def test_forms_are_closed_to_others(client: Client, cast: Cast, step: str) -> None:
    idea = make_idea(cast.owner)
    for user in (cast.owner, cast.outsider):
        client.force_login(user)
        assert client.get(url(step, idea)).status_code == 403


@pytest.mark.parametrize("step", ["reply", "object"])
def test_the_authors_forms_are_closed_to_others(client: Client, cast: Cast, step: str) -> None:
    idea = make_idea(cast.owner)
    for user in (cast.head, cast.outsider):
        client.force_login(user)
        assert client.get(url(step, idea)).status_code == 403


def test_rest(cast: Cast) -> None:
    idea = make_idea(cast.owner)
    where = f"/ideas/{idea.reference}"
    head, author = Rest(cast.head), Rest(cast.owner)
    asked = head("POST", f"{where}/ask/", {"question": "Which hall?"}).json()
    assert asked["asked_at"]
    assert asked["questions"][0]["question"] == "Which hall?"
    assert head("POST", f"{where}/ask/", {"question": "Which?"}).json()["code"] == "asked_already"
    replied = author("POST", f"{where}/reply/", {"answer": "Hall B"}).json()
    assert replied["asked_at"] is None
    assert replied["questions"][0]["answer"] == "Hall B"
    body = {"department": cast.elsewhere.reference, "reason": "They print"}
    assert head("POST", f"{where}/reassign/", body, **{"If-Match": '"7"'}).status_code == 412
    moved = head("POST", f"{where}/reassign/", body).json()
    assert moved["answering_department"]["id"] == cast.elsewhere.reference
    assert head("POST", f"{where}/decide/", {"decision": "decline", "reason": "No"}).status_code == 403
    other = Rest(cast.other_head)
    assert other("POST", f"{where}/decide/", {"decision": "later", "reason": "No"}).status_code == 400
    later = {"decision": "later", "reason": "In spring", "later_on": "2199-03-01"}
    assert other("POST", f"{where}/decide/", later).json()["later_on"] == "2199-03-01"
    said = author("POST", f"{where}/not-an-answer/", {"reason": "Which spring?"}).json()
    assert (said["state"], said["objection"]["reason"], said["escalation"]) == ("open", "Which spring?", 2)
    assert author("POST", f"{where}/not-an-answer/", {"reason": "Again"}).json()["code"] == "objected_already"
    rows = head("GET", "/ideas/?waiting=true").json()["results"]
    assert rows == []
    assert len(head("GET", f"/ideas/?answering={cast.elsewhere.reference}").json()["results"]) == 1
