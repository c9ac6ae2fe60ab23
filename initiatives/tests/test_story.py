"""What became of an idea: every station, nothing that the reader may not see, the same by REST and by receipt code."""

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client

from initiatives.choices import GateDecision
from initiatives.choices.story import StationKind
from initiatives.models import Idea, Initiative
from initiatives.queries.ideas import idea_for
from initiatives.queries.nameless import opened_by
from initiatives.queries.story import Station, story_of
from initiatives.services.decisions import idea_turn
from initiatives.services.joining import idea_join
from initiatives.services.launching import service_still_used
from initiatives.services.merging import idea_merge
from initiatives.services.parts import milestone_add, milestone_done, reading_add
from initiatives.services.tracking import Value
from initiatives.tests.factory import NOW, TODAY, make_accepted, make_idea, make_plan
from initiatives.tests.test_nameless import published
from initiatives.tests.test_services import SEEN, confirmed
from portal.people.models import User
from tests.cast import Cast, make_user

EN = {"Accept-Language": "en"}


def told(idea: Idea, user: Any) -> list[Station]:
    return story_of(idea_for(user, idea.reference), user)


def kinds(stations: list[Station]) -> list[tuple[str, bool]]:
    return [(each.kind.value, each.reached) for each in stations]


@pytest.fixture
def idea(cast: Cast) -> Idea:
    return make_idea(cast.owner, title="增加自助终端")


def turned(idea: Idea, cast: Cast, sponsor: User, *, draft: bool = False) -> Initiative:
    accepted = make_accepted(idea, cast.head)
    plan = make_plan(cast.head, sponsor, title="Terminals in every hall")
    return idea_turn(reference=accepted.reference, plan=plan, draft=draft, by=cast.head, now=NOW)


def lived(initiative: Initiative, cast: Cast) -> None:
    where: dict[str, Any] = {"reference": initiative.reference, "by": cast.head, "now": NOW}
    for title in ("First hall", "Every hall"):
        milestone_add(title=title, due_on=TODAY, **where)
    first = initiative.milestones.earliest("pk")
    milestone_done(milestone=first.reference, **where)
    reading_add(reading=Value(Decimal("55.5"), TODAY, "Monthly report"), **where)
    initiative.reviews.create(
        from_stage="idea", to_stage="charter", evidence="Asked", requested_by=cast.head, requested_at=NOW,
        decision=GateDecision.GO, reason="Clear", decided_by=cast.other_head, decided_at=NOW,
    )  # fmt: skip
    service = confirmed(cast, TODAY - dt.timedelta(days=95), initiative=initiative)
    service_still_used(reference=service.reference, use=SEEN, by=cast.owner, now=NOW)


def test_an_open_idea_says_by_when(cast: Cast, idea: Idea) -> None:
    stations = told(idea, cast.outsider)
    assert kinds(stations) == [("idea", True), ("answer", False)]
    assert stations[1].on is not None


def test_merged_ideas_and_who_joined(cast: Cast, idea: Idea) -> None:
    also = make_idea(cast.colleague, title="添加自助机")
    idea_merge(reference=also.reference, into=idea.reference, reason="The same", by=cast.head, now=NOW)
    idea_join(reference=idea.reference, by=cast.outsider, now=NOW)
    stations = told(idea, cast.outsider)
    assert kinds(stations)[:3] == [("idea", True), ("merged", True), ("joined", True)]
    assert stations[2].facts == {"people": 3, "departments": 2}


def test_the_whole_way(cast: Cast, idea: Idea, sponsor: User) -> None:
    lived(turned(idea, cast, sponsor), cast)
    stations = {each.kind: each for each in told(idea, cast.outsider) if each.reached}
    assert set(stations) == {
        *(StationKind.IDEA, StationKind.ANSWER, StationKind.INITIATIVE, StationKind.GATE),
        *(StationKind.MILESTONE, StationKind.BENEFIT, StationKind.SERVICE),
    }
    assert stations[StationKind.ANSWER].text == "It helps."
    assert stations[StationKind.ANSWER].facts["in_time"] is True
    assert stations[StationKind.BENEFIT].facts["value"] == Decimal("55.5")
    assert stations[StationKind.SERVICE].facts["still_used_on"] == TODAY
    ahead = [each for each in told(idea, cast.outsider) if not each.reached]
    assert [(each.kind, each.title) for each in ahead] == [(StationKind.MILESTONE, "Every hall")]


def test_a_hidden_draft_and_what_hangs_on_it_are_not_there(cast: Cast, idea: Idea, sponsor: User) -> None:
    draft = turned(idea, cast, sponsor, draft=True)
    confirmed(cast, initiative=draft)
    hidden = [("idea", True), ("answer", True), ("initiative", False)]
    assert kinds(told(idea, cast.outsider)) == hidden
    assert kinds(story_of(idea_for(cast.outsider, idea.reference), None)) == hidden
    assert "initiative" in dict(kinds(told(idea, cast.head)))
    assert dict(kinds(told(idea, cast.head)))["initiative"] is True


def test_pages(cast: Cast, idea: Idea, sponsor: User, client: Client) -> None:
    initiative = turned(idea, cast, sponsor)
    lived(initiative, cast)
    client.force_login(cast.owner)
    page = client.get(f"/ideas/{idea.reference}/story/", headers=EN).content.decode()
    for words in ("Terminals in every hall", f"/initiatives/{initiative.reference}/", "Lounge for families", "55.5 %"):
        assert words in page
    assert f"/ideas/{idea.reference}/story/" in client.get(f"/ideas/{idea.reference}/").content.decode()
    assert f"/ideas/{idea.reference}/story/" in client.get("/ideas/?mine=true").content.decode()
    client.force_login(make_user())
    assert f"/ideas/{idea.reference}/story/" not in client.get("/ideas/").content.decode()
    assert client.get("/ideas/I-00000000/story/").status_code == 404


def test_a_merged_one_leads_on(cast: Cast, idea: Idea, client: Client) -> None:
    also = make_idea(cast.colleague, title="添加自助机")
    idea_merge(reference=also.reference, into=idea.reference, reason="The same", by=cast.head, now=NOW)
    client.force_login(cast.outsider)
    assert client.get(f"/ideas/{also.reference}/story/")["Location"] == f"/ideas/{idea.reference}/story/"
    moved = client.get(f"/api/v1/ideas/{also.reference}/story/")
    assert (moved.status_code, moved["Location"]) == (302, f"/api/v1/ideas/{idea.reference}/story/")


def test_rest(cast: Cast, idea: Idea, sponsor: User, client: Client) -> None:
    lived(turned(idea, cast, sponsor), cast)
    client.force_login(cast.outsider)
    answer = client.get(f"/api/v1/ideas/{idea.reference}/story/").json()
    assert answer["id"] == idea.reference
    assert [row["kind"] for row in answer["stations"]][:3] == ["idea", "answer", "initiative"]


def test_by_receipt_code_without_an_account(cast: Cast, sponsor: User, client: Client) -> None:
    idea, code = published(cast)
    make_accepted(idea, cast.other_head)
    assert kinds(opened_by(code).stations)[:2] == [("idea", True), ("answer", True)]
    page = client.post("/ideas/nameless/receipt/", {"code": code}, headers=EN).content.decode()
    assert "What became of it" in page
    assert f"/ideas/{idea.reference}/" not in page, "it leads nowhere that needs an account"
