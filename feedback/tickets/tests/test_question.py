"""Questions to colleagues: the owner stays the owner, nobody is asked beyond their day, the answer comes back."""

import datetime as dt
import threading
from typing import Any

import pytest

from feedback.tickets import tasks
from feedback.tickets.models import Asked, Openness, Question, Ticket
from feedback.tickets.queries import calling
from feedback.tickets.queries.similar import load_of, suggestions_for
from feedback.tickets.rules.questions import Candidate, has_room, ranked
from feedback.tickets.services import (
    expire_questions,
    openness_set,
    question_answer,
    question_decline,
    question_rate,
    question_withdraw,
    ticket_ask,
    ticket_reopen,
    ticket_resolve,
)
from feedback.tickets.services import questions as verbs_of_questions
from feedback.tickets.tests.check import refused, told, verbs
from feedback.tickets.tests.factory import MONDAY, Scene, at, make_scene, open_ticket, resolved_ticket, taken_ticket
from feedback.tickets.tests.test_api import client_of
from feedback.tickets.tests.test_similar import solved
from portal.people.models import User
from portal.records.models import Comment
from tests.crowd import at_once

TEN = at("2026-11-16 10:00")


def asked(scene: Scene, ticket: Ticket | None = None, *, of: User | None = None, **values: Any) -> Question:
    ticket = ticket or taken_ticket(scene)
    given = {"text": "How long does it take?", "by": scene.clerk, "now": MONDAY} | values
    return ticket_ask(reference=ticket.reference, people=[(of or scene.driver).reference], **given)


def again(question: Question) -> Question:
    return Question.objects.get(pk=question.pk)


def test_it_works(scene: Scene) -> None:
    question = asked(scene)
    ticket = question.ticket
    # Four working hours on a calendar that closes from twelve to one.
    assert (question.state, question.due_at) == ("asked", at("2026-11-16 14:00"))
    assert told(scene.driver) == ["question.asked"]
    answered = question_answer(reference=question.reference, text="Three days", by=scene.driver, now=TEN)
    assert (answered.state, answered.answered_by, answered.ended_at) == ("answered", scene.driver, TEN)
    ticket.refresh_from_db()
    assert (ticket.owner, ticket.state, ticket.department) == (scene.clerk, "in_progress", scene.billing)
    assert verbs(ticket)[-2:] == ["question.asked", "question.answered"]
    notes = Comment.objects.about(ticket).order_by("id")
    assert [(note.text, note.author, note.internal) for note in notes] == [
        ("How long does it take?", scene.clerk, True),
        ("Three days", scene.driver, True),
    ]
    assert told(scene.clerk)[-1] == "question.answered"


def test_the_owner_is_told_when_a_colleague_asked(scene: Scene) -> None:
    question = asked(scene, by=scene.other_clerk)
    question_answer(reference=question.reference, text="Three days", by=scene.driver, now=TEN)
    assert told(scene.clerk)[-1] == told(scene.other_clerk)[-1] == "question.answered"


def test_who_may_ask_whom(scene: Scene) -> None:
    ticket = taken_ticket(scene)
    values = {"reference": ticket.reference, "text": "Who knows?", "now": MONDAY}
    people = [scene.driver.reference]
    refused("not_allowed", ticket_ask, by=scene.agent, people=people, **values)
    refused("not_found", ticket_ask, by=scene.outsider, people=people, **values)
    refused("unknown_person", ticket_ask, by=scene.clerk, people=[], **values)
    refused("unknown_person", ticket_ask, by=scene.clerk, people=["U-0"], **values)
    refused("unknown_person", ticket_ask, by=scene.clerk, people=[scene.clerk.reference], **values)
    four = [each.reference for each in (scene.driver, scene.agent, scene.outsider, scene.reader)]
    refused("unknown_person", ticket_ask, by=scene.clerk, people=four, **values)
    refused("malformed", ticket_ask, by=scene.clerk, people=people, minutes=0, **values)
    refused("malformed", ticket_ask, by=scene.clerk, people=people, **values | {"text": " "})
    solved_one = resolved_ticket(scene)
    refused("wrong_state", ticket_ask, by=scene.clerk, people=people, **values | {"reference": solved_one.reference})
    assert not Openness.objects.exists()


def test_only_who_was_asked_answers(scene: Scene) -> None:
    question = asked(scene)
    values = {"reference": question.reference, "text": "Three days", "now": TEN}
    refused("not_allowed", question_answer, by=scene.other_clerk, **values)
    refused("not_found", question_answer, by=scene.outsider, **values)
    question_answer(by=scene.driver, **values)
    refused("wrong_state", question_answer, by=scene.driver, **values)


def test_the_first_answer_ends_it(scene: Scene) -> None:
    ticket = taken_ticket(scene)
    people = [scene.driver.reference, scene.outsider.reference]
    question = ticket_ask(reference=ticket.reference, text="Who knows?", people=people, by=scene.clerk, now=MONDAY)
    question_decline(reference=question.reference, reason="Not mine", by=scene.driver, now=TEN)
    assert again(question).state == "asked"
    refused("not_asked", question_answer, reference=question.reference, text="No", by=scene.driver, now=TEN)
    question_answer(reference=question.reference, text="I do", by=scene.outsider, now=TEN)
    assert again(question).answered_by == scene.outsider


def test_declined_by_all_ends_it(scene: Scene) -> None:
    question = asked(scene)
    refused("malformed", question_decline, reference=question.reference, reason=" ", by=scene.driver, now=TEN)
    question_decline(reference=question.reference, reason="Not mine", by=scene.driver, now=TEN)
    assert (again(question).state, told(scene.clerk)[-1]) == ("declined", "question.declined")


def test_withdrawn_and_rated_by_the_asker_alone(scene: Scene) -> None:
    question = asked(scene)
    refused("not_allowed", question_withdraw, reference=question.reference, by=scene.driver, now=TEN)
    question_withdraw(reference=question.reference, by=scene.clerk, now=TEN)
    assert (again(question).state, told(scene.driver)[-1]) == ("withdrawn", "question.withdrawn")
    refused("not_ratable", question_rate, reference=question.reference, helpful=True, by=scene.clerk, now=TEN)
    other = asked(scene)
    question_answer(reference=other.reference, text="Three days", by=scene.driver, now=TEN)
    refused("not_allowed", question_rate, reference=other.reference, helpful=True, by=scene.driver, now=TEN)
    question_rate(reference=other.reference, helpful=True, by=scene.clerk, now=TEN)
    assert told(scene.driver)[-1] == "question.helped"
    refused("not_ratable", question_rate, reference=other.reference, helpful=False, by=scene.clerk, now=TEN)


def test_resolving_the_ticket_withdraws_what_is_open(scene: Scene) -> None:
    question = asked(scene)
    ticket_resolve(reference=question.ticket.reference, text="Done", by=scene.clerk, now=TEN)
    assert (again(question).state, told(scene.driver)[-1]) == ("withdrawn", "question.withdrawn")


def test_not_answered_in_time_is_found_once(scene: Scene) -> None:
    question = asked(scene)
    assert expire_questions(now=question.due_at) == 0
    late = question.due_at + dt.timedelta(seconds=1)
    assert expire_questions(now=late) == 1
    assert expire_questions(now=late) == 0
    assert (again(question).state, again(question).ended_at) == ("expired", question.due_at)
    assert told(scene.clerk)[-1] == "question.expired"
    assert tasks.watch_questions() == 0


def test_nobody_is_asked_beyond_their_day(scene: Scene) -> None:
    openness_set(by=scene.driver, now=MONDAY, open=True, per_day=2)
    first, _second = asked(scene), asked(scene)
    refusal = refused("day_is_full", asked_again(scene), now=MONDAY)
    assert refusal.field == "people"
    # What was withdrawn has interrupted them all the same.
    question_withdraw(reference=first.reference, by=scene.clerk, now=MONDAY)
    refused("day_is_full", asked_again(scene), now=MONDAY)
    # Midnight on their calendar, in Shanghai.
    refused("day_is_full", asked_again(scene), now=at("2026-11-16 23:59"))
    asked(scene, now=at("2026-11-17 00:00"))


def asked_again(scene: Scene) -> Any:
    ticket = taken_ticket(scene)

    def verb(now: dt.datetime) -> Question:
        return asked(scene, ticket, now=now)

    return verb


def test_who_takes_no_questions(scene: Scene) -> None:
    openness_set(by=scene.driver, now=MONDAY, open=False, per_day=5)
    refused("not_open", asked_again(scene), now=MONDAY)
    refused("malformed", openness_set, by=scene.driver, now=MONDAY, open=True, per_day=0)
    assert not load_of([scene.driver], now=MONDAY)[scene.driver.pk].has_room


@pytest.mark.django_db(transaction=True)
def test_of_two_for_the_last_place_one_gets_it() -> None:
    scene = make_scene()
    openness_set(by=scene.driver, now=MONDAY, open=True, per_day=1)
    tickets = [taken_ticket(scene) for _number in range(6)]
    answers = at_once(6, lambda number: asked(scene, tickets[number]))
    assert sorted(type(each).__name__ for each in answers) == ["Question", *["Refused"] * 5]
    assert {each.code for each in answers if not isinstance(each, Question)} == {"day_is_full"}
    assert Asked.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_control_without_the_lock_more_than_one_gets_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """Everybody counts before anybody writes: what the lock of the row prevents."""
    scene = make_scene()
    openness_set(by=scene.driver, now=MONDAY, open=True, per_day=1)
    tickets = [taken_ticket(scene) for _number in range(2)]
    monkeypatch.setattr(verbs_of_questions, "_openness", lambda person: Openness.objects.get(person=person))
    counted = threading.Barrier(2)

    def load_and_wait(people: list[User], *, now: dt.datetime) -> Any:
        found = load_of(people, now=now)
        counted.wait(timeout=30)
        return found

    monkeypatch.setattr(verbs_of_questions, "load_of", load_and_wait)
    answers = at_once(2, lambda number: asked(scene, tickets[number]))
    assert [type(each).__name__ for each in answers] == ["Question", "Question"]


def test_who_solved_like_tickets_is_suggested_and_why(scene: Scene) -> None:
    solved(scene, "跨境退款没有到账")
    solved(scene, "跨境退款一直没有到账")
    solved(scene, "换卡地址不清楚")
    ticket = open_ticket(scene, title="跨境退款没有到账", text="…")
    found = suggestions_for(ticket, by=scene.other_clerk, now=MONDAY)
    assert [(each.person, each.solved, each.works_now) for each in found] == [(scene.clerk, 2, True)]
    night = suggestions_for(ticket, by=scene.other_clerk, now=at("2026-11-16 20:00"))
    assert (night[0].works_now, night[0].works_next) == (False, at("2026-11-17 09:00"))
    assert suggestions_for(ticket, by=scene.clerk, now=MONDAY) == []
    openness_set(by=scene.clerk, now=MONDAY, open=True, per_day=1)
    asked(scene, taken_ticket(scene), of=scene.clerk, by=scene.other_clerk)
    assert suggestions_for(ticket, by=scene.other_clerk, now=MONDAY) == []


def test_what_was_reopened_counts_for_nobody(scene: Scene) -> None:
    ticket = solved(scene, "跨境退款没有到账")
    ticket_reopen(reference=ticket.reference, reason="No", by=scene.agent, now=TEN)
    ticket_resolve(reference=ticket.reference, text="Done", by=scene.clerk, now=at("2026-11-16 11:00"))
    like = open_ticket(scene, title="跨境退款没有到账", text="…")
    assert suggestions_for(like, by=scene.other_clerk, now=TEN) == []


def test_the_rule_of_ranking() -> None:
    away, much, little = Candidate(1, 9, 8.5, False), Candidate(2, 2, 1.9, True), Candidate(3, 4, 1.2, True)
    assert ranked([away, much, little]) == [much, little, away]
    assert len(ranked([Candidate(number, 1, 1.0, True) for number in range(9)])) == 5
    assert (has_room(4, 5), has_room(5, 5)) == (True, False)


def test_who_is_asked_sees_the_question_and_not_the_ticket(scene: Scene) -> None:
    question = asked(scene, of=scene.outsider)
    page = client_of(scene.outsider).get(question.get_absolute_url()).content.decode()
    assert "How long does it take?" in page
    assert question.ticket.title not in page
    assert not Ticket.objects.visible_to(scene.outsider).exists()
    assert client_of(scene.agent).get(question.get_absolute_url()).status_code == 404
    assert [row["reference"] for row in calling(scene.outsider)] == [question.reference]
    home = client_of(scene.outsider).get("/").content.decode()
    assert "How long does it take?" in home


def test_pages(scene: Scene) -> None:
    solved(scene, "Refund is missing", "Order 4711 was returned")
    ticket = taken_ticket(scene, now=dt.datetime.now(dt.UTC))
    client = client_of(scene.other_clerk)
    url = f"{ticket.get_absolute_url()}ask/"
    assert "solved 1 like this" in client.get(url).content.decode()
    assert client.post(url, {"text": "Who knows?", "minutes": "240"}).status_code == 422
    assert client.post(url, {"text": "Who knows?", "minutes": "240", "other": scene.driver.email}).status_code == 302
    question = Question.objects.get()
    assert "Who knows?" in client.get(ticket.get_absolute_url()).content.decode()
    assert "Who knows?" not in client_of(scene.agent).get(ticket.get_absolute_url()).content.decode()
    assert "Who knows?" in client.get("/tickets/questions/?all=1").content.decode()
    assert client.get("/tickets/questions/?all=1&export=csv").status_code == 200
    driver = client_of(scene.driver)
    assert driver.post(f"{question.get_absolute_url()}answer/", {"text": "I do"}).status_code == 302
    assert client.post(f"{question.get_absolute_url()}rate/", {"helpful": "yes"}).status_code == 302
    assert again(question).helpful
    assert "Asked today: 1 of 5" in driver.get("/tickets/questions/settings/").content.decode()
    assert driver.post("/tickets/questions/settings/", {"per_day": "3"}).status_code == 302
    row = Openness.objects.get(person=scene.driver)
    assert (row.open, row.per_day) == (False, 3)


def test_rest(scene: Scene) -> None:
    solved(scene, "Refund is missing", "Order 4711 was returned")
    ticket = taken_ticket(scene, now=dt.datetime.now(dt.UTC))
    client, driver = client_of(scene.other_clerk), client_of(scene.driver)

    def post(who: Any, path: str, data: dict[str, Any]) -> Any:
        return who.post(f"/api/v1/questions/{path}", data, content_type="application/json")

    found = client.get(f"/api/v1/tickets/{ticket.reference}/colleagues/").json()
    assert [(each["person"]["name"], each["solved"]) for each in found] == [("Clerk", 1)]
    body = {"ticket": ticket.reference, "text": "Who knows?", "people": [scene.driver.reference]}
    made = post(client, "", body)
    assert (made.status_code, made.json()["state"]) == (201, "asked")
    one = made.json()["id"]
    assert post(client, f"{one}/answer/", {"text": "Me"}).status_code == 403
    assert post(driver, f"{one}/answer/", {"text": "Me"}).json()["answer"] == "Me"
    assert post(driver, f"{one}/decline/", {"reason": "No"}).status_code == 409
    assert post(client, f"{one}/rate/", {"helpful": True}).json()["helpful"] is True
    assert post(client, f"{one}/withdraw/", {}).status_code == 409
    assert [row["id"] for row in driver.get("/api/v1/questions/").json()["results"]] == [one]
    assert driver.get("/api/v1/me/questions/").json() == {"open": True, "per_day": 5, "asked_today": 1}
    change = driver.patch("/api/v1/me/questions/", {"open": False}, content_type="application/json")
    assert change.json() == {"open": False, "per_day": 5, "asked_today": 1}
    assert post(client, "", body).status_code == 409
