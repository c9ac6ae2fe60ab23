"""Who answers in time: counted by hand, shown to heads first, through pages and REST."""

import datetime as dt

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from initiatives.choices import DecisionKind
from initiatives.models import AnswerBoard
from initiatives.queries.scoreboard import scoreboard
from initiatives.services.answer_times import board_switch_on
from initiatives.services.decisions import idea_decide
from initiatives.services.passing import idea_object, ideas_escalate
from initiatives.tests.factory import NOW, make_idea
from initiatives.tests.test_rest import Rest
from portal.core.errors import NotAllowed, Refused
from portal.people.models import User
from tests.cast import Cast

DAY = dt.timedelta(days=1)
BOARD = reverse("initiatives:answer-board")


def answered(cast: Cast, days: int) -> str:
    idea = make_idea(cast.owner)
    idea_decide(
        reference=idea.reference, decision=DecisionKind.DECLINE, reason="No", by=cast.head, now=NOW + days * DAY
    )
    return idea.reference


def test_counted_by_hand(cast: Cast, office: User) -> None:
    # Mondays to Fridays: 1, 2 and 7 calendar days are 1, 2 and 5 working days; 22 are 16, which is late.
    answered(cast, 1)
    answered(cast, 2)
    contested = answered(cast, 7)
    answered(cast, 22)
    idea_object(reference=contested, reason="That is none", by=cast.owner, now=NOW + 8 * DAY)
    other = make_idea(cast.owner, cast.elsewhere, now=NOW + 20 * DAY)
    rows = scoreboard(days=90, now=NOW + 24 * DAY)
    shown = {
        row.department: (row.answered, row.in_time, row.open, row.overdue, row.median_days, row.objected)
        for row in rows
    }
    assert shown == {cast.department: (4, 3, 1, 1, 3.5, 1), cast.elsewhere: (0, 0, 1, 0, None, 0)}
    assert {row.department: row.share for row in rows} == {cast.department: 3 / 5, cast.elsewhere: None}
    assert {row.department: row.oldest_reference for row in rows} == {
        cast.department: contested,
        cast.elsewhere: other.reference,
    }
    later = {row.department: row.answered for row in scoreboard(days=90, now=NOW + 98 * DAY)}
    assert later == {cast.department: 1, cast.elsewhere: 0}, "only of the last 90 days"


def test_it_costs_the_same_at_any_size(cast: Cast, django_assert_num_queries: object) -> None:
    for _ in range(3):
        make_idea(cast.owner)
        make_idea(cast.owner, cast.elsewhere)
    ideas_escalate(now=NOW + 40 * DAY)
    with django_assert_num_queries(5):  # type: ignore[operator]
        assert len(scoreboard(days=90, now=NOW + 40 * DAY)) == 2


def test_only_the_office_switches_it_on_and_once(cast: Cast, office: User) -> None:
    for who in (cast.owner, cast.head):
        with pytest.raises(NotAllowed):
            board_switch_on(by=who, now=NOW)
    assert board_switch_on(by=office, now=NOW).since == NOW.date()
    with pytest.raises(Refused) as refusal:
        board_switch_on(by=office, now=NOW + DAY)
    assert refusal.value.code == "board_is_on"


def test_heads_see_it_before_everybody(client: Client, cast: Cast, office: User) -> None:
    make_idea(cast.owner)

    def page(user: User) -> str:
        client.force_login(user)
        return client.get(BOARD).content.decode()

    assert "isn&#x27;t switched on" in page(cast.head)
    assert "Switch the scoreboard on" not in page(cast.head)
    assert "Switch the scoreboard on" in page(office)
    assert client.post(BOARD).status_code == 302
    for user, seen in ((cast.head, True), (office, True), (cast.owner, False)):
        assert ("Oldest open" in page(user)) is seen
    assert "opens to everybody on" in page(cast.owner)
    AnswerBoard.objects.update(since=timezone.localdate() - 30 * DAY)
    assert "Oldest open" in page(cast.owner)
    assert client.post(BOARD).status_code == 403


def test_exports_hold_what_is_shown(client: Client, cast: Cast, office: User) -> None:
    make_idea(cast.owner, now=timezone.now())
    client.force_login(office)
    assert b"answered" not in client.get(BOARD + "?export=csv").content, "not before it is on"
    board_switch_on(by=office, now=timezone.now())
    lines = client.get(BOARD + "?export=csv&days=30").content.decode().splitlines()
    assert lines[1].startswith(f"{cast.department.name},0,0,1,0,,")
    assert client.get(BOARD + "?days=7000").status_code == 200


def test_rest(cast: Cast, office: User) -> None:
    make_idea(cast.owner, now=timezone.now())
    closed = Rest(office)("GET", "/ideas/scoreboard/")
    assert (closed.status_code, closed.json()["code"]) == (409, "not_open_yet")
    assert Rest(cast.head)("POST", "/ideas/scoreboard/").status_code == 403
    assert Rest(office)("POST", "/ideas/scoreboard/").status_code == 201
    shown = Rest(cast.head)("GET", "/ideas/scoreboard/?days=30").json()
    assert (shown["days"], shown["rows"][0]["open"], shown["rows"][0]["share"]) == (30, 1, None)
    assert Rest(cast.owner)("GET", "/ideas/scoreboard/").status_code == 409
    assert Rest(cast.head)("GET", "/ideas/scoreboard/?days=31").status_code == 400
    assert Rest(cast.head)("GET", "/ideas/scoreboard/?colour=red").status_code == 400
