"""A charter is written together: nothing that anybody wrote is lost."""

from typing import Any

import pytest
from django.db import DatabaseError
from django.test import Client
from django.urls import reverse

from initiatives import rules
from initiatives.choices import PartRole, Section
from initiatives.models import CharterText, Initiative
from initiatives.queries.charter import present
from initiatives.services.charter import charter_write
from initiatives.services.parts import participant_set
from initiatives.tests.factory import NOW, make_initiative
from initiatives.tests.test_parts import close
from initiatives.tests.test_rest import Rest
from portal.core.errors import NotAllowed, NotFound, Refused, Stale
from portal.people.models import Role, User
from portal.records.models import Event
from tests.cast import Cast, make_cast, make_user
from tests.crowd import at_once
from tests.forms import StaleEdit, shown


@pytest.fixture
def initiative(cast: Cast, sponsor: User) -> Initiative:
    return make_initiative(cast.owner, sponsor)


def write(initiative: Initiative, by: User, text: str, section: Section = Section.SERVES, **fields: Any) -> CharterText:
    return charter_write(reference=initiative.reference, section=section, text=text, by=by, now=NOW, **fields)


def test_it_works(cast: Cast, initiative: Initiative) -> None:
    assert write(initiative, cast.owner, "Callers").number == 1
    assert write(initiative, cast.head, "Callers and agents", expected=1).number == 2
    assert write(initiative, cast.head, "Callers and agents").number == 2, "the same text is no new version"
    write(initiative, cast.owner, "No new bill", Section.SCOPE_OUT, expected=0)
    assert [(row.section, row.text) for row in present(initiative)] == [
        ("serves", "Callers and agents"),
        ("scope_out", "No new bill"),
    ]
    assert Event.objects.filter(verb="initiative.charter_serves").count() == 2


def test_an_older_version_is_stale_and_changes_nothing(cast: Cast, initiative: Initiative) -> None:
    write(initiative, cast.owner, "First")
    with pytest.raises(Stale) as refusal:
        write(initiative, cast.head, "Late", expected=0)
    assert refusal.value.detail == {"version": 1}
    assert CharterText.objects.get().text == "First"


def test_heads_of_departments_that_take_part_write_too(cast: Cast, initiative: Initiative) -> None:
    with pytest.raises(NotAllowed):
        write(initiative, cast.other_head, "Mine")
    participant_set(
        reference=initiative.reference, department=cast.elsewhere, role=PartRole.CONSULTED, by=cast.owner, now=NOW
    )
    cast.other_head.__dict__.pop("_access", None)
    write(initiative, cast.other_head, "Mine")


def test_refusals(cast: Cast, sponsor: User, initiative: Initiative) -> None:
    with pytest.raises(NotAllowed):
        write(initiative, cast.colleague, "Mine")
    with pytest.raises(NotFound):
        write(make_initiative(cast.owner, sponsor, draft=True), cast.outsider, "Mine")
    close(initiative, cast.owner)
    with pytest.raises(Refused) as refusal:
        write(initiative, cast.owner, "Too late")
    assert refusal.value.code == "closed"


def test_versions_stay(cast: Cast, initiative: Initiative) -> None:
    write(initiative, cast.owner, "Said")
    with pytest.raises(DatabaseError, match="charter_append_only"):
        CharterText.objects.update(text="Never said")


# -- ten people at once


def crowd(count: int) -> tuple[Initiative, list[User]]:
    cast = make_cast()
    initiative = make_initiative(cast.owner, make_user("sponsor", Role.EXECUTIVE))
    return initiative, [make_user(f"office{number}", Role.PROGRAMME_OFFICE) for number in range(count)]


@pytest.mark.django_db(transaction=True)
def test_ten_people_and_one_section_lose_no_text() -> None:
    initiative, people = crowd(10)

    def work(index: int) -> int:
        """Writes on the version that was read; when somebody was quicker, looks at theirs and saves again."""
        seen, refused = 0, 0
        while True:
            try:
                write(initiative, people[index], f"Text of {index}", expected=seen)
                return refused
            except Stale as stale:
                seen, refused = stale.detail["version"], refused + 1

    refusals = at_once(10, work)
    assert all(isinstance(count, int) for count in refusals), refusals
    assert sum(refusals) >= 9, "nobody was overwritten unseen"
    rows = CharterText.objects.order_by("number")
    assert [row.number for row in rows] == list(range(1, 11))
    assert {row.text for row in rows} == {f"Text of {index}" for index in range(10)}


@pytest.mark.django_db(transaction=True)
def test_ten_people_and_five_sections_are_never_in_each_others_way() -> None:
    initiative, people = crowd(10)
    sections = list(Section)

    def work(index: int) -> int:
        return write(initiative, people[index], f"Text of {index}", sections[index % 5], expected=index // 5).number

    first = at_once(5, work)
    second = at_once(5, lambda index: work(index + 5))
    assert (first, second) == ([1] * 5, [2] * 5)
    assert CharterText.objects.count() == 10


@pytest.mark.django_db(transaction=True)
def test_without_the_number_a_text_would_be_lost() -> None:
    """The control: a charter in one column, written as it was read; nine of ten texts are gone."""
    initiative, people = crowd(10)

    def careless(index: int) -> None:
        row = Initiative.objects.get(pk=initiative.pk)
        row.summary = f"Text of {index}"
        row.save(update_fields=["summary"])

    at_once(10, careless)
    initiative.refresh_from_db()
    kept = [index for index in range(len(people)) if f"Text of {index}" in initiative.summary]
    assert len(kept) == 1


# -- pages and REST


def edit_url(initiative: Initiative, section: str = "serves") -> str:
    return reverse("initiatives:charter-edit", args=[initiative.reference, section])


def test_the_page_shows_both_texts_and_saves_mine(client: Client, cast: Cast, initiative: Initiative) -> None:
    client.force_login(cast.owner)
    edit = StaleEdit(client, edit_url(initiative), lambda: write(initiative, cast.head, "Theirs"), text="Mine")
    assert "changed this while you were editing" in edit.page
    difference = edit.stale["differences"][0]
    assert (difference["theirs"], difference["mine"]) == ("Theirs", "Mine")
    answer = client.post(edit.url, edit.sent | {"save_mine": edit.stale["version"]})
    assert answer.status_code == 302
    assert list(CharterText.objects.order_by("number").values_list("text", flat=True)) == ["Theirs", "Mine"]
    assert shown(client, edit.url)["text"] == "Mine"


def test_versions_and_what_changed_are_readable(client: Client, cast: Cast, initiative: Initiative) -> None:
    client.force_login(cast.outsider)
    url = reverse("initiatives:charter", args=[initiative.reference, "serves"])
    assert "Nobody has written this section yet." in client.get(url).content.decode()
    write(initiative, cast.owner, "来电客户")
    write(initiative, cast.head, "来电的客户")
    page = client.get(url).content.decode()
    assert "来电<ins>的</ins>客户" in page
    assert "来电客户" in client.get(url, {"version": "1"}).content.decode()
    assert client.get(url, {"version": "9"}).status_code == 404
    assert client.get(reverse("initiatives:charter", args=[initiative.reference, "secret"])).status_code == 404


def test_rest(cast: Cast, initiative: Initiative) -> None:
    rest, where = Rest(cast.owner), f"/initiatives/{initiative.reference}"
    body = {"section": "serves", "text": "Callers", "version": 0}
    assert rest("POST", f"{where}/charter/", body).json()["version"] == 1
    stale = rest("POST", f"{where}/charter/", body | {"text": "Others"})
    assert (stale.status_code, stale.json()["code"]) == (412, "stale")
    assert rest("POST", f"{where}/charter/", body | {"section": "secret"}).status_code == 400
    rest("POST", f"{where}/charter/", body | {"text": "Callers, agents", "version": 1})
    assert [row["text"] for row in rest("GET", f"{where}/charter/").json()] == ["Callers, agents"]
    history = rest("GET", f"{where}/charter-history/?section=serves").json()["results"]
    assert [row["version"] for row in history] == [2, 1]


# -- what changed


@pytest.mark.parametrize(
    ("old", "new", "pieces"),
    [
        ("", "", []),
        ("same", "same", [("same", "same")]),
        ("", "客户", [("new", "客户")]),
        ("来电客户", "来电的客户", [("same", "来电"), ("new", "的"), ("same", "客户")]),
        ("one day", "one hour", [("same", "one "), ("gone", "day"), ("new", "hour")]),
        ("a\nb\nc", "a\nc", [("same", "a\n"), ("gone", "b\n"), ("same", "c")]),
    ],
)
def test_difference(old: str, new: str, pieces: list[tuple[str, str]]) -> None:
    assert rules.texts.difference(old, new) == pieces


def test_a_difference_gives_both_texts_back() -> None:
    old, new = "一 two\n三 four five\n" * 30, "一 2\n三 four\nsix\n" * 25
    pieces = rules.texts.difference(old, new)
    assert "".join(text for kind, text in pieces if kind != "new") == old
    assert "".join(text for kind, text in pieces if kind != "gone") == new


def test_long_passages_are_compared_as_a_whole() -> None:
    old, new = "a " * 5_000, "b " * 5_000
    assert rules.texts.difference(old, new) == [("gone", old), ("new", new)]
