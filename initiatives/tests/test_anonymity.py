"""Ideas whose author only the programme office may know: no page, answer, export, filter or mail list tells others."""

import json

import pytest
from django.test import Client

from initiatives.choices import Anonymity
from initiatives.models import Idea
from initiatives.services.ideas import idea_edit
from initiatives.services.saying import idea_comment
from initiatives.tests.factory import NOW, make_accepted, make_idea
from portal.people.models import Role
from portal.records.models import Comment, Event, OutboxRow, StoredFile
from tests.cast import Cast, make_user


@pytest.fixture
def idea(cast: Cast) -> Idea:
    cast.owner.full_name = "Ouyang Xiu"  # a name that no page has for other reasons
    cast.owner.save(update_fields=["full_name"])
    return make_idea(cast.owner, cast.elsewhere, anonymity=Anonymity.OFFICE)


def signed_in(user: object) -> Client:
    client = Client()
    client.force_login(user)  # type: ignore[arg-type]
    return client


def seen_by(user: object, idea: Idea) -> str:
    """Everything that answers with this idea, as one text."""
    client = signed_in(user)
    page, resource = f"/ideas/{idea.reference}/", f"/api/v1/ideas/{idea.reference}/"
    paths = [
        page,
        "/ideas/",
        "/ideas/?export=csv",
        resource,
        f"{resource}comments/",
        "/api/v1/ideas/",
        "/api/v1/events/",
    ]
    found = []
    for path in paths:
        answer = client.get(path)
        assert answer.status_code == 200, path
        found.append(answer.getvalue().decode())
    return "\n".join(found)


def test_colleagues_heads_and_administrators_are_not_told(cast: Cast, idea: Idea) -> None:
    idea_comment(reference=idea.reference, text="One thing more", by=cast.owner, now=NOW)
    idea_edit(reference=idea.reference, changes={"text": "Longer"}, by=cast.owner, now=NOW)
    for user in (cast.colleague, cast.head, cast.other_head, make_user("admin", Role.ADMINISTRATOR)):
        text = seen_by(user, idea)
        assert cast.owner.reference not in text
        assert cast.owner.full_name not in text


def test_the_programme_office_and_the_author_are(cast: Cast, idea: Idea) -> None:
    for user in (make_user("office", Role.PROGRAMME_OFFICE), cast.owner):
        shown = signed_in(user).get(f"/api/v1/ideas/{idea.reference}/").json()
        assert shown["author"]["id"] == cast.owner.reference
        assert shown["anonymity"] == "office"


def test_nothing_that_is_written_down_beside_it_names_the_author(cast: Cast, idea: Idea) -> None:
    idea_comment(reference=idea.reference, text="One thing more", by=cast.owner, now=NOW)
    assert list(Event.objects.about(idea).values_list("actor", flat=True)) == [None, None]
    assert Comment.objects.about(idea).get().author is None
    assert not StoredFile.objects.exclude(uploaded_by=None).exists()


def test_the_author_finds_it_among_their_own_and_nobody_else_does(cast: Cast, idea: Idea) -> None:
    def mine(user: object) -> list[str]:
        return [row["id"] for row in signed_in(user).get("/api/v1/ideas/?mine=true").json()["results"]]

    assert mine(cast.owner) == [idea.reference]
    assert mine(cast.colleague) == []


def test_a_head_who_writes_to_their_own_department_is_told_like_any_head(cast: Cast) -> None:
    make_idea(cast.head, cast.head.department, anonymity=Anonymity.OFFICE)
    assert set(OutboxRow.objects.values_list("recipient", flat=True)) == {cast.head.pk}


def test_the_list_of_mails_does_not_say_who_gets_the_answer(cast: Cast, idea: Idea) -> None:
    make_accepted(idea, cast.other_head)
    admin = signed_in(make_user("admin", Role.ADMINISTRATOR))
    rows = admin.get("/api/v1/outbox/?kind=idea-accepted").json()["results"]
    assert [row["recipient"] for row in rows] == [None]
    page = admin.get("/outbox/?state=waiting&kind=idea-accepted").content.decode()
    assert cast.owner.full_name not in page


def test_the_form_and_rest_take_it(cast: Cast) -> None:
    client = signed_in(cast.owner)
    body = {"title": "T", "text": "t", "department": cast.elsewhere.reference, "anonymity": "office"}
    assert client.post("/ideas/new/", body | {"department": cast.elsewhere.pk}).status_code == 302
    made = client.post("/api/v1/ideas/", json.dumps(body), content_type="application/json")
    assert (made.status_code, made.json()["anonymity"]) == (201, "office")
    assert list(Idea.objects.values_list("anonymity", flat=True)) == ["office", "office"]


def test_nobody_is_no_choice_of_this_verb(cast: Cast) -> None:
    client = signed_in(cast.owner)
    body = {"title": "T", "text": "t", "department": cast.elsewhere.reference, "anonymity": "nobody"}
    refused = client.post("/api/v1/ideas/", json.dumps(body), content_type="application/json")
    assert refused.status_code == 400
    assert "anonymity" in refused.json()["errors"]
    assert client.post("/ideas/new/", body | {"department": cast.elsewhere.pk}).status_code == 422
    assert not Idea.objects.exists()
