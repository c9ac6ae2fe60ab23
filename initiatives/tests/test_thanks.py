"""Thanks: to whom for what, once, taken back, where it is read, and authors who aren't shown."""

import datetime as dt
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from initiatives.choices import Anonymity, ServiceState
from initiatives.models import Idea, Thanks, ValueService
from initiatives.queries.nameless import opened_by
from initiatives.queries.thanks import received_by
from initiatives.services.actions import action_add
from initiatives.services.merging import idea_merge
from initiatives.services.nameless import nameless_publish, nameless_submit
from initiatives.services.thanking import thanks_give, thanks_withdraw
from initiatives.tests.factory import NOW, TODAY, make_idea, make_initiative
from initiatives.tests.test_rest import Rest
from portal.core.errors import Malformed, NotFound, Refused
from portal.people.day_pass import day_pass
from portal.people.models import User
from portal.records.models import Event, OutboxRow
from tests.cast import Cast
from tests.crowd import at_once

DAY = dt.timedelta(days=1)
WORDS = "You answered on a Sunday."


def give(thing: Any, by: User, receiver: User | None = None, text: str = WORDS) -> Thanks:
    return thanks_give(reference=thing.reference, receiver=receiver, text=text, by=by, now=NOW)


def refusal(*args: Any, **kwargs: Any) -> str:
    with pytest.raises(Refused) as refused:
        give(*args, **kwargs)
    assert refused.value.field == "receiver"
    return refused.value.code


def told() -> list[tuple[str, str, User | None]]:
    return [(row.kind, row.channel, row.recipient) for row in OutboxRow.objects.filter(kind__startswith="thanks")]  # type: ignore[misc]


def mine(user: User) -> list[str]:
    return list(Thanks.objects.filter(received_by(user)).order_by("id").values_list("text", flat=True))


def page(user: User, name: str, *args: str) -> str:
    client = Client()
    client.force_login(user)
    answer = client.get(reverse(f"initiatives:{name}", args=args))
    assert answer.status_code == 200
    return answer.content.decode()


def nobodys(cast: Cast, titles: tuple[str, ...] = ("One", "Two", "Three")) -> tuple[Idea, str]:
    """The first of three ideas known to nobody that were published together, and its receipt code."""
    before = NOW - DAY
    codes = [
        nameless_submit(title=title, text="-", department=cast.department, day_pass=day_pass(before.date()), now=before)
        for title in titles
    ]
    nameless_publish(now=NOW)
    return Idea.objects.get(title=titles[0], anonymity=Anonymity.NOBODY), codes[0]


def test_it_works_on_an_idea(cast: Cast) -> None:
    idea = make_idea(cast.owner)
    row = give(idea, cast.outsider, cast.owner)
    assert told() == [("thanks-given", "inbox", cast.owner)]
    assert WORDS not in str(OutboxRow.objects.get(kind="thanks-given").params)
    assert (mine(cast.owner), mine(cast.outsider), mine(cast.colleague)) == ([WORDS], [], [])
    assert WORDS in page(cast.colleague, "idea", idea.reference)
    assert WORDS in page(cast.owner, "thanks")
    assert WORDS not in page(cast.colleague, "thanks")
    assert "1 colleague said thanks" in page(cast.colleague, "idea-story", idea.reference)
    assert Event.objects.about(idea).filter(verb="idea.thanked").values_list("actor", "data").get() == (
        cast.outsider.pk,
        {"thanks": row.reference},
    )


def test_once_for_each_thing_and_receiver_not_oneself_not_empty(cast: Cast) -> None:
    idea, other = make_idea(cast.owner), make_idea(cast.owner)
    give(idea, cast.outsider, cast.owner)
    assert refusal(idea, cast.outsider, cast.owner, "Again") == "thanked_already"
    give(other, cast.outsider, cast.owner)
    give(idea, cast.colleague, cast.owner)
    assert refusal(idea, cast.owner, cast.owner) == "own"
    assert refusal(idea, cast.outsider, cast.head) == "not_theirs"
    assert refusal(idea, cast.outsider, None) == "not_theirs"
    for text in ("  ", "x" * 301):
        with pytest.raises(Malformed):
            give(other, cast.colleague, cast.owner, text)


def test_owner_and_whoever_acts_in_an_initiative(cast: Cast, sponsor: User) -> None:
    initiative = make_initiative(cast.owner, sponsor)
    assert refusal(initiative, cast.outsider, cast.colleague) == "not_theirs"
    action_add(
        reference=initiative.reference, title="Print", assignee=cast.colleague, due_on=TODAY + DAY, by=cast.owner,
        now=NOW,
    )  # fmt: skip
    give(initiative, cast.outsider, cast.colleague)
    give(initiative, cast.colleague, cast.owner)
    assert (mine(cast.owner), mine(cast.colleague)) == ([WORDS], [WORDS])
    assert page(cast.head, "initiative", initiative.reference).count(WORDS) == 2
    draft = make_initiative(cast.owner, sponsor, draft=True)
    with pytest.raises(NotFound):
        give(draft, cast.outsider, cast.owner)


def test_a_service_once_it_is_launched(cast: Cast) -> None:
    service = ValueService.objects.create(
        name="Call back", serves="customers", for_whom="All", text="-", department=cast.department, owner=cast.owner,
        created_at=NOW,
    )  # fmt: skip
    assert refusal(service, cast.outsider, cast.owner) == "not_theirs"
    ValueService.objects.filter(pk=service.pk).update(state=ServiceState.LAUNCHED, launched_on=TODAY, check_on=TODAY)
    give(service, cast.outsider, cast.owner)
    assert WORDS in page(cast.colleague, "service", service.reference)


def test_taken_back_by_the_giver_alone(cast: Cast) -> None:
    row = give(make_idea(cast.owner), cast.outsider, cast.owner)
    for stranger in (cast.owner, cast.head):
        with pytest.raises(NotFound):
            thanks_withdraw(reference=row.reference, by=stranger, now=NOW)
    thanks_withdraw(reference=row.reference, by=cast.outsider, now=NOW)
    assert mine(cast.owner) == []
    assert WORDS not in page(cast.owner, "idea", row.idea.reference)  # type: ignore[union-attr]
    give(row.idea, cast.outsider, cast.owner)


def test_an_author_whom_the_office_knows_is_told_and_nobody_else(cast: Cast, office: User) -> None:
    hidden = make_idea(cast.owner, anonymity=Anonymity.OFFICE)
    for giver in (cast.outsider, office):
        assert refusal(hidden, giver, cast.owner) == "not_theirs", "a name, right or wrong, is answered alike"
        assert refusal(hidden, giver, cast.colleague) == "not_theirs"
    give(hidden, office)
    assert told() == [("thanks-author", "inbox", cast.owner)]
    assert mine(cast.owner) == [WORDS]
    assert refusal(hidden, cast.owner) == "own"
    for reader in (cast.outsider, cast.head):
        shown = page(reader, "idea", hidden.reference) + page(reader, "thank-idea", hidden.reference)
        assert "to the author" in shown
        assert cast.owner.display_name not in shown
    row = Thanks.objects.get()
    assert (row.receiver, list(Event.objects.about(hidden).filter(actor=cast.owner))) == (None, [])


def test_an_author_whom_nobody_knows_reads_it_by_the_code(cast: Cast, client: Client) -> None:
    idea, code = nobodys(cast)
    give(idea, cast.outsider)
    assert told() == []
    assert [row["text"] for row in opened_by(code).thanks] == [WORDS]
    assert WORDS in client.post(reverse("initiatives:receipt"), {"code": code}).content.decode()
    body = client.post("/api/v1/ideas/nameless/receipt/", {"code": code}, content_type="application/json").json()
    assert body["thanks"] == [{"text": WORDS, "giver": cast.outsider.reference}]


def test_both_kinds_of_hidden_authors_look_the_same(cast: Cast) -> None:
    """What anybody but the author can read: page, form, list over REST, events."""
    traces = []
    for idea in (make_idea(cast.owner, title="One", anonymity=Anonymity.OFFICE), nobodys(cast)[0]):
        before = page(cast.outsider, "thank-idea", idea.reference).count("name isn")
        row = give(idea, cast.outsider)
        rest = Rest(cast.head)("GET", f"/thanks/?about={idea.reference}").json()["results"]
        shown = [{name: each[name] for name in ("text", "giver", "receiver")} for each in rest]
        events = list(Event.objects.about(idea).filter(verb="idea.thanked").values_list("actor", "reason"))
        traces.append((before, shown, events, row.receiver, page(cast.head, "idea", idea.reference).count(WORDS)))
    assert traces[0] == traces[1]
    assert traces[0][1][0]["receiver"] is None


def test_what_was_said_goes_along_when_ideas_are_merged(cast: Cast) -> None:
    target, hidden = make_idea(cast.owner), make_idea(cast.colleague, cast.department, anonymity=Anonymity.OFFICE)
    give(hidden, cast.outsider)
    idea_merge(reference=hidden.reference, into=target.reference, reason="Same", by=cast.head, now=NOW)
    assert WORDS in page(cast.head, "idea", target.reference)
    give(hidden, cast.outsider, cast.owner, "For the whole")
    give(target, cast.head, None, "To the other one")
    assert mine(cast.colleague) == [WORDS, "To the other one"]
    assert mine(cast.owner) == ["For the whole"]


@pytest.mark.django_db(transaction=True)
def test_two_clicks_say_it_once(cast: Cast) -> None:
    idea = make_idea(cast.owner)
    found = at_once(2, lambda _number: give(idea, cast.outsider, cast.owner))
    assert Thanks.objects.count() == len(told()) == 1
    assert len([each for each in found if isinstance(each, Thanks)]) == 1


def test_pages_and_rest(client: Client, cast: Cast) -> None:
    idea = make_idea(cast.owner)
    client.force_login(cast.outsider)
    where = reverse("initiatives:thank-idea", args=[idea.reference])
    assert client.post(where, {"receiver": cast.owner.reference, "text": ""}).status_code == 422
    assert client.post(where, {"receiver": cast.owner.reference, "text": WORDS}).status_code == 302
    again = client.post(where, {"receiver": cast.owner.reference, "text": WORDS})
    assert (again.status_code, "already" in again.content.decode()) == (422, True)
    step = reverse("initiatives:thanks-withdraw", args=[Thanks.objects.get().reference])
    assert step in page(cast.outsider, "idea", idea.reference)
    assert step not in page(cast.owner, "idea", idea.reference)
    assert client.post(step).url == reverse("initiatives:idea", args=[idea.reference])  # type: ignore[attr-defined]
    outsider, owner = Rest(cast.outsider), Rest(cast.owner)
    body = {"about": idea.reference, "receiver": cast.owner.reference, "text": WORDS}
    made = outsider("POST", "/thanks/", body)
    assert (made.status_code, made.json()["receiver"]["id"]) == (201, cast.owner.reference)
    assert outsider("POST", "/thanks/", body).status_code == 409
    assert outsider("GET", "/thanks/").json()["results"] == []
    assert [row["about"] for row in owner("GET", "/thanks/").json()["results"]] == [idea.reference]
    withdraw = f"/thanks/{made.json()['id']}/withdraw/"
    assert [owner("POST", withdraw).status_code, outsider("POST", withdraw).status_code] == [404, 204]
    assert owner("GET", "/thanks/").json()["results"] == []
