"""Similar ideas beside the form, once more on submit, joining; the same by REST."""

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from initiatives.models import Idea, IdeaRaise, LikenessLabel
from initiatives.services.joining import idea_join
from initiatives.tests.factory import NOW, make_idea
from portal.records.models import IdempotencyKey
from tests.cast import Cast, make_department, make_user

SUBMIT, SIMILAR = "/ideas/new/", "/ideas/similar/"


@pytest.fixture
def there(cast: Cast) -> Idea:
    return make_idea(cast.owner, title="增加自助终端", text="")


@pytest.fixture
def client(cast: Cast, client: Client) -> Client:
    client.force_login(cast.colleague)
    return client


def values(cast: Cast, **changes: Any) -> dict[str, Any]:
    given = {"title": "大厅添加自助终端", "text": "少排队", "anonymity": "named"}
    return given | {"department": cast.department.pk} | changes


def test_beside_the_form(client: Client, cast: Cast, there: Idea) -> None:
    for department in (make_department("North"), make_department("South")):
        idea_join(reference=there.reference, by=make_user(department=department), now=NOW)
    page = client.post(SIMILAR, {"title": "添加自助机", "text": ""}, headers={"Accept-Language": "en"}).content.decode()
    assert "增加自助终端" in page
    assert "3 colleagues in 3 departments raised this" in page
    assert reverse("initiatives:idea-join", args=[there.reference]) in page


def test_nothing_beside_the_form(client: Client, there: Idea) -> None:
    for title in ("", "自助", "给新来的同事安排导师", "\x00", "长" * 100_000):
        answer = client.post(SIMILAR, {"title": title})
        assert (answer.status_code, answer.content.strip()) == (200, b"")


def test_asking_writes_nothing(client: Client, there: Idea) -> None:
    client.post(SIMILAR, {"title": "添加自助机"})
    with CaptureQueriesContext(connection) as captured:
        client.post(SIMILAR, {"title": "添加自助机"})
    assert not [sql for row in captured if not (sql := row["sql"].lstrip(" \n(")).startswith("SELECT")]


def test_one_more_look_before_it_is_sent(client: Client, cast: Cast, there: Idea) -> None:
    answer = client.post(SUBMIT, values(cast))
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "增加自助终端" in page
    assert f'name="shown" value="{there.reference}"' in page
    assert "大厅添加自助终端" in page, "what was typed is still there"
    assert Idea.objects.count() == 1
    assert client.post(SUBMIT, values(cast, shown=there.reference)).status_code == 302
    made = Idea.objects.exclude(pk=there.pk).get()
    label = LikenessLabel.objects.get()
    assert (label.shown, label.made, label.verdict, label.by) == (there, made, "different", cast.colleague)


def test_who_saw_it_while_typing_is_not_asked_again(client: Client, cast: Cast, there: Idea) -> None:
    assert client.post(SUBMIT, values(cast, shown=f"I-OTHER,{there.reference.lower()}")).status_code == 302
    assert Idea.objects.count() == 2


def test_an_idea_of_its_own_goes_straight_through(client: Client, cast: Cast, there: Idea) -> None:
    assert client.post(SUBMIT, values(cast, title="给新来的同事安排导师")).status_code == 302
    assert not LikenessLabel.objects.exists()


def test_a_hidden_author_leaves_no_name_on_the_label(client: Client, cast: Cast, there: Idea) -> None:
    assert client.post(SUBMIT, values(cast, anonymity="office", shown=there.reference)).status_code == 302
    assert LikenessLabel.objects.get().by is None


def test_joining_from_the_form(client: Client, cast: Cast, there: Idea) -> None:
    answer = client.post(reverse("initiatives:idea-join", args=[there.reference]), values(cast))
    assert answer["Location"] == reverse("initiatives:idea", args=[there.reference])
    assert IdeaRaise.objects.get().user == cast.colleague
    assert Idea.objects.get().vote_count == 1
    assert LikenessLabel.objects.get().title == "大厅添加自助终端"


def test_rest(client: Client, cast: Cast, there: Idea) -> None:
    by_get = client.get("/api/v1/ideas/similar/", {"title": "添加自助机"}).json()
    by_post = client.post("/api/v1/ideas/similar/", {"title": "添加自助机"}, content_type="application/json").json()
    assert by_get == by_post
    assert by_get[0] | {"closeness": 0} == {
        "id": there.reference,
        "title": "增加自助终端",
        "state": "open",
        "closeness": 0,
        "vote_count": 0,
        "voted": False,
        "people": 1,
        "departments": 1,
    }


@pytest.mark.parametrize("body", [{}, {"title": ""}, {"title": "x", "more": 1}, {"title": 5}, {"title": "x" * 151}])
def test_rest_refuses_what_does_not_fit(client: Client, there: Idea, body: Any) -> None:
    answer = client.post("/api/v1/ideas/similar/", body, content_type="application/json")
    assert answer.status_code == (200 if body == {"title": 5} else 400)


def test_rest_keeps_no_text_under_a_key(client: Client, there: Idea) -> None:
    headers = {"Idempotency-Key": "one"}
    client.post("/api/v1/ideas/similar/", {"title": "添加自助机"}, content_type="application/json", headers=headers)
    assert not IdempotencyKey.objects.exists()


def test_rest_join(client: Client, cast: Cast, there: Idea) -> None:
    answer = client.post(f"/api/v1/ideas/{there.reference}/join/", {}, content_type="application/json")
    assert (answer.status_code, answer.json()["vote_count"], answer.json()["voted"]) == (200, 1, True)
    client.force_login(cast.owner)
    refused = client.post(f"/api/v1/ideas/{there.reference}/join/", {}, content_type="application/json")
    assert (refused.status_code, refused.json()["code"]) == (409, "own_idea")
