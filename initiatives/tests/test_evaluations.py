"""Evaluations: asking, scorecards, who reads what when, what happens by itself, anonymity, races."""

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
import time_machine
from django.db import ProgrammingError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from initiatives.choices import Anonymity, DecisionKind
from initiatives.choices.evaluations import CardState
from initiatives.models import Evaluation, Idea, Scorecard
from initiatives.queries.evaluations import View, evaluation_for, standings_of
from initiatives.queries.work import waiting_for
from initiatives.rules import evaluations as rules
from initiatives.services.challenges import Call, challenge_create
from initiatives.services.decisions import idea_decide
from initiatives.services.evaluating import Request, evaluation_ask, evaluation_end, evaluations_ask
from initiatives.services.evaluation_times import evaluations_tell
from initiatives.services.ideas import idea_submit
from initiatives.services.merging import idea_merge
from initiatives.services.scorecards import scorecard_decline, scorecard_save, scorecard_send, scorecards_leave
from initiatives.tests.factory import NOW, TODAY, make_idea
from initiatives.tests.test_rest import Rest
from portal.calendars.rules import parse
from portal.core.errors import Malformed, NotAllowed, NotFound, Refused
from portal.people.models import User
from portal.records.models import Event, OutboxRow
from tests.cast import Cast, make_user
from tests.crowd import at_once

# NOW is a Monday; the evaluation is due on Friday of the same week, so reviewers are reminded on Thursday.
DAY = dt.timedelta(days=1)
DUE = TODAY + 4 * DAY
GOOD = {"customers": 5, "colleagues": 4, "effort": 3, "reach": 4}
BAD = {"customers": 1, "colleagues": 4, "effort": 3, "reach": 2}


@pytest.fixture
def idea(cast: Cast) -> Idea:
    return make_idea(cast.owner)


@pytest.fixture
def asked(cast: Cast, idea: Idea) -> Evaluation:
    """The colleague and the outsider are asked by the head."""
    return ask(idea, cast.head, cast.colleague, cast.outsider)


def ask(idea: Idea, by: User, *reviewers: User, due_on: dt.date = DUE) -> Evaluation:
    return evaluation_ask(idea=idea.reference, request=Request(reviewers, due_on), by=by, now=NOW)


def send(row: Evaluation, by: User, scores: Any = None, comment: str = "", now: dt.datetime = NOW) -> None:
    scorecard_send(reference=row.reference, scores=scores or GOOD, comment=comment, by=by, now=now)


def decline(row: Evaluation, by: User) -> None:
    scorecard_decline(reference=row.reference, reason="On leave", by=by, now=NOW)


def seen(row: Evaluation, by: User, today: dt.date = TODAY) -> View:
    return evaluation_for(User.objects.get(pk=by.pk), row.reference, today)


def told(kind: str) -> list[User]:
    return [row.recipient for row in OutboxRow.objects.filter(kind=kind, channel="inbox").order_by("id")]  # type: ignore[misc]


def test_sums() -> None:
    found = rules.sums([GOOD, BAD, GOOD | {"effort": 5}])
    means = [(each.mean, each.low, each.high, each.divided) for each in found.criteria]
    assert means == [
        (Decimal("3.67"), 1, 5, True),
        (Decimal("4.00"), 4, 4, False),
        (Decimal("3.67"), 3, 5, False),
        (Decimal("3.33"), 2, 4, False),
    ]
    assert (found.cards, found.overall, found.divided) == (3, Decimal("3.67"), True)
    # 8/3, 8/3, 8/3 and 7/3: of rounded means it would be 2.59.
    thirds = [dict(zip(rules.CRITERIA, scores, strict=True)) for scores in ((3, 3, 3, 2), (3, 3, 3, 2), (2, 2, 2, 3))]
    assert rules.sums(thirds).overall == Decimal("2.58")
    assert not rules.sums([GOOD, GOOD | {"reach": 2}]).divided
    assert rules.sums([GOOD, GOOD | {"reach": 1}]).divided
    assert rules.sums([]) == rules.Sums(
        0, tuple(rules.CriterionSum(name, None, None, None, False) for name in rules.CRITERIA), None, False
    )


@pytest.mark.parametrize(
    ("decides", "card", "ready", "over", "reads"),
    [
        (False, "waiting", True, False, False),
        (True, "waiting", True, False, False),  # the due day has passed, and their own can still be sent
        (True, "waiting", True, True, True),
        (False, "waiting", True, True, False),
        (False, "sent", False, False, True),
        (False, "declined", True, True, False),
        (True, "declined", True, False, True),
        (True, "", False, False, False),
        (True, "", True, False, True),
        (False, "", True, True, False),
    ],
)
def test_who_reads_results(decides: bool, card: str, ready: bool, over: bool, reads: bool) -> None:
    assert rules.reads_results(decides=decides, card=card, ready=ready, over=over) is reads


def test_days() -> None:
    week = parse({
        "name": "-", "timezone": "Asia/Shanghai", "hours": {str(day): [["09:00", "18:00"]] for day in range(5)},
        "holidays": [], "shifts": {},
    })  # fmt: skip
    friday, monday = dt.date(2026, 11, 6), dt.date(2026, 11, 9)
    assert rules.reminder_on(week, due_on=monday, asked_on=dt.date(2026, 11, 2)) == friday
    assert rules.reminder_on(week, due_on=monday, asked_on=friday) is None
    assert rules.reminder_on(week, due_on=friday, asked_on=friday) is None
    assert [rules.is_ready(over=False, due_on=friday, today=day) for day in (friday, friday + DAY)] == [False, True]


def test_it_works(cast: Cast, idea: Idea, asked: Evaluation) -> None:
    assert told("evaluation-asked") == [cast.colleague, cast.outsider]
    row = waiting_for(User.objects.get(pk=cast.outsider.pk))[0]
    assert (row.kind, row.reference, row.due_on) == ("evaluation", asked.reference, DUE)
    scorecard_save(reference=asked.reference, scores={"effort": 2}, comment="Hm", by=cast.outsider, now=NOW)
    card = Scorecard.objects.get(reviewer=cast.outsider)
    assert (card.state, card.effort, card.customers, card.comment) == (CardState.WAITING, 2, None, "Hm")
    send(asked, cast.outsider, BAD, "Who pays?")
    assert waiting_for(User.objects.get(pk=cast.outsider.pk)) == []
    assert not told("evaluation-ready")
    send(asked, cast.colleague)
    assert told("evaluation-ready") == [cast.head]
    asked.refresh_from_db()
    assert (asked.ended_at, asked.tell_on) == (NOW, None)
    view = seen(asked, cast.head)
    assert [(card.reviewer, card.comment) for card in view.sent] == [(cast.colleague, ""), (cast.outsider, "Who pays?")]
    assert view.sums
    assert (view.sums.overall, view.sums.divided) == (Decimal("3.25"), True)


def test_blind_until_sent(cast: Cast, asked: Evaluation) -> None:
    send(asked, cast.outsider, BAD, "Secret")
    for reader in (cast.colleague, cast.head):
        view = seen(asked, reader)
        assert (view.readable, view.sent, view.sums, view.counts["sent"]) == (False, [], None, 1)
        page = page_of(reader, "evaluation", asked.reference) + page_of(reader, "idea", asked.idea.reference)
        assert "Secret" not in page
        assert cast.outsider.display_name not in page
        assert "1 of 2" in page
    assert seen(asked, cast.outsider).readable
    assert seen(asked, cast.head, DUE + DAY).readable, "those who decide don't wait for ever"
    assert not seen(asked, cast.colleague, DUE + DAY).readable
    rest = Rest(cast.colleague)("GET", f"/evaluations/{asked.reference}/results/").json()
    assert (rest["readable"], rest["cards"], rest["criteria"], rest["overall"]) == (False, [], [], None)
    send(asked, cast.colleague)
    assert {card.comment for card in seen(asked, cast.colleague).sent} == {"Secret", ""}


def test_a_decider_who_is_asked_sends_first(cast: Cast, idea: Idea) -> None:
    row = ask(idea, cast.head, cast.head, cast.outsider)
    send(row, cast.outsider)
    assert not seen(row, cast.head, DUE + DAY).readable
    evaluation_end(reference=row.reference, by=cast.head, now=NOW)
    assert seen(row, cast.head).readable


def page_of(user: User, name: str, reference: str) -> str:
    client = Client()
    client.force_login(user)
    with time_machine.travel(NOW, tick=False):
        answer = client.get(reverse(f"initiatives:{name}", args=[reference]))
    assert answer.status_code == 200
    return answer.content.decode()


def test_nobody_else_reads_anything_and_later_how_many(cast: Cast, idea: Idea, asked: Evaluation) -> None:
    send(asked, cast.outsider)
    for stranger in (cast.owner, cast.other_head):
        with pytest.raises(NotFound):
            seen(asked, stranger)
        _shell, _main, page = page_of(stranger, "idea", idea.reference).partition("<main")
        assert "evaluat" not in page.replace("asked colleagues to evaluate", "")
    idea_decide(reference=idea.reference, decision=DecisionKind.DECLINE, reason="No", by=cast.head, now=NOW)
    assert "1 colleague evaluated this idea" in page_of(cast.owner, "idea", idea.reference)
    with pytest.raises(Refused, match="evaluation_over"):
        send(asked, cast.colleague)
    assert seen(asked, cast.head).readable
    # Told to everybody: that it was asked for, no score, no name of a reviewer.
    events = Event.objects.about(idea).filter(verb__startswith="idea.evaluation")
    assert [(event.actor, event.data) for event in events] == [(cast.head, {})]


def test_what_was_sent_stays(cast: Cast, asked: Evaluation) -> None:
    send(asked, cast.outsider)
    with pytest.raises(Refused, match="answered_already"):
        send(asked, cast.outsider, BAD)
    with pytest.raises(Refused, match="answered_already"):
        decline(asked, cast.outsider)
    for change in (lambda rows: rows.update(customers=1), lambda rows: rows.delete()):
        with pytest.raises(ProgrammingError), transaction.atomic():
            change(Scorecard.objects.filter(reviewer=cast.outsider))


def test_a_card_has_four_scores_and_is_ones_own(cast: Cast, asked: Evaluation) -> None:
    with pytest.raises(Malformed) as refused:
        send(asked, cast.outsider, {"customers": 3, "effort": 1})
    assert sorted(refused.value.errors) == ["colleagues", "reach"]
    with pytest.raises(Malformed):
        send(asked, cast.outsider, GOOD | {"reach": 6})
    with pytest.raises(NotAllowed):
        send(asked, cast.head)
    with pytest.raises(NotFound):
        send(asked, cast.owner)
    with pytest.raises(Malformed):
        scorecard_decline(reference=asked.reference, reason=" ", by=cast.outsider, now=NOW)


def test_declining_counts_as_answered_and_its_reason_is_for_deciders(cast: Cast, asked: Evaluation) -> None:
    decline(asked, cast.colleague)
    send(asked, cast.outsider)
    assert [card.reason for card in seen(asked, cast.head).declined] == ["On leave"]
    assert seen(asked, cast.outsider).declined == []
    assert not seen(asked, cast.colleague).readable


def test_who_may_ask_whom(cast: Cast, idea: Idea) -> None:
    for stranger in (cast.colleague, cast.other_head, cast.owner):
        with pytest.raises(NotAllowed):
            ask(idea, stranger, cast.outsider)
    gone = make_user("gone", is_active=False)
    for reviewers, code in (([cast.owner, cast.outsider], "author"), ([gone], "left")):
        with pytest.raises(Refused) as refused:
            ask(idea, cast.head, *reviewers)
        assert (refused.value.code, refused.value.field) == (code, "reviewers")
    crowd = [make_user() for _number in range(11)]
    for reviewers in ([], crowd, [cast.outsider, cast.outsider]):
        with pytest.raises(Malformed):
            ask(idea, cast.head, *reviewers)
    with pytest.raises(Malformed):
        ask(idea, cast.head, cast.outsider, due_on=TODAY - DAY)
    row = ask(idea, cast.head, *crowd[:10])
    with pytest.raises(Refused, match="evaluated_already"):
        ask(idea, cast.head, cast.outsider)
    evaluation_end(reference=row.reference, by=cast.head, now=NOW)
    with pytest.raises(Refused, match="evaluation_over"):
        evaluation_end(reference=row.reference, by=cast.head, now=NOW)
    assert ask(idea, cast.head, cast.outsider).pk != row.pk
    idea_decide(reference=idea.reference, decision=DecisionKind.ACCEPT, reason="Yes", by=cast.head, now=NOW)
    with pytest.raises(Refused, match="decided"):
        ask(idea, cast.head, cast.outsider)


def test_a_hidden_author_is_asked_like_anybody(cast: Cast, office: User) -> None:
    """The same sentence, rows and messages whether a reviewer wrote it or not; whoever asks, the office too."""
    for by in (cast.head, office):
        traces = []
        for author in (cast.colleague, cast.owner):
            hidden = make_idea(author, cast.department, anonymity=Anonymity.OFFICE)
            row = ask(hidden, by, cast.colleague)
            send(row, cast.colleague)
            kinds = OutboxRow.objects.filter(created_at=NOW, kind__startswith="evaluation").count()
            OutboxRow.objects.all().delete()
            events = list(Event.objects.about(row).order_by("id").values_list("verb", "actor", "data"))
            page = page_of(cast.head, "evaluation", row.reference)
            traces.append((kinds, events, page.count(cast.colleague.display_name), seen(row, cast.colleague).readable))
        assert traces[0] == traces[1]


def test_a_whole_call_in_one_step(cast: Cast, office: User) -> None:
    for _number in range(3):
        make_user(department=cast.department)
    today = {"opens_on": TODAY, "closes_on": TODAY + 9 * DAY, "answering": cast.department, "sponsor": cast.head}
    call = challenge_create(call=Call(question="What takes longest?", **today), by=office, now=NOW)  # type: ignore[arg-type]
    authors = (cast.owner, cast.outsider, cast.colleague)
    ideas = [idea_submit(title=f"Idea {who.pk}", text="-", challenge=call, by=who, now=NOW) for who in authors]
    idea_decide(reference=ideas[2].reference, decision=DecisionKind.ACCEPT, reason="Yes", by=cast.head, now=NOW)
    other = make_idea(cast.owner, title="Not of the call")
    wanted = Request([cast.colleague, cast.outsider], DUE)
    with pytest.raises(Refused, match="nothing_to_evaluate"):
        evaluations_ask(challenge=call.reference, request=wanted, by=cast.other_head, now=NOW)
    done = evaluations_ask(challenge=call.reference, request=wanted, by=cast.head, now=NOW)
    assert [(row.idea, row.cards.count()) for row in done.asked] == [(ideas[0], 2), (ideas[1], 1)]
    assert not other.evaluations.exists()
    rows = OutboxRow.objects.filter(kind="evaluation-asked-many", channel="inbox").order_by("id")
    assert [(row.recipient, row.params["count"]) for row in rows] == [(cast.colleague, 2), (cast.outsider, 1)]
    with pytest.raises(Refused, match="nothing_to_evaluate"):
        evaluations_ask(challenge=call.reference, request=wanted, by=cast.head, now=NOW)
    send(done.asked[1], cast.colleague)
    for reader, expected in ((cast.head, [Decimal("4.00"), None]), (cast.colleague, [Decimal("4.00"), None])):
        standings = standings_of(call, User.objects.get(pk=reader.pk), TODAY)
        assert [each.sums and each.sums.overall for each in standings] == expected, "the first waits for two"
    assert standings_of(call, User.objects.get(pk=cast.other_head.pk), TODAY) == []
    assert "How its ideas are evaluated" in page_of(cast.head, "challenge", call.reference)
    assert "How its ideas are evaluated" not in page_of(cast.other_head, "challenge", call.reference)


def test_reminders_one_for_all_that_is_due(cast: Cast, idea: Idea, asked: Evaluation) -> None:
    second = ask(make_idea(cast.owner, title="Another"), cast.head, cast.colleague)
    send(asked, cast.outsider)
    wednesday, thursday, saturday = (NOW + days * DAY for days in (2, 3, 5))
    assert evaluations_tell(now=wednesday) == 0
    assert (evaluations_tell(now=thursday), evaluations_tell(now=thursday)) == (2, 0)
    row = OutboxRow.objects.get(kind="evaluation-due", channel="inbox")
    assert (row.recipient, row.params["count"], row.url) == (cast.colleague, 2, reverse("initiatives:evaluations"))
    assert evaluations_tell(now=saturday) == 2
    assert told("evaluation-ready") == [cast.head, cast.head]
    assert (evaluations_tell(now=saturday + DAY), told("evaluation-due")) == (0, [cast.colleague])
    # Late is better than never, and deciders are not told a second time.
    send(asked, cast.colleague, now=saturday)
    send(second, cast.colleague, now=saturday)
    assert told("evaluation-ready") == [cast.head, cast.head]


def test_a_merged_idea_is_evaluated_no_more(cast: Cast, idea: Idea, asked: Evaluation) -> None:
    target = make_idea(cast.colleague, title="The same")
    idea_merge(reference=idea.reference, into=target.reference, reason="Same", by=cast.head, now=NOW)
    with pytest.raises(Refused, match="evaluation_over"):
        send(asked, cast.outsider)


def test_nobody_waits_for_who_leaves(cast: Cast, asked: Evaluation) -> None:
    send(asked, cast.outsider)
    assert scorecards_leave(cast.colleague, cast.owner, cast.head, NOW) == 1
    asked.refresh_from_db()
    assert (asked.ended_at, list(asked.cards.values_list("reviewer", flat=True))) == (NOW, [cast.outsider.pk])
    assert scorecards_leave(cast.outsider, None, cast.head, NOW) == 0


@pytest.mark.django_db(transaction=True)
def test_two_last_cards_at_once_tell_once(cast: Cast, asked: Evaluation) -> None:
    both = (cast.colleague, cast.outsider)
    assert at_once(2, lambda number: send(asked, both[number])) == [None, None]
    asked.refresh_from_db()
    assert asked.ended_at == NOW
    assert told("evaluation-ready") == [cast.head]
    assert Event.objects.filter(verb="evaluation.complete").count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_who_ask_at_once_make_one(cast: Cast, idea: Idea) -> None:
    found = at_once(2, lambda _number: ask(idea, cast.head, cast.outsider))
    assert sorted(type(each).__name__ for each in found) == ["Evaluation", "Refused"]
    assert Evaluation.objects.count() == 1


def test_pages(client: Client, cast: Cast, idea: Idea) -> None:
    client.force_login(cast.head)
    where = reverse("initiatives:evaluation-ask", args=[idea.reference])
    refused = client.post(where, {"reviewers": "colleague@example.test\nNobody Known", "due_on": "2099-01-05"})
    assert refused.status_code == 422
    assert "“Nobody Known”" in refused.content.decode()
    people = "colleague@example.test\n outsider@example.test \n"
    assert client.post(where, {"reviewers": people, "due_on": "2099-01-05"}).status_code == 302
    row = Evaluation.objects.get()
    assert row.cards.count() == 2
    client.force_login(cast.colleague)
    card = reverse("initiatives:evaluation-card", args=[row.reference])
    assert client.post(card, {"effort": "2", "comment": "Hm", "save": "1"}).url == card  # type: ignore[attr-defined]
    assert 'value="2" checked' in client.get(card).content.decode()
    short = client.post(card, {"effort": "2"})
    assert (short.status_code, short.content.decode().count("Choose 1 to 5.")) == (422, 6)
    assert idea.title in client.get(reverse("initiatives:evaluations")).content.decode()
    assert "EV-" in b"".join(client.get(reverse("initiatives:evaluations") + "?export=csv")).decode()  # type: ignore[arg-type]
    assert client.post(card, {name: str(score) for name, score in GOOD.items()}).status_code == 302
    assert client.get(card).status_code == 302
    assert "overall" in client.get(reverse("initiatives:evaluation", args=[row.reference])).content.decode()
    client.force_login(cast.owner)
    assert [client.get(url).status_code for url in (card, where)] == [404, 403]


def test_rest(cast: Cast, idea: Idea) -> None:
    head, colleague, outsider = Rest(cast.head), Rest(cast.colleague), Rest(cast.outsider)
    body = {"idea": idea.reference, "reviewers": [cast.colleague.reference], "due_on": "2099-01-05"}
    made = head("POST", "/evaluations/", body)
    assert (made.status_code, made.json()["asked"], made.json()["card"]) == (201, 1, None)
    assert head("POST", "/evaluations/", body).status_code == 409
    assert outsider("POST", "/evaluations/", body).status_code == 403
    where = f"/evaluations/{made.json()['id']}"
    assert outsider("GET", f"{where}/").status_code == 404
    assert [row["id"] for row in colleague("GET", "/evaluations/?waiting=true").json()["results"]] == [
        made.json()["id"]
    ]
    assert colleague("POST", f"{where}/save/", {"reach": 2}).json()["card"]["reach"] == 2
    assert colleague("POST", f"{where}/send/", {"reach": 2}).status_code == 400
    assert colleague("POST", f"{where}/send/", GOOD).json()["readable"] is True
    assert colleague("POST", f"{where}/decline/", {"reason": "No"}).status_code == 409
    found = head("GET", f"{where}/results/").json()
    assert (found["overall"], found["cards"][0]["reviewer"]["id"]) == ("4.00", cast.colleague.reference)
    assert head("POST", f"{where}/end/").status_code == 409


def test_cost_is_the_same_however_many(cast: Cast, idea: Idea) -> None:
    costs = []
    for size in (1, 10):
        row = ask(idea if size == 1 else make_idea(cast.owner), cast.head, *[make_user() for _n in range(size)])
        for card in row.cards.select_related("reviewer"):
            send(row, card.reviewer)
        with CaptureQueriesContext(connection) as queries:
            page_of(cast.head, "evaluation", row.reference)
        costs.append(len(queries))
    assert costs[0] == costs[1]


def test_an_answer_that_waited_for_the_lock_does_not_end_it_before_it_began(cast: Cast, idea: Idea) -> None:
    row = ask(idea, cast.head, cast.colleague)
    earlier = NOW - dt.timedelta(seconds=2)
    idea_decide(reference=idea.reference, decision=DecisionKind.DECLINE, reason="No", by=cast.head, now=earlier)
    row.refresh_from_db()
    assert row.ended_at == row.asked_at


def test_the_only_one_who_was_asked_leaves(cast: Cast, idea: Idea) -> None:
    row = ask(idea, cast.head, cast.colleague)
    assert scorecards_leave(cast.colleague, cast.owner, cast.head, NOW) == 1
    row.refresh_from_db()
    assert row.ended_at
    assert told("evaluation-ready") == [], "nobody has answered"


def test_the_running_count_is_nobodys_and_who_declined_is_out(cast: Cast, idea: Idea, asked: Evaluation) -> None:
    decline(asked, cast.colleague)
    assert Rest(cast.outsider)("GET", f"/evaluations/{asked.reference}/").json()["declined"] is None
    assert asked.reference not in page_of(cast.colleague, "idea", idea.reference)
    later: dict[str, Any] = {"decision": DecisionKind.LATER, "reason": "In spring", "later_on": TODAY + 90 * DAY}
    idea_decide(reference=idea.reference, by=cast.head, now=NOW, **later)
    assert "evaluated this idea" not in page_of(cast.owner, "idea", idea.reference)
    send(asked, cast.outsider)
    assert "1 colleague evaluated this idea" in page_of(cast.owner, "idea", idea.reference)
