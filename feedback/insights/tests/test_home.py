"""Home: what waits for me, what I promised, how we are doing."""

import datetime as dt
from dataclasses import replace

import pytest
import time_machine
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from feedback.insights.queries.figures import figures_for
from feedback.insights.queries.work import promised_by, waiting_for
from feedback.tickets.services import (
    escalate_overdue,
    jump_refuse,
    ticket_hand_over,
    ticket_jump,
    ticket_promise,
    ticket_resolve,
    ticket_take,
    ticket_wait,
)
from feedback.tickets.tests.factory import MONDAY, Scene, make_scene, open_ticket, resolved_ticket, taken_ticket
from feedback.tickets.tests.problem_scene import proposed
from feedback.tickets.tests.test_jump import budget, jumped
from initiatives.services.calling import challenges_open
from initiatives.services.challenges import Call, challenge_create
from initiatives.services.ideas import idea_submit
from initiatives.services.parts import milestone_add
from initiatives.tests.factory import NOW, TODAY, make_initiative
from portal.people.models import Department, Role, User
from tests.cast import make_department, make_user
from training.services.attendance import attendance_record
from training.services.enrolments import cohort_enrol
from training.tests.factory import NOW as BEFORE
from training.tests.factory import make_cohort, make_trainer, sessions_of

pytestmark = pytest.mark.django_db
MAX_QUERIES = 12


@pytest.fixture
def scene() -> Scene:
    cache.clear()
    return make_scene()


def fresh(user: User) -> User:
    person: User = User.objects.select_related("department").get(pk=user.pk)
    return person


def titles(rows: list) -> list[str]:
    return [row.title for row in rows]


def test_a_new_ticket_waits_for_the_department_that_serves_it(scene: Scene) -> None:
    open_ticket(scene, title="Where is it?")
    assert titles(waiting_for(fresh(scene.other_clerk), MONDAY)) == ["Where is it?"]
    assert titles(waiting_for(fresh(scene.driver), MONDAY)) == []


def test_a_question_waits_for_the_requester_and_stays_promised(scene: Scene) -> None:
    ticket = taken_ticket(scene, title="Where is it?")
    assert titles(promised_by(fresh(scene.clerk))) == ["Where is it?"]
    ticket_wait(reference=ticket.reference, text="Which one?", by=scene.clerk, now=MONDAY)
    assert titles(waiting_for(fresh(scene.agent), MONDAY)) == ["Where is it?"]
    assert [row.paused for row in promised_by(fresh(scene.clerk))] == [True]


def test_an_idea_waits_for_the_head_of_its_department_alone(scene: Scene) -> None:
    idea_submit(title="One list", text="Say it once.", department=scene.billing, by=scene.outsider, now=MONDAY)
    assert titles(waiting_for(fresh(scene.clerk_head), MONDAY)) == ["One list"]
    assert titles(waiting_for(fresh(scene.driver_head), MONDAY)) == []


def test_a_long_queue_hides_neither_a_question_nor_an_idea(scene: Scene) -> None:
    asked = taken_ticket(scene, by=scene.clerk_head, title="Asked")
    ticket_wait(reference=asked.reference, text="Which one?", by=scene.clerk, now=MONDAY)
    idea_submit(title="Idea", text="Say it once.", department=scene.billing, by=scene.outsider, now=MONDAY)
    for number in range(9):
        open_ticket(scene, title=f"Queue {number}")
    found = titles(waiting_for(fresh(scene.clerk_head), MONDAY))
    assert len(found) == 7
    assert found[0] == "Queue 0"
    assert {"Asked", "Idea"} <= set(found)


def test_who_took_a_ticket_first_still_answers_for_it(scene: Scene) -> None:
    ticket = taken_ticket(scene, title="Where is it?")
    away = scene.logistics
    ticket_hand_over(reference=ticket.reference, department=away.reference, reason="Theirs", by=scene.clerk, now=MONDAY)
    found = [(row.title, row.reason) for row in promised_by(fresh(scene.clerk))]
    assert found == [("Where is it?", f"you took it first; now with {away.name}")]
    assert promised_by(fresh(scene.driver)) == []


def test_milestones_and_initiatives_are_promised_by_their_day(scene: Scene) -> None:
    owner = scene.clerk_head
    first = make_initiative(owner, scene.outsider, title="First", due_on=TODAY + dt.timedelta(days=30))
    make_initiative(owner, scene.outsider, title="Draft", draft=True)
    last = make_initiative(scene.clerk, scene.outsider, title="Last", due_on=TODAY + dt.timedelta(days=60))
    for initiative, title, days in ((first, "Soon", 20), (last, "Late", 50)):
        day = TODAY + dt.timedelta(days=days)
        milestone_add(
            reference=initiative.reference, title=title, due_on=day, by=initiative.owner, owner=owner, now=NOW
        )
    assert titles(promised_by(fresh(owner))) == ["Soon", "First", "Late"]
    assert titles(promised_by(fresh(scene.outsider))) == []


def test_a_trainer_finds_the_rolls_to_call_until_they_are_called() -> None:
    trainer, person = make_trainer(), make_user()
    cohort = make_cohort(trainer, name="Phone skills")
    seat = cohort_enrol(reference=cohort.reference, person=person, by=trainer, now=BEFORE)
    first, second = sessions_of(cohort)
    evening = first.ends_at
    assert titles(waiting_for(fresh(person), evening)) == [f"Phone skills · {second.title}"]
    waiting = waiting_for(fresh(trainer), evening)
    assert [(row.reference, row.at) for row in waiting] == [(first.reference, evening)]
    attendance_record(reference=first.reference, marks={seat.reference: "present"}, by=trainer, now=evening)
    assert waiting_for(fresh(trainer), evening) == []


def test_the_share_of_tickets_in_time_counts_both_ends(scene: Scene) -> None:
    for days in (0, 0, 15):
        ticket = open_ticket(scene)
        ticket_take(reference=ticket.reference, by=scene.clerk, now=MONDAY)
        ended = MONDAY + dt.timedelta(days=days, minutes=5)
        ticket_resolve(reference=ticket.reference, text="Here.", by=scene.clerk, now=ended)
    later = MONDAY + dt.timedelta(days=16)
    for person in (scene.clerk, scene.agent):  # who serves, and who asked
        figures, *_others = figures_for(fresh(person), later)
        assert (figures[0].value, figures[0].comparison) == ("67%", "2 of 3 in 30 days")
    figures, *_others = figures_for(fresh(scene.driver), later)
    assert figures[0].value == ""


def test_no_case_is_no_number(scene: Scene) -> None:
    figures, *_others = figures_for(fresh(scene.clerk), MONDAY)
    assert figures[0].value == ""


@pytest.mark.parametrize("tickets", [1, 40])
def test_the_page_costs_the_same_however_much_there_is(scene: Scene, tickets: int) -> None:
    client = Client()
    client.force_login(scene.clerk_head)
    with time_machine.travel(MONDAY, tick=False):
        client.get("/")  # the figures are counted at most every five minutes
        for _number in range(tickets):
            open_ticket(scene)
        with CaptureQueriesContext(connection) as queries:
            assert client.get("/").status_code == 200
    assert len(queries) <= MAX_QUERIES, [query["sql"][:120] for query in queries]


def test_the_search_finds_by_word_and_leads_straight_to_a_reference(scene: Scene) -> None:
    client = Client()
    client.force_login(scene.agent)
    ticket = open_ticket(scene, title="退款迟迟未到")
    assert ticket.title in client.get("/search/", {"q": "退款"}).content.decode()
    assert client.get("/search/", {"q": ticket.reference.lower()})["Location"] == ticket.get_absolute_url()


def test_the_search_shows_nobody_what_is_not_theirs(scene: Scene) -> None:
    client = Client()
    client.force_login(scene.outsider)
    ticket = open_ticket(scene, title="退款迟迟未到")
    assert ticket.title not in client.get("/search/", {"q": "退款"}).content.decode()
    assert client.get("/search/", {"q": ticket.reference}).status_code == 200


def test_promises_to_customers_and_the_fast_lane_are_on_home(scene: Scene) -> None:
    now = timezone.now()
    ticket = open_ticket(scene, now=now)
    ticket_promise(
        reference=ticket.reference, text="A call today", due_at=now + dt.timedelta(days=2), channel="phone",
        by=scene.agent, now=now,
    )  # fmt: skip
    ticket_jump(reference=ticket.reference, harm="promise", reason="Now", by=scene.agent, now=now)
    assert [(row.title, row.reason) for row in promised_by(fresh(scene.agent))] == [("A call today", "you promised it")]
    assert [(row.title, row.reason) for row in waiting_for(fresh(scene.clerk), now)] == [(ticket.title, "fast lane")]


def test_who_reads_every_ticket_sees_the_figures_of_the_company(scene: Scene) -> None:
    resolved_ticket(scene, now=timezone.now() - dt.timedelta(days=1))
    figures, *_others = figures_for(fresh(scene.reader), timezone.now())
    assert figures[0].value == "100%"


def test_on_home_of_who_decides(scene: Scene) -> None:
    boss = make_user("boss", Role.EXECUTIVE, department=scene.front)
    problem = proposed(scene)
    (row,) = [row for row in waiting_for(fresh(scene.clerk_head), MONDAY) if row.reference == problem.reference]
    assert (row.title, row.reason, row.due) == (
        "Refunds come back", "is proposed as a problem: you decide", problem.due_at,
    )  # fmt: skip
    for person in (scene.agent_head, scene.clerk, boss, scene.reader):
        assert problem.reference not in [row.reference for row in waiting_for(fresh(person), MONDAY)]
    escalate_overdue(now=problem.due_at + dt.timedelta(minutes=1))
    assert problem.reference in [row.reference for row in waiting_for(fresh(boss), MONDAY)]


def test_a_fast_lane_beyond_the_budget_is_on_home_of_the_head_who_grants_it(scene: Scene) -> None:
    budget(scene, per_person=0, per_department=0)
    jump = jumped(scene)
    (row,) = [row for row in waiting_for(fresh(scene.agent_head), MONDAY) if row.reference == jump.reference]
    assert (row.title, row.reason, row.url) == (
        jump.ticket.title, "asks for the fast lane: you decide", f"/tickets/jumps/{jump.reference}/",
    )  # fmt: skip
    for person in (scene.agent, scene.clerk_head, scene.reader):
        assert jump.reference not in [row.reference for row in waiting_for(fresh(person), MONDAY)]
    jump_refuse(reference=jump.reference, reason="Not today", by=scene.agent_head, now=MONDAY)
    assert jump.reference not in [row.reference for row in waiting_for(fresh(scene.agent_head), MONDAY)]


def test_open_calls_that_ask_me_with_the_days_that_are_left(scene: Scene) -> None:
    """Until the last day, for those whom it asks, with the departments below the one that is named."""
    below = make_department("below", parent=scene.billing)
    lower, *_others = [make_user(f"lower{number}", department=below) for number in range(5)]
    asked: dict[str, tuple[Department, ...]] = {"What annoys our customers?": (), "Which form?": (scene.billing,)}
    for question, departments in asked.items():
        days = {"opens_on": TODAY, "closes_on": TODAY + dt.timedelta(days=4)}
        call = Call(question=question, text="Say it.", sponsor=scene.clerk_head, answering=scene.billing, **days)
        by = make_user("", Role.PROGRAMME_OFFICE)
        challenge_create(call=replace(call, asked=departments), by=by, now=NOW)
    challenges_open(now=NOW)
    for person, count in ((scene.clerk, 2), (lower, 2), (scene.driver, 1)):
        cache.clear()
        calls = figures_for(fresh(person), NOW).calls
        assert [call["days_left"] for call in calls] == [4] * count
    client = Client()
    client.force_login(scene.driver)
    with time_machine.travel(NOW, tick=False):
        page = client.get("/").content.decode()
    assert "What annoys our customers?" in page
    assert "4 days left" in page
    assert "Which form?" not in page
    kept = figures_for(fresh(scene.driver), NOW + dt.timedelta(days=5)).calls
    assert kept == [], "what was counted before its last day is over as well"
