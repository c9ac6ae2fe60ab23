"""Following ideas: by part and by choice, across merges, what is told when, and that it says nothing of authors."""

import datetime as dt
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from initiatives.choices import Anonymity, DecisionKind
from initiatives.models import Idea, IdeaFollow, WeeklyDigest
from initiatives.queries.follows import followers_of, following_ideas
from initiatives.services.decisions import idea_decide, idea_turn
from initiatives.services.digests import digests_write
from initiatives.services.following import idea_follow
from initiatives.services.joining import idea_join
from initiatives.services.launching import Use, service_launch, service_plan
from initiatives.services.merging import idea_merge, idea_unmerge
from initiatives.services.nameless import nameless_publish, nameless_submit
from initiatives.services.saying import idea_comment
from initiatives.services.votes import idea_unvote, idea_vote
from initiatives.tests.factory import NOW, TODAY, make_accepted, make_idea, make_plan
from initiatives.tests.test_rest import Rest
from portal.core.errors import NotFound
from portal.people.day_pass import day_pass
from portal.people.models import Role, User
from portal.records.messages import KINDS, render
from portal.records.models import Event, OutboxRow
from tests.cast import Cast, make_user

MONDAY = dt.datetime(2026, 11, 9, 2, 30, tzinfo=dt.UTC)
FRIDAY = dt.datetime(2026, 11, 6, 3, 0, tzinfo=dt.UTC)


@pytest.fixture
def idea(cast: Cast) -> Idea:
    return make_idea(cast.owner, title="Seat numbers by phone")


def follow(idea: Idea, by: User, on: bool = True) -> None:
    idea_follow(reference=idea.reference, following=on, by=by, now=NOW)


def follow_it(idea: Idea) -> list[str]:
    """From both sides: the list of each colleague, and those who are told."""
    told = followers_of(idea)
    listed = [user for user in User.objects.order_by("pk") if Idea.objects.filter(following_ideas(user), pk=idea.pk)]
    assert told == listed
    return sorted(user.full_name for user in told)


def names(*people: User) -> list[str]:
    return sorted(person.full_name for person in people)


def told(person: User) -> list[str]:
    return list(
        OutboxRow.objects.filter(recipient=person, channel="inbox").order_by("id").values_list("kind", flat=True)
    )


def test_who_has_a_part_follows_until_they_stop(cast: Cast, idea: Idea) -> None:
    voter, talker, joined, by_choice = (make_user(name) for name in ("vera", "tom", "jo", "chi"))
    idea_vote(reference=idea.reference, by=voter, now=NOW)
    idea_comment(reference=idea.reference, text="Yes", by=talker, now=NOW)
    idea_join(reference=idea.reference, by=joined, now=NOW)
    follow(idea, by_choice)
    assert follow_it(idea) == names(cast.owner, voter, talker, joined, by_choice)
    follow(idea, voter, on=False)
    idea_comment(reference=idea.reference, text="No", by=voter, now=NOW)
    assert follow_it(idea) == names(cast.owner, talker, joined, by_choice), "what one chose stays"
    idea_unvote(reference=idea.reference, by=joined, now=NOW)
    follow(idea, cast.owner, on=False)
    assert follow_it(idea) == names(talker, joined, by_choice)
    assert not Event.objects.filter(verb__contains="follow").exists()
    with pytest.raises(NotFound):
        idea_follow(reference="I-00000000", following=True, by=voter, now=NOW)


def test_a_merge_keeps_both_and_taking_out_restores_both(cast: Cast, idea: Idea) -> None:
    other = make_idea(cast.colleague, title="Seat numbers by mail")
    voter, stopped, both = make_user("vera"), make_user("stan"), make_user("bo")
    idea_vote(reference=idea.reference, by=voter, now=NOW)
    idea_vote(reference=idea.reference, by=stopped, now=NOW)
    follow(idea, stopped, on=False)
    follow(idea, both)
    follow(other, both, on=False)
    before = follow_it(idea), follow_it(other)
    idea_merge(reference=idea.reference, into=other.reference, reason="Same", by=cast.head, now=NOW)
    assert follow_it(other) == names(cast.owner, cast.colleague, voter)
    follow(idea, stopped)
    assert IdeaFollow.objects.get(person=stopped, following=True).idea == other, "a merged one leads on"
    idea_unmerge(reference=idea.reference, by=cast.head, now=NOW)
    assert (follow_it(idea), follow_it(other)) == (before[0], names(cast.colleague, stopped))
    assert before[1] == names(cast.colleague)


def test_answer_initiative_and_service_are_told_at_once(cast: Cast, sponsor: User, idea: Idea) -> None:
    fan = make_user("fan")
    follow(idea, fan)
    make_accepted(idea, cast.head)
    made = idea_turn(reference=idea.reference, plan=make_plan(cast.head, sponsor), by=cast.head, now=NOW)
    assert told(fan) == ["followed-answered", "followed-turned"]
    assert told(cast.owner) == ["idea-accepted", "idea-turned"], "the author is told as the author, once"
    service = service_plan(
        name="Seat by text", serves="customer", for_whom="Travellers", text="A text", department=cast.head.department,
        owner=cast.head, initiative=made, by=cast.head, now=NOW,
    )  # fmt: skip
    service_launch(reference=service.reference, launched_on=TODAY, use=Use(TODAY, "First"), by=cast.head, now=NOW)
    assert told(fan)[2:] == told(cast.owner)[2:] == ["followed-launched"]
    rows = OutboxRow.objects.filter(recipient=fan)
    assert not rows.filter(channel="mail").exists()
    assert rows.filter(kind="followed-launched").get().url == reverse("initiatives:idea-story", args=[idea.reference])
    assert all(KINDS[row.kind].discreet for row in rows)


def test_the_rest_comes_once_a_week_with_the_initiatives(cast: Cast, idea: Idea) -> None:
    fan = make_user("fan")
    follow(idea, fan)
    idea_comment(reference=idea.reference, text="Yes", by=cast.outsider, now=FRIDAY)
    idea_decide(reference=idea.reference, decision=DecisionKind.ACCEPT, reason="Fine", by=cast.head, now=FRIDAY)
    digests_write(now=MONDAY)
    assert told(fan) == ["followed-answered", "initiative-digest"]
    row = OutboxRow.objects.get(recipient=fan, kind="initiative-digest", channel="mail")
    assert row.url == "/ideas/?following=true"
    body = render(row.kind, row.params)[1]
    assert f"• Seat numbers by phone ({idea.reference}): commented" in body
    assert "accepted" not in body
    assert (WeeklyDigest.objects.get(person=fan).ideas, WeeklyDigest.objects.get(person=fan).initiatives) == (1, 0)
    assert "initiative-digest" not in told(cast.outsider), "what one did oneself is no news"


def test_known_to_nobody_stores_nothing_and_nobody_follows(client: Client, cast: Cast) -> None:
    for _number in range(3):
        nameless_submit(title="X", text="Y", department=cast.elsewhere, day_pass=day_pass(TODAY), now=NOW)
    nameless_publish(now=NOW + dt.timedelta(days=1))
    idea = Idea.objects.earliest("pk")
    assert follow_it(idea) == []
    assert not IdeaFollow.objects.exists()
    client.force_login(cast.owner)
    page = client.get(reverse("initiatives:idea", args=[idea.reference])).content.decode()
    assert "Stop following" not in page
    follow(idea, cast.owner)
    assert follow_it(idea) == names(cast.owner), "afterwards like everybody else"


def test_the_hidden_authors_follow_is_seen_by_them_alone(cast: Cast) -> None:
    """What others are shown is the same whether the author follows or has stopped, administrators included."""
    idea = make_idea(cast.owner, cast.elsewhere, anonymity=Anonymity.OFFICE)
    others = [cast.colleague, cast.other_head, make_user("office", Role.PROGRAMME_OFFICE)]
    others.append(make_user("admin", Role.ADMINISTRATOR))
    assert Rest(cast.owner)("GET", f"/ideas/{idea.reference}/").json()["following"] is True
    before = [Rest(user)("GET", f"/ideas/{idea.reference}/").json() for user in others]
    follow(idea, cast.owner, on=False)
    assert [Rest(user)("GET", f"/ideas/{idea.reference}/").json() for user in others] == before
    assert not any("follow" in name and name != "following" for name in before[0])
    follow(idea, cast.owner)
    idea_comment(reference=idea.reference, text="Yes", by=cast.outsider, now=FRIDAY)
    digests_write(now=MONDAY)
    admin = Client()
    admin.force_login(others[-1])
    mails = admin.get("/api/v1/outbox/?kind=initiative-digest").json()["results"]
    assert {mail["recipient"] for mail in mails if mail["kind"] == "initiative-digest"} == {None}


def test_pages_and_rest(client: Client, cast: Cast, idea: Idea) -> None:
    client.force_login(cast.outsider)
    url = reverse("initiatives:idea", args=[idea.reference])
    assert idea.title not in client.get("/ideas/?following=true").content.decode()
    assert reverse("initiatives:idea-follow", args=[idea.reference]) in client.get(url).content.decode()
    assert client.post(reverse("initiatives:idea-follow", args=[idea.reference])).status_code == 302
    assert idea.title in client.get("/ideas/?following=true").content.decode()
    assert "Stop following" in client.get(url).content.decode()
    rest, where = Rest(cast.outsider), f"/ideas/{idea.reference}"
    assert rest("POST", f"{where}/unfollow/").json()["following"] is False
    assert rest("GET", f"{where}/").json()["following"] is False
    assert rest("POST", f"{where}/follow/").json()["following"] is True
    found: dict[str, Any] = rest("GET", "/ideas/?following=true").json()
    assert [row["id"] for row in found["results"]] == [idea.reference]
