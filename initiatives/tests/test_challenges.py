"""Calls for ideas: made, edited, ended; opened and finished by sweeps; ideas that answer them, nameless ones too."""

import datetime as dt
from typing import Any

import pytest
from django.test import Client

from initiatives.choices import Anonymity, DecisionKind
from initiatives.models import AnswerTime, Challenge, Idea, NamelessSubmission
from initiatives.queries.answering import holders_of, waiting_for
from initiatives.queries.challenges import counts_of, open_calls_for
from initiatives.rules import challenges as rules
from initiatives.services.calling import challenges_finish, challenges_open
from initiatives.services.challenges import Call, challenge_create, challenge_edit, challenge_end
from initiatives.services.decisions import idea_decide
from initiatives.services.ideas import idea_edit, idea_submit
from initiatives.services.leaving import challenges_hand_over
from initiatives.services.merging import idea_merge
from initiatives.services.nameless import nameless_publish, nameless_submit
from initiatives.services.passing import idea_reassign, ideas_escalate
from initiatives.tests.factory import NOW, TODAY, make_idea
from initiatives.tests.test_rest import Rest
from portal.core.errors import Malformed, NotAllowed, NotFound, Refused, Stale
from portal.people.day_pass import day_pass
from portal.people.models import User
from portal.records.models import Event, OutboxRow
from tests.cast import Cast, make_department, make_user
from tests.forms import StaleEdit

DAY = dt.timedelta(days=1)


@pytest.fixture
def crew(cast: Cast) -> list[User]:
    """With them both departments have at least five colleagues."""
    return [make_user(department=each) for each in (cast.department, cast.elsewhere) for _number in range(4)]


@pytest.fixture
def today(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)


def make_call(cast: Cast, by: User, *, now: dt.datetime = NOW, **fields: Any) -> Challenge:
    values = {
        "question": "What do we ask customers twice?",
        "opens_on": TODAY,
        "closes_on": TODAY + 14 * DAY,
        "answering": cast.elsewhere,
        "sponsor": cast.head,
    } | fields
    return challenge_create(call=Call(**values), by=by, now=now)


def code_of(run: Any) -> str:
    with pytest.raises(Refused) as refusal:
        run()
    return refusal.value.code


# -- rules


def test_the_state_follows_from_the_days() -> None:
    first, last = dt.date(2026, 11, 2), dt.date(2026, 11, 6)

    def state(today: dt.date, *, ended: bool = False, finished: bool = False) -> str:
        return rules.state(opens_on=first, closes_on=last, ended=ended, finished=finished, today=today)

    assert [state(first - DAY), state(first), state(last), state(last + DAY)] == [
        *("planned", "open", "open", "answering")
    ]
    assert state(first, ended=True) == "answering"
    assert state(last + DAY, finished=True) == "closed"


def test_days_that_do_not_fit() -> None:
    def fault(opens: int, closes: int, was: int | None = None) -> str:
        return rules.fault_of_days(
            opens_on=TODAY + opens * DAY,
            closes_on=TODAY + closes * DAY,
            today=TODAY,
            was_open_on=None if was is None else TODAY + was * DAY,
        )

    assert [fault(0, 0), fault(1, 5), fault(-3, 0, -3)] == ["", "", ""]
    assert [fault(2, 1), fault(-1, 1), fault(-2, 1, -3), fault(-3, -1, -3)] == ["order", "past", "began", "past"]


@pytest.mark.parametrize("offset", [-1, 0, 14, 15])
def test_the_database_says_the_same(cast: Cast, office: User, crew: list[User], offset: int) -> None:
    call = make_call(cast, office)
    for change in ({}, {"ended_at": NOW}, {"finished_at": NOW}):
        Challenge.objects.filter(pk=call.pk).update(ended_at=None, finished_at=None)
        Challenge.objects.filter(pk=call.pk).update(**change)
        call.refresh_from_db()
        day = TODAY + offset * DAY
        found = [state for state in ("planned", "open", "answering", "closed") if _in(state, day)]
        assert found == [call.state_on(day)]


def _in(state: str, day: dt.date) -> bool:
    return Challenge.objects.in_state(state, day).exists()


# -- make, edit, end


def test_it_works(cast: Cast, office: User, crew: list[User]) -> None:
    call = make_call(cast, office)
    assert (call.state_on(TODAY), call.opened_at, call.asked.count()) == ("open", NOW, 0)
    assert list(Event.objects.about(call).order_by("id").values_list("verb", flat=True)) == [
        *("challenge.created", "challenge.opened")
    ]
    assert OutboxRow.objects.filter(kind="challenge-yours", channel="inbox").get().recipient == cast.head
    assert all(open_calls_for(user, TODAY).exists() for user in (cast.owner, cast.outsider))


def test_a_head_asks_the_own_department_alone(cast: Cast, office: User, crew: list[User]) -> None:
    below = make_department("below", parent=cast.department)
    mine: Any = {"department": cast.department, "answering": cast.department}
    call = make_call(cast, cast.head, **mine)
    assert list(call.asked.all()) == [cast.department]
    in_below, nowhere = make_user(department=below), make_user()
    asked = [open_calls_for(user, TODAY).exists() for user in (cast.owner, in_below, cast.outsider, nowhere)]
    assert asked == [True, True, False, False]
    for fields in (
        {},
        mine | {"answering": cast.elsewhere},
        mine | {"asked": [cast.elsewhere]},
        mine | {"department": None},
    ):
        with pytest.raises(NotAllowed):
            make_call(cast, cast.head, **fields)
    company = make_call(cast, office)
    with pytest.raises(NotAllowed):
        challenge_edit(reference=company.reference, changes={"text": "x"}, by=cast.head, now=NOW)


@pytest.mark.parametrize("who", ["owner", "colleague", "outsider"])
def test_others_make_none(cast: Cast, office: User, crew: list[User], who: str) -> None:
    by = getattr(cast, who)
    call = make_call(cast, office)
    with pytest.raises(NotAllowed):
        make_call(cast, by)
    with pytest.raises(NotAllowed):
        challenge_edit(reference=call.reference, changes={"text": "x"}, by=by, now=NOW)
    with pytest.raises(NotAllowed):
        challenge_end(reference=call.reference, reason="x", by=by, now=NOW)


def test_what_is_planned_is_seen_by_those_whom_it_names(cast: Cast, office: User, crew: list[User]) -> None:
    call = make_call(cast, office, opens_on=TODAY + DAY, answerer=cast.outsider)
    seen = [Challenge.objects.visible_to(user).exists() for user in (office, cast.head, cast.outsider, cast.owner)]
    assert seen == [True, True, True, False]
    with pytest.raises(NotFound):
        challenge_edit(reference=call.reference, changes={"text": "x"}, by=cast.owner, now=NOW)


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"question": " "}, "malformed"),
        ({"closes_on": TODAY - DAY}, "malformed"),
        ({"opens_on": TODAY - DAY}, "malformed"),
        ({"answering": None}, "malformed"),
        ({"answer_days": 0}, "malformed"),
    ],
)
def test_a_call_has_to_make_sense(cast: Cast, office: User, crew: list[User], fields: Any, code: str) -> None:
    with pytest.raises(Malformed) as refusal:
        make_call(cast, office, **fields)
    assert (refusal.value.code, list(refusal.value.errors)) == (code, list(fields))
    assert not Challenge.objects.exists()


def test_people_and_departments_are_there(cast: Cast, office: User, crew: list[User]) -> None:
    gone, lonely = make_user(department=cast.department, is_active=False), make_user()
    closed = make_department("closed", active=False)
    few = make_department("few")
    assert code_of(lambda: make_call(cast, office, sponsor=gone)) == "left"
    assert code_of(lambda: make_call(cast, office, answerer=lonely)) == "no_department"
    assert code_of(lambda: make_call(cast, office, asked=[closed])) == "department_closed"
    assert code_of(lambda: make_call(cast, office, asked=[few])) == "too_few_asked"


def test_edit(cast: Cast, office: User, crew: list[User]) -> None:
    call = make_call(cast, office)
    changes = {"closes_on": TODAY + 3 * DAY, "answerer": cast.owner, "asked": [cast.department]}
    edited = challenge_edit(reference=call.reference, changes=changes, by=office, now=NOW, expected_version=1)
    assert (edited.version, edited.answering, edited.answerer) == (2, cast.department, cast.owner)
    again = challenge_edit(reference=call.reference, changes=changes, by=office, now=NOW)
    assert again.version == 2, "nothing different writes nothing"
    with pytest.raises(Stale):
        challenge_edit(reference=call.reference, changes={"text": "x"}, by=office, now=NOW, expected_version=1)
    with pytest.raises(Malformed):
        challenge_edit(reference=call.reference, changes={"opens_on": TODAY + DAY}, by=office, now=NOW)


def test_ended_early_it_takes_no_idea_and_no_edit(cast: Cast, office: User, crew: list[User]) -> None:
    call = make_call(cast, office)
    with pytest.raises(Malformed):
        challenge_end(reference=call.reference, reason=" ", by=office, now=NOW)
    challenge_end(reference=call.reference, reason="Enough came in.", by=office, now=NOW)
    assert Event.objects.about(call).get(verb="challenge.ended").reason == "Enough came in."
    assert code_of(lambda: make_idea(cast.owner, challenge=call)) == "call_not_open"
    assert code_of(lambda: challenge_end(reference=call.reference, reason="x", by=office, now=NOW)) == "call_over"
    assert (
        code_of(lambda: challenge_edit(reference=call.reference, changes={"text": "x"}, by=office, now=NOW))
        == "call_over"
    )


# -- the sweeps


def test_those_asked_are_told_once_batch_by_batch(cast: Cast, office: User, crew: list[User]) -> None:
    call = make_call(cast, office, asked=[cast.department], opens_on=TODAY + DAY)
    assert challenges_open(now=NOW) == 0
    tomorrow = NOW + DAY
    told = [challenges_open(now=tomorrow, most=3) for _round in range(4)]
    assert told == [3, 3, 1, 0]
    call.refresh_from_db()
    assert (call.opened_at, call.told_at) == (tomorrow, tomorrow)
    rows = OutboxRow.objects.filter(kind="challenge-opened", channel="inbox")
    assert {row.recipient.department_id for row in rows} == {cast.department.pk}
    assert rows.count() == 7
    edited = {"asked": [cast.department, cast.elsewhere]}
    challenge_edit(reference=call.reference, changes=edited, by=office, now=tomorrow)
    assert challenges_open(now=tomorrow) == 13
    assert rows.all().count() == 13, "those who are asked only now, and nobody twice"


def test_it_closes_once_every_idea_is_answered(cast: Cast, office: User, crew: list[User]) -> None:
    call = make_call(cast, office)
    mine, hidden = (
        make_idea(cast.owner, challenge=call),
        make_idea(cast.colleague, challenge=call, anonymity=Anonymity.OFFICE),
    )
    merged = make_idea(cast.outsider, challenge=call)
    idea_merge(reference=merged.reference, into=mine.reference, reason="Same", by=office, now=NOW)
    over = NOW + 15 * DAY
    assert challenges_finish(now=over) == 0
    for idea, decision in ((mine, DecisionKind.ACCEPT), (hidden, DecisionKind.DECLINE)):
        idea_decide(reference=idea.reference, decision=decision, reason="Why", by=office, now=over)
    assert challenges_finish(now=NOW) == 0, "not before its last day is over"
    assert challenges_finish(now=over) == 1
    call.refresh_from_db()
    assert call.state_on(TODAY) == "closed"
    told = OutboxRow.objects.filter(kind="challenge-finished", channel="inbox")
    assert {row.recipient for row in told} == {cast.owner, cast.colleague, cast.outsider, cast.head}
    assert (told[0].params["ideas"], told[0].params["accepted"]) == (3, 2)
    assert challenges_finish(now=over) == 0


# -- ideas


def test_an_idea_is_answered_by_whoever_answers_the_call_and_by_its_time(
    cast: Cast, office: User, crew: list[User]
) -> None:
    AnswerTime.objects.create(department=cast.elsewhere, days=20)
    call = make_call(cast, office, answer_days=3)
    idea = make_idea(cast.owner, cast.department, challenge=call)
    assert (idea.department, idea.answering, idea.answer_days) == (cast.department, cast.elsewhere, 3)
    assert holders_of(idea) == [cast.other_head]
    own = make_idea(cast.owner, cast.elsewhere)
    assert own.answer_days == 20
    left_out = idea_submit(title="T", text="t", by=cast.owner, now=NOW, challenge=call)
    assert left_out.department == cast.elsewhere
    moved = idea_edit(reference=idea.reference, changes={"department": cast.elsewhere}, by=cast.owner, now=NOW)
    assert moved.answering == cast.elsewhere
    with pytest.raises(Malformed):
        idea_submit(title="T", text="t", by=cast.owner, now=NOW)


def test_a_named_colleague_answers_then_their_head(cast: Cast, office: User, crew: list[User]) -> None:
    call = make_call(cast, office, answerer=cast.outsider)
    idea = make_idea(cast.owner, challenge=call)
    other = make_idea(cast.owner, cast.elsewhere)
    assert holders_of(idea) == [cast.outsider]
    told = OutboxRow.objects.filter(kind="idea-submitted", channel="inbox", params__reference=idea.reference)
    assert [row.recipient for row in told] == [cast.outsider]
    open_ideas = Idea.objects.filter(state="open")
    assert list(waiting_for(cast.outsider, open_ideas)) == [idea]
    assert list(waiting_for(cast.other_head, open_ideas)) == [other]
    with pytest.raises(NotAllowed):
        _decide(other, cast.outsider)
    assert ideas_escalate(now=idea.answer_due_at + DAY) == 2
    idea.refresh_from_db()
    assert holders_of(idea) == [cast.other_head]
    assert idea in waiting_for(cast.other_head, open_ideas)
    assert _decide(idea, cast.outsider).state == "accepted"


def _decide(idea: Idea, by: User) -> Idea:
    return idea_decide(reference=idea.reference, decision=DecisionKind.ACCEPT, reason="Good", by=by, now=NOW)


def test_passed_on_it_is_the_other_department_s(cast: Cast, office: User, crew: list[User]) -> None:
    call = make_call(cast, office, answerer=cast.outsider)
    idea = make_idea(cast.owner, challenge=call)
    idea_reassign(reference=idea.reference, department=cast.department, reason="Theirs", by=cast.outsider, now=NOW)
    idea.refresh_from_db()
    assert (idea.answerer, holders_of(idea)) == (None, [cast.head])


def test_who_is_not_asked_does_not_answer(cast: Cast, office: User, crew: list[User]) -> None:
    call = make_call(cast, office, asked=[cast.department])
    assert code_of(lambda: make_idea(cast.outsider, challenge=call)) == "not_asked"
    late = make_call(cast, office, opens_on=TODAY + DAY)
    assert code_of(lambda: make_idea(cast.owner, challenge=late)) == "call_not_open"


def test_a_leaver_answers_no_call(cast: Cast, office: User, crew: list[User]) -> None:
    call = make_call(cast, office, answerer=cast.outsider, sponsor=cast.outsider)
    idea = make_idea(cast.owner, challenge=call)
    assert challenges_hand_over(cast.outsider, cast.other_head, office, NOW) == 1
    call.refresh_from_db()
    idea.refresh_from_db()
    assert (call.answerer, call.sponsor, idea.answerer) == (cast.other_head, cast.other_head, cast.other_head)
    assert challenges_hand_over(cast.other_head, None, office, NOW) == 1
    idea.refresh_from_db()
    assert idea.answerer is None


# -- known to nobody


def nameless(call: Challenge | None, now: dt.datetime = NOW, **fields: Any) -> str:
    values: dict[str, Any] = {"title": "T", "text": "t", "challenge": call} | fields
    return nameless_submit(day_pass=day_pass(now.astimezone(dt.UTC).date()), now=now, **values)


def test_nobody_answers_a_call(cast: Cast, office: User, crew: list[User]) -> None:
    call = make_call(cast, office, answer_days=2)
    for _number in range(3):
        nameless(call)
    over = NOW + 15 * DAY
    assert challenges_finish(now=over) == 0, "what waits for its batch is still to be answered"
    nameless_publish(now=NOW + DAY)
    idea = Idea.objects.filter(challenge=call).latest("id")
    assert (idea.author, idea.department, idea.answering, idea.answer_days) == (None, cast.elsewhere, cast.elsewhere, 2)
    assert not NamelessSubmission.objects.exists()
    assert counts_of(call).ideas == 3
    Idea.objects.update(state="declined", escalate_at=None)
    assert challenges_finish(now=over) == 1
    told = OutboxRow.objects.filter(kind="challenge-finished", channel="inbox")
    assert [row.recipient for row in told] == [cast.head], "the sponsor; there is no author to tell"


def test_nobody_is_asked_whether_they_are_asked(cast: Cast, office: User, crew: list[User], today: None) -> None:
    """The form of somebody who is asked is that of somebody who isn't, and the verb has nobody to ask about."""
    call = make_call(cast, office, asked=[cast.department])
    nameless(call)
    pages = []
    for user in (cast.owner, cast.outsider):
        client = Client()
        client.force_login(user)
        page = client.get("/ideas/new/?as=nobody").content.decode()
        pages.append(page[page.index('name="challenge"') : page.index("</select>")])
    assert pages[0] == pages[1]
    assert call.reference in pages[0]
    challenge_end(reference=call.reference, reason="x", by=office, now=NOW)
    assert code_of(lambda: nameless(call)) == "call_not_open"


# -- pages and REST


def test_pages(client: Client, cast: Cast, office: User, crew: list[User], today: None) -> None:
    client.force_login(office)
    sent: dict[str, Any] = {
        "question": "What do we ask twice?",
        "opens_on": "2026-11-02",
        "closes_on": "2026-11-20",
        "answering": cast.elsewhere.reference,
        "sponsor": cast.head.email,
        "answer_days": "4",
        "asked": [cast.department.reference],
    }
    assert client.post("/ideas/calls/new/", sent | {"closes_on": "2026-11-01"}).status_code == 422
    assert client.post("/ideas/calls/new/", sent).status_code == 302
    call = Challenge.objects.get()
    url = call.get_absolute_url()
    page = client.get(url).content.decode()
    assert "4 working days" in page
    assert f"{url}edit/" in page
    client.force_login(cast.owner)
    assert "You are asked" in client.get("/ideas/").content.decode()
    form = client.get(f"/ideas/new/?challenge={call.reference}").content.decode()
    assert f'value="{call.reference}" selected' in form
    made = client.post("/ideas/new/", {"title": "T", "text": "t", "challenge": call.reference, "anonymity": "office"})
    assert made.status_code == 302, made.content.decode()
    idea = Idea.objects.get()
    assert idea.challenge == call
    assert call.question in client.get(f"/ideas/{idea.reference}/").content.decode()
    assert idea.title in client.get(url).content.decode()
    assert f"row-{idea.reference}" in client.get(f"/ideas/?challenge={call.reference.lower()}").content.decode()
    assert f"row-{idea.reference}" not in client.get("/ideas/?challenge=CI-00000000").content.decode()
    client.force_login(cast.outsider)
    assert "You are asked" not in client.get("/ideas/").content.decode()
    refused = client.post("/ideas/new/", {"title": "T", "text": "t", "challenge": call.reference})
    assert refused.status_code == 422
    assert client.get(f"{url}edit/").status_code == 403
    exported = client.get("/ideas/calls/?export=csv").getvalue().decode()
    assert f"{call.reference},What do we ask twice?,open" in exported


def test_the_form_of_an_edit_saves_over_nobody(client: Client, cast: Cast, office: User, crew: list[User]) -> None:
    now = dt.datetime.now(dt.UTC)
    day = now.date() + DAY
    call = make_call(cast, office, now=now, opens_on=day, closes_on=day + DAY)
    client.force_login(office)

    def change() -> None:
        challenge_edit(reference=call.reference, changes={"question": "Theirs"}, by=office, now=now)

    edit = StaleEdit(client, f"{call.get_absolute_url()}edit/", change, question="Mine")
    assert edit.differences["question"] == ("Theirs", "Mine")
    edit.save_mine()
    call.refresh_from_db()
    assert call.question == "Mine"


def test_rest(cast: Cast, office: User, crew: list[User], today: None) -> None:
    rest, owner = Rest(office), Rest(cast.owner)
    body = {
        "question": "What do we ask twice?",
        "opens_on": "2026-11-02",
        "closes_on": "2026-11-20",
        "sponsor": cast.head.reference,
    }
    assert rest("POST", "/challenges/", body).json()["errors"]["answering"]
    made = rest("POST", "/challenges/", body | {"answerer": cast.outsider.reference, "answer_days": 3})
    assert made.status_code == 201, made.content
    ref = made.json()["id"]
    assert (made.json()["state"], made.json()["asked"], made.json()["answering_department"]["id"]) == (
        *("open", []),
        cast.elsewhere.reference,
    )
    assert owner("POST", "/challenges/", body).status_code == 403
    idea = owner("POST", "/ideas/", {"title": "T", "text": "t", "challenge": ref})
    assert (idea.status_code, idea.json()["challenge"]["id"]) == (201, ref)
    rows = owner("GET", f"/ideas/?challenge={ref}").json()["results"]
    assert [row["challenge"]["question"] for row in rows] == ["What do we ask twice?"]
    listed = owner("GET", "/challenges/?state=open&asked=true").json()["results"]
    assert [(row["id"], row["idea_count"], row["i_am_asked"]) for row in listed] == [(ref, 1, True)]
    asked = rest("PATCH", f"/challenges/{ref}/", {"asked": [cast.department.reference]}, **{"If-Match": '"1"'})
    assert [each["id"] for each in asked.json()["asked"]] == [cast.department.reference]
    assert rest("PATCH", f"/challenges/{ref}/", {"text": "x"}, **{"If-Match": '"1"'}).status_code == 412
    ended = rest("POST", f"/challenges/{ref}/end/", {"reason": "Enough"})
    assert (ended.json()["state"], ended.json()["counts"]["open"]) == ("answering", 1)
    refused = owner("POST", "/ideas/", {"title": "T", "text": "t", "challenge": ref})
    assert (refused.status_code, refused.json()["code"]) == (409, "call_not_open")
    assert owner("POST", "/ideas/", {"title": "T", "text": "t", "challenge": "CI-00000000"}).status_code == 400
