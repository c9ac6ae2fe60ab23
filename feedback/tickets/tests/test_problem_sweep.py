"""The weekly sweep: what is hot, proposed once; new tickets join; changes begin; nobody deciding is told above."""

import datetime as dt
from typing import Any

import pytest

from feedback.tickets.models import Problem
from feedback.tickets.queries.problems import effect_found, hot_spots
from feedback.tickets.rules.problems import Span, effect_of, hot, hot_week, last_full_week, mean_of
from feedback.tickets.services import (
    escalate_overdue,
    gather_new_tickets,
    problem_close,
    problem_decline,
    problem_leave,
    propose_hot_spots,
    start_due_changes,
)
from feedback.tickets.services.problem_sweep import propose_spot
from feedback.tickets.tasks import watch_problems
from feedback.tickets.tests.check import told
from feedback.tickets.tests.factory import MONDAY, Scene, at, make_scene
from feedback.tickets.tests.problem_scene import NEXT, agreed, failed, proposed
from portal.people.models import Department, Role
from portal.records.models import Event
from tests.cast import make_user
from tests.crowd import at_once

QUIET = [0] * 12


# -- rules
@pytest.mark.parametrize(
    ("count", "trailing", "expected"),
    [
        (3, QUIET, True),  # 0 + 2·√1 = 2
        (2, QUIET, False),
        (3, [1] * 12, False),  # 1 + 2·√1 = 3, and it has to be above
        (4, [1] * 12, True),
        (8, [4] * 12, False),  # 4 + 2·√4 = 8
        (9, [4] * 12, True),
        (15, [9] * 12, False),
        (16, [9] * 12, True),
        (3, [0] * 11 + [6], True),  # mean 0.5, √ of 1: 2.5
        (3, [], True),
    ],
)
def test_hot_is_above_the_mean_by_more_than_two_roots(count: int, trailing: list[int], expected: bool) -> None:
    assert hot(count, trailing) is expected


def test_a_week_is_held_against_the_twelve_before_it() -> None:
    monday, week = dt.date(2026, 11, 16), dt.timedelta(days=7)
    counts = {monday: 5, monday - week: 12, monday - 12 * week: 12, monday - 13 * week: 900}
    assert mean_of([0] * 10 + [12, 12]) == 2.0
    assert hot_week(counts, monday) == (5, 2.0)
    assert hot_week(counts | {monday: 4}, monday) is None
    assert hot_week({}, monday) is None
    assert last_full_week(dt.date(2026, 11, 23)) == monday
    assert last_full_week(dt.date(2026, 11, 29)) == monday


def test_before_and_after() -> None:
    day = dt.date(2026, 12, 7)
    daily = {
        dt.date(2026, 9, 13): (9, 900),  # a day too early
        dt.date(2026, 9, 14): (2, 20),
        dt.date(2026, 12, 6): (10, 100),
        dt.date(2026, 12, 7): (1, 5),
        dt.date(2026, 12, 14): (1, 9),
    }
    found = effect_of(daily, effective_on=day, today=dt.date(2026, 12, 20))
    assert (found.before, found.since) == (Span(84, 12, 120), Span(14, 2, 14))
    assert (found.before.per_week, found.since.per_week, found.since.minutes_per_week) == (1.0, 1.0, 7.0)
    assert dict(found.weeks)[-12] == 2
    assert dict(found.weeks)[-1] == 10
    assert (dict(found.weeks)[0], dict(found.weeks)[1]) == (1, 1)
    ahead = effect_of(daily, effective_on=day, today=dt.date(2026, 12, 1))
    assert (ahead.since.days, ahead.since.per_week, len(ahead.weeks)) == (0, None, 12)


# -- hot spots
def hot_scene(scene: Scene, number: int = 3) -> None:
    for _number in range(number):
        failed(scene, at=MONDAY)


def test_a_hot_spot_is_proposed_once(scene: Scene) -> None:
    hot_scene(scene)
    failed(scene, at=at("2026-11-02 10:00"))
    assert propose_hot_spots(now=NEXT) == 1
    assert propose_hot_spots(now=NEXT + dt.timedelta(hours=1)) == 0
    problem = Problem.objects.get()
    assert (problem.week, problem.count, problem.mean) == (MONDAY.date(), 3, 1 / 12)
    assert (problem.cause, problem.step, problem.suffering) == ("reopen", 1, scene.front)
    assert (problem.links.count(), problem.proposed_by) == (3, None)
    assert told(scene.clerk_head) == ["problem.found"]


def test_not_before_the_week_is_over_not_of_other_causes_not_when_usual(scene: Scene) -> None:
    hot_scene(scene, 2)
    failed(scene, kind="promise")
    assert hot_spots(now=NEXT) == []
    failed(scene)
    assert hot_spots(now=NEXT - dt.timedelta(hours=10)) == []
    assert len(hot_spots(now=NEXT)) == 1
    for back in range(1, 13):
        failed(scene, at=MONDAY - dt.timedelta(days=7 * back))
    assert hot_spots(now=NEXT) == []


def test_a_living_problem_takes_the_tickets_in_place_of_a_second(scene: Scene) -> None:
    problem = proposed(scene)
    first = problem.links.get().ticket
    problem_leave(reference=problem.reference, ticket=first.reference, by=scene.clerk_head, now=MONDAY)
    hot_scene(scene)
    assert propose_hot_spots(now=NEXT) == 0
    assert gather_new_tickets(now=NEXT) == (3, 0)
    assert gather_new_tickets(now=NEXT) == (0, 0)
    # Who was taken out stays out.
    assert problem.links.filter(left_at=None).count() == 3
    assert Event.objects.about(problem).filter(verb="problem.gathered").count() == 1


@pytest.mark.parametrize("end", ["decline", "close"])
def test_a_week_that_was_decided_about_is_not_proposed_again(scene: Scene, end: str) -> None:
    hot_scene(scene)
    propose_hot_spots(now=NEXT)
    problem = Problem.objects.get()
    given: dict[str, Any] = {"reference": problem.reference, "by": scene.clerk_head, "now": NEXT}
    if end == "decline":
        problem_decline(reason="One bad week", **given)
    else:
        Problem.objects.update(state="open")
        problem_close(result="Done", **given)
    assert propose_hot_spots(now=NEXT + dt.timedelta(days=3)) == 0
    for _number in range(5):
        failed(scene, at=NEXT)
    assert propose_hot_spots(now=NEXT + dt.timedelta(days=7)) == 1


def test_four_workers_at_once_propose_each_once(transactional_db: None) -> None:
    scene = make_scene()
    for kind in ("reopen", "promise", "jump"):
        for _number in range(3):
            failed(scene, kind=kind)
    # The control: all four find all three when nothing is looked at again under a lock.
    found = at_once(4, lambda _index: hot_spots(now=NEXT))
    assert [len(spots) for spots in found] == [3, 3, 3, 3]
    made = at_once(4, lambda index: [propose_spot(spot, now=NEXT) for spot in found[index]])
    assert sum(sum(each) for each in made) == 3
    assert at_once(4, lambda _index: propose_hot_spots(now=NEXT)) == [0, 0, 0, 0]
    assert (Problem.objects.count(), Event.objects.filter(verb="problem.proposed").count()) == (3, 3)
    assert told(scene.clerk_head) == ["problem.found"] * 3


def test_four_workers_at_once_gather_each_ticket_once(transactional_db: None) -> None:
    scene = make_scene()
    problem = proposed(scene)
    hot_scene(scene, 5)
    at_once(4, lambda _index: gather_new_tickets(now=NEXT))
    gather_new_tickets(now=NEXT)
    assert problem.links.count() == 6
    assert Event.objects.about(problem).filter(verb="problem.gathered").count() == 1


# -- changes begin
def test_an_agreed_change_is_in_force_from_its_day(scene: Scene) -> None:
    problem = agreed(scene)
    assert start_due_changes(now=at("2026-12-06 23:59")) == 0
    assert start_due_changes(now=at("2026-12-07 00:01")) == 1
    assert start_due_changes(now=at("2026-12-07 00:01")) == 0
    problem.refresh_from_db()
    assert problem.state == "in_force"
    assert told(scene.agent_head)[-1] == "problem.started"
    failed(scene, at=at("2026-12-08 10:00"), minutes=7)
    effect = effect_found(problem, now=at("2026-12-08 11:00"))
    assert effect is not None
    assert (effect.before, effect.since) == (Span(84, 1, 10), Span(2, 1, 7))


# -- nobody decides
def test_told_one_level_above_once(scene: Scene) -> None:
    Department.objects.filter(pk=scene.billing.pk).update(
        path=[scene.logistics.pk, scene.billing.pk], parent=scene.logistics
    )
    problem = proposed(scene)
    assert escalate_overdue(now=problem.due_at) == 0
    late = problem.due_at + dt.timedelta(minutes=1)
    assert escalate_overdue(now=late) == 1
    assert escalate_overdue(now=late) == 0
    assert told(scene.driver_head) == ["problem.overdue"]
    assert Event.objects.about(problem).filter(verb="problem.escalated").count() == 1


def test_with_nobody_above_the_executives_are_told(scene: Scene) -> None:
    boss = make_user("boss", Role.EXECUTIVE, department=scene.front)
    problem = proposed(scene)
    assert escalate_overdue(now=problem.due_at + dt.timedelta(minutes=1)) == 1
    assert told(boss) == ["problem.overdue"]


def test_the_task_does_it_all(scene: Scene) -> None:
    now = dt.datetime.now(dt.UTC)
    monday = now - dt.timedelta(days=now.astimezone(MONDAY.tzinfo).weekday() + 5)
    for _number in range(3):
        failed(scene, at=monday)
    assert (watch_problems(), watch_problems()) == (1, 0)
