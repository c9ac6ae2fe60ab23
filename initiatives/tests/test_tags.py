"""Tags: one for every way of writing it, five at most, filtered by, renamed and merged by the programme office."""

from typing import Any

import pytest
from django.test import Client

from initiatives.choices import Anonymity
from initiatives.models import Idea, IdeaTag, Tag
from initiatives.queries.tags import suggested, with_tag
from initiatives.rules import tags as rules
from initiatives.services.ideas import idea_edit
from initiatives.services.tags import idea_tag, tag_merge, tag_rename
from initiatives.tests.factory import NOW, make_idea
from initiatives.tests.test_rest import Rest
from portal.core.errors import Malformed, NotAllowed, Refused, Stale
from portal.people.models import User
from portal.records.models import Event
from tests.cast import Cast
from tests.crowd import at_once


def put(idea: Idea, by: User, *tags: str) -> None:
    idea_tag(reference=idea.reference, tags=tags, by=by, now=NOW)


def names(idea: Idea) -> set[str]:
    return set(idea.tags.values_list("name", flat=True))


# -- rules


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("  #Night  shift ", "Night shift"),
        ("ＡＰＰ", "APP"),
        ("#夜班", "夜班"),
        ("a\u0000b\u200bc", "a b c"),
        ("ﬁne", "fine"),
        (" # ", ""),
    ],
)
def test_how_a_tag_is_written(typed: str, shown: str) -> None:
    assert rules.written(typed) == shown


def test_what_is_the_same() -> None:
    assert rules.key("Ｎｉｇｈｔ Shift") == rules.key("#night  SHIFT")
    assert rules.key("STRASSE") == rules.key("straße")
    assert rules.split("夜班，App、 app;Form,,") == ["夜班", "App", "Form"]


# -- verbs


def test_it_works(cast: Cast) -> None:
    idea, other = make_idea(cast.owner), make_idea(cast.colleague)
    put(idea, cast.owner, "Night shift", "#夜班")
    put(other, cast.colleague, "ＮＩＧＨＴ  shift")
    assert names(idea) == {"Night shift", "夜班"}
    assert names(other) == {"Night shift"}, "the way in which it was written first"
    assert Tag.objects.count() == 2
    put(idea, cast.head, "夜班")
    assert names(idea) == {"夜班"}
    assert Event.objects.about(idea).filter(verb="idea.tagged").count() == 2
    put(idea, cast.head, "夜班")
    assert Event.objects.about(idea).filter(verb="idea.tagged").count() == 2, "nothing different writes nothing"


def test_who_may(cast: Cast, office: User) -> None:
    idea = make_idea(cast.owner)
    for by in (cast.owner, cast.head, office):
        put(idea, by, f"tag {by.pk}")
    for by in (cast.colleague, cast.outsider, cast.other_head):
        with pytest.raises(NotAllowed):
            put(idea, by, "x")


def test_a_hidden_author_isn_t_named(cast: Cast) -> None:
    idea = make_idea(cast.owner, anonymity=Anonymity.OFFICE)
    put(idea, cast.owner, "夜班")
    assert Event.objects.about(idea).get(verb="idea.tagged").actor is None


def test_five_and_not_too_long(cast: Cast) -> None:
    idea = make_idea(cast.owner)
    for tags in (["a", "b", "c", "d", "e", "f"], ["x" * 41]):
        with pytest.raises(Malformed):
            put(idea, cast.owner, *tags)
    put(idea, cast.owner, "a", "A", "b", "c", "d", "e", " ")
    assert len(names(idea)) == 5


def test_tags_of_the_submission_and_of_an_edit(cast: Cast) -> None:
    idea = make_idea(cast.owner, tags=["夜班"])
    assert names(idea) == {"夜班"}
    idea_edit(reference=idea.reference, changes={"title": "Other"}, by=cast.owner, now=NOW)
    assert names(idea) == {"夜班"}


def test_rename(cast: Cast, office: User) -> None:
    idea = make_idea(cast.owner, tags=["nigth shift"])
    tag = Tag.objects.get()
    make_idea(cast.owner, tags=["Form"])
    with pytest.raises(NotAllowed):
        tag_rename(reference=tag.reference, name="Night shift", by=cast.head, now=NOW)
    tag_rename(reference=tag.reference, name=" Night  shift", by=office, now=NOW, expected_version=1)
    assert names(idea) == {"Night shift"}
    with pytest.raises(Stale):
        tag_rename(reference=tag.reference, name="x", by=office, now=NOW, expected_version=1)
    with pytest.raises(Refused) as refusal:
        tag_rename(reference=tag.reference, name="FORM", by=office, now=NOW)
    assert refusal.value.code == "tag_exists"
    with pytest.raises(Malformed):
        tag_rename(reference=tag.reference, name=" ", by=office, now=NOW)


def test_merge(cast: Cast, office: User) -> None:
    both, one = make_idea(cast.owner, tags=["夜班", "夜间"]), make_idea(cast.owner, tags=["夜间"])
    source, target = Tag.objects.get(name="夜间"), Tag.objects.get(name="夜班")
    with pytest.raises(NotAllowed):
        tag_merge(reference=source.reference, into="夜班", by=cast.head, now=NOW)
    for into, code in (("夜间", "same_tag"), ("没有", "unknown_tag")):
        with pytest.raises(Refused) as refusal:
            tag_merge(reference=source.reference, into=into, by=office, now=NOW)
        assert refusal.value.code == code
    tag_merge(reference=source.reference, into="夜班", by=office, now=NOW)
    assert (names(both), names(one)) == ({"夜班"}, {"夜班"})
    later = make_idea(cast.owner, tags=["夜间"])
    assert names(later) == {"夜班"}, "the word that was merged leads on"
    assert set(with_tag(Idea.objects.all(), "夜间")) == {both, one, later}
    assert suggested(cast.owner, "夜") == ["夜班"]
    with pytest.raises(Refused):
        tag_rename(reference=source.reference, name="x", by=office, now=NOW)
    assert target.merged.get() == source


@pytest.mark.django_db(transaction=True)
def test_thirty_at_once_make_one_tag(cast: Cast) -> None:
    ideas = [make_idea(cast.owner) for _number in range(30)]
    at_once(30, lambda number: put(ideas[number], User.objects.get(pk=cast.owner.pk), "Same", f"own {number % 3}"))
    assert Tag.objects.count() == 4
    assert IdeaTag.objects.count() == 60


# -- pages and REST


def test_pages(client: Client, cast: Cast, office: User) -> None:
    client.force_login(cast.owner)
    sent: dict[str, Any] = {"title": "T", "text": "t", "department": cast.department.pk, "tags": "夜班，R&D"}
    assert client.post("/ideas/new/", sent).status_code == 302
    idea = Idea.objects.get()
    assert names(idea) == {"夜班", "R&D"}
    page = client.get(f"/ideas/{idea.reference}/").content.decode()
    assert "?tag=R%26D" in page
    listed = client.get("/ideas/?tag=r%26d").content.decode()
    assert f"row-{idea.reference}" in listed
    assert f"row-{idea.reference}" not in client.get("/ideas/?tag=none").content.decode()
    form = client.get(f"/ideas/{idea.reference}/tags/").content.decode()
    assert 'value="R&amp;D, 夜班"' in form
    assert client.post(f"/ideas/{idea.reference}/tags/", {"tags": "a,b,c,d,e,f"}).status_code == 422
    assert client.post(f"/ideas/{idea.reference}/tags/", {"tags": "夜班"}).status_code == 302
    assert "夜班" in client.get("/ideas/tags/suggest/?q=夜").content.decode()
    tag = Tag.objects.get(name="夜班")
    assert "Rename" not in client.get("/ideas/tags/").content.decode()
    assert client.get(f"/ideas/tags/{tag.reference}/edit/").status_code == 403
    client.force_login(office)
    assert "Rename" in client.get("/ideas/tags/").content.decode()
    answer = client.post(f"/ideas/tags/{tag.reference}/edit/", {"name": "夜间", "version": "1"})
    assert answer.status_code == 302
    assert client.post(f"/ideas/tags/{tag.reference}/merge/", {"into": "R&D"}).status_code == 302
    assert names(idea) == {"R&D"}


def test_rest(cast: Cast, office: User) -> None:
    owner, rest = Rest(cast.owner), Rest(office)
    body = {"title": "T", "text": "t", "department": cast.department.reference, "tags": ["Night", "form"]}
    made = owner("POST", "/ideas/", body)
    assert made.status_code == 201, made.content
    ref = made.json()["id"]
    assert made.json()["tags"] == ["Night", "form"]
    assert owner("POST", f"/ideas/{ref}/tag/", {"tags": ["night"]}).json()["tags"] == ["Night"]
    assert owner("POST", f"/ideas/{ref}/tag/", {"tags": list("abcdef")}).status_code == 400
    assert Rest(cast.outsider)("POST", f"/ideas/{ref}/tag/", {"tags": []}).status_code == 403
    rows = owner("GET", "/ideas/?tag=NIGHT").json()["results"]
    assert [row["tags"] for row in rows] == [["Night"]]
    listed = owner("GET", "/tags/?q=ni").json()["results"]
    assert [(row["name"], row["idea_count"]) for row in listed] == [("Night", 1)]
    tag, form = listed[0]["id"], Tag.objects.get(name="form")
    assert owner("PATCH", f"/tags/{tag}/", {"name": "Shift"}).status_code == 403
    assert rest("PATCH", f"/tags/{tag}/", {"name": "Shift"}, **{"If-Match": '"1"'}).json()["name"] == "Shift"
    assert rest("PATCH", f"/tags/{tag}/", {"name": "S"}, **{"If-Match": '"1"'}).status_code == 412
    merged = rest("POST", f"/tags/{tag}/merge/", {"into": form.reference})
    assert (merged.json()["id"], merged.json()["idea_count"]) == (form.reference, 1)
    assert rest("GET", f"/tags/{tag}/").json()["merged_into"] == form.reference
