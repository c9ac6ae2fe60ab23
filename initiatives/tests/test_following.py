"""Following and the weekly digest: who follows, when it is written, what it holds, once per person and week."""

import datetime as dt
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from initiatives.choices import Light, PartRole
from initiatives.models import Initiative, InitiativeFollow, WeeklyDigest
from initiatives.queries.follows import following
from initiatives.rules import digest
from initiatives.services import digests as sweep
from initiatives.services import following as verbs
from initiatives.services.digests import digests_write
from initiatives.services.parts import milestone_add, participant_set, status_report
from initiatives.tests.factory import TODAY, make_initiative
from initiatives.tests.test_rest import Rest
from portal.core.errors import NotFound
from portal.delivery.services.relay import deliver_due
from portal.people.models import User
from portal.records.messages import render
from portal.records.models import OutboxRow
from tests.cast import Cast
from tests.crowd import at_once

# A Monday; without a calendar the week begins at nine in Shanghai. Initiatives of the factory are older than a week.
BEFORE = dt.datetime(2026, 11, 9, 0, 59, tzinfo=dt.UTC)
MONDAY = dt.datetime(2026, 11, 9, 2, 30, tzinfo=dt.UTC)
FRIDAY = dt.datetime(2026, 11, 6, 3, 0, tzinfo=dt.UTC)
WEEK = dt.timedelta(days=7)


@pytest.fixture
def initiative(cast: Cast, sponsor: User) -> Initiative:
    made = make_initiative(cast.owner, sponsor, title="Quiet cabin")
    participant_set(
        reference=made.reference, department=cast.elsewhere, role=PartRole.CONSULTED, by=cast.owner, now=FRIDAY
    )
    report(made, cast.owner)
    return made


def report(initiative: Initiative, by: User, now: dt.datetime = FRIDAY) -> None:
    status_report(reference=initiative.reference, light=Light.GREEN, text="Fine", by=by, now=now)


def follow(initiative: Initiative, by: User, on: bool = True) -> None:
    verbs.initiative_follow(reference=initiative.reference, following=on, by=by, now=FRIDAY)


def digests(person: User, channel: str = "mail") -> list[OutboxRow]:
    return list(OutboxRow.objects.filter(kind="initiative-digest", recipient=person, channel=channel).order_by("id"))


def followers(initiative: Initiative, people: list[User]) -> list[User]:
    return [user for user in people if Initiative.objects.filter(following(user), pk=initiative.pk).exists()]


def test_the_rule() -> None:
    assert digest.week_of(dt.date(2027, 1, 1)) == "2026-W53"
    assert digest.week_of(dt.date(2026, 1, 1)) == "2026-W01"
    assert digest.monday_of(dt.date(2026, 11, 15)) == dt.date(2026, 11, 9)
    assert digest.since(None, MONDAY) == MONDAY - WEEK
    assert digest.since(MONDAY - 2 * WEEK, MONDAY) == MONDAY - 2 * WEEK
    assert digest.since(MONDAY - 9 * WEEK, MONDAY) == MONDAY - 4 * WEEK
    assert digest.cut(range(12)) == (range(10), 2)
    assert digest.cut([1, 2]) == ([1, 2], 0)


def test_who_follows_without_doing_anything_and_who_stops(cast: Cast, sponsor: User, initiative: Initiative) -> None:
    everybody = [cast.owner, sponsor, cast.head, cast.other_head, cast.colleague, cast.outsider]
    assert followers(initiative, everybody) == [cast.owner, sponsor, cast.head, cast.other_head]
    follow(initiative, cast.outsider)
    follow(initiative, cast.other_head, on=False)
    follow(initiative, cast.outsider)
    assert followers(initiative, everybody) == [cast.owner, sponsor, cast.head, cast.outsider]
    assert InitiativeFollow.objects.count() == 2
    follow(initiative, cast.other_head)
    assert cast.other_head in followers(initiative, everybody)


def test_a_hidden_draft_is_not_followed(cast: Cast, sponsor: User) -> None:
    draft = make_initiative(cast.owner, sponsor, draft=True)
    with pytest.raises(NotFound):
        follow(draft, cast.outsider)


def test_one_message_a_week_from_monday_on(cast: Cast, sponsor: User, initiative: Initiative) -> None:
    assert digests_write(now=BEFORE) == 0
    assert digests_write(now=MONDAY) == 3, "sponsor and two heads: what the owner did is no news to the owner"
    assert digests_write(now=MONDAY + dt.timedelta(days=2)) == 0
    row = digests(sponsor)[0]
    assert row.url == "/initiatives/?following=true"
    subject, body = render(row.kind, row.params)
    assert "1 with changes" in subject
    assert f"• Quiet cabin ({initiative.reference}):" in body
    assert "reported green" in body
    assert len(digests(sponsor)) == len(digests(sponsor, "inbox")) == 1
    assert digests(cast.owner) == []
    assert WeeklyDigest.objects.get(person=cast.owner).initiatives == 0


def test_nothing_changed_is_no_message_and_what_was_told_is_not_told_again(
    cast: Cast, sponsor: User, initiative: Initiative
) -> None:
    digests_write(now=MONDAY)
    assert digests_write(now=MONDAY + WEEK) == 0
    report(initiative, cast.owner, MONDAY + WEEK + dt.timedelta(days=1))
    assert digests_write(now=MONDAY + 3 * WEEK) == 3, "a missed week is told by the next digest"
    body = render("initiative-digest", digests(sponsor)[-1].params)[1]
    assert body.count("reported green") == 1


def test_permission_is_asked_at_that_moment(cast: Cast, sponsor: User, initiative: Initiative) -> None:
    follow(initiative, cast.outsider)
    Initiative.objects.filter(pk=initiative.pk).update(state="draft", stage="idea")
    digests_write(now=MONDAY)
    assert digests(cast.outsider) == []
    assert len(digests(sponsor)) == 1


def test_and_again_while_it_is_sent(cast: Cast, sponsor: User, initiative: Initiative, mailoutbox: list[Any]) -> None:
    """It was written on Monday; before the mail goes, one of the two is a draft again."""
    other = make_initiative(cast.owner, sponsor, title="Second door")
    report(other, cast.owner)
    for made in (initiative, other):
        follow(made, cast.outsider)
    digests_write(now=MONDAY)
    Initiative.objects.filter(pk=initiative.pk).update(state="draft", stage="idea")
    deliver_due(clock=lambda: MONDAY)
    bodies = {mail.to[0]: mail.body for mail in mailoutbox}
    assert "Quiet cabin" in bodies[sponsor.email]
    assert "Quiet cabin" not in bodies[cast.outsider.email]
    assert "Second door" in bodies[cast.outsider.email]


def test_nothing_left_to_tell_is_no_mail(
    cast: Cast, sponsor: User, initiative: Initiative, mailoutbox: list[Any]
) -> None:
    follow(initiative, cast.outsider)
    digests_write(now=MONDAY)
    Initiative.objects.filter(pk=initiative.pk).update(state="draft", stage="idea")
    deliver_due(clock=lambda: MONDAY)
    assert cast.outsider.email not in [mail.to[0] for mail in mailoutbox]
    row = digests(cast.outsider)[0]
    assert (row.state, row.last_refusal) == (OutboxRow.State.GIVEN_UP, "hidden")


def test_in_the_receivers_language(cast: Cast, sponsor: User, initiative: Initiative) -> None:
    User.objects.filter(pk=sponsor.pk).update(language="zh-hans")
    digests_write(now=MONDAY)
    assert "reported" not in digests(sponsor)[0].params["lines"]


def test_ten_initiatives_then_how_many_more(cast: Cast, sponsor: User) -> None:
    for number in range(12):
        made = make_initiative(cast.owner, sponsor, title=f"Step {number}")
        for place in range(4):
            day = TODAY + dt.timedelta(days=9)
            milestone_add(reference=made.reference, title=f"M{place}", due_on=day, by=cast.owner, now=FRIDAY)
    digests_write(now=MONDAY)
    lines = digests(sponsor)[0].params["lines"].split("\n")
    assert (len(lines), lines[-1]) == (11, "… and 2 more")
    assert "1 more change" in lines[0], "the first of four milestones"


@pytest.mark.django_db(transaction=True)
def test_several_workers_write_one(cast: Cast, sponsor: User, initiative: Initiative) -> None:
    told = at_once(4, lambda _number: digests_write(now=MONDAY))
    assert sum(told) == 3
    assert len(digests(sponsor)) == 1


def test_a_crash_in_between_leaves_neither(
    cast: Cast, sponsor: User, initiative: Initiative, monkeypatch: pytest.MonkeyPatch
) -> None:
    def crash(**_options: Any) -> None:
        raise RuntimeError("killed")

    with monkeypatch.context() as patch:
        patch.setattr(sweep, "notify", crash)
        with pytest.raises(RuntimeError):
            digests_write(now=MONDAY)
    assert not digests(sponsor)
    assert digests_write(now=MONDAY) == 3


def test_pages_and_rest(client: Client, cast: Cast, initiative: Initiative) -> None:
    client.force_login(cast.outsider)
    url = reverse("initiatives:initiative", args=[initiative.reference])
    assert "Quiet cabin" not in client.get("/initiatives/?following=true").content.decode()
    assert reverse("initiatives:follow", args=[initiative.reference]) in client.get(url).content.decode()
    assert client.post(reverse("initiatives:follow", args=[initiative.reference])).status_code == 302
    assert "Quiet cabin" in client.get("/initiatives/?following=true").content.decode()
    assert "Stop following" in client.get(url).content.decode()
    rest, where = Rest(cast.outsider), f"/initiatives/{initiative.reference}"
    assert rest("POST", f"{where}/unfollow/").json()["following"] is False
    assert rest("GET", f"{where}/").json()["following"] is False
    assert rest("POST", f"{where}/follow/").json()["following"] is True
    assert rest("GET", "/initiatives/?following=true").json()["results"][0]["id"] == initiative.reference
