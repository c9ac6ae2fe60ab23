"""Colleagues named in comments on ideas and initiatives: told at once, once, if they may see it."""

from typing import Any

import pytest
from django.test import Client

from initiatives.choices import Anonymity, PartRole
from initiatives.models import Idea, Initiative
from initiatives.queries.mentions import initiative_people
from initiatives.services.nameless import nameless_note
from initiatives.services.parts import participant_set
from initiatives.services.saying import idea_comment, initiative_comment
from initiatives.tests.factory import NOW, make_idea, make_initiative
from initiatives.tests.test_nameless import published
from initiatives.tests.test_rest import Rest
from portal.core.errors import Malformed, Refused
from portal.people.models import User
from portal.records.messages import render
from portal.records.models import Comment, OutboxRow
from tests.cast import Cast


@pytest.fixture
def idea(cast: Cast) -> Idea:
    return make_idea(cast.owner, title="Quiet cabin")


def token(person: User) -> str:
    return f"@[{person.reference}]"


def told(person: User) -> list[str]:
    return list(OutboxRow.objects.filter(recipient=person).order_by("id").values_list("kind", flat=True))


def say(idea: Idea, by: User, text: str) -> Comment:
    return idea_comment(reference=idea.reference, text=text, by=by, now=NOW)


def test_suggestions_for_what_no_name_holds(cast: Cast, idea: Idea) -> None:
    answer = Rest(cast.owner)("GET", f"/ideas/{idea.reference}/people/?q=%00")
    assert answer.status_code == 200


def test_who_is_named_is_told_once(cast: Cast, idea: Idea) -> None:
    name = f"@[{cast.outsider.reference.lower()} Anybody]"
    comment = say(
        idea, cast.colleague, f"{name} and {token(cast.outsider)}, {token(cast.owner)}, {token(cast.colleague)}"
    )
    assert comment.text.startswith(f"{token(cast.outsider)} and ")
    assert told(cast.outsider) == ["idea-mentioned"], "in the inbox alone"
    assert told(cast.owner) == ["idea-mentioned"], "the author gets no second message"
    assert told(cast.colleague) == []


def test_the_message_does_not_say_who_wrote(cast: Cast) -> None:
    hidden = make_idea(cast.owner, cast.elsewhere, anonymity=Anonymity.OFFICE)
    rows = []
    for by in (cast.owner, cast.colleague):
        say(hidden, by, token(cast.outsider))
        row = OutboxRow.objects.filter(recipient=cast.outsider).latest("id")
        rows.append((row.params, render(row.kind, row.params)))
    assert rows[0] == rows[1]


def test_nobody_of_that_reference_and_too_many(cast: Cast, idea: Idea) -> None:
    for text in ("@[P-00000000]", " ".join(f"@[P-{number:08}]" for number in range(21))):
        with pytest.raises(Malformed) as refusal:
            say(idea, cast.colleague, text)
        assert refusal.value.errors["text"]
    assert not Comment.objects.exists()


def test_a_draft_names_only_those_who_may_see_it(cast: Cast, sponsor: User) -> None:
    """The same people are offered, taken and told, whoever has a part in it."""
    draft = make_initiative(cast.owner, sponsor, draft=True)
    participant_set(
        reference=draft.reference, department=cast.elsewhere, role=PartRole.CONSULTED, by=cast.owner, now=NOW
    )
    seeing = {user for user in User.objects.all() if Initiative.objects.visible_to(user).filter(pk=draft.pk).exists()}
    assert {cast.other_head, sponsor} < seeing
    assert {user for user in User.objects.all() if user in initiative_people(draft, user.full_name)} == seeing
    say: dict[str, Any] = {"reference": draft.reference, "by": cast.owner, "now": NOW}
    initiative_comment(text=token(cast.other_head), **say)
    assert "initiative-mentioned" in told(cast.other_head)
    with pytest.raises(Refused) as refusal:
        initiative_comment(text=token(cast.outsider), **say)
    assert (refusal.value.code, refusal.value.field) == ("mention_not_visible", "text")


def test_notes_by_the_receipt_code_name_nobody(cast: Cast) -> None:
    _idea, code = published(cast)
    note = nameless_note(code=code, text=f"Ask {token(cast.outsider)}", now=NOW)
    assert note.text == f"Ask {token(cast.outsider)}"
    assert told(cast.outsider) == []


def test_pages_and_rest(client: Client, cast: Cast, sponsor: User, idea: Idea) -> None:
    running = make_initiative(cast.owner, sponsor)
    client.force_login(cast.colleague)
    for path, kind in ((f"/ideas/{idea.reference}/", "idea"), (f"/initiatives/{running.reference}/", "initiative")):
        assert f'data-mentions="/api/v1{path}people/"' in client.get(path).content.decode()
        assert client.post(f"{path}comment/", {"text": f"{token(cast.outsider)} look"}).status_code == 302
        assert f"{kind}-mentioned" in told(cast.outsider)
        page = client.get(path).content.decode()
        assert "@Outsider look" in page
        assert cast.outsider.reference not in page
        rest = Rest(cast.colleague)
        assert rest("GET", f"{path}people/?q=outs").json()[0]["id"] == cast.outsider.reference
        row = rest("GET", f"{path}comments/").json()["results"][0]
        assert row["mentions"] == [{"id": cast.outsider.reference, "name": "Outsider"}]
        assert rest("POST", f"{path}comments/", {"text": token(cast.head)}).json()["mentions"][0]["name"] == "Head"
        assert rest("POST", f"{path}comments/", {"text": "@[P-00000000]"}).status_code == 400
    draft = make_initiative(cast.owner, sponsor, draft=True)
    assert Rest(cast.outsider)("GET", f"/initiatives/{draft.reference}/people/").status_code == 404
